"""The access points that may ask, from a file of lines `ADDRESS SECRET [NAME]`."""

from __future__ import annotations

import ipaddress
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from app.cli.say import CannotStart
from config import Settings

HEAD = "# Access points that may ask for log-ins: ADDRESS (or network, 10.0.0.0/24) SECRET [NAME], a line each.\n"
LEAST = 16  # RFC 2865 section 3
NAME = re.compile(r"[A-Za-z0-9._-]+")
SECRET = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Client:
    address: str
    secret: str
    name: str


def path_of(settings: Settings) -> Path:
    return Path(settings.radius_clients or settings.var / "radius" / "clients")


def listed(settings: Settings) -> list[Client]:
    """The clients of the file in the settings. Without such a setting var/radius/clients is used, and begun with this machine alone."""
    path = path_of(settings)
    if not settings.radius_clients and not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"{HEAD}127.0.0.1 {secrets.token_hex(16)} this-machine\n")
    return read(path)


def present(settings: Settings) -> list[Client]:
    """The same without beginning the file: before the first start there is none."""
    path = path_of(settings)
    return read(path) if settings.radius_clients or path.exists() else []


def read(path: Path) -> list[Client]:
    """Raises CannotStart that names the line."""
    try:
        lines = path.read_text().splitlines()
    except OSError as reason:
        raise CannotStart(f"The list of access points {path} cannot be read: {reason.strerror}.") from reason
    found = [client(line.split(), f"Line {number} of {path}") for number, line in enumerate(lines, 1) if line.split("#")[0].strip()]
    if not found:
        raise CannotStart(f"The list of access points {path} is empty, so nobody could ask. A line each: ADDRESS SECRET [NAME].")
    return found


def client(words: list[str], where: str) -> Client:
    """One line. Raises CannotStart, which never repeats the secret."""
    if len(words) not in (2, 3):
        raise CannotStart(f"{where} is not ADDRESS SECRET [NAME].")
    address, secret, name = words[0], words[1], words[2] if len(words) == 3 else re.sub(r"[^A-Za-z0-9]", "-", words[0])
    try:
        ipaddress.ip_network(address, strict=False)
    except ValueError:
        raise CannotStart(f"{where}: {address} is neither an address nor a network.") from None
    if len(secret) < LEAST or not SECRET.fullmatch(secret):
        raise CannotStart(f"{where}: the secret of {address} needs at least {LEAST} plain characters. Make one with: openssl rand -hex 16")
    if not NAME.fullmatch(name):
        raise CannotStart(f"{where}: the name {name} may have letters, digits, dots, dashes and underscores.")
    return Client(address, secret, name)
