"""The addresses to which mails come back: one a delivery, marked so that only who had the mail can speak of it."""

from __future__ import annotations

import hmac
import re

from flask import current_app

from app.access.sealing import known_marks

PURPOSE, MARK = "bounce", 8


def bounce_address(delivery_id: int, message_id: str) -> str:
    """The envelope sender of that mail; empty where no mailbox takes what comes back."""
    house = current_app.extensions["settings"].bounce_address
    local, _at, domain = house.partition("@")
    return f"{local}+{delivery_id}-{_marks(delivery_id, message_id)[0]}@{domain}" if house else ""


def bounced_in(text: str) -> list[tuple[int, str]]:
    """Every delivery, with its mark, that the headers of a report name; nobody has looked yet whether the marks are ours."""
    local, _at, domain = current_app.extensions["settings"].bounce_address.partition("@")
    pattern = rf"(?<![\w.+-]){re.escape(local)}\+(\d{{1,18}})-([0-9a-f]{{{MARK}}})@{re.escape(domain)}(?![\w.-])"
    return list(dict.fromkeys((int(number), mark.lower()) for number, mark in re.findall(pattern, text, re.ASCII | re.IGNORECASE)))


def is_ours(delivery_id: int, message_id: str, mark: str) -> bool:
    return any(hmac.compare_digest(mark.encode(), each.encode()) for each in _marks(delivery_id, message_id))


def _marks(delivery_id: int, message_id: str) -> list[str]:
    """With the Message-ID, which another house or a restored copy with the same numbers does not have."""
    return [each[:MARK] for each in known_marks(f"{delivery_id} {message_id}".encode(), PURPOSE)]
