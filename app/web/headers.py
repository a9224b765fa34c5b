"""Security headers on every answer, and an id for every request."""

from __future__ import annotations

from uuid import uuid4

from flask import Flask, Response, g, request
from flask_login import current_user

from app.request import acting, request_id

CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # widths of progress bars; sheets and scripts are files of ours
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

OPENS = {"secret", "token", "link"}  # what routes call the part of an address that opens something


def install(app: Flask, *, https: bool) -> None:
    def begin() -> None:
        request_id.set(uuid4().hex[:16])
        acting.set(None)
        g.user = current_user  # before anything can refuse: the page that says so asks who is looking

    def finish(response: Response) -> Response:
        if OPENS & (request.view_args or {}).keys():  # its sheets and forms hear the host alone, which the check of forms over HTTPS needs
            response.headers.setdefault("Referrer-Policy", "strict-origin")
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
            if not response.headers[name]:
                del response.headers[name]  # a page that says that it does without
        response.headers["X-Request-Id"] = request_id.get()
        if https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
            response.vary.add("Cookie")
        return response

    app.before_request(begin)
    app.after_request(finish)
