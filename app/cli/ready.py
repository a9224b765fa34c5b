"""Does a process of Foyer do its work yet?"""

from __future__ import annotations

import http.client
import socket

import psutil

from config import EVERYWHERE, Settings


def answers(name: str, pid: int, settings: Settings) -> bool:
    """The web says that it could work now, the sandbox accepts both HTTP and mail, the pool has its workers; the clock has no door to knock at."""
    if name == "web":
        return healthy(settings)
    if name == "sandbox":
        return listens(settings.sandbox_port) and listens(settings.sandbox_smtp_port)
    if name == "worker":
        return has_children(pid)
    return True


def healthy(settings: Settings) -> bool:
    """Asked in the name of a host that Foyer answers to."""
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    link = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        link.request("GET", "/readyz", headers={"Host": settings.trusted_hosts[0]})
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def has_children(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).children())
    except psutil.NoSuchProcess:
        return False
