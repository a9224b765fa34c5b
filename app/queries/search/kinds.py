"""The kinds of things that are found: by which words, under which permission, and what tells one from another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, literal_column

from app.access.permissions import Permission
from app.models import Contact, CreditNote, FoyerUser, Guest, Invoice, Lead, Location, Opportunity, Organisation, Product, Room

GAP: Any = literal_column("' '")


@dataclass(frozen=True)
class Kind:
    """`words` is an expression under a trigram index, to the letter as the index has it; `codes` are unique columns that are matched whole.

    `joined` are outer joins that `about` needs. `is_same` groups people: of one address only the first kind is shown.
    """

    name: str
    model: Any
    permission: Permission
    title: Any
    words: Any
    codes: tuple[Any, ...]
    about: tuple[Any, ...] = ()
    status: Any = None
    address: Any = None
    joined: tuple[Any, ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()
    forgives: bool = True  # typing mistakes; a number with a mistake is another number
    of_words: Any = field(default=None)  # the table under `words`, where it is another one


def _of(*columns: Any) -> Any:
    found = columns[0]
    for column in columns[1:]:
        found = found + GAP + column
    return found


PERSON = _of(FoyerUser.first_name, FoyerUser.last_name, FoyerUser.email)
NAMED = FoyerUser.first_name + GAP + FoyerUser.last_name

MEMBERS = Kind(
    "member", FoyerUser, Permission.USER_READ, NAMED, PERSON, (FoyerUser.email, FoyerUser.username), (Organisation.name, Location.name, FoyerUser.email),
    address=FoyerUser.email, joined=((Organisation, FoyerUser.organisation_id == Organisation.id), (Location, Location.id == Organisation.location_id)),
    where=(FoyerUser.organisation_id.is_not(None),),
)  # fmt: skip
STAFF = Kind(
    "user", FoyerUser, Permission.USER_READ, NAMED, PERSON, (FoyerUser.email, FoyerUser.username), (Location.name, FoyerUser.email),
    address=FoyerUser.email, joined=((Location, FoyerUser.location_id == Location.id),), where=(FoyerUser.organisation_id.is_(None),),
)  # fmt: skip
CONTACTS = Kind(
    "contact", Contact, Permission.CONTACT_READ, Contact.name, _of(Contact.name, Contact.email, Contact.company), (Contact.email_key,), (Contact.company, Contact.email),
    address=Contact.email, where=(Contact.merged_into_id.is_(None),),
)  # fmt: skip
GUESTS = Kind(
    "guest",
    Guest,
    Permission.GUEST_READ,
    Guest.name,
    _of(Guest.name, Guest.email, Guest.company),
    (Guest.email_key,),
    (Guest.company, Guest.email),
    address=Guest.email,
)
ORGANISATIONS = Kind(
    "organisation", Organisation, Permission.ORGANISATION_READ, Organisation.name, _of(Organisation.name, Organisation.code), (Organisation.code,), (Location.name, Organisation.code),
    Organisation.status, joined=((Location, Organisation.location_id == Location.id),),
)  # fmt: skip
INVOICES = Kind(
    "invoice", Invoice, Permission.INVOICE_READ, Invoice.number, Invoice.number, (Invoice.number,), (Organisation.name, Location.name, Invoice.month), Invoice.status,
    joined=((Organisation, Invoice.organisation_id == Organisation.id), (Location, Invoice.location_id == Location.id)), where=(Invoice.number.is_not(None),), forgives=False,
)  # fmt: skip
CREDIT_NOTES = Kind(
    "credit_note", CreditNote, Permission.CREDIT_NOTE_READ, CreditNote.number, CreditNote.number, (CreditNote.number,), (Organisation.name, Location.name, CreditNote.month), CreditNote.status,
    joined=((Organisation, CreditNote.organisation_id == Organisation.id), (Location, CreditNote.location_id == Location.id)), forgives=False,
)  # fmt: skip
LEAD = _of(Lead.name, Lead.company, Lead.email)
LEADS = Kind(
    "lead",
    Lead,
    Permission.LEAD_READ,
    Lead.name,
    LEAD,
    (Lead.code,),
    (Lead.company, Location.name, Lead.email),
    Lead.status,
    joined=((Location, Lead.location_id == Location.id),),
)
OPPORTUNITIES = Kind(
    "opportunity", Opportunity, Permission.OPPORTUNITY_READ, Lead.name, LEAD, (Opportunity.code,), (Lead.company, Location.name), Opportunity.stage,
    joined=((Lead, Opportunity.lead_id == Lead.id), (Location, Opportunity.location_id == Location.id)), of_words=Lead,
)  # fmt: skip
ROOMS = Kind(
    "room",
    Room,
    Permission.ROOM_READ,
    Room.name,
    _of(Room.name, Room.code),
    (Room.code,),
    (Location.name, Room.code),
    joined=((Location, Room.location_id == Location.id),),
)
LOCATIONS = Kind(
    "location", Location, Permission.LOCATION_READ, Location.name, _of(Location.name, Location.code), (Location.code,), (Location.code,)
)
PRODUCTS = Kind(
    "product", Product, Permission.PRODUCT_READ, Product.name, _of(Product.name, Product.code), (Product.code,), (Location.name, Product.code),
    joined=((Location, Product.location_id == Location.id),),
)  # fmt: skip

KINDS = (MEMBERS, STAFF, CONTACTS, GUESTS, ORGANISATIONS, INVOICES, CREDIT_NOTES, LEADS, OPPORTUNITIES, ROOMS, LOCATIONS, PRODUCTS)
BY_NAME = {kind.name: kind for kind in KINDS}
PEOPLE = ("member", "user", "contact", "guest")
