"""Every page as everybody who may open it, light and dark, on a phone, a tablet and a desk: what axe finds (WCAG 2.2 A and AA), and what can be pushed sideways.

The world is the demo network and one row more of everything. A member, a stranger and an administrator go; `--long` sends every other role as well, and opens each tab.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import update

from app import create_app
from app.cli.say import CannotStart, say, step
from app.cli.scratch import scratch
from app.core.entity import db
from benchmarks.drills.axe_looks import Finding
from benchmarks.drills.axe_walk import Person, Walker
from benchmarks.painting import CHROMIUM, served
from config import Settings

NAME = "axe"
TARGETS = {"violations": "= 0", "sideways": "= 0", "cut": "= 0"}
OPTIONS = {
    "who": "only as this one: stranger, member, admin, manager, desk, finance, sales",
    "page": "only addresses with this text in them, as /runs/",
    "texts": "`longer`: every text two fifths longer, and buttons whose text is cut are told too",
    "advice": "`yes`: also what axe calls best practice, which does not count",
}
USUAL = ("stranger", "member", "admin")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TOLD = 400  # findings that are written out


def play(settings: Settings, long: bool, who: str = "", page: str = "", texts: str = "", advice: str = "") -> dict[str, Any]:
    with scratch(settings, "the drill axe") as own:
        app = create_app(own, sync=True)
        people = _filled(app, own)
        unknown = {each for each in who.split(",") if each} - people.keys()
        if unknown:
            raise CannotStart(f"Nobody is called {', '.join(sorted(unknown))}: there are {', '.join(people)}.")
        names = [each for each in who.split(",") if each] or list(people if long else USUAL)
        with served(app) as address, _chromium() as browser, _longer(app) if texts == "longer" else nullcontext():
            began = time.monotonic()
            with step("looking"):
                done = Walker(app, browser, address, advice=advice == "yes", cut=texts == "longer", only=page, tabs=long).walk([people[each] for each in names])
    say("\n".join(_told(done.findings)))
    unopened = [] if who or page else sorted(done.left)
    if unopened:
        say("Pages that opened for nobody in this world:\n  " + "\n  ".join(unopened))
    counts = Counter("advice" if each.advice else each.rule if each.rule in ("sideways", "cut") else "violations" for each in done.findings)
    figures = {"pages": done.pages, "looks": done.looks, "seconds": round(time.monotonic() - began), "violations": 0, "sideways": 0, "cut": 0, "unopened": len(unopened)}
    return figures | counts


def _filled(app: Flask, settings: Settings) -> dict[str, Person]:
    """The demo network with one row of everything beside it; who can sign in there, by the name of `--who`."""
    from app.cli.demo_network.load import load
    from app.cli.demo_network.staff import LOGINS
    from tests.make import Make
    from tests.views.every import fill_every_screen

    with app.app_context():
        load(secret_key=settings.secret_key, sandbox=None)
        with step("adding one of everything"):
            fill_every_screen(Make(db.session()))
            db.session.commit()
            db.session.remove()
    words = {"Network admin": "admin", "Location manager": "manager", "Front desk": "desk", "Finance": "finance", "Sales": "sales", "Member": "member"}
    found = {words[title]: Person(words[title], username, password) for title, username, password in LOGINS}
    return {name: found[name] for name in ("member", "admin", *found)} | {"stranger": Person("stranger")}


@contextmanager
def _chromium() -> Iterator[Browser]:
    found = next((program for each in CHROMIUM if (program := shutil.which(each))), None)
    if found is None:
        raise CannotStart("This needs Chromium.")
    with sync_playwright() as door:
        browser = door.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _longer(app: Flask) -> Iterator[None]:
    """Everybody reads English that is two fifths longer."""
    from app.models import FoyerUser
    from tests.pseudo import CARRIER, pseudo_spoken

    with app.app_context():
        db.session.execute(update(FoyerUser).values(language=CARRIER))
        db.session.commit()
    with pseudo_spoken(app):
        yield


def _told(findings: list[Finding]) -> list[str]:
    """One line for what is the same at one place, with the looks and the pages that have it."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for each in findings:
        alike.setdefault((each.rule, each.where, each.why), []).append(each)
    lines = []
    for (rule, where, why), found in sorted(alike.items(), key=lambda item: (item[0][0], -len(item[1])))[:TOLD]:
        pages, looks = sorted({each.page for each in found}), sorted({each.look for each in found})
        lines.append(f"{rule}{' (advice)' if found[0].advice else ''}: {where} {why}\n    {found[0].html}\n    {', '.join(looks)} on {', '.join(pages[:4])}{f' and {len(pages) - 4} more' if len(pages) > 4 else ''}")
    return lines
