"""The HTTP side of the sandbox: reads a request, lets a planned fault strike, answers."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from app.sandbox import calls, faults
from app.sandbox.exchange import Answer, Request, Route, Routes
from app.sandbox.state import State

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LARGEST_BODY = 10_000_000
log = logging.getLogger("foyer.sandbox")


class Server(ThreadingHTTPServer):
    """Listens on loopback only; one thread a connection."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, state: State, vendors: Sequence[Routes]) -> None:
        self.state, self.vendors = state, vendors
        super().__init__(("127.0.0.1", port), Connection)

    def route(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        return next((found for vendor in self.vendors if (found := vendor.find(request))), None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # a caller that hangs up is what this server is for; everything else is worth a line
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            log.exception("the sandbox stumbled")


class Connection(BaseHTTPRequestHandler):
    """One keep-alive connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def log_message(self, format: str, *args: Any) -> None:
        """Calls are logged in the store."""

    def answer(self) -> None:
        if self.command == "PUT" and "Content-Length" not in self.headers:
            return self._send(Answer(411))
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            return self._send(Answer(413))
        request = Request.of(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        if not self._local(request):
            return self._send(Answer.of({"message": "The sandbox answers on loopback only."}, 421))
        found = self.server.route(request)
        if found is None:
            return self._send(Answer.of("The resource you're looking for cannot be found", 404))
        self._play(request, *found)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def _local(self, request: Request) -> bool:
        """Refuses other names for this machine, and pages of other sites that post here."""
        origin = request.headers.get("origin", "")
        hosts = [urlsplit(f"//{request.headers.get('host', '')}").hostname]
        if origin and request.path.startswith("/_control"):
            hosts.append(urlsplit(origin).hostname)
        return all(host in LOOPBACK for host in hosts)

    def _play(self, request: Request, route: Route, values: dict[str, str]) -> None:
        if route.vendor not in faults.FAULTS or route.vendor == "mail":
            return self._send(self._ask(request, route, values))
        state = self.server.state
        named = replace(request, path=route.naming(request))
        call = calls.begin(state.store, route.vendor, named)
        fault = faults.take(state.store, route.vendor, f"{named.method} {named.path}")
        kind = fault.kind if fault else ""
        with state.in_flight(request.headers.get("xero-tenant-id", "")):
            if kind == "delay" and fault:
                time.sleep(fault.seconds)
            answer = self._before(kind, fault.seconds if fault else 0) or self._ask(request, route, values)
            if kind == "duplicate":
                self._ask(request, route, values)
        cut = kind in ("cut_before", "cut_after")
        calls.end(state.store, call, status=0 if cut else answer.status, fault=kind or None)
        if cut:
            return self._hang_up()
        self._after(kind, answer, fault.seconds if fault else 0)

    def _before(self, kind: str, seconds: float) -> Answer | None:
        """The answer of a fault that strikes before anything happens."""
        if kind == "429":
            return Answer(429, headers={"Retry-After": str(int(seconds)), "X-Rate-Limit-Problem": "minute"})
        if kind == "401":
            return Answer(401)
        if kind == "403":
            return Answer.of({"Title": "Forbidden", "Status": 403, "Detail": "AuthenticationUnsuccessful"}, 403)
        if kind in ("500", "503"):
            return Answer.of({"Type": None, "Title": "An error occurred", "Status": int(kind)}, int(kind))
        return Answer(0) if kind == "cut_before" else None

    def _after(self, kind: str, answer: Answer, seconds: float) -> None:
        if kind == "500_after":
            answer = Answer.of({"Title": "An error occurred", "Status": 500}, 500)
        elif kind == "wrong_json":
            answer = Answer(200, b'{"Invoices": [{"InvoiceID": ', answer.type)
        if kind not in ("cut_body", "slow_body"):
            return self._send(answer)
        head = self._head(answer)
        if kind == "cut_body":
            self.wfile.write(head + answer.body[: len(answer.body) // 2])
            return self._hang_up()
        self.wfile.write(head)
        for byte in answer.body:
            time.sleep(seconds)
            self.wfile.write(bytes([byte]))

    def _ask(self, request: Request, route: Route, values: dict[str, str]) -> Answer:
        try:
            return route.handler(self.server.state, request, **values)
        except Exception:
            log.exception("%s %s", request.method, request.path)
            return Answer.of({"Title": "The sandbox itself stumbled; its log says why", "Status": 500}, 500)

    def _head(self, answer: Answer) -> bytes:
        words = self.responses.get(answer.status, ("",))[0]
        headers = {
            "Content-Type": answer.type,
            "Content-Length": str(len(answer.body)),
            "X-Content-Type-Options": "nosniff",
            **answer.headers,
        }
        if answer.status == 204:
            del headers["Content-Type"], headers["Content-Length"]
        lines = [f"HTTP/1.1 {answer.status} {words}", f"Date: {self.date_time_string()}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def _send(self, answer: Answer) -> None:
        # head and body in one write: two small writes would wait for each other's acknowledgement
        self.wfile.write(self._head(answer) + answer.body)

    def _hang_up(self) -> None:
        """A reset, as a cable that is pulled looks to the caller."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
