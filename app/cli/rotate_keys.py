"""rotate-keys: what another FOYER_SECRET_KEY sealed is sealed under the present one; says what still needs the other. docs/deploying.md has the steps."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from app.cli.opened import opened
from app.cli.say import CannotStart, say, show
from config import Settings


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py rotate-keys", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument(
        "--leaked",
        action="store_true",
        help="the other key may be in wrong hands: links to proposals and contracts and passes of guests that it made are replaced and mailed again",
    )
    asked = parser.parse_args(argv)
    if not settings.other_secret_keys:
        raise CannotStart(
            "FOYER_OTHER_SECRET_KEYS names no other key. Make the new key FOYER_SECRET_KEY, name the one before there, start Foyer again, and then run this."
        )
    with opened(settings):
        found = rotated(leaked=asked.leaked)
    if asked.json:
        show(found)
    return 1 if found["lost"] else 0


def rotated(*, leaked: bool = False) -> dict[str, object]:
    """Columns by name, what was lost of all, PINs, links that were replaced, and what leans on another key."""
    from app.access.actor import SYSTEM
    from app.access.house_keys import secret_keys
    from app.actions.keys.kept_sealed import KEPT_SEALED
    from app.actions.keys.mark_pins_anew import mark_pins_anew
    from app.actions.keys.note import note_sealed_under
    from app.actions.keys.renew_links import renew_links
    from app.actions.keys.seal_anew import seal_anew
    from app.cli.saved.manifest import mark_of
    from app.core.entity import db
    from app.queries.other_keys import leaning

    columns = []
    for column, purpose in KEPT_SEALED:
        columns.append(seal_anew(column, purpose, by=SYSTEM))
        told = columns[-1]
        if told.rows:
            say(
                f"  {told.name:<32} {told.again} of {told.rows} sealed anew"
                + (f", {told.lost} open under no key that is named" if told.lost else "")
            )
    pins, lost = mark_pins_anew(by=SYSTEM), sum(each.lost for each in columns)
    say(f"  {'pin.mark':<32} {pins} marked anew")
    if not lost:
        note_sealed_under(mark_of(secret_keys()[0]), by=SYSTEM)
    replaced = renew_links(by=SYSTEM) if leaked else 0
    if leaked:
        say(f"  {'links and passes':<32} {replaced} replaced, and mailed again")
    left = leaning(db.session())
    say(
        f"{sum(each.again for each in columns)} are under the present key now."
        if not lost
        else f"{lost} open under no key: name the key that sealed them, and run this again."
    )
    say(
        f"Made by the other key: {left.papers} links to proposals and contracts, {left.passes} passes of expected guests. What was mailed goes on to open; Foyer makes them no more once that key is taken away. "
        f"Perhaps made by it, and of no use then: {left.codes} recovery codes, {left.programs} keys of programs that were not used since, {left.letters} links to set a password, links to stop mails."
    )
    return {"columns": [asdict(each) for each in columns], "lost": lost, "pins": pins, "replaced": replaced, "leaning": asdict(left)}
