"""Merged: contacts that went into another one are found by the address that they had, and are the one that stayed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.actions.packages.book import Book
from app.actions.packages.present import any_text, record_of
from app.actions.packages.sheet import Record
from app.models import Contact


def read_merged(session: Session, book: Book) -> None:
    """The addresses of contacts.csv that nobody has any more."""
    named = {line.values["email"] for line in book.lines.get("contacts", ()) if "email" in line.values}
    book.merged = stayed(session, named - book.known["contacts"].by_key.keys())


def stayed(session: Session, mails: Collection[str]) -> dict[str, Record]:
    """By the old address, as it is compared."""
    if not mails:
        return {}
    gone = aliased(Contact)
    old = func.lower(gone.email).label("old")
    query = (
        select(old, *Contact.__table__.c)
        .join(gone, gone.merged_into_id == Contact.id)
        .where(old.in_(any_text(mails)))
        .order_by(gone.id.desc())
    )
    found, by_id = dict[str, Record](), dict[int, Record]()
    for row in session.execute(query).mappings():
        values = {name: value for name, value in row.items() if name != "old"}
        found[row["old"]] = by_id.setdefault(row["id"], record_of(Contact, values, name=row["name"]))  # the eldest comes last, and counts
    return found
