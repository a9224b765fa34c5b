"""Request and Answer: one HTTP exchange as plain values, and the routes that join them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """`query` and `headers` have lower-case names; `body` is raw."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, method: str, target: str, headers: dict[str, str], body: bytes) -> Request:
        parts = urlsplit(target)
        query = {name.lower(): value for name, value in parse_qsl(parts.query, keep_blank_values=True)}
        return cls(method, parts.path, query, {name.lower(): value for name, value in headers.items()}, body)

    def json(self) -> Any:
        """The body with exact decimals; an empty body is an empty object. Raises ValueError."""
        return json.loads(self.body or b"{}", parse_float=Decimal)

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    status: int = 200
    body: bytes = b""
    type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: object, status: int = 200, **headers: str) -> Answer:
        """As JSON; `Retry_After="7"` becomes the header Retry-After."""
        body = json.dumps(value, ensure_ascii=False, default=_number).encode()
        return cls(status, body, JSON, {name.replace("_", "-"): text for name, text in headers.items()})

    @classmethod
    def to(cls, address: str) -> Answer:
        """A redirection after a form."""
        return cls(303, headers={"Location": address})


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


Handler = Callable[..., Answer]


@dataclass(frozen=True)
class Route:
    """`naming`: under which path its calls are logged and matched by faults, where one address takes all methods."""

    vendor: str
    method: str
    pattern: re.Pattern[str]
    handler: Handler
    naming: Callable[[Request], str]


class Routes:
    """The addresses of one vendor. `{name}` in an address stands for one segment; addresses ignore case, as the vendors' do."""

    def __init__(self, vendor: str, *, naming: Callable[[Request], str] = attrgetter("path")) -> None:
        self.vendor, self.naming = vendor, naming
        self.routes: list[Route] = []

    def on(self, method: str, address: str) -> Callable[[Handler], Handler]:
        pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(address)) + r"/?", re.IGNORECASE)

        def remember(handler: Handler) -> Handler:
            self.routes.append(Route(self.vendor, method, pattern, handler, self.naming))
            return handler

        return remember

    def find(self, request: Request) -> tuple[Route, dict[str, str]] | None:
        for route in self.routes:
            found = route.pattern.fullmatch(request.path)
            if found and route.method == request.method:
                return route, {name: unquote(part) for name, part in found.groupdict().items()}
        return None
