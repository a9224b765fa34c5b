"""Xero's rate limits, per organisation: calls a minute, calls a day, calls at once (contracts.md 2.3)."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import clock
from app.sandbox.exchange import Answer
from app.sandbox.store import Store

MINUTE, DAY = 60, 86400


@dataclass(frozen=True)
class Limits:
    minute: int = 60
    day: int = 5000
    concurrent: int = 5

    @classmethod
    def of(cls, store: Store) -> Limits:
        kept = {name: int(store.setting(f"limit_{name}", str(default))) for name, default in vars(cls()).items()}
        return cls(**kept)

    def keep(self, store: Store) -> None:
        for name, value in vars(self).items():
            store.set(f"limit_{name}", value)


def check(store: Store, tenant: str, at_once: int) -> tuple[dict[str, str], Answer | None]:
    """The headers of every answer, and the refusal when a limit is passed. The present call is already in the log."""
    limits, now = Limits.of(store), clock.now().timestamp()
    since = "SELECT count(*) AS calls, min(at) AS first FROM call WHERE tenant = ? AND at > ? AND coalesce(status, 0) <> 429"
    (minute,), (day,) = store.rows(since, tenant, now - MINUTE), store.rows(since, tenant, now - DAY)
    headers = {
        "X-MinLimit-Remaining": str(max(0, limits.minute - minute["calls"])),
        "X-DayLimit-Remaining": str(max(0, limits.day - day["calls"])),
        "X-AppMinLimit-Remaining": "9999",
    }
    if at_once > limits.concurrent:
        return headers, _refusal("concurrent", 1, headers)
    if minute["calls"] > limits.minute:
        return headers, _refusal("minute", MINUTE - (now - minute["first"]), headers)
    if day["calls"] > limits.day:
        return headers, _refusal("day", DAY - (now - day["first"]), headers)
    return headers, None


def _refusal(problem: str, wait: float, headers: dict[str, str]) -> Answer:
    return Answer(429, headers={**headers, "Retry-After": str(max(1, int(wait) + 1)), "X-Rate-Limit-Problem": problem})
