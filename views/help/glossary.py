"""Our words, each with one sentence: what the house means by them. Field labels lead here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Word:
    """`fields` are the names of form fields beside which a link to it stands."""

    name: str
    word: Any
    means: Any
    fields: tuple[str, ...] = ()


GLOSSARY = (
    Word("location", _("Location"), _("A building, with its own time zone, currency, tax, opening and peak hours. Staff can be limited to some.")),
    Word("space", _("Space"), _("An area or unit of a location that a license can occupy: a desk area, a private office, a studio. Rooms are in spaces."), ("space",)),
    Word("room", _("Room"), _("What is booked by the hour: a meeting room, an event room, a phone booth, a day office."), ("room",)),
    Word("organisation", _("Organisation"), _("The company, or the one person, that is invoiced. Its people are members."), ("organisation",)),
    Word("contact", _("Contact"), _("One person wherever they appear: as a member, a guest, or somebody who asked about a place."), ("contact",)),
    Word("membership", _("Membership"), _("What is sold by the month: its prices for the first and for further people, the credits that come with it, and the doors and WiFi that it opens."), ("membership",)),
    Word("license", _("License"), _("Binds a member, their organisation, a membership and a space from one day to another. It is what is billed."), ("license",)),
    Word("recurring-charge", _("Recurring charge"), _("What an organisation pays each month beside its licenses: a parking bay, a post box."), ("line_item",)),
    Word("ad-hoc-charge", _("Ad hoc charge"), _("A charge, or a credit below zero, that waits for the next invoice."), ("adhoc",)),
    Word("discount", _("Discount"), _("Taken off by commitment, by how many licenses there are, or by agreement; of an organisation, a license, a membership or a product, with its days."), ("discount",)),
    Word("invoice-run", _("Invoice run"), _("All invoices of one location for one month: previewed, approved, and sent. An approval holds only for what was seen."), ("run",)),
    Word("supplementary-run", _("Supplementary run"), _("A second run of a month, for what was left out or came too late for the first.")),
    Word("credit-note", _("Credit note"), _("The only way to take back an approved invoice, or a part of it."), ("credit_note",)),
    Word("deposit", _("Deposit"), _("Money that is held for a license and given back when it ends. It pays nothing meanwhile."), ("deposit",)),
    Word("wallet", _("Wallet"), _("Credits of a member or an organisation, for rooms or for the shop. Each movement is on record and none is ever changed."), ("wallet",)),
    Word("quota", _("Quota"), _("Credits that a membership grants each day, week, month or year; what is left at the end is over."), ("quota", "quota_cents", "quota_period")),
    Word("hold", _("Hold"), _("Credits that a booking keeps until it has taken place. Cancelling in time gives them back.")),
    Word("peak-hours", _("Peak hours"), _("The hours of working days in which rooms cost their peak rate; said by the location."), ("peak_start", "peak_end")),
    Word("buffer", _("Buffer"), _("Minutes after a booking in which a room stays free, to air and to tidy."), ("buffer_minutes",)),
    Word("commitment", _("Commitment"), _("The months for which somebody has promised to stay. It may bring a discount, and leaving early may cost."), ("commitment_months",)),
    Word("escalation", _("Escalation"), _("A yearly rise of the price that was agreed, in percent, from a day on."), ("escalation_percent", "escalation_date")),
    Word("lead", _("Lead"), _("Somebody who asked, or whom somebody named to us. Its heat says how lately something happened."), ("lead",)),
    Word("opportunity", _("Opportunity"), _("A deal with a lead, with its stage, its value a month and its tasks. At most one of a lead is open."), ("opportunity",)),
    Word("track", _("Track"), _("A tree of tasks, each due so many working days after another, that an opportunity begins with."), ("track",)),
    Word("proposal", _("Proposal"), _("What we offer, with the first invoice to the cent; it is accepted on a phone."), ("proposal",)),
    Word("check-in", _("Check-in"), _("That somebody is in the house: said by the tablet, a phone, the desk, the WiFi or a door, once.")),
    Word("day-pass", _("Day pass"), _("A day in the house without a membership, or beyond what it allows."), ("day_pass",)),
    Word("pin", _("PIN"), _("By which a member comes in at another network that runs Foyer.")),
    Word("drift", _("Drift"), _("Where a door, a WiFi or a print account is not as the licenses say. Each line says what to do.")),
    Word("fingerprint", _("Fingerprint"), _("A short mark of everything that a preview rests on. If anything moves it is another one, and the approval asks you to look again.")),
    Word("verify-books", _("verify-books"), _("A command that asks every promise of the books as a question to the database and counts what breaks it: python3 run.py verify-books.")),
)  # fmt: skip
BY_FIELD = {field: word for word in GLOSSARY for field in word.fields}
