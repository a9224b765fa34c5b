"""Present: everything in the database that a package names or touches, read in bulk, a query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import LargeBinary, String, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session

from app.access.permissions import Permission
from app.access.role_grants import granting
from app.actions.packages.book import POINTS_TO, Book
from app.actions.packages.sheet import Record, Sheet
from app.actions.packages.sheets import SHEETS
from app.actions.packages.sheets.organisations import manual_code
from app.actions.packages.sheets.users import USER_ROLE
from app.actions.packages.sheets.wallets import owner_sheet
from app.models import (
    DepositMovement,
    Erasure,
    InvoiceLine,
    LedgerEntry,
    License,
    LicenseAgreement,
    LicensePause,
    LineItem,
    Location,
    MembershipPrice,
    OpeningBalance,
    TaxRate,
    Track,
    TrackTask,
    Wallet,
    XeroContact,
)
from app.models.deposit import MovementKind
from app.models.ledger import Account
from app.models.user import Role, user_location
from app.queries.billed_until import billed_until
from app.queries.bookings.extras import with_extras
from app.queries.bookings.house_rules import house_rules

KEYED = (
    "leads",
    "contacts",
    "tracks",
    "bookings",
    "adhocs",
    "wallets",
    "deposits",
    "line_items",
    "discounts",
    "licenses",
    "users",
    "organisations",
    "products",
    "memberships",
    "rooms",
    "spaces",
    "locations",
)
NAMES_USERS = {("leads", "owner"), ("leads", "referrer")}
KEY = {"users": "email", "wallets": "grant_key", "contacts": "email_key"}


def read_present(session: Session, book: Book) -> None:
    """Fill the book's `known` and its tables of children. Rows that lead to others come first, so that those are read as well."""
    keys, ids = named(book), defaultdict[str, set[int]](set)
    for name in KEYED:
        for record in _read(session, SHEETS[name], keys[name], ids[name]):
            book.known[name].by_key[record.name] = record
            book.known[name].by_id[record.id or 0] = record
            for attribute, target in POINTS_TO.items():
                if record[attribute] is not None:
                    ids[target].add(record[attribute])
    _read_children(session, book)


def named(book: Book) -> dict[str, set[str]]:
    """The keys that lines have or point to, by sheet; with those of the discounts that organisations carry."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in book.all_lines():
        for column in line.sheet.columns:
            value = line.values.get(column.name)
            if value is None:
                continue
            if column.ref:
                found[column.ref].add(value)
            elif (line.sheet.name, column.name) == ("wallets", "owner"):
                found[owner_sheet(value)].add(value)
            elif (line.sheet.name, column.name) in NAMES_USERS:
                found["users"].add(value.lower())
            elif column.name == line.sheet.key[0]:
                found[line.sheet.name].add(value)
    found["discounts"] |= {manual_code(code) for code in found["organisations"]}
    found["line_items"] |= found["licenses"]  # a license names its line item after itself
    return found


def _read(session: Session, sheet: Sheet, keys: set[str], ids: set[int]) -> list[Record]:
    table = sheet.model.__table__
    key = table.c[KEY.get(sheet.name, "code")]
    compared = func.lower(key) if sheet.name == "users" else key
    columns = [column for column in table.c if not isinstance(column.type, LargeBinary)]
    query = select(*columns).where(
        compared.in_(any_text(keys)) | table.c.id.in_(select(func.unnest(array(list(ids), type_=table.c.id.type))))
    )
    if sheet.name == "locations":
        query = select(*columns)  # few, and nearly everything leads to one
    return [
        record_of(sheet.model, row, name=str(row[key.name]).lower() if sheet.name == "users" else row[key.name])
        for row in session.execute(query).mappings()
    ]


def record_of(model: Any, row: Any, name: str) -> Record:
    """A row of a table as it is."""
    values = dict(row)
    return Record(model, name, values.pop("id"), values, dict(values))


def _read_children(session: Session, book: Book) -> None:
    memberships, licenses = _ids(book, "memberships"), _ids(book, "licenses")
    organisations, users = _ids(book, "organisations"), _ids(book, "users")
    for record in _all(session, MembershipPrice, MembershipPrice.membership_id, memberships):
        book.prices[record["membership_id"]][record["valid_from"]] = record
    for record in _all(session, LicensePause, LicensePause.license_id, licenses):
        book.pauses[record["license_id"]].append(record)
    for record in _all(session, LicenseAgreement, LicenseAgreement.license_id, licenses):
        book.agreements[record["license_id"]].append(record)
    book.licenses_billed_until = billed_until(session, licenses)
    for record in _all(session, LineItem, LineItem.license_id, licenses):
        record.name = record["code"]
        book.items_of_licenses[record["license_id"]] = record
    for record in _all(session, OpeningBalance, OpeningBalance.organisation_id, organisations):
        book.balances[record["organisation_id"], record["document"]] = record
    for record in _all(session, DepositMovement, DepositMovement.deposit_id, _ids(book, "deposits")):
        if record["kind"] is MovementKind.OPENING and record["reverses_id"] is None:
            book.openings[record["deposit_id"]] = record
    if book.lines.get("tracks") or book.lines.get("track_tasks"):
        _read_tracks(session, book)
    if book.lines.get("wallets"):
        _read_wallets(session, book)
    if book.lines.get("bookings"):
        book.grid = house_rules(session).grid
        book.with_extras = with_extras(session, _ids(book, "bookings"))
    for record in _all(session, XeroContact, XeroContact.organisation_id, organisations):
        book.contacts[record["organisation_id"]].append(record)
    for user_id, role_id in session.execute(select(USER_ROLE.c.user_id, USER_ROLE.c.role_id).where(USER_ROLE.c.user_id.in_(any_of(users)))):
        book.roles_of[user_id].add(role_id)
    for user_id, location_id in session.execute(select(user_location).where(user_location.c.user_id.in_(any_of(users)))):
        book.places_of[user_id].add(location_id)
    book.leaving = {
        user_id for user_id in session.scalars(select(Erasure.user_id).where(Erasure.user_id.in_(any_of(users)))) if user_id is not None
    }
    book.roles = {name: id for id, name in session.execute(select(Role.id, Role.name))}
    book.selling = granting(session, Permission.LEAD_WRITE)
    book.taxed_countries = set(session.scalars(select(TaxRate.country)))
    book.headquarters = next((record for record in book.known["locations"].by_id.values() if record["is_headquarters"]), None)
    billed = select(License.membership_id, func.max(InvoiceLine.ends_on)).join(InvoiceLine, InvoiceLine.license_id == License.id)
    for membership_id, day in session.execute(billed.where(License.membership_id.in_(any_of(memberships))).group_by(License.membership_id)):
        if day is not None:
            book.billed_until[membership_id] = day


def _read_tracks(session: Session, book: Book) -> None:
    """The names of all tracks, and the trees of those that are named."""
    for name, id in session.execute(select(Track.name, Track.id)):
        book.track_names[name] = book.known["tracks"].by_id.get(id)
    for record in sorted(_all(session, TrackTask, TrackTask.track_id, _ids(book, "tracks")), key=lambda each: each["position"]):
        record.name = record["title"]
        book.add_task(book.known["tracks"].by_id[record["track_id"]], record)


def _read_wallets(session: Session, book: Book) -> None:
    """The wallets of everybody who is named, locked as every movement locks them, and what each opening balance brought: (cents, entries)."""
    named = or_(
        *(column.in_(any_of(_ids(book, sheet))) for column, sheet in ((Wallet.user_id, "users"), (Wallet.organisation_id, "organisations")))
    )
    session.execute(select(Wallet.id).where(named).order_by(Wallet.id).with_for_update())
    for column, sheet in ((Wallet.user_id, "users"), (Wallet.organisation_id, "organisations")):
        for record in _all(session, Wallet, column, _ids(book, sheet)):
            owner = book.known[sheet].by_id[record[column.key]]
            book.wallets[owner, record["unit"], record["currency"]] = book.wallets_by_id[record.id or 0] = record
    causes = list(book.known["wallets"].by_key)
    sums = select(LedgerEntry.cause, func.sum(LedgerEntry.cents), func.count()).where(LedgerEntry.account == Account.OPENING)
    for cause, cents, count in session.execute(sums.where(LedgerEntry.cause.in_(causes)).group_by(LedgerEntry.cause)):
        book.brought[cause] = (int(cents), count)


def _ids(book: Book, sheet: str) -> list[int]:
    """Of the rows that lines of this sheet may change; others are only named."""
    return list(book.known[sheet].by_id)


def any_of(ids: list[int]) -> Any:
    return select(func.unnest(array(ids, type_=Location.__table__.c.id.type)))


def any_text(values: Collection[str]) -> Any:
    """As one parameter, however many they are."""
    return select(func.unnest(cast(list(values), ARRAY(String))))


def _all(session: Session, model: Any, column: Any, ids: list[int]) -> list[Record]:
    rows = session.execute(select(*model.__table__.c).where(column.in_(any_of(ids)))).mappings()
    return [record_of(model, row, name="") for row in rows]
