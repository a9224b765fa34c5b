"""A file that people sent or were sent, as a download: never as a page of ours."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, make_response


def saved_file(name: str, media_type: str, content: bytes) -> Response:
    """Browsers save it, and run nothing of it."""
    answer = make_response(content)
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-_. ") else "_" for each in name)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"] = "nosniff", "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
