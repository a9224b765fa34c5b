"""So many calls a second from all workers together, by the sandbox's own record of when they came."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from app.integrations.pace import Pace
from app.integrations.papercut.printing import PaperCutPrinting
from benchmarks.rates import busiest
from config import Settings
from tests.vendors import TOKEN, Vendors

WORKERS = 3


@pytest.fixture
def redis_url(settings: Settings) -> str:
    with Redis.from_url(settings.redis_url) as store:
        for key in store.scan_iter("foyer:pace:*"):
            store.delete(key)
    return settings.redis_url


def together(work: Callable[[int], None]) -> None:
    with ThreadPoolExecutor(WORKERS) as crew:
        list(crew.map(work, range(WORKERS)))


def test_three_workers_keep_one_pace(vendors: Vendors, redis_url: str) -> None:
    """Each has a Pace and a connection of its own, as processes have. The sandbox turns away who would be one too many in a second; two here, because a busy machine delays calls on their way."""
    vendors.post("/_control/papercut/settings", {"calls_a_second": 10})

    def work(_number: int) -> None:
        printing = PaperCutPrinting(url=vendors.url, token=TOKEN, pace=Pace(10, 2.0, name="test-together", redis_url=redis_url))
        for _call in range(9):
            printing.health()

    together(work)
    calls = vendors.calls("*listUserAccounts")
    assert len(calls) == WORKERS * 9
    assert {call["status"] for call in calls} == {200}
    assert busiest(call["at"] for call in calls) <= 10


def test_without_redis_each_keeps_its_own_pace() -> None:
    pace = Pace(3, 0.3, name="test-alone", redis_url="redis://127.0.0.1:9/0")
    began = time.monotonic()
    for _call in range(4):
        pace.wait()
    assert time.monotonic() - began >= 0.3


def test_a_turn_that_was_missed_is_given_anew(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was held up does not call among the turns of the others."""
    pace = Pace(1, 0.2, name="test-late", redis_url=redis_url)
    began = time.monotonic()
    pace.wait()
    sleep, held_up = time.sleep, iter([0.1])
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(seconds + next(held_up, 0)))
    pace.wait()
    assert time.monotonic() - began >= 0.4, "the turn at 0.2 was missed, and the next is not at once"


def test_the_busiest_second_is_found() -> None:
    assert busiest([]) == 0
    assert busiest([0, 0.5, 0.99, 1.0, 5]) == 3
