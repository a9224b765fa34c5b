"""Files of ours under static/, each under the address that `asset` gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.headers import Headers

from whitenoise import WhiteNoise

FOLDER = "/static/"
FOR_GOOD = "public, max-age=31536000, immutable"  # a year
NOT_KEPT = "no-cache"  # asked again each time; kiosk_worker.js knows the word


def mark(path: Path | str) -> str:
    """Changes with what is in the file."""
    return sha256(Path(path).read_bytes()).hexdigest()[:8]


def address(folder: Path, name: str) -> str:
    return f"{FOLDER}{name}?v={mark(folder / name)}"


class StaticFiles(WhiteNoise):
    """Browsers keep for good what the address names, and nothing else.

    While nodes are brought up to date one after the other, a page of the new one asks an old one for a file that only the
    new one has: the old bytes must not stay in a browser under the new address.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], folder: Path | str, *, autorefresh: bool = False) -> None:
        super().__init__(
            application, root=str(folder), prefix=FOLDER, max_age=None, autorefresh=autorefresh, add_headers_function=_describe
        )

    @staticmethod
    def serve(static_file: Any, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        named = parse_qs(environ.get("QUERY_STRING", "")).get("v", [""])[0]
        keep = FOR_GOOD if f'"{named}"' == static_file.etag else NOT_KEPT

        def begin(status: str, headers: list[tuple[str, str]]) -> Any:
            return start_response(status, [*headers, ("Cache-Control", keep)])

        found: Iterable[bytes] = WhiteNoise.serve(static_file, environ, begin)
        return found


def _describe(headers: Headers, path: str, url: str) -> None:
    """By content: two versions may have the same size, and on two nodes the same time."""
    headers["ETag"] = f'"{mark(path)}"'
    headers["X-Content-Type-Options"] = "nosniff"
