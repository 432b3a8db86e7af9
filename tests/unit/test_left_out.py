"""An export names what is not in it, in the file and on stderr; an error of a full disk names its file."""

import subprocess
import sys
from pathlib import Path

import pytest

from mfa_tui.features.drift.service.exporting import export_tenant
from tests.desk import BROKEN
from tests.rig import Tenant, session


async def test_what_could_not_be_read_and_every_secret_is_named_in_the_file_and_beside_it(tmp_path: Path) -> None:
    tenant = Tenant(faults={"guardian/policies": BROKEN})
    tenant.demo.state.tenant.guardian["factors/duo/settings"] = {"ikey": "planted-1", "skey": "planted-2", "host": "h"}
    export = await export_tenant(lambda: session(tenant, tmp_path, writable=False), lambda words: None)
    comments = [line for line in export.text.splitlines() if line.startswith("# Left out: ")]
    assert "# Left out: policy could not be read: Auth0 had an error of its own." in comments
    (secrets,) = [line for line in comments if line.endswith(": secrets are never exported")]
    assert "Duo integration key" in secrets
    assert "Duo secret key" in secrets
    assert "planted" not in export.text
    said = "\n".join(export.complaints)
    assert "policy could not be read" in said
    assert secrets.removeprefix("# Left out: ") in said


WRITERS = {
    "journal": "Journal(path).intend('acme', 'plan', Change(POLICY, (), ('all-applications',)))",
    "ledger": "Ledger(path).append({'user': 'x'})",
    "export, baseline or profiles": "write_private(path, ['text'] * 9000)",
}


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_full_disk_is_said_with_the_name_of_the_file(tmp_path: Path, writer: str) -> None:
    file = tmp_path / "file"
    script = f"""
import resource
from pathlib import Path
from mfa_tui.domain.changes import POLICY, Change
from mfa_tui.storage.journal import Journal, unwritten
from mfa_tui.storage.ledger import Ledger
from mfa_tui.storage.private_files import write_private
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # As on a full disk: the system names no file.
path = Path({str(file)!r})
try:
    {writer}
except OSError as error:
    print(unwritten(error).words)
"""
    process = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (process.returncode, process.stderr) == (0, "")
    assert f": {file}." in process.stdout
