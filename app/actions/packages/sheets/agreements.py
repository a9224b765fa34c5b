"""Another price or commitment of a license that was billed: what held before stays for the days before it, as on its page (P11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.licenses.agree import AGREED, DECIDES
from app.actions.packages.sheet import Line, Record
from app.models import LicenseAgreement
from app.rules.agreements import first_day
from app.rules.roles import ONE_DAY

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle_agreement(line: Line, book: Book) -> None:
    """A license that was never billed keeps nothing: its row says what holds from its first day."""
    row = line.row
    if row.before is None or row.id is None or not set(DECIDES) & row.changes().keys():
        return
    since = first_day(row["starts_on"], book.licenses_billed_until.get(row.id), (row.before["commitment_start"], row["commitment_start"]))
    last, present = since - ONE_DAY, sorted(book.agreements[row.id], key=lambda each: each["ends_on"])
    reached = present if since == row["starts_on"] else [each for each in present if each["ends_on"] >= last]
    for number, each in enumerate(reached):
        each.name = row.name
        each.after = {**(each.before or {}), "ends_on": last} if number == 0 and since > row["starts_on"] else None
        line.extras.append(each)
    if since > row["starts_on"] and not reached:
        line.extras.append(Record(LicenseAgreement, row.name, after={"license_id": row, "ends_on": last} | {name: row.before[name] for name in AGREED}))
