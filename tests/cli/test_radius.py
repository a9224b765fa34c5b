"""`run.py radius`: for root and for an ordinary user, with words for what is in the way."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys

import psutil
import pytest
from cryptography import x509

from app.cli.freeradius import certificates, clients
from app.cli.freeradius.folder import escaped
from app.cli.say import CannotStart
from app.core import clock
from config import HERE, Settings
from tests.cli.conftest import gone
from tests.freeradius import READY, free_udp
from tests.needs import need

SECRET = "0123456789abcdef"
# tables alone, because permissions need more packages than another account's Python may have
RADIUS = """
import sys
from app.cli import dispatch
from app.cli.migrate import upgrade
from app.cli.servers import servers
from config import Settings
with servers(Settings.load(), "a test") as running:
    upgrade(running)
sys.exit(dispatch(["radius"]))
"""


@pytest.fixture
def installed():
    need("FreeRADIUS")


@pytest.mark.slow
def test_an_ordinary_user_runs_it_and_what_it_writes_is_for_its_owner_alone(installed, ordinary):
    port, acct_port = free_udp(2)
    child = ordinary.start([ordinary.python, "-c", RADIUS], FOYER_RADIUS_PORT=str(port), FOYER_RADIUS_ACCT_PORT=str(acct_port))
    told = []
    for line in child.stderr:
        told.append(line)
        if READY in line:
            child.send_signal(signal.SIGTERM)
    assert child.wait(timeout=180) == 0, "".join(told)
    assert any("Exiting normally" in line for line in told)

    folder = ordinary.var / "radius"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    secret = (ordinary.var / "radius.password").read_text()
    for path in [ordinary.var / "radius.password", *(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pem")]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert (secret in path.read_text()) == (path.name in {"radius.password", "pgpass"}), path


def test_a_port_that_is_taken_is_named(installed, settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        environ = {**settings.environ(), "FOYER_RADIUS_PORT": str(port), "FOYER_RADIUS_ACCT_PORT": str(free_udp(1)[0])}
        done = subprocess.run([sys.executable, "run.py", "radius"], cwd=HERE, env=environ, capture_output=True, text=True, timeout=180)

    assert done.returncode == 1
    assert f"Error binding to port for 127.0.0.1 port {port}" in done.stderr


def test_it_does_not_outlive_a_parent_that_is_killed(installed, settings):
    port, acct_port = free_udp(2)
    environ = {**settings.environ(), "FOYER_RADIUS_PORT": str(port), "FOYER_RADIUS_ACCT_PORT": str(acct_port)}
    child = subprocess.Popen([sys.executable, "run.py", "radius"], cwd=HERE, env=environ, stderr=subprocess.PIPE, text=True)
    assert any(READY in line for line in child.stderr)
    tree = [each.pid for each in psutil.Process(child.pid).children(recursive=True)]
    assert tree
    child.kill()
    child.wait()
    assert gone(tree)


def listed(tmp_path, text):
    path = tmp_path / "clients"
    path.write_text(text)
    return clients.listed(Settings.load({"FOYER_MODE": "test", "FOYER_VAR": str(tmp_path), "FOYER_RADIUS_CLIENTS": str(path)}))


def test_access_points_come_from_a_file(tmp_path):
    found = listed(tmp_path, f"# ours\n\n10.0.0.5 {SECRET} roof\n10.1.0.0/24 {SECRET}\nfd00::/64 {SECRET} v6\n")

    assert [(one.address, one.name) for one in found] == [("10.0.0.5", "roof"), ("10.1.0.0/24", "10-1-0-0-24"), ("fd00::/64", "v6")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("10.0.0.5\n", "Line 1 of"),
        (f"roof {SECRET}\n", "neither an address nor a network"),
        ("10.0.0.5 hunter2\n", "at least 16"),
        (f"10.0.0.5 {SECRET}\u00e9\n", "plain characters"),
        (f"10.0.0.5 {SECRET} a}}b\n", "may have letters"),
        (f"10.0.0.5 {SECRET} a b\n", "is not ADDRESS SECRET"),
    ],
)
def test_a_wrong_line_is_named_without_its_secret(tmp_path, text, words):
    with pytest.raises(CannotStart, match=words) as caught:
        listed(tmp_path, text)
    assert "hunter2" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_text_cannot_leave_its_quotes():
    assert escaped('a"b\\c') == 'a\\"b\\\\c'
    for wrong in ("${secret}", "$ENV{HOME}", "a\nb"):
        with pytest.raises(CannotStart):
            escaped(wrong)


def names(folder):
    """Who is whom, and the numbers of both certificates."""
    authority, server = (x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()) for name in ("ca", "server"))
    server.verify_directly_issued_by(authority)
    return authority.serial_number, server.serial_number, server.subject.rfc4514_string()


def test_the_authority_stays_and_the_servers_certificate_is_renewed(tmp_path):
    certificates.ensure(tmp_path, "wifi.test")
    authority, server, name = names(tmp_path)
    assert name == "CN=wifi.test"
    certificates.ensure(tmp_path, "wifi.test")
    assert names(tmp_path) == (authority, server, name)

    with clock.lived_at(clock.now() + certificates.SERVER):
        certificates.ensure(tmp_path, "wifi.test")
    assert names(tmp_path)[0] == authority
    assert names(tmp_path)[1] != server
    certificates.ensure(tmp_path, "other.test")
    assert names(tmp_path)[::2] == (authority, "CN=other.test")


@pytest.mark.parametrize("broken", ["ca.key", "ca.pem", "server.key", "server.pem"])
def test_half_a_pair_is_made_anew(tmp_path, broken):
    certificates.ensure(tmp_path, "wifi.test")
    (tmp_path / broken).write_text("cut off")
    certificates.ensure(tmp_path, "wifi.test")
    assert names(tmp_path)[2] == "CN=wifi.test"
