"""Records that are found, as items: where they lead, under which heading, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core.month import Month
from app.queries.search.find import Hit
from app.web.formats import as_month
from views.search.item import Group, Item


@dataclass(frozen=True)
class Shown:
    """`argument` is what the address calls the number of the row."""

    group: str
    icon: str
    endpoint: str
    argument: str = "pk"
    kind: Callable[[], str] = lambda: ""


SHOWN = {
    "member": Shown("people", "user", "MemberView.show", kind=lambda: _("Member")),
    "user": Shown("people", "user-cog", "UserView.show", kind=lambda: _("Staff")),
    "contact": Shown("people", "user-circle", "ContactView.show", kind=lambda: _("Contact")),
    "guest": Shown("people", "user-check", "GuestView.show", kind=lambda: _("Guest")),
    "organisation": Shown("organisations", "building-community", "OrganisationView.show"),
    "invoice": Shown("invoices", "file-invoice", "InvoiceView.show"),
    "credit_note": Shown("credit_notes", "file-minus", "CreditNoteView.show"),
    "lead": Shown("leads", "message-circle", "LeadView.show"),
    "opportunity": Shown("opportunities", "target", "OpportunityView.show", "opportunity_id"),
    "room": Shown("rooms", "door", "RoomView.show"),
    "location": Shown("locations", "building-skyscraper", "LocationView.show"),
    "product": Shown("products", "tag", "ProductView.show"),
}
LABELS: dict[str, Callable[[], str]] = {
    "people": lambda: _("People"),
    "organisations": lambda: _("Organisations"),
    "invoices": lambda: _("Invoices"),
    "credit_notes": lambda: _("Credit notes"),
    "leads": lambda: _("Leads"),
    "opportunities": lambda: _("Opportunities"),
    "rooms": lambda: _("Rooms"),
    "locations": lambda: _("Locations"),
    "products": lambda: _("Products"),
}
DATED = ("invoices", "credit_notes")  # what is said last of them is a month
BY_ENDPOINT = {shown.endpoint: (kind, shown.argument) for kind, shown in SHOWN.items()}


def item(hit: Hit) -> Item:
    shown = SHOWN[hit.kind]
    about = tuple(as_month(Month.parse(each[:7])) if shown.group in DATED and n == 2 else each for n, each in enumerate(hit.about))
    return Item(hit.title, url_for(shown.endpoint, **{shown.argument: hit.id}), shown.icon, about, hit.status, shown.kind(), hit.match)


def groups(hits: Iterable[Hit], few: int) -> list[Group]:
    found: dict[str, list[Item]] = {}
    for hit in hits:
        found.setdefault(SHOWN[hit.kind].group, []).append(item(hit))
    return [Group(name, label(), sorted(found[name], key=lambda each: each.match)[:few]) for name, label in LABELS.items() if name in found]
