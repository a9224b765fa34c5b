"""Other networks on real sockets: one that answers as it is told, one that takes a call and says nothing, and one whose answer has no end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Says = Callable[[str, bytes], tuple[int, bytes]]  # path and body -> status and body


@contextmanager
def answering(says: Says, heads: list[dict[str, str]] | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """The address, and the bodies that came; their headers, by names in small letters, go into `heads`."""
    came: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append(body)
            if heads is not None:
                heads.append({name.lower(): value for name, value in self.headers.items()})
            self._say(body)

        def do_GET(self) -> None:
            self._say(b"")

        def _say(self, body: bytes) -> None:
            status, told = says(self.path, body)
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", told.decode())
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_told: Any) -> None:
            """Not into the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", came
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent() -> Iterator[str]:
    """It accepts, and that is all."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"


@contextmanager
def dripping(head: bytes, *, seconds: float = 6) -> Iterator[str]:
    """After `head` it goes on with a byte each twentieth of a second, and gives up after so many seconds."""

    def drip(there: socket.socket) -> None:
        with suppress(OSError), there:
            there.sendall(head)
            for _number in range(round(seconds * 20)):
                time.sleep(0.05)
                there.sendall(b"x")

    def wait() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=drip, args=(door.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=wait, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
