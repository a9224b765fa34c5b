"""Several browsers at once go through what there is to look at, and say how far they are."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from threading import Event

from playwright.sync_api import Browser, sync_playwright

from app.cli.programs import chromium
from app.cli.say import CannotStart, say
from benchmarks.drills.axe_walk import Looked, Stop, Walker

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HANDS = max(2, os.cpu_count() or 2)
AT_ONCE = 12  # stops of a person that one browser takes at a time
TOLD_EVERY = 10.0  # seconds


def looked_at(walker: Walker, stops: Sequence[Stop]) -> Iterator[Looked]:
    """Each stop once, in whatever order they come to be done. What goes wrong with one browser ends all of them, and is raised here."""
    waiting: Queue[Sequence[Stop]] = Queue()
    for each in _shares(stops):
        waiting.put(each)
    done: Queue[Looked | None] = Queue()
    over = Event()
    with ThreadPoolExecutor(HANDS) as pool:
        hands = [pool.submit(_hand, walker, waiting, done, over) for _ in range(HANDS)]
        try:
            yield from _came(done, len(hands), len(stops))
        finally:
            over.set()
        for hand in hands:
            hand.result()


def _shares(stops: Sequence[Stop]) -> Iterator[Sequence[Stop]]:
    """A stranger's are one: the tablet that is paired is the one that is stood before."""
    for person, own in itertools.groupby(stops, key=lambda each: each.person):
        mine = tuple(own)
        size = AT_ONCE if person.username else len(mine)
        yield from (mine[at : at + size] for at in range(0, len(mine), size))


def _hand(walker: Walker, waiting: Queue[Sequence[Stop]], done: Queue[Looked | None], over: Event) -> None:
    try:
        with _chromium() as browser, suppress(Empty):
            while not over.is_set():
                for looked in walker.go(browser, waiting.get_nowait()):
                    done.put(looked)
                    if over.is_set():
                        break
    finally:
        if not waiting.empty():  # it did not come to its end, and nor shall the others
            over.set()
        done.put(None)


def _came(done: Queue[Looked | None], hands: int, all_stops: int) -> Iterator[Looked]:
    began = told = time.monotonic()
    stops = pages = looks = findings = 0
    while hands:
        each = done.get()
        if each is None:
            hands -= 1
            continue
        stops, pages, looks, findings = stops + 1, pages + each.pages, looks + each.looks, findings + len(each.findings)
        if (now := time.monotonic()) - told > TOLD_EVERY:
            told = now
            say(
                f"  {stops} of {all_stops} routes, last {each.route} as {each.person}: {pages} pages in {looks} looks, {findings} findings, {now - began:.0f} s"
            )
        yield each


@contextmanager
def _chromium() -> Iterator[Browser]:
    found = chromium()
    if found is None:
        raise CannotStart("This needs Chromium.")
    with sync_playwright() as door:
        browser = door.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
