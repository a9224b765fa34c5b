"""Accounts for the tests of printing, a server that answers what it is told, and what a call ended as."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from app.integrations.errors import Trouble
from app.integrations.papercut import Printing
from app.integrations.papercut.printing import PaperCutPrinting
from tests.vendors import Vendors

ANNA: dict[str, str] = {"full_name": "Anna Dlamini", "email": "anna@acme.example", "password": "correct horse"}


def outcome(act: Callable[[], object]) -> type[Trouble] | None:
    try:
        act()
    except Trouble as trouble:
        return type(trouble) if trouble.reason else Trouble
    return None


def furnished(printing: Printing, *, cents: int = 0) -> None:
    """An account "anna" with so much credit."""
    printing.create_account("anna", **ANNA)
    if cents:
        printing.adjust("anna", cents=cents, reference="opening")


def held(vendors: Vendors) -> dict[str, Any]:
    """Everybody that PaperCut's side holds, by username."""
    return {person["username"]: person for person in vendors.get("/_control/papercut/users")["users"]}


def logged(vendors: Vendors, username: str = "anna") -> list[tuple[str, str]]:
    """(amount, comment) of each transaction, oldest first."""
    entries = vendors.get("/_control/papercut/transactions", username=username)["transactions"]
    return [(entry["amount"], entry["comment"]) for entry in entries]


@contextmanager
def scripted(body: bytes, status: int = 200, **headers: str) -> Iterator[PaperCutPrinting]:
    """A client of a server that answers everything with this."""

    class Parrot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in {"Content-Type": "text/xml", "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Parrot)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield PaperCutPrinting(url=f"http://127.0.0.1:{server.server_port}", token="the-token")
    finally:
        server.shutdown()
        server.server_close()


def said(value: str) -> bytes:
    """An answer with this value in XML."""
    return f"<?xml version='1.0'?><methodResponse><params><param><value>{value}</value></param></params></methodResponse>".encode()


def fault(code: object, words: str) -> bytes:
    members = f"<member><name>faultCode</name><value><int>{code}</int></value></member>"
    members += f"<member><name>faultString</name><value><string>{words}</string></value></member>"
    return f"<methodResponse><fault><value><struct>{members}</struct></value></fault></methodResponse>".encode()
