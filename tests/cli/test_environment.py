"""run.py before its environment exists: built once, mended when broken, and plain words where only an administrator can help."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from config import HERE
from tests.cli.conftest import gone

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
    return subprocess.run(
        [python, str(checkout / "run.py"), "a", "b"], capture_output=True, text=True, env={**os.environ, **environ}, timeout=300
    )


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
        subprocess.Popen([sys.executable, str(checkout / "run.py")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [child.communicate(timeout=300) for child in both]

    assert [child.returncode for child in both] == [7, 7]
    assert sum("Making the environment" in err for _, err in told) == 1


def test_packages_that_do_not_exist_are_named(checkout):
    (checkout / "requirements.txt").write_text("./no-such-package-beside-this-file\n")
    done = start(checkout)

    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert "no-such-package-beside-this-file" in done.stderr
    assert start(checkout).returncode == 1, "what failed is not taken for done"


SLOW = """
import pathlib, time, zipfile

def build_wheel(folder, config_settings=None, metadata_directory=None):
    here = pathlib.Path({here!r})
    with (here / "builds").open("a") as log:
        log.write("begun\\n")
        log.flush()
        while not (here / "go").exists():
            time.sleep(0.05)
        log.write("done\\n")
    with zipfile.ZipFile(pathlib.Path(folder, "slow-1-py3-none-any.whl"), "w") as wheel:
        wheel.writestr("slow-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: slow\\nVersion: 1\\n")
        wheel.writestr("slow-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("slow-1.dist-info/RECORD", "")
    return "slow-1-py3-none-any.whl"
"""


class Slow:
    """A first start that is busy with a package until it is let go."""

    def __init__(self, checkout: Path) -> None:
        self.checkout, package = checkout, checkout / "package"
        package.mkdir()
        (package / "pyproject.toml").write_text('[build-system]\nrequires = []\nbuild-backend = "slow"\nbackend-path = ["."]\n')
        (package / "slow.py").write_text(SLOW.format(here=str(checkout)))
        (checkout / "requirements.txt").write_text(f"{package}\n")
        self.process = self.start()
        while not (checkout / "builds").exists():
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.05)
        self.children = [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]

    def start(self) -> subprocess.Popen[str]:
        argv = [sys.executable, str(self.checkout / "run.py")]
        return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def let_go(self) -> None:
        (self.checkout / "go").touch()


@pytest.fixture
def slow(checkout):
    found = Slow(checkout)
    yield found
    found.let_go()
    assert gone([found.process.pid, *found.children])


def test_a_first_start_that_is_stopped_takes_pip_with_it(slow):
    slow.process.send_signal(signal.SIGTERM)
    slow.process.communicate(timeout=120)

    assert slow.process.returncode == 143
    assert gone(slow.children[:1]), "pip goes on"
    slow.let_go()
    assert slow.start().wait(300) == 7


def test_after_a_first_start_that_was_killed_the_next_one_waits_for_its_pip(slow):
    slow.process.kill()
    slow.process.communicate()
    again = slow.start()
    assert again.stderr
    assert "Waiting for another start" in again.stderr.readline()
    slow.let_go()

    assert again.wait(300) == 7, again.communicate()
    assert "begun\nbegun" not in (slow.checkout / "builds").read_text()
    again.communicate()


def asked(code: str) -> str:
    script = f"import sys; sys.path.insert(0, {str(HERE)!r}); import run; {code}"
    python = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin") or sys.executable
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, cwd="/", env={"PATH": "/usr/bin:/bin"})
    return done.stdout + done.stderr


def test_a_debian_without_venv_is_noticed():
    words = asked("from pathlib import Path; sys.modules['ensurepip'] = None; run.STAMP = Path('/none'); print(run.venv_packages())")

    assert words.strip() == f"['python3.{sys.version_info.minor}-venv']"


@pytest.mark.skipif(not shutil.which("apt-get"), reason="apt is Debian's and Ubuntu's")
def test_without_rights_the_one_line_to_run_is_printed():
    words = asked("run.as_root = lambda: None; run.install(['python3-venv', *run.PDF_PACKAGES])")

    assert "apt-get install -y --no-install-recommends python3-venv libpango-1.0-0" in words


@pytest.mark.parametrize(
    ("there", "line"),
    [("apt-get sudo", "sudo apt-get update && sudo apt-get install"), ("apt-get", "su - -c 'apt-get update && apt-get install")],
)
def test_the_line_to_run_is_one_that_this_machine_knows(there, line):
    words = asked(
        f"run.as_root = lambda: None; run.shutil.which = {there.split()!r}.count; run.sys.platform = 'linux'; run.install(['a', 'b'])"
    )

    assert f"    {line} -y --no-install-recommends a b" in words


def test_apt_that_fails_is_told_in_its_own_words_and_is_not_killed_with_us(tmp_path):
    code = (
        "run.shutil.which = str; run.as_root = lambda: ['sh', '-c', 'echo no $3; exit 3']; run.sys.platform = 'linux'; run.install(['a'])"
    )
    assert "apt could not install them:\nno update\nno install" in asked(code)

    said = tmp_path / "said"
    argv = ["sh", "-c", f"echo $$ > {said}; sleep 2; echo finished >> {said}"]
    child = subprocess.Popen([sys.executable, "-c", f"import sys; sys.path.insert(0, {str(HERE)!r}); import run; run.unharmed({argv!r})"])
    while not said.exists():
        time.sleep(0.05)
    child.terminate()
    child.wait()
    assert gone([int(said.read_text().split()[0])])
    assert said.read_text().endswith("finished\n")


def test_pango_is_found_where_the_suite_runs():
    assert asked("print(run.can_make_pdf())").strip() == "True"


def test_pango_that_is_not_there_is_missed():
    assert asked("run.PDF_LIBRARIES += ('pango-99.so.9',); print(run.can_make_pdf())").strip() == "False"


def test_who_may_not_write_there_is_told_who_has_to(checkout):
    """As a service whose account may write nothing, after somebody brought new code: as root a folder that is mounted for reading, otherwise one without the right."""
    assert start(checkout).returncode == 7
    (checkout / "requirements.txt").write_text("# other pins\n")
    venv = checkout / ".venv"
    if os.geteuid():
        venv.chmod(0o555)
        done = start(checkout)
        venv.chmod(0o755)
    else:
        script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$2" "$1/run.py"'
        argv = ["unshare", "--mount", "sh", "-c", script, "sh", str(checkout), sys.executable]
        if subprocess.run([*argv[:2], "true"], capture_output=True).returncode:
            pytest.skip("no mounts may be made here")
        done = subprocess.run(argv, capture_output=True, text=True, timeout=120)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"The packages in {venv} are not those of this requirements.txt, and this account may not write there. Once, as its owner: python3 {checkout / 'run.py'} --help"
    ]
    assert start(checkout).returncode == 7, "its owner did"
