"""FreeRADIUS: the real one, on the session's own PostgreSQL, and an access point that asks it with the usual programs."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from app.cli.servers.child import answers, dies_with_us, end
from config import HERE, Settings
from tests.needs import need

READY = "Ready to process requests"
ATTRIBUTE = re.compile(r"^\s+([A-Z][\w-]+)(?::\d+)? = \"?(.*?)\"?$", re.M)
EAP_ATTRIBUTE = re.compile(r"Attribute \d+ \(([\w-]+)\) length=\d+\n\s+Value: '?([^'\n]*)'?")
SECONDS = 6


@dataclass(frozen=True)
class Answer:
    accepted: bool
    attributes: dict[str, str]


class AccessPoint:
    """Speaks RADIUS to a server as an access point does."""

    WAYS = ("pap", "mschap", "peap", "ttls-mschapv2", "ttls-pap")

    def __init__(self, port: int, acct_port: int, secret: str, folder: Path, ca: Path) -> None:
        self.port, self.acct_port, self.secret, self.folder, self.ca = port, acct_port, secret, folder, ca

    def sign_in(self, name: str, password: str, way: str = "pap") -> Answer:
        """Plain, or inside PEAP or TTLS with a stranger's name outside."""
        if way == "pap":
            return self.ask("auth", **{"User-Name": name, "User-Password": password, "Message-Authenticator": b"\0"})
        if way == "mschap":
            return told(run(["radtest", "-x", "-t", "mschap", name, password, f"127.0.0.1:{self.port}", "0", self.secret]), "Access-Accept")
        outer, _, inner = way.partition("-")
        return self.eap(name, password, outer.upper(), (inner or "mschapv2").upper())

    def ask(self, kind: str, *, seconds: int = SECONDS, **attributes: str | bytes | int) -> Answer:
        """One packet by radclient; text is written in octal, so that nothing in it means anything to radclient."""
        port = self.port if kind == "auth" else self.acct_port
        lines = "\n".join(f"{name} = {written(value)}" for name, value in attributes.items())
        argv = ["radclient", "-x", "-r", "1", "-t", str(seconds), f"127.0.0.1:{port}", kind, self.secret]
        return told(run(argv, f"{lines}\n"), "Access-Accept" if kind == "auth" else "Accounting-Response")

    def report(self, status: str, name: str, session: str, **attributes: str | int) -> None:
        """An accounting packet about one device at the access point 10.1.1.1; it must be acknowledged."""
        usual: dict[str, str | int] = {"Calling-Station-Id": "02-00-00-00-00-01", "NAS-IP-Address": "10.1.1.1"}
        told = {name.replace("_", "-"): value for name, value in attributes.items()}
        answer = self.ask("acct", **{"Acct-Status-Type": status, "User-Name": name, "Acct-Session-Id": session, **usual, **told})
        assert answer.accepted, "no Accounting-Response"

    def admits(self, name: str, password: str, ways: Sequence[str] = WAYS) -> dict[str, bool]:
        """Which ways let this password in; asked side by side, because each no takes a second."""
        with ThreadPoolExecutor(len(ways)) as crowd:
            return dict(zip(ways, crowd.map(lambda way: self.sign_in(name, password, way).accepted, ways), strict=True))

    def eap(
        self, name: str, password: str, outer: str, inner: str, *, shown: str = "anonymous", host: str = "wifi.foyer.internal"
    ) -> Answer:
        """As a laptop does that trusts our authority and expects that host's certificate."""
        conf = self.folder / f"{uuid4().hex}.conf"
        conf.write_text(
            f'network={{\nkey_mgmt=WPA-EAP\neap={outer}\nidentity={name.encode().hex()}\nanonymous_identity="{shown}"\n'
            f'password="{password}"\nphase2="auth={inner}"\nca_cert="{self.ca}"\ndomain_match="{host}"\n}}\n'
        )
        output = run(["eapol_test", "-c", str(conf), "-p", str(self.port), "-s", self.secret, "-t", str(SECONDS)])
        last = output.rpartition("RADIUS message: code=")[2]
        return Answer(output.strip().endswith("SUCCESS"), dict(EAP_ATTRIBUTE.findall(last)))


def written(value: str | bytes | int) -> str:
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, int):
        return str(value)
    return (
        value
        if re.fullmatch(r"[\w.-]+", value, re.ASCII)
        else '"' + "".join(f"\\{byte:03o}" for byte in value.encode(errors="surrogateescape")) + '"'
    )


def told(output: str, expected: str) -> Answer:
    received = output.partition("Received ")[2]
    return Answer(received.startswith(expected), dict(ATTRIBUTE.findall(received)))


def run(argv: list[str], text: str = "") -> str:
    done = subprocess.run(argv, input=text.encode(), capture_output=True, timeout=120)
    return (done.stdout + done.stderr).decode(errors="replace")


def free_udp(count: int) -> list[int]:
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


@pytest.fixture(scope="session")
def access_point(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessPoint]:
    """`run.py radius`, for the session; skips where FreeRADIUS is missing, and fails there when the suite has to be strict."""
    need("FreeRADIUS")
    folder = tmp_path_factory.mktemp("access_point")
    port, acct_port = free_udp(2)
    environ = {**settings.environ(), "FOYER_RADIUS_PORT": str(port), "FOYER_RADIUS_ACCT_PORT": str(acct_port)}
    log = folder / "log"
    with log.open("wb") as output:
        argv = [sys.executable, str(HERE / "run.py"), "radius"]
        # a suite that is killed takes it along
        child = subprocess.Popen(
            argv, env=environ, stdout=output, stderr=output, start_new_session=True, preexec_fn=dies_with_us(signal.SIGTERM)
        )
    try:
        assert answers(child, lambda: READY in log.read_text(errors="replace")), log.read_text(errors="replace")
        secret = (settings.var / "radius" / "clients").read_text().split("127.0.0.1 ")[1].split()[0]
        yield AccessPoint(port, acct_port, secret, folder, settings.var / "radius" / "raddb" / "certificates" / "ca.pem")
    finally:
        end(child, signal.SIGTERM)
