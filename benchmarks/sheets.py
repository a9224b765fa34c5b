"""50,000 rows of people, and of organisations, by a spreadsheet: from the upload to the end of the test, and from the order until all are in; and the memory."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import func, select

from app import create_app
from app.access.actor import SYSTEM
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.carry_on import carry_on
from app.actions.people_imports.start import start_people_import
from app.core.entity import db
from app.models import FoyerUser, Organisation, PeopleImport
from app.models.people_import import ImportKind, ImportState
from benchmarks.export import forget_peak
from benchmarks.fresh import in_fresh_process, peak_mb
from benchmarks.network import make_location
from config import Settings

NAME = "import"
TARGETS = {
    "test_seconds": "< 60 each",
    "bring_seconds": "< 60 each",
    "more_mb": "< 150 each, and < 40 more than a tenth of the rows take",
    "there_after": "the rows, once, after bringing the file in twice",
}
PUBLISHED, SHORT = 50_000, 2_000
MOST_SECONDS, MOST_MB, MOST_GROWTH = 60, 150, 40
KINDS = {"people": (ImportKind.USERS, FoyerUser), "organisations": (ImportKind.ORGANISATIONS, Organisation)}


def measure(settings: Settings, long: bool, rows: int = 0) -> dict[str, Any]:
    """Each kind in a process of its own: a tenth of the rows first, whose memory is what all of them are held against."""
    wanted = rows or (PUBLISHED if long else SHORT)
    app = create_app(settings, sync=True)
    with app.app_context():
        make_location(db.session(), "ONE")
        db.session().commit()
        db.session.remove()
        db.engine.dispose()
    figures: dict[str, Any] = {"rows": wanted}
    for name in KINDS:
        few = in_fresh_process(brought_in, settings, name, wanted // 10, "few")
        all_ = in_fresh_process(brought_in, settings, name, wanted, "all")
        figures |= {f"{name}_{what}": value for what, value in all_.items()} | {f"{name}_tenth_more_mb": few["more_mb"]}
    return figures


def holds(figures: dict[str, Any]) -> bool:
    return all(
        figures[f"{name}_test_seconds"] < MOST_SECONDS
        and figures[f"{name}_bring_seconds"] < MOST_SECONDS
        and figures[f"{name}_more_mb"] < MOST_MB
        and figures[f"{name}_more_mb"] < figures[f"{name}_tenth_more_mb"] + MOST_GROWTH
        and figures[f"{name}_there_after"] == figures["rows"]
        for name in KINDS
    )


def brought_in(settings: Settings, name: str, rows: int, tag: str) -> dict[str, Any]:
    """Tested and brought in, by one worker, and tested once more: then all is there already."""
    kind, model = KINDS[name]
    app, content = create_app(settings, web=False), sheet(name, rows, tag)
    with app.app_context():
        before = db.session().scalar(select(func.count()).select_from(model)) or 0
        db.session.remove()
        forget_peak()
        held = peak_mb()
        began = time.perf_counter()
        number = begin_people_import(f"{tag}.csv", content, kind=kind, by=SYSTEM).id
        run(number)
        tested = time.perf_counter()
        start_people_import(number, by=SYSTEM)
        run(number)
        done = time.perf_counter()
        again = begin_people_import(f"{tag}.csv", content, kind=kind, by=SYSTEM).id
        run(again)
        assert db.session().get_one(PeopleImport, again).state is ImportState.TESTED
        there = (db.session().scalar(select(func.count()).select_from(model)) or 0) - before
        return {
            "test_seconds": round(tested - began, 1),
            "bring_seconds": round(done - tested, 1),
            "more_mb": round(peak_mb() - held, 1),
            "there_after": there,
        }


def run(import_id: int) -> None:
    """As the job does it, some seconds at a time."""
    while carry_on(import_id, seconds=2):
        db.session.remove()


def sheet(name: str, rows: int, tag: str) -> bytes:
    if name == "people":
        head, line = "email,name,location,phone", "{tag}{n}@people.example,Person{n} Of-Many,ONE,+27 82 555 {n:05d}"
    else:
        head, line = (
            "code,name,location,invoice_email,vat_number,address",
            "{tag}-{n},Organisation {tag} {n},ONE,money{n}@of.example,4{n:09d},{n} Long Street",
        )
    return "\n".join([head, *(line.format(tag=tag, n=n) for n in range(rows))]).encode()
