"""Every page as everybody who may open it, light and dark, on a phone, a tablet and a desk: what axe finds (WCAG 2.2 A and AA), and what can be pushed sideways.

The world is the demo network and one row more of everything. A member, a stranger and an administrator go; `--long` sends every other role as well, and opens each tab. What was looked at is kept, route by route: `--resume yes`
goes on where a run was ended.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import update

from app import create_app
from app.cli.say import CannotStart, say, step
from app.cli.scratch import scratch
from app.core.entity import db
from app.models import FoyerUser
from benchmarks.drills.axe_asked import asked
from benchmarks.drills.axe_hands import looked_at
from benchmarks.drills.axe_kept import Kept
from benchmarks.drills.axe_looks import Finding
from benchmarks.drills.axe_routes import NOT_HERE
from benchmarks.drills.axe_rows import more
from benchmarks.drills.axe_walk import Person, Walker
from benchmarks.painting import served
from config import LogLevel, Settings

NAME = "axe"
OURS = ("sideways", "cut", "broken")  # findings that are not axe's
TARGETS = {"violations": "= 0", "sideways": "= 0", "cut": "= 0", "broken": "= 0", "unopened": "= 0"}
OPTIONS = {
    "who": "only as these: stranger,halfway,member,admin,manager,desk,finance,sales",
    "page": "only addresses with this text in them, as /runs/",
    "texts": "`longer`: every text two fifths longer, and words that are cut are told too",
    "advice": "`yes`: also what axe calls best practice, which does not count",
    "look": "`no`: only ask which pages open, without a browser",
    "resume": "`yes`: go on where the last run that was asked for the same was ended",
}
USUAL = ("stranger", "halfway", "member", "admin")
TOLD = 400  # findings that are written out


def play(
    settings: Settings, long: bool, who: str = "", page: str = "", texts: str = "", advice: str = "", look: str = "", resume: str = ""
) -> dict[str, Any]:
    kept = Kept(
        settings.var / "drills" / ("axe_asked.jsonl" if look == "no" else "axe.jsonl"),
        {"long": long, "who": who, "page": page, "texts": texts, "advice": advice},
        go_on=resume == "yes",
    )
    with scratch(settings, "the drill axe") as own:
        app = create_app(own.moved(log_level=LogLevel.ERROR), sync=True)  # who is refused somewhere is no news here
        people = _filled(app, own)
        unknown = {each for each in who.split(",") if each} - people.keys()
        if unknown:
            raise CannotStart(f"Nobody is called {', '.join(sorted(unknown))}: there are {', '.join(people)}.")
        names = [each for each in who.split(",") if each] or list(people if long else USUAL)
        with served(app) as address, _longer(app) if texts == "longer" else nullcontext("en-ZA") as locale:
            began = time.monotonic()
            walker = Walker(app, address, advice=advice == "yes", cut=texts == "longer", tabs=long, locale=locale)
            with step("asking which pages open"):
                found = list(asked(app, walker.stops([people[each] for each in names]), only=page))
            stops = [each.stop for each in found]
            left = [each for each in stops if (each.person.name, each.route) not in kept.looked]
            if any(not each.person.username for each in left):  # whoever stands before a tablet has to pair it first
                left = [each for each in stops if not each.person.username or each in left]
            say(f"  {len(stops)} routes of {len(names)} people, {len(stops) - len(left)} of them looked at before")
            for looked in [each.looked for each in found] if look == "no" else looked_at(walker, left):
                kept.add(looked)
            seconds = round(time.monotonic() - began)
    all_looked = list(kept.looked.values())
    findings = [each for looked in all_looked for each in looked.findings]
    say("\n".join(_told(findings)))
    unopened = [] if who or page else _unopened({each.route for each in stops}, {each.route for each in all_looked if each.opened})
    if unopened:
        say("Pages that opened for nobody in this world, or did although a reason is given:\n  " + "\n  ".join(unopened))
    counts = Counter("advice" if each.advice else each.rule if each.rule in OURS else "violations" for each in findings)
    figures = {
        "pages": sum(each.pages for each in all_looked),
        "looks": sum(each.looks for each in all_looked),
        "seconds": seconds,
        **dict.fromkeys(TARGETS, 0),
        "unopened": len(unopened),
    }
    return figures | counts


def _unopened(asked: set[str], opened: set[str]) -> list[str]:
    """Without those that have a reason, as long as it holds."""
    return sorted((asked - opened) ^ (asked & NOT_HERE.keys()))


def _filled(app: Flask, settings: Settings) -> dict[str, Person]:
    """The demo network with one row of everything beside it; who can sign in there, by the name of `--who`."""
    from app.cli.demo_network.load import load
    from app.cli.demo_network.staff import LOGINS
    from tests.make import PASSWORD, Make
    from tests.views.every import fill_every_screen

    words = {
        "Network admin": "admin",
        "Location manager": "manager",
        "Front desk": "desk",
        "Finance": "finance",
        "Sales": "sales",
        "Member": "member",
    }
    found = {words[title]: Person(words[title], username, password) for title, username, password in LOGINS}
    with app.app_context():
        with TemporaryDirectory() as vendors:  # only what they tell once is wanted of them
            load(sandbox=Path(vendors), doors=Path(vendors))
        with step("adding one of everything"):
            rows = fill_every_screen(Make(db.session()))
            halfway = Person("halfway", rows["UserView"].username, PASSWORD, home="/login/code", mark="[autocomplete=one-time-code]")
            db.session.commit()
            db.session.remove()
            more(found["admin"], found["member"], halfway)
            db.session.remove()
    return {name: found[name] for name in ("member", "admin", *found)} | {"stranger": Person("stranger"), "halfway": halfway}


@contextmanager
def _longer(app: Flask) -> Iterator[str]:
    """Everybody reads English that is two fifths longer, and so does whoever comes with a browser of this language."""
    from tests.pseudo import CARRIER, pseudo_spoken

    with app.app_context():
        db.session.execute(update(FoyerUser).values(language=CARRIER))
        db.session.commit()
    with pseudo_spoken(app):
        yield CARRIER


def _told(findings: list[Finding]) -> list[str]:
    """One line for what is the same at one place, with the looks and the pages that have it."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for each in findings:
        alike.setdefault((each.rule, each.where, each.why), []).append(each)
    lines = []
    for (rule, where, why), found in sorted(alike.items(), key=lambda item: (item[0][0], -len(item[1])))[:TOLD]:
        pages, looks = sorted({each.page for each in found}), sorted({each.look for each in found})
        lines.append(
            f"{rule}{' (advice)' if found[0].advice else ''}: {where} {why}\n    {found[0].html}\n    {', '.join(looks)} on {', '.join(pages[:4])}{f' and {len(pages) - 4} more' if len(pages) > 4 else ''}"
        )
    return lines
