"""Does a process of Foyer do its work yet?"""

from __future__ import annotations

import http.client
import socket

from config import EVERYWHERE, Settings


def answers(name: str, settings: Settings) -> bool:
    """The web answers its health page, the sandbox accepts both HTTP and mail; the others have no door to knock at."""
    if name == "web":
        return healthy(settings)
    if name == "sandbox":
        return listens(settings.sandbox_port) and listens(settings.sandbox_smtp_port)
    return True


def healthy(settings: Settings) -> bool:
    """Asked in the name of a host that Foyer answers to."""
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    link = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        link.request("GET", "/healthz", headers={"Host": settings.trusted_hosts[0]})
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
