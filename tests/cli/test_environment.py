"""run.py before its environment exists: built once, mended when broken, and plain words where only an administrator can help."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import HERE

DISPATCH = "import sys\ndef dispatch(argv):\n    print(sys.prefix, *argv)\n    return 7\n"


@pytest.fixture
def checkout(tmp_path):
    """run.py with nothing to install."""
    (tmp_path / "app" / "cli").mkdir(parents=True)
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "app" / "cli" / "__init__.py").write_text(DISPATCH)
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    shutil.copy(HERE / "run.py", tmp_path)
    return tmp_path


def start(checkout: Path, python: str = sys.executable, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([python, str(checkout / "run.py"), "a", "b"], capture_output=True, text=True, env={**os.environ, **environ}, timeout=120)


def test_the_environment_is_made_once_and_mended_when_broken(checkout):
    first = start(checkout, PYTHONPATH="/nowhere")
    assert (first.returncode, first.stdout) == (7, f"{checkout / '.venv'} a b\n"), first.stderr
    assert "Making the environment" in first.stderr

    again = start(checkout)
    assert (again.returncode, again.stderr) == (7, ""), "a warm start costs nothing"
    assert start(checkout, str(checkout / ".venv" / "bin" / "python")).stdout == again.stdout

    (checkout / "requirements.txt").write_text("# still nothing\n")
    changed = start(checkout)
    assert changed.returncode == 7
    assert "Installing 0 Python packages" in changed.stderr
    assert "Making the environment" not in changed.stderr

    next((checkout / ".venv").glob("foyer-requirements*")).unlink()
    shutil.rmtree(next((checkout / ".venv" / "lib").glob("python*")) / "site-packages")
    half = start(checkout)
    assert half.stdout == again.stdout
    assert "Making the environment" in half.stderr


def test_two_first_starts_at_once_make_one_environment(checkout):
    both = [
        subprocess.Popen([sys.executable, str(checkout / "run.py")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [child.communicate(timeout=120) for child in both]

    assert [child.returncode for child in both] == [7, 7]
    assert sum("Making the environment" in err for _, err in told) == 1


def test_packages_that_do_not_exist_are_named(checkout):
    (checkout / "requirements.txt").write_text("./no-such-package-beside-this-file\n")
    done = start(checkout)

    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert "no-such-package-beside-this-file" in done.stderr
    assert start(checkout).returncode == 1, "what failed is not taken for done"


def asked(code: str, **identity: int) -> str:
    script = f"import sys; sys.path.insert(0, {str(HERE)!r}); import run; {code}"
    python = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin") or sys.executable
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, cwd="/", env={"PATH": "/usr/bin:/bin"}, **identity)  # type: ignore[call-overload]
    return str(done.stdout + done.stderr)


def test_a_debian_without_venv_is_noticed():
    words = asked("from pathlib import Path; sys.modules['ensurepip'] = None; run.STAMP = Path('/none'); print(run.venv_packages())")

    assert words.strip() == f"['python3.{sys.version_info.minor}-venv']"


@pytest.mark.skipif(not shutil.which("apt-get"), reason="apt is Debian's and Ubuntu's")
def test_without_rights_the_one_line_to_run_is_printed():
    identity = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
    words = asked("run.as_root = lambda: None; run.install(['python3-venv', *run.PDF_PACKAGES])", **identity)

    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3-venv libpango-1.0-0" in words


def test_pango_is_found_where_the_suite_runs():
    assert asked("print(run.can_make_pdf())").strip() == "True"


def test_pango_that_is_not_there_is_missed():
    assert asked("run.PDF_LIBRARIES += ('pango-99.so.9',); print(run.can_make_pdf())").strip() == "False"
