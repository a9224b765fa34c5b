"""How Xero says no."""

from __future__ import annotations

from typing import Any

from app.sandbox.exchange import Answer


class Invalid(Exception):
    """A validation message about one element."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def refused(message: str) -> Answer:
    """A refusal that is about the request as a whole."""
    return Answer.of({"ErrorNumber": 16, "Type": "QueryParseException", "Message": message}, 400)


def invalid(elements: list[dict[str, Any]]) -> Answer:
    """The answer to a request with bad elements, when errors are summarised."""
    return Answer.of(
        {"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred", "Elements": elements}, 400
    )


def missing() -> Answer:
    return Answer.of("The resource you're looking for cannot be found", 404)
