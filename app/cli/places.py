"""The ports that people and vendors see: those that were asked for, or the next free ones."""

from __future__ import annotations

import errno
import socket
import time

import psutil

from app.cli.say import CannotStart
from app.cli.servers.ports import TCP, UDP, any_free, first_free, refusal
from config import Settings

PORTS = {
    "port": "the web server",
    "sandbox_port": "the vendors' sandbox",
    "sandbox_smtp_port": "the built-in mailbox",
    "radius_port": "FreeRADIUS (log-ins)",
    "radius_acct_port": "FreeRADIUS (accounting)",
}
DATAGRAMS = ("radius_port", "radius_acct_port")
DYING = 5  # seconds for which a process that ends may still hold a port: its last threads close it after it seems gone


def placed(settings: Settings) -> Settings:
    """The settings with ports that can be had; a port that was asked for by name is never replaced."""
    if trouble := foreign(settings.host):
        raise CannotStart(" ".join(trouble))
    chosen: dict[str, int] = {}
    for name in PORTS:
        wanted = getattr(settings, name)
        if name not in settings.given:
            chosen[name] = first_free(wanted, host_of(settings, name), taken=set(chosen.values()), kind=kind_of(name))
        elif trouble := closed(settings, name):
            raise CannotStart(" ".join(trouble))
        else:
            chosen[name] = wanted
    return settings.moved(**chosen)


def host_of(settings: Settings, name: str) -> str:
    return {"port": settings.host}.get(name, settings.radius_host if name in DATAGRAMS else "127.0.0.1")


def kind_of(name: str) -> socket.SocketKind:
    return UDP if name in DATAGRAMS else TCP


def foreign(host: str) -> tuple[str, str] | None:
    """What is wrong with an address that is none of this machine's, and what to do."""
    reason = refusal(any_free(), host)
    if reason is None or reason.errno == errno.EADDRINUSE:
        return None
    return (
        f"Foyer cannot listen on {host}: {reason.strerror}.",
        "Set FOYER_HOST to an address of this machine, or to 0.0.0.0 for all of them.",
    )


def closed(settings: Settings, name: str) -> tuple[str, str] | None:
    """Why that port cannot be had, and what to do."""
    port, what, variable = getattr(settings, name), PORTS[name], f"FOYER_{name.upper()}"
    reason = lasting(port, host_of(settings, name), kind_of(name))
    if reason is None:
        return None
    if reason.errno == errno.EACCES:
        return (
            f"Port {port}, wanted for {what}, is not open to this account.",
            f"Set {variable} to one from 1024 on, with a reverse proxy in front of it.",
        )
    return (
        f"Port {port}, wanted for {what}, is taken{by_whom(port, kind_of(name))}.",
        f"Choose another with {variable}, or leave it unset to get a free one.",
    )


def lasting(port: int, host: str, kind: socket.SocketKind) -> OSError | None:
    """Why we cannot listen there, once nobody who is merely dying can be the reason."""
    end = time.monotonic() + DYING
    while (reason := refusal(port, host, kind)) and reason.errno == errno.EADDRINUSE and not by_whom(port, kind) and time.monotonic() < end:
        time.sleep(0.05)
    return reason


def by_whom(port: int, kind: socket.SocketKind = TCP) -> str:
    """Who listens there, as far as the system lets us know."""
    listening = psutil.CONN_LISTEN if kind is TCP else psutil.CONN_NONE
    try:
        links = psutil.net_connections("tcp" if kind is TCP else "udp")
        pids = [link.pid for link in links if link.status == listening and link.laddr.port == port]
        return next((f" by {psutil.Process(pid).name()} (pid {pid})" for pid in pids if pid), "")
    except psutil.Error:
        return ""
