"""A request with many elements: each is judged alone, or the first bad one fails them all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request
from app.sandbox.store import Store
from app.sandbox.xero import dates
from app.sandbox.xero.problems import Invalid, invalid, refused

Body = dict[str, Any]


def envelope(plural: str, elements: list[Body], **more: object) -> Answer:
    head = {"Id": str(uuid.uuid4()), "Status": "OK", "ProviderName": "Foyer sandbox", "DateTimeUTC": dates.stamp(clock.now().timestamp())}
    return Answer.of({**head, **more, plural: elements})


def elements(request: Request, plural: str) -> list[Body]:
    """{"Invoices": [..]}, a list, or one element alone. Raises Invalid."""
    try:
        body = request.json()
    except ValueError as wrong:
        raise Invalid("The request body is not JSON") from wrong
    found = body.get(plural, body) if isinstance(body, dict) else body
    found = found if isinstance(found, list) else [found]
    if not found or not all(isinstance(element, dict) for element in found):
        raise Invalid(f"No {plural} in the request")
    return found


def each(store: Store, request: Request, plural: str, make: Callable[[Body], Body]) -> Answer:
    """Make every element; `summarizeErrors=false` answers 200 and says of each how it went."""
    try:
        given = elements(request, plural)
    except Invalid as wrong:
        return refused(wrong.message)
    done, bad = [], []
    for element in given:
        try:
            with store.writing():
                done.append({**make(element), "StatusAttributeString": "OK"})
        except Invalid as wrong:
            problem = {**_echoed(element), "HasErrors": True, "ValidationErrors": [{"Message": wrong.message}]}
            bad.append(problem)
            done.append({**problem, "StatusAttributeString": "ERROR"})
    if bad and request.query.get("summarizeerrors", "true").lower() != "false":
        raise Summarised(invalid(bad))
    return envelope(plural, done)


def _echoed(element: Body) -> Body:
    """A refused element as Xero writes it: dates in its own form."""
    body = dict(element)
    for name in ("Date", "DueDate"):
        if name in body:
            try:
                body[name] = dates.written(dates.read(body[name]))
            except (ValueError, OverflowError):
                del body[name]
    return body


class Summarised(Exception):
    """Undoes the good elements as well, and carries the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("one element is not valid")
        self.answer = answer
