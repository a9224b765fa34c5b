"""The columns of a spreadsheet of leads: how each is read, what it is for, and what else people call it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.actions.leads.check import MOST_PLACES
from app.actions.packages.amounts import whole
from app.actions.packages.cells import choice, date, email, phone, words
from app.actions.people_imports.columns import Column
from app.actions.people_imports.person import Person, folded, read_cells
from app.rules.lead_heat import Heat

LEAD_COLUMNS = {
    column.name: column
    for column in (
        Column("name", words(200), "name", ("full name", "person", "contact", "contact name", "lead", "lead name"), True),
        Column("email", email(320), "email", ("e-mail", "mail", "mail address", "email address", "e-mail address")),
        Column("phone", phone(40), "phone", ("telephone", "mobile", "cell", "cellphone", "phone number", "tel")),
        Column("company", words(200), "company", ("organisation", "organization", "company name", "employer", "business", "account")),
        Column("location", words(200), "location", ("wanted location", "site", "building", "branch", "centre", "center")),
        Column("places", whole(1, MOST_PLACES), "places", ("people", "for how many", "size", "team size", "desks", "seats")),
        Column("wanted_on", date, "wanted_on", ("from when", "wanted from", "move in", "move-in", "start date")),
        Column("heat", choice(Heat), "heat", ("warmth", "temperature", "rating")),
        Column("source", words(80), "source", ("how they heard of us", "lead source", "campaign", "channel")),
        Column("referrer", words(200), "referrer", ("referred by", "sent by", "referral", "introduced by")),
        Column("owner", words(200), "owner", ("works on it", "assigned to", "salesperson", "sales rep", "account manager")),
        Column("asked_on", date, "asked_at", ("asked", "date", "created", "created at", "date of enquiry", "lead date")),
        Column(
            "message",
            words(4000, lines=True),
            "message",
            ("enquiry", "what they wrote", "note", "notes", "comment", "comments", "description"),
        ),
    )
}


def about_leads() -> dict[str, str]:
    """What each column is for, in words."""
    return {
        "name": _("First name and the rest."),
        "email": _("A mail address, a phone number, or both: somebody has to answer."),
        "phone": _("As people write it."),
        "company": _("As they call it."),
        "location": _("Where they want to be: code or name. Needed unless you see one location only."),
        "places": _("For how many people."),
        "wanted_on": _("From which day, like 2026-06-30."),
        "heat": _("hot, mild or cold. Empty: cold."),
        "source": _("How they heard of you, such as a search or a fair."),
        "referrer": _("The mail address of a member who sent them, and is rewarded when they sign; or a name, as they said it."),
        "owner": _("The mail address of whoever works on it. Empty: the one whose turn it is."),
        "asked_on": _("The day on which they asked. Empty: today. Silence, and whether they asked again within 30 days, count from it."),
        "message": _("What they wrote, or what is known."),
    }


def read_lead(cells: Sequence[Any], columns: Mapping[str, int], width: int) -> Person:
    """Rows with one address, or one phone, go together: the later ones go on with the first."""
    person = read_cells(cells, columns, width, LEAD_COLUMNS)
    if not person.problems and not (person.values.get("email") or person.values.get("phone")):
        person.wrong("email", _("Give a mail address or a phone number: somebody has to answer."))
    person.group = folded(person.values.get("email") or person.values.get("phone") or "")
    return person
