"""Foyer's own gunicorn before an application that only notes what it was asked: python -m tests.deploy.echoing PORT FILE."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.web import Gunicorn
from app.web.behind import behind
from config import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

UNREAD = "/unread"  # answered without a look at its body, as a page that refuses does


class Echoing(Gunicorn):
    """One line of the file a request: its method, its path, and how many bytes came with it."""

    def __init__(self, settings: Settings, bind: str, noted: Path) -> None:
        self.noted = noted
        super().__init__(settings, bind)

    def load(self) -> Any:
        return behind(self.answered, 1, https=True)

    def forked(self, _arbiter: object, _worker: object) -> None:
        """There is no database here."""

    def answered(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        asked = f"{environ['REQUEST_METHOD']} {path} {0 if path == UNREAD else len(environ['wsgi.input'].read())}"
        with self.noted.open("a") as file:
            file.write(f"{asked}\n")
        told = f"<{asked}>".encode()
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(told)))])
        return [told]


if __name__ == "__main__":
    Echoing(Settings.load(), f"127.0.0.1:{sys.argv[1]}", Path(sys.argv[2])).run()
