"""What a mail says that came back: a report of failed delivery (RFC 3462, 3464), read out of whatever bytes a stranger sent."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from hashlib import sha256
from typing import Any

from app.core.addresses import ascii_address

# Where mail servers keep to whom they brought it: the envelope sender of the mail that failed.
TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)
MOST_RECIPIENTS, LONGEST = 50, 300
BROKEN = (LookupError, ValueError, AttributeError, TypeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Failure:
    """Of one recipient, for good as far as this mail goes. `address` is the one that failed, `meant` the one that was written to; both in lower case."""

    address: str
    meant: str
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """`mark` is the same for the same report, however often it comes. `to`: whatever its headers say about to whom it came."""

    mark: str
    to: str
    failures: tuple[Failure, ...]


def report_in(raw: bytes) -> Report | None:
    """None for anything but a report of failed delivery: an answer, a note of absence, a mail that is merely late, or nonsense."""
    try:
        message = email.message_from_bytes(raw)
        parts: Any = message.get_payload()
        if (
            message.get_content_type() != "multipart/report"
            or str(message.get_param("report-type", "")).lower() != "delivery-status"
            or not isinstance(parts, list)
        ):
            return None
        status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
        failures = tuple(_failures(status)) if status is not None else ()
        if not failures:
            return None
        named = str(message.get("Message-ID", "")).strip().encode("utf-8", "replace")
        to = " ".join(str(value)[:1000] for name in TO for value in message.get_all(name, [])[:5])
        return Report(sha256(named or raw).hexdigest(), to, failures)
    except BROKEN:
        return None


def failure_of(report: Report, address: str) -> tuple[Failure, bool]:
    """What it says of that address, and whether that is what failed: a mail that was passed on fails at an address that we never wrote to, and others behind
    the same one may have it.
    """
    ours = written(address)
    of_it = next((each for each in report.failures if each.address == ours), None)
    passed_on = next((each for each in report.failures if each.meant == ours), report.failures[0])
    return of_it or passed_on, of_it is not None


def written(address: str) -> str:
    """As envelopes have it: lower case, and the domain in ASCII."""
    told = address.strip().strip("<>").lower()
    try:
        return ascii_address(told)
    except ValueError:
        return told


def _failures(part: Message[Any, Any]) -> Iterator[Failure]:
    """The first block is about the mail, each other about one recipient."""
    blocks: Any = part.get_payload()
    for block in blocks[1 : MOST_RECIPIENTS + 1] if isinstance(blocks, list) else []:
        status = STATUS.match(str(block.get("Status", "")).strip())
        if status is None or status[0].startswith("2") or str(block.get("Action", "")).strip().lower() != "failed":
            continue
        final, original = (written(str(block.get(name, "")).rpartition(";")[2]) for name in ("Final-Recipient", "Original-Recipient"))
        yield Failure(final, original, status[0], _one_line(str(block.get("Diagnostic-Code", "")).partition(";")[2]))


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:LONGEST]
