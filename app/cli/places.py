"""The ports that people and vendors see: those that were asked for, or the next free ones."""

from __future__ import annotations

import psutil

from app.cli.say import CannotStart
from app.cli.servers.ports import first_free, is_free
from config import Settings

PORTS = {"port": "the web server", "sandbox_port": "the vendors' sandbox", "sandbox_smtp_port": "the built-in mailbox"}


def placed(settings: Settings) -> Settings:
    """The settings with ports that can be had; a port that was asked for by name is never replaced."""
    chosen: dict[str, int] = {}
    for name, what in PORTS.items():
        wanted, host = getattr(settings, name), settings.host if name == "port" else "127.0.0.1"
        if name not in settings.given:
            chosen[name] = first_free(wanted, host, taken=set(chosen.values()))
        elif is_free(wanted, host):
            chosen[name] = wanted
        else:
            raise CannotStart(
                f"Port {wanted}, wanted for {what}, is taken{by_whom(wanted)}. Choose another with FOYER_{name.upper()}, or leave it unset to get a free one."
            )
    return settings.moved(**chosen)


def by_whom(port: int) -> str:
    """Who listens there, as far as the system lets us know."""
    try:
        pids = [link.pid for link in psutil.net_connections("tcp") if link.status == psutil.CONN_LISTEN and link.laddr.port == port]
        return next((f" by {psutil.Process(pid).name()} (pid {pid})" for pid in pids if pid), "")
    except psutil.Error:
        return ""
