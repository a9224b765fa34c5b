"""Behind reverse proxies: who asks, for which host, and over what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def behind(house: WSGIApplication, proxies: int, *, https: bool) -> WSGIApplication:
    """The house as it stands behind so many proxies, none when 0.

    Each of them adds to X-Forwarded-For the address that it was asked from, so that of the last `proxies` values the first is the visitor's, and what
    stands before it is a visitor's own invention. Host and scheme are told by the nearest alone, which sets them whatever came in: their last value counts.
    """
    inner = always_https(house) if https else house
    return ProxyFix(inner, x_for=proxies, x_proto=1, x_host=1) if proxies else inner


def always_https(house: WSGIApplication) -> WSGIApplication:
    """What people type is https://, so each request is: a proxy that speaks http to the next one must not turn off what is checked of forms over https."""

    def asked(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = "https"
        return house(environ, start_response)

    return asked
