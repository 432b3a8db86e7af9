"""The end of the process, in a process of its own."""

import subprocess
import sys
from pathlib import Path

ENDS = """
import signal
from mfa_tui.process import end_in_time, temporary_folder

def last():
    raise OSError("The terminal is gone.")

folder = temporary_folder()
folder.mkdir()
print(folder, flush=True)
end_in_time(3, 0.0, last)
signal.pause()
"""


def test_the_temporary_folder_is_removed_although_the_last_step_fails() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDS], capture_output=True, text=True, timeout=60, check=False)
    folder = Path(ended.stdout.strip())
    assert (ended.returncode, folder.name.startswith("mfa-tui-")) == (3, True)
    assert not folder.exists()
