"""Auth0's own Deploy CLI exports a demo tenant and imports it again, and what it writes is a baseline.

The real `a0deploy` is installed by npm. It speaks https only, so the tenant is served with a certificate that is made
for it. Skipped where node or npm is missing, or cannot install it.
"""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET
from mfa_tui.domain.inventory import Inventory
from mfa_tui.features.drift.model.drift import against_baseline
from mfa_tui.features.drift.service.baseline_files import read_baseline
from mfa_tui.features.drift.service.drift import read_inventory
from tests.rig import Tenant, session

from .conftest import token_request
from .node import installed, node

PACKAGE = "auth0-deploy-cli@8.44.0"
INCLUDED = [
    "guardianFactors",
    "guardianFactorProviders",
    "guardianFactorTemplates",
    "guardianPolicies",
    "guardianPhoneFactorMessageTypes",
    "guardianPhoneFactorSelectedProvider",
    "riskAssessment",
    "tenant",
]
_SERVE = """
import socket, uvicorn
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
app = create_app(DemoOptions(rate_limit=None))
config = uvicorn.Config(
    app, log_level="error", lifespan="off", ssl_certfile="certificate.pem", ssl_keyfile="key.pem"
)
uvicorn.Server(config).run(sockets=[listener])
"""


@pytest.fixture(scope="session")
def a0deploy() -> list[str]:
    """The command that runs the Deploy CLI."""
    return [node(), str(installed(PACKAGE) / "auth0-deploy-cli" / "lib" / "index.js")]


def certify(folder: Path) -> None:
    """Write a certificate that signs itself, for localhost, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "demo tenant")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))


@dataclass(frozen=True)
class DeployCli:
    """The Deploy CLI with the settings that lead it to a served demo tenant."""

    command: list[str]
    environment: dict[str, str]
    folder: Path

    def export(self, output: Path, format_: str) -> Path:
        """Export the tenant; return the file or folder."""
        output.mkdir()
        command = [*self.command, "export", f"--output_folder={output}", f"--format={format_}"]
        done = subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return output if format_ == "directory" else output / "tenant.yaml"

    def import_(self, exported: Path) -> None:
        """Import a file or folder into the tenant."""
        command = [*self.command, "import", f"--input_file={exported}"]
        done = subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def beside_a_new_tenant(a0deploy: list[str], folder: Path, **settings: str) -> Iterator[DeployCli]:
    """Serve a new demo tenant over TLS; yield the Deploy CLI beside it."""
    certify(folder)
    process = subprocess.Popen([sys.executable, "-c", _SERVE], cwd=folder, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "NODE_EXTRA_CA_CERTS": str(folder / "certificate.pem"),
            "AUTH0_DOMAIN": f"localhost:{port}",
            "AUTH0_CLIENT_ID": DEMO_CLIENT_ID,
            "AUTH0_CLIENT_SECRET": DEMO_CLIENT_SECRET,
            **settings,
        }
        try:
            yield DeployCli(a0deploy, environment, folder)
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def deploy_cli(a0deploy: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployCli]:
    """The Deploy CLI beside a demo tenant, for what concerns MFA."""
    folder = tmp_path_factory.mktemp("served")
    with beside_a_new_tenant(a0deploy, folder, AUTH0_INCLUDED_ONLY=json.dumps(INCLUDED)) as cli:
        yield cli


async def demo_inventory(home: Path) -> Inventory:
    opened = session(Tenant(), home, writable=False)
    try:
        return await read_inventory(opened)
    finally:
        await opened.aclose()


@pytest.mark.parametrize("format_", ["yaml", "directory"])
async def test_an_export_of_the_deploy_cli_is_a_baseline_that_its_tenant_meets(
    format_: str, deploy_cli: DeployCli, tmp_path: Path
) -> None:
    baseline = read_baseline(deploy_cli.export(tmp_path / "export", format_))
    here = await demo_inventory(tmp_path)
    drift = against_baseline(here, baseline)
    assert (drift.differences, drift.unread, baseline.warnings) == ((), (), ())
    assert drift.compared == len(baseline.values)
    expected = {"factors.sms", "factors.recovery-code", "policy", "phone.message_types", "phone.provider"}
    expected |= {"phone.verification_message", "risk-assessment.enabled", "tenant.mfa_show_factor_list_on_enrollment"}
    assert expected <= set(baseline.values)

    changed = replace(here, values={**here.values, "factors.sms": False, "policy": ()})
    words = {difference.words for difference in against_baseline(changed, baseline).differences}
    assert words == {"sms is off here, on in the baseline", "policy is Never here, Always in the baseline"}


def test_the_command_line_takes_it(deploy_cli: DeployCli, tmp_path: Path) -> None:
    export = deploy_cli.export(tmp_path / "export", "directory")
    command = [sys.executable, "-m", "mfa_tui", "check", "--demo", "--json", "--baseline", str(export)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    drift = json.loads(done.stdout)["drift"]
    assert drift["differences"] == []
    assert drift["compared"] > 10


CHANGES: list[tuple[str, str, Any]] = [
    ("PATCH", "attack-protection/brute-force-protection", {"max_attempts": 7}),
    ("PATCH", "attack-protection/suspicious-ip-throttling", {"stage": {"pre-login": {"max_attempts": 9}}}),
    ("PATCH", "tenants/settings", {"friendly_name": "Moved", "session_lifetime": 12}),
    ("PUT", "guardian/factors/otp", {"enabled": True}),
    ("PUT", "guardian/policies", []),
    ("PATCH", "prompts", {"identifier_first": True}),
    ("PUT", "prompts/mfa-otp/custom-text/en", {"mfa-otp-challenge": {"title": "Prove it"}}),
    ("PUT", "prompts/login/partials", {"login": {"form-content-start": "<p>Hi</p>"}}),
    ("PATCH", "branding", {"logo_url": "https://moved.example/logo.png"}),
    ("POST", "clients", {"name": "Moved app", "app_type": "spa", "callbacks": ["https://moved.example"]}),
    ("POST", "resource-servers", {"name": "Moved API", "identifier": "urn:moved", "scopes": [{"value": "read:it"}]}),
    (
        "POST",
        "connections",
        {"name": "moved-users", "strategy": "auth0", "options": {"disable_self_service_change_password": False}},
    ),
    ("POST", "roles", {"name": "Moved role", "description": "Came along"}),
    ("POST", "organizations", {"name": "moved", "display_name": "Moved"}),
    ("POST", "log-streams", {"name": "Out", "type": "http", "sink": {"httpEndpoint": "https://logs.example"}}),
    ("POST", "rules", {"name": "Old rule", "script": "function (u, c, cb) { cb(null, u, c) }"}),
    (
        "POST",
        "email-templates",
        {**dict.fromkeys(("body", "from", "subject"), "x"), "template": "mfa_oob_code"}
        | {"syntax": "liquid", "enabled": True},
    ),
    ("POST", "branding/phone/templates", {"type": "change_password", "disabled": True}),
]


def change(cli: DeployCli) -> None:
    """Change a tenant in many places."""
    origin = f"https://{cli.environment['AUTH0_DOMAIN']}"
    context = ssl.create_default_context(cafile=str(cli.folder / "certificate.pem"))
    with httpx.Client(base_url=f"{origin}/api/v2/", verify=context) as client:
        answer = client.post(f"{origin}/oauth/token", json=token_request(origin))
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        for method, path, body in CHANGES:
            answer = client.request(method, path, json=body)
            assert answer.is_success, (path, answer.text)


@pytest.mark.endurance
def test_a_whole_tenant_is_exported_and_imported_into_another_without_an_error(
    a0deploy: list[str], tmp_path: Path
) -> None:
    folders = [tmp_path / "from", tmp_path / "to"]
    for folder in folders:
        folder.mkdir()
    # The Deploy CLI keeps itself to 8 requests per second, which is what an export costs: two tenants go side by side.
    with (
        beside_a_new_tenant(a0deploy, folders[0]) as cli,
        beside_a_new_tenant(a0deploy, folders[1]) as other,
        ThreadPoolExecutor() as threads,
    ):
        untouched = threads.submit(other.export, tmp_path / "untouched", "yaml")
        change(cli)
        exported = cli.export(tmp_path / "exported", "yaml")
        then = yaml.safe_load(untouched.result().read_text())
        other.import_(exported)
        again = yaml.safe_load(other.export(tmp_path / "again", "yaml").read_text())
    before = yaml.safe_load(exported.read_text())
    changed = {name for name in before if before[name] != then.get(name)}
    assert changed >= {"attackProtection", "tenant", "prompts", "branding", "clients", "resourceServers", "databases"}
    assert changed >= {"roles", "organizations", "logStreams", "rules", "emailTemplates", "phoneTemplates"}
    assert again == before
