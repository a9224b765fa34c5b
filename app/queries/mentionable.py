"""Who of the staff can be mentioned on a record: whoever may see it."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.records import may_read
from app.access.staff import staff


def mentionable(session: Session, noun: str, row_id: int, typed: str = "", *, most: int = 8) -> list[Actor]:
    """By name, those whose name begins or goes on with what was typed."""
    typed = typed.casefold().strip()
    fit = (
        each
        for each in sorted(staff(session), key=lambda each: each.name.casefold())
        if any(part.startswith(typed) for part in (each.name.casefold(), *each.name.casefold().split()))
    )
    found: list[Actor] = []
    for each in fit:
        if len(found) < most and may_read(session, each, noun, row_id):
            found.append(each)
    return found


def mentioned(people: list[Actor], text: str) -> list[Actor]:
    """Those whose full name stands in the text behind an @; the longest name that fits counts."""
    names = {each.name: each for each in people if each.name}
    if "@" not in text or not names:
        return []
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return list({name: names[name] for name in re.findall(rf"@({known})(?!\w)", text)}.values())
