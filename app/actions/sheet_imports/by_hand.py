"""What the verbs on one row refuse is refused of a row of a spreadsheet: by their own checks, on the row as it is to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.actions import said
from app.actions.charges.change_adhoc import require_waiting
from app.actions.charges.create_adhoc import check_quantity
from app.actions.charges.create_line_item import check_days
from app.actions.discounts.write import check_discount
from app.actions.fill import demand
from app.actions.licenses.fields import PRICING
from app.actions.licenses.occupancy import require_room
from app.actions.licenses.pause import check_days as check_pause
from app.actions.licenses.terms import check_dates, check_price, check_user, check_welcome
from app.actions.memberships.check import check_deposit, check_notice, check_quota
from app.actions.organisations.move import NEED_ENDED, require_ended
from app.actions.packages.book import Book
from app.actions.packages.sheet import Line, Record
from app.actions.products.write import check_product
from app.actions.rooms.check import check_room
from app.actions.sheet_imports.held import hold_spaces
from app.core.errors import FoyerError, Refused
from app.models import Discount, Organisation
from app.models.space import SpaceKind
from app.rules.occupancy import ONE_DAY, Holder
from app.work import Work


def refuse_by_hand(work: Work, book: Book, sheet: str) -> None:
    """Once lines are settled, and their organisations held. A data package moves a whole history in; a spreadsheet is many times what a person types, under the same rules."""
    check = CHECKS.get(sheet)
    if check is None:
        return
    if sheet != "licenses":
        _each(book, sheet, lambda line: check(work, line, book))
        return
    _hold_places(work, book, sheet)
    _each(book, sheet, lambda line: check(work, line, book))
    places = Places()
    _each(book, sheet, lambda line: _make_room(line, book, places))
    _each(book, sheet, lambda line: _require_place(work, line, book, places))


def _each(book: Book, sheet: str, check: Callable[[Line], None]) -> None:
    """Lines that stand so far and that change something; what is refused is said at its column."""
    for line in book.lines[sheet]:
        if line.is_bad or not line.verb:
            continue
        try:
            check(line)
        except FoyerError as no:
            column = line.sheet.column_of(no.field)
            book.refuse(line, column.name if column is not None else "", str(no.message))


@dataclass
class Places:
    """What the database does not know yet: who comes to a space by the file, and which licenses there are not as it says any more."""

    beside: dict[Record, list[Holder]] = field(default_factory=lambda: defaultdict(list))
    gone: set[int] = field(default_factory=set)


def rebuilt(record: Record) -> Any:
    """The row as it is to be, in no session: for checks that look and ask no database."""
    facts = {name: value.id if isinstance(value, Record) else value for name, value in (record.after or record.before or {}).items()}
    return record.model(**facts, id=record.id)


def _organisation(work: Work, line: Line, book: Book) -> None:
    row = line.row
    for extra in line.extras:
        if extra.model is Discount and extra.verb == "create":
            try:
                demand(rebuilt(extra), "reason")
            except Refused as no:
                raise Refused(no.message, field="manual_discount_reason") from no
    if row.before is None or "status" not in row.changes():
        return
    present, wanted = row.before["status"], row["status"]
    verb = Organisation.moves.between(present, wanted)
    if verb is None:
        raise Refused(
            _(
                "%(name)s is %(status)s: from there it cannot become %(wanted)s.",
                name=row["name"],
                status=said.status(present),
                wanted=said.status(wanted),
            ),
            field="status",
        )
    if verb in NEED_ENDED:
        try:
            require_ended(work, work.get(Organisation, row.id or 0), verb)
        except Refused as no:
            raise Refused(no.message, field="status") from no


def _license(work: Work, line: Line, book: Book) -> None:
    """As create and change of one license; another membership is a move, and another first day another license."""
    row, changed = line.row, line.row.changes()
    license, organisation, membership = rebuilt(row), rebuilt(book.to(row, "organisation_id")), rebuilt(book.to(row, "membership_id"))
    if row.before is None:
        check_welcome(organisation, membership)
    else:
        _require_same(row, "membership_id", "starts_on")
    if "user_id" in changed:
        check_user(license, rebuilt(book.to(row, "user_id")) if row["user_id"] is not None else None)
    check_dates(license)
    if row["custom_price_cents"] is not None and changed.keys() & PRICING:
        check_price(work, license)
    if line.given("pause_start") is not None:
        try:
            check_pause(license, line.given("pause_start"), line.given("pause_end"))
        except Refused as no:
            raise Refused(no.message, field="pause_end" if no.field == "ends_on" else "pause_start") from no


def _hold_places(work: Work, book: Book, sheet: str) -> None:
    """The spaces where the licenses are to be, as they are once they are held."""
    spaces = [book.to(line.row, "space_id") for line in book.lines[sheet] if not line.is_bad]
    for number, capacity, kind in hold_spaces(work, {space.id for space in spaces if space.id is not None}):
        facts = book.known["spaces"].by_id[number].after
        assert facts is not None
        facts |= {"capacity": capacity, "kind": kind}


def _make_room(line: Line, book: Book, places: Places) -> None:
    """A license that ends sooner by the file leaves its place to any other line of it, wherever that stands."""
    row, before = line.row, line.row.before or {}
    if row.id is None or "space_id" in row.changes() or row["ends_on"] is None:
        return
    if before.get("ends_on") is None or row["ends_on"] < before["ends_on"]:
        places.gone.add(row.id)
        places.beside[book.to(row, "space_id")].append(Holder(rebuilt(row).organisation_id, row["starts_on"], row["ends_on"]))


def _require_place(work: Work, line: Line, book: Book, places: Places) -> None:
    """Those of the file who came before count, and who moved out before does not; spaces without a limit are not looked at (P15)."""
    row, before = line.row, line.row.before or {}
    space = book.to(row, "space_id")
    license = rebuilt(row)
    old_end, moves = before.get("ends_on"), row.before is not None and "space_id" in row.changes()
    if space["capacity"] is None and space["kind"] is not SpaceKind.PRIVATE_OFFICE:
        if moves:
            places.gone.add(license.id)
        return
    if row.before is None or moves:
        comes_on = license.starts_on
    elif old_end is not None and (row["ends_on"] is None or row["ends_on"] > old_end):
        comes_on = old_end + ONE_DAY  # until then the database says that it is there
    else:
        return
    require_room(work, license, rebuilt(space), beside=places.beside[space], but_for=places.gone)
    places.beside[space].append(Holder(license.organisation_id, comes_on, license.ends_on))
    if moves:
        places.gone.add(license.id)


def _adhoc(_work: Work, line: Line, _book: Book) -> None:
    if line.row.before is not None:
        require_waiting(rebuilt(line.row))
        _require_same(line.row, "organisation_id", "location_id")
    adhoc = rebuilt(line.row)
    if adhoc.quantity is not None:
        check_quantity(adhoc)


def _line_item(_work: Work, line: Line, _book: Book) -> None:
    check_days(rebuilt(line.row))


def _discount(_work: Work, line: Line, book: Book) -> None:
    row = line.row
    discount = rebuilt(row)
    if row.before is None:
        demand(discount, "reason")
    check_discount(discount, rebuilt(book.to(row, "license_id")) if row["license_id"] is not None else None)


def _membership(_work: Work, line: Line, _book: Book) -> None:
    membership = rebuilt(line.row)
    check_quota(membership)
    check_deposit(membership)
    check_notice(membership)


def _product(_work: Work, line: Line, _book: Book) -> None:
    check_product(rebuilt(line.row))


def _room(_work: Work, line: Line, _book: Book) -> None:
    check_room(rebuilt(line.row))


def _require_same(row: Record, *names: str) -> None:
    """Raises Refused for a column that no form lets change."""
    for name in names:
        if name in row.changes():
            raise Refused(_("Cannot change: %(name)s exists already with another one.", name=row.name), field=name)


CHECKS: dict[str, Callable[[Work, Line, Book], None]] = {
    "organisations": _organisation,
    "licenses": _license,
    "adhocs": _adhoc,
    "line_items": _line_item,
    "discounts": _discount,
    "memberships": _membership,
    "products": _product,
    "rooms": _room,
}
