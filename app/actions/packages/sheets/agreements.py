"""Another price or commitment of a license that was billed: what held before stays for the days before it, as on its page (P11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.licenses.agree import AGREED, DECIDES
from app.actions.packages.sheet import Line, Record
from app.models import LicenseAgreement
from app.rules.agreements import agreed_anew, first_day
from app.rules.roles import ONE_DAY

if TYPE_CHECKING:
    from app.actions.packages.book import Book


def settle_agreement(line: Line, book: Book) -> None:
    """A license that was never billed keeps nothing: its row says what holds from its first day."""
    row = line.row
    news = {name: after for name, (_before, after) in row.changes().items() if name in AGREED}
    if row.before is None or row.id is None or not DECIDES & news.keys():
        return
    present = sorted(book.agreements[row.id], key=lambda each: each["ends_on"])
    agreed_since = present[-1]["ends_on"] + ONE_DAY if present else row["starts_on"]
    since = first_day(
        row.before, news, starts_on=row["starts_on"], billed_until=book.licenses_billed_until.get(row.id), agreed_since=agreed_since
    )
    former = [(each["ends_on"], {name: each[name] for name in AGREED}) for each in present]
    wanted = dict(agreed_anew(former, {name: row.before[name] for name in AGREED}, news, starts_on=row["starts_on"], since=since))
    for each in present:
        held = wanted.pop(each["ends_on"], None)
        each.name = row.name
        each.after = None if held is None else {**(each.before or {}), **held}
        line.extras.append(each)
    line.extras += [
        Record(LicenseAgreement, row.name, after={"license_id": row, "ends_on": ends_on, **held}) for ends_on, held in wanted.items()
    ]
