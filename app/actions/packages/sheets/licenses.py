"""licenses.csv: a license with its pause, and the line item that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.actions.packages.amounts import money, percent, whole
from app.actions.packages.cells import date, text, yes_no
from app.actions.packages.sheet import Column, Line, Record, Sheet, differ
from app.actions.packages.sheets.agreements import settle_agreement
from app.actions.packages.sheets.pauses import settle_pause
from app.actions.packages.sheets.users import login, refuse_leaving
from app.core.clock import today
from app.models import License, LineItem
from app.models.organisation import OrganisationStatus
from app.rules.commitment import LONGEST
from app.rules.notice import last_day_under_notice
from app.rules.policy import COMMITMENT_STEPS

if TYPE_CHECKING:
    from app.actions.packages.book import Book

STEPS = {months for months, percent in COMMITMENT_STEPS}


def settle(line: Line, book: Book) -> None:
    row = line.row
    assert row.after is not None
    location = book.to(book.to(row, "membership_id"), "location_id")
    row.after["location_id"] = location
    _check_place(line, book, location)
    _check_people(line, book)
    if row["ends_on"] is not None and row["ends_on"] < row["starts_on"]:
        book.refuse(line, "end", _("Ends before it starts, on %(day)s.", day=row["starts_on"]))
        return
    _check_notice(line, book)
    _check_commitment(line, book)
    _check_price(line, book)
    settle_agreement(line, book)
    settle_pause(line, book)
    line.extras.append(_line_item(line, book))


def _check_place(line: Line, book: Book, location: Record) -> None:
    row = line.row
    membership, organisation, space = book.to(row, "membership_id"), book.to(row, "organisation_id"), book.to(row, "space_id")
    place = book.to(space, "location_id")
    if place is not location:
        names = {"space": space.name, "here": place.name, "membership": membership.name, "there": location.name}
        book.refuse(line, "space", _("%(space)s is at %(here)s, but the membership %(membership)s at %(there)s.", **names))
    if row.before is not None and differ(row.before["location_id"], location):
        book.refuse(line, "membership", _("Is at another location: end this license and start another one."))
    elif row.id in book.licenses_billed_until and "membership_id" in row.changes():
        book.refuse(
            line,
            "membership",
            _("Has been billed by its membership, and another one would bill its past again: another membership is a move."),
        )
    if organisation["currency"] != location["currency"]:
        money_of = {
            "organisation": organisation.name,
            "theirs": organisation["currency"],
            "location": location.name,
            "ours": location["currency"],
        }
        book.refuse(line, "organisation", _("%(organisation)s pays in %(theirs)s, but %(location)s bills in %(ours)s.", **money_of))
    elif book.to(organisation, "location_id") is not location:
        book.warn(
            line,
            "membership",
            _(
                "Is a membership of %(location)s, where %(organisation)s is not at home.",
                location=location.name,
                organisation=organisation.name,
            ),
        )


def _check_people(line: Line, book: Book) -> None:
    row = line.row
    organisation = book.to(row, "organisation_id")
    if (organisation["status"] or OrganisationStatus.ACTIVE) is not OrganisationStatus.ACTIVE:
        book.warn(line, "organisation", _("%(organisation)s is not active: nothing is billed until it is.", organisation=organisation.name))
    if row["user_id"] is not None:
        user = book.to(row, "user_id")
        if row.before is None or "user_id" in row.changes():
            refuse_leaving(line, book, "user", user)
        if user["organisation_id"] is None or book.to(user, "organisation_id") is not organisation:
            book.warn(line, "user", _("Does not belong to %(organisation)s.", organisation=organisation.name))


def _check_notice(line: Line, book: Book) -> None:
    """A license that is brought in keeps the end that was agreed elsewhere; one that is here ends as it does on its page."""
    row = line.row
    membership, ends_on = book.to(row, "membership_id"), row["ends_on"]
    if ends_on is None and row["end_reason"]:
        book.warn(line, "end_reason", _("There is no end that this reason could be about."))
    before = (row.before or {}).get("ends_on")
    months, days = membership["notice_months"], membership["notice_days"]
    if row.before is None or ends_on is None or (before is not None and ends_on >= before) or not (months or days):
        return
    earliest = max(row["starts_on"], last_day_under_notice(today(book.to(membership, "location_id")["zone"]), months=months, days=days))
    if ends_on < earliest and not row["end_reason"]:
        reason = _(
            "The notice of %(membership)s lasts until %(day)s: give an end_reason to end it sooner.",
            membership=membership.name,
            day=earliest,
        )
        book.refuse(line, "end", reason)


def _check_commitment(line: Line, book: Book) -> None:
    row = line.row
    months, starts_on = row["commitment_months"], row["commitment_start"]
    if months and months not in STEPS:
        step = max((step for step in STEPS if step <= months), default=0)
        book.warn(line, "commitment_months", _("Is no step: it counts as %(step)d months.", step=step))
    if starts_on is not None and (starts_on < row["starts_on"] or (row["ends_on"] is not None and starts_on > row["ends_on"])):
        book.warn(line, "commitment_start", _("Lies outside the term of the license: only days within it count."))
    if starts_on is not None and not months:
        book.warn(line, "commitment_start", _("Means nothing without commitment_months."))


def _check_price(line: Line, book: Book) -> None:
    row = line.row
    assert row.after is not None
    if row["custom_price_cents"] is None:
        if row["custom_price_end"] is not None or row["custom_price_reason"]:
            book.warn(line, "custom_price", _("There is no custom price that its end or reason could be about."))
    elif row.before is None or row.before["custom_price_cents"] != row["custom_price_cents"]:
        row.after["custom_price_by"] = book.author
    if row["custom_price_end"] is not None and row["custom_price_end"] < row["starts_on"]:
        book.warn(line, "custom_price_end", _("The custom price ends before the license starts."))


def _line_item(line: Line, book: Book) -> Record:
    row = line.row
    membership = book.to(row, "membership_id")
    other = book.find("line_items", row.name)
    if other is not None and (row.id is None or other["license_id"] != row.id):
        book.refuse(line, "code", _("A line item has this code already, and a license names its own after itself."))
    code = row.name  # as the actions on single licenses name it
    item = (book.items_of_licenses.get(row.id) if row.id else None) or Record(LineItem, code, after={"code": code, "license_id": row})
    item.after = {
        **(item.after or {}),
        "organisation_id": row["organisation_id"],
        "location_id": row["location_id"],
        "description": membership["name"],
        "xero_item_code": membership["xero_item_code"] or "",
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
    }
    return item


LICENSES = Sheet(
    name="licenses",
    model=License,
    key=("code",),
    settle=settle,
    columns=(
        Column("code", text(60), "code"),
        Column("organisation", text(40), "organisation_id", ref="organisations", fixed=True),
        Column("user", login, "user_id", ref="users"),
        Column("membership", text(40), "membership_id", ref="memberships"),
        Column("space", text(40), "space_id", ref="spaces"),
        Column("start", date, "starts_on"),
        Column("end", date, "ends_on"),
        Column("end_reason", text(500), "end_reason"),
        Column("pause_start", date),
        Column("pause_end", date),
        Column("commitment_months", whole(0, LONGEST), "commitment_months"),
        Column("commitment_start", date, "commitment_start"),
        Column("custom_price", money(), "custom_price_cents"),
        Column("net_price", yes_no, "net_price"),
        Column("custom_price_end", date, "custom_price_end"),
        Column("custom_price_reason", text(500), "custom_price_reason"),
        Column("escalation_percent", percent(), "escalation_percent"),
        Column("escalation_date", date, "escalation_date"),
        Column("occupancy_reason", text(500), "occupancy_reason"),
    ),
)
