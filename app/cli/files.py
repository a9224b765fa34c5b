"""files: where the contents of kept files are; whether storage has each of them; and the way there, back, or to another place."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from app.cli.opened import opened
from app.cli.say import CannotStart, say, show, typed
from app.core.storage import Storage, StorageAway
from config import Settings

SHOWN = 20  # lost files by name
A_MOVE = 30.0  # seconds between two lines of progress


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py files", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="read everything that storage should have, and name what is lost or changed")
    what.add_argument(
        "--to", choices=("storage", "database"), help="move all contents there now; to the database: the schedule “files” is paused"
    )
    what.add_argument(
        "--adopt",
        action="store_true",
        help="storage was copied to the place that FOYER_FILES names now, or this Foyer was restored and the one before is gone: look whether all is there, and use it",
    )
    what.add_argument(
        "--remove-unknown", action="store_true", help="remove what is in storage and no row of this Foyer knows of, as after a restore"
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    asked = parser.parse_args(argv)
    with opened(settings):
        from app.integrations.errors import GiveUp

        try:
            found = outcome(asked)
        except GiveUp as no:
            raise CannotStart(no.reason) from no
        except StorageAway as away:
            raise CannotStart(f"The place where files are kept does not answer: {away.reason}.") from away
    if asked.json:
        show(found)
    return 1 if found.get("lost") else 0


def outcome(asked: argparse.Namespace) -> dict[str, Any]:
    """What was done, and what there is then."""
    from app.queries.kept_files import storage

    verbs: dict[str, Callable[[Storage], dict[str, Any]]] = {
        "check": check,
        "storage": out,
        "database": back,
        "adopt": adopt,
        "remove_unknown": remove_unknown,
    }
    verb = asked.to or next((name for name in verbs if getattr(asked, name, False)), None)
    place = storage()
    if verb and place is None:
        raise CannotStart("FOYER_FILES names no place: files are in the database, or cannot be reached from here.")
    done = verbs[verb](place) if verb and place else {}
    return done | told()


def told() -> dict[str, Any]:
    """Where contents are."""
    from app.core.entity import db
    from app.queries.stored_files import standing

    found = standing(db.session())
    say(f"{found.files} contents ({found.size / 1e6:.1f} MB) are in the database.")
    for place in found.places:
        say(f"{place.files} contents ({place.size / 1e6:.1f} MB) are in {place.address}.")
    if found.leaving:
        say(f"{found.leaving} contents wait to be removed from storage.")
    return {
        "database": found.files,
        "database_bytes": found.size,
        "storage": {each.address: {"files": each.files, "bytes": each.size} for each in found.places},
        "leaving": found.leaving,
    }


def check(place: Storage) -> dict[str, Any]:
    """Everything is read: a listing would not tell what is in it."""
    from flask import current_app

    from app.access.actor import SYSTEM
    from app.actions.files.own import own_name
    from app.core.entity import db
    from app.queries.file_names import known, stored

    settings = current_app.extensions["settings"]
    if (owner := place.owner()) and owner != own_name(by=SYSTEM):
        say(
            f"Another Foyer keeps files in {place.place}, or this one was restored from a backup: nothing there is moved or removed before {typed(settings, 'files --adopt')}."
        )
    there = set(place.digests())  # before the rows are asked: each content is noted before it is put
    lost = unreadable(place, list(stored(db.session())))
    unknown = there - known(db.session(), place.place)
    if unknown:
        say(
            f"{len(unknown)} contents in {place.place} are of no row of this Foyer. If nobody else keeps files there: {typed(settings, 'files --remove-unknown')}"
        )
    return {"lost": lost, "unknown": len(unknown)}


def unreadable(place: Storage, wanted: list[tuple[int, str]]) -> list[str]:
    """The names of files whose content is not there, or is another one."""
    from app.core.entity import db
    from app.core.storage import NotThere, WrongBytes
    from app.queries.file_names import names_of
    from jobs.files import side_by_side

    def state(each: tuple[int, str]) -> str:
        try:
            place.get(each[1])
        except NotThere:
            return "is not there"
        except WrongBytes:
            return "is another one"
        return ""

    db.session.rollback()  # no transaction stays open while storage is asked
    found = [(each[0], wrong) for each, wrong in zip(wanted, side_by_side(state, wanted), strict=True) if wrong]
    lost = [f"{name}: its content {wrong}" for stored_id, wrong in found for name in names_of(db.session(), stored_id)]
    say(f"{len(wanted) - len(found)} of {len(wanted)} contents are in {place.place} as they were kept.")
    for line in lost[:SHOWN]:
        say(f"  {line}")
    if len(lost) > SHOWN:
        say(f"  and {len(lost) - SHOWN} more")
    return lost


def out(place: Storage) -> dict[str, Any]:
    """All that the schedule would move, now."""
    from app.core.entity import db
    from app.queries.stored_files import to_move
    from jobs.files import elsewhere, move

    if others := elsewhere(place):
        raise CannotStart(
            f"Contents are in {', '.join(others)} already. Bring those back first (--to database, with FOYER_FILES as it was), or copy them and --adopt."
        )
    moved = 0
    while some := move(place, seconds=A_MOVE):
        moved += some
        say(f"  {moved} files moved, {to_move(db.session())} wait")
    return {"moved": moved}


def back(place: Storage) -> dict[str, Any]:
    """Every content that can be read, into its rows; then storage lets go of it."""
    from app.access.actor import SYSTEM
    from app.actions.files.back import hold_again
    from app.core.entity import db
    from app.core.storage import NotThere, WrongBytes
    from app.queries.file_names import names_of, stored
    from jobs.files import ready, remove

    ready(place)
    pause()
    held, lost = 0, []
    for stored_id, digest in list(stored(db.session(), place.place)):
        db.session.rollback()
        try:
            content = place.get(digest)
        except (NotThere, WrongBytes):
            lost += names_of(db.session(), stored_id)
            continue
        held += hold_again(stored_id, content, by=SYSTEM)
    removed = remove(place)
    say(f"{held} files are in the database again, and {removed} contents were removed from {place.place}.")
    for name in lost[:SHOWN]:
        say(f"  {name}: its content could not be read, and stays where it is")
    say(
        "Take FOYER_FILES out of the settings of every node, start them again, and only then resume the schedule “files”, or they are moved anew."
    )
    return {"held": held, "removed": removed, "lost": lost}


def pause() -> None:
    """Or what comes back would go out again."""
    from sqlalchemy import select

    from app.access.actor import SYSTEM
    from app.actions.schedules.pause import pause_schedule
    from app.core.entity import db
    from app.models import Schedule

    running = db.session.scalar(select(Schedule.id).where(Schedule.task == "files", Schedule.enabled))
    if running is not None:
        pause_schedule(running, by=SYSTEM)
        say("The schedule “files” is paused.")


def adopt(place: Storage) -> dict[str, Any]:
    """All of it or nothing: a part in one place and a part in another could not be read. What is lost in the place where it was already, as after a restore, is only told."""
    from app.access.actor import SYSTEM
    from app.actions.files.adopt import adopt_files
    from app.actions.files.own import own_name
    from app.core.entity import db
    from app.queries.file_names import stored
    from jobs.files import elsewhere

    wanted = list(stored(db.session()))
    lost = unreadable(place, wanted)
    if elsewhere(place):
        if lost:
            return {"lost": lost}
        adopt_files([stored_id for stored_id, _digest in wanted], place.place, by=SYSTEM)
        say(
            f"Files are read from {place.place} from now on. What is in the place before is not removed by Foyer any more: empty it yourself."
        )
    place.own(own_name(by=SYSTEM))
    say(f"{place.place} is this Foyer's own.")
    return {"lost": lost}


def remove_unknown(place: Storage) -> dict[str, Any]:
    from app.access.actor import SYSTEM
    from app.actions.files.remove import condemn_unknown
    from app.core.entity import db
    from app.queries.file_names import known
    from jobs.files import ready, remove

    ready(place)
    there = set(place.digests())
    doomed = there - known(db.session(), place.place)
    condemn_unknown(sorted(doomed), place.place, by=SYSTEM)
    removed = remove(place)
    say(f"{removed} contents were removed from {place.place}.")
    return {"removed": removed}
