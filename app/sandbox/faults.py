"""Faults: what should go wrong with which calls, and how often."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from decimal import Decimal

from app.sandbox.store import Store

HTTP_FAULTS = {
    "delay": "waits before it acts",
    "401": "refuses the credentials",
    "403": "refuses what the credentials may do",
    "429": "refuses as too many calls",
    "500": "fails before it acts",
    "503": "is closed for maintenance",
    "cut_before": "hangs up before it acts",
    "500_after": "acts, then reports a failure",
    "cut_after": "acts, then hangs up",
    "cut_body": "acts, then hangs up in the middle of the answer",
    "slow_body": "acts, then sends one byte at a time",
    "wrong_json": "acts, then answers nonsense",
    "duplicate": "receives the same request twice",
}
MAIL_FAULTS = {
    "delay": "waits before it answers",
    "451": "refuses for now",
    "550": "refuses for good",
    "cut_before": "hangs up before it keeps the mail",
    "cut_after": "keeps the mail, then hangs up before saying so",
}
FAULTS = {
    "xero": HTTP_FAULTS,
    "mail": MAIL_FAULTS,
    "mailarchiva": HTTP_FAULTS,
    "papercut": HTTP_FAULTS,
    "payfast": HTTP_FAULTS,
    "salto": HTTP_FAULTS,
    "siteverify": HTTP_FAULTS,
}


@dataclass(frozen=True)
class Fault:
    """`pattern` is matched against "PUT /api.xro/2.0/Invoices", "POST /rpc/api/xmlrpc/api.isUserExists" or "RCPT someone@example.com".

    `*` stands for anything.
    """

    id: int
    vendor: str
    pattern: str
    kind: str
    times: int
    seconds: float

    @property
    def sentence(self) -> str:
        return FAULTS[self.vendor][self.kind]


def plan(store: Store, *, vendor: str, pattern: str = "*", kind: str, times: int = 1, seconds: float | Decimal = 1) -> int:
    """Let the next `times` matching calls fail in this way. Raises ValueError for a fault that this vendor does not know."""
    if kind not in FAULTS.get(vendor, {}):
        raise ValueError(f"{vendor} knows no fault {kind!r}")
    if times < 1 or not 0 <= seconds <= 600:
        raise ValueError("times is at least 1, seconds are 0 to 600")
    return store.run(
        "INSERT INTO fault (vendor, pattern, kind, times, seconds) VALUES (?, ?, ?, ?, ?)", vendor, pattern, kind, times, float(seconds)
    )


def planned(store: Store) -> list[Fault]:
    return [Fault(*row) for row in store.rows("SELECT id, vendor, pattern, kind, times, seconds FROM fault ORDER BY id")]


def take(store: Store, vendor: str, call: str, *, only: tuple[str, ...] = ()) -> Fault | None:
    """The first planned fault for this call, used up by one; `only` narrows the kinds."""
    with store.writing():
        for fault in planned(store):
            wanted = fault.vendor == vendor and (not only or fault.kind in only)
            if wanted and fnmatch.fnmatchcase(call.lower(), fault.pattern.lower()):
                store.run("UPDATE fault SET times = times - 1 WHERE id = ?", fault.id)
                store.run("DELETE FROM fault WHERE times <= 0")
                return fault
    return None
