"""Ports: remembered from start to start, and replaced when somebody else took one."""

from __future__ import annotations

import json
import socket
from pathlib import Path

TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM


def is_free(port: int, host: str = "127.0.0.1", kind: socket.SocketKind = TCP) -> bool:
    """Nobody listens there at this moment, and we may."""
    return refusal(port, host, kind) is None


def refusal(port: int, host: str, kind: socket.SocketKind = TCP) -> OSError | None:
    """Why we cannot listen there; None when we can."""
    with socket.socket(family(host), kind) as probe:
        if kind is TCP:  # for UDP it would let two listen at once
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            return reason
    return None


def door(host: str, port: int) -> socket.socket:
    """An open listening socket; `::` takes calls of both kinds, as 0.0.0.0 alone cannot."""
    both = host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server((host, port), family=family(host), backlog=512, dualstack_ipv6=both)


def family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def any_free(kind: socket.SocketKind = TCP) -> int:
    """A port of the system's choice on the loopback."""
    with socket.socket(type=kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_free(start: int, host: str, *, taken: set[int], kind: socket.SocketKind = TCP) -> int:
    """The next free port from `start` on that we did not give away ourselves."""
    near = range(start, min(start + 200, 65536))
    return next((port for port in near if port not in taken and is_free(port, host, kind)), 0) or any_free(kind)


def remembered(var: Path, name: str) -> int | None:
    """The port that this server had last time."""
    try:
        return int(json.loads((var / "ports.json").read_text())[name])
    except (OSError, ValueError, KeyError):
        return None


def remember(var: Path, name: str, port: int) -> None:
    try:
        known = json.loads((var / "ports.json").read_text())
    except (OSError, ValueError):
        known = {}
    draft = var / "ports.json.new"
    draft.write_text(json.dumps(known | {name: port}))
    draft.replace(var / "ports.json")
