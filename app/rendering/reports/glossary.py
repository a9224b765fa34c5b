"""How each number is counted, in plain words; said once, shown beside every report that uses it."""

from __future__ import annotations

from flask_babel import gettext as _

NAMES = (
    "mrr",
    "movement",
    "billed",
    "causes",
    "collected",
    "logo_churn",
    "revenue_churn",
    "cohort",
    "desks",
    "offices",
    "open_hours",
    "booked_hours",
    "peak",
    "room_revenue",
    "no_shows",
    "cancelled",
    "aged",
    "failed_payments",
    "liability",
    "check_ins",
    "funnel",
    "agreed",
    "agreed_change",
    "may_come",
)


def glossary() -> dict[str, tuple[str, str]]:
    """(term, how it is counted) by name."""
    return {
        "mrr": (
            _("Monthly recurring revenue (MRR)"),
            _(
                "What the licenses in force on the last day of the month cost for a whole month, by that day's prices and discounts, without VAT; the same rules price the invoices. A paused license costs nothing. Recurring charges, bookings and purchases are not in it. The present month is counted with what is known today."
            ),
        ),
        "movement": (
            _("New, expansion, back, contraction, left"),
            _(
                "The difference to the month before, by customer. New: had nothing before. Back: had nothing in the month before, but once. Left: has nothing any more. The others pay more or less than before. Whoever's last day is the last of June still counts in June, and has left in July. Moving between two of our locations is no movement of the network, and one of each location."
            ),
        ),
        "billed": (
            _("Billed"),
            _(
                "The net amounts of invoices by the month that they are of, drafts and void ones left out, less the net amounts of credit notes: one that takes an invoice back counts in the month in which it was issued, so that a month that is closed stays as it was; one that a monthly run made counts in its month. Deposits that an invoice asks for are in it, as they are on the invoice."
            ),
        ),
        "causes": (
            _("Why a month is higher or lower"),
            _(
                "Each organisation's part of the monthly run, compared with the month before, by the causes that the run found when it was approved. Locations without an approved run of the month are in neither month. Other: what the causes do not say, such as organisations that were left out, and runs that were brought in from elsewhere."
            ),
        ),
        "collected": (
            _("Collected"),
            _(
                "Money that came in by card, transfer and cash, VAT included, on the day on which it did, less what was given back or taken back by a bank. Deposits that came or went by no payment are told apart: what was received less what was given back; one that an invoice asked for and a payment paid is in the payment. Paying with credits of a wallet moves no money."
            ),
        ),
        "logo_churn": (
            _("Customers lost"),
            _("Customers with revenue in the month before and none in this one, of all that had some in the month before."),
        ),
        "revenue_churn": (
            _("Revenue lost"),
            _("The monthly revenue of customers who left, and what others pay less than before, of the revenue of the month before."),
        ),
        "cohort": (
            _("Cohorts"),
            _("Customers by the month in which they first had revenue, and how many of them have some so many months later."),
        ),
        "desks": (
            _("Desks sold"),
            _(
                "Licenses in force on the day in desk areas and studios that have a capacity, of the sum of these capacities as they are today. A paused license keeps its place. Spaces without a capacity have no limit, and are left out on both sides."
            ),
        ),
        "offices": (_("Offices sold"), _("Private offices in which any license is in force on the day, of all private offices.")),
        "open_hours": (
            _("Open hours"),
            _(
                "The hours of the weeks in which a room is open by its own opening hours, or else by those of its location, on every day that is asked for until today. Public holidays count as their weekday."
            ),
        ),
        "booked_hours": (
            _("Booked hours"),
            _("The time for which a room was booked and not cancelled, whether or not anybody came, by the clock on its wall."),
        ),
        "peak": (
            _("Peak"),
            _(
                "The days and hours that cost the peak rate (Settings, and the peak hours of the location), as far as the room is open then. All other open time is off-peak. Public holidays count as their weekday."
            ),
        ),
        "room_revenue": (
            _("Revenue of rooms"),
            _(
                "What bookings that begin in these months cost, VAT included, with credits or on an invoice; of cancelled ones and no-shows what they still cost."
            ),
        ),
        "no_shows": (
            _("No-shows"),
            _("Bookings that began in these months and to which nobody came, of all that were not cancelled and are over."),
        ),
        "cancelled": (_("Cancelled"), _("Bookings that were to begin in these months and were cancelled, of all that were made for them.")),
        "aged": (
            _("Aged debt"),
            _(
                "What was open at the end of the day, by how many days it was past its due day: invoices that were sent, and balances that were brought in. Credit that customers have is not set against it."
            ),
        ),
        "failed_payments": (
            _("Failed payments"),
            _("Charges of kept cards that the card's bank declined, by the month in which it did. One invoice may fail more than once."),
        ),
        "liability": (
            _("Credits owed"),
            _("What wallets hold at the end of the month, out of the ledger: what the house still has to give for credits."),
        ),
        "check_ins": (
            _("Check-ins"),
            _("Each time that somebody came, by the clock of the location; whoever comes twice on a day is counted twice."),
        ),
        "funnel": (
            _("How far opportunities came"),
            _(
                "Opportunities that were opened in these months, whatever became of them later. One that went past a stage has reached it as well. The share of a stage is of those that reached the stage before, and that of Won at the top of all that were opened."
            ),
        ),
        "agreed": (
            _("Agreed"),
            _(
                "What licenses and recurring charges of active and pending customers cost in the month by the rules that price invoices: their days, prices that are written down already, discounts and commitments that end. Without VAT. Charges of one time, bookings, purchases and price rises that nobody has approved are not in it."
            ),
        ),
        "agreed_change": (
            _("Begins, ends, other prices and part months"),
            _(
                "What a license or a recurring charge costs less what it cost in the month before: begins and ends are those that one of the two months does not have; all others are the first whole month after a part of one, prices, discounts and pauses. What ends a month is the last whole month of each that ends; a license that another one takes the place of is not in it."
            ),
        ),
        "may_come": (
            _("May come"),
            _(
                "What open opportunities are worth a month, times how likely their stage is. What is expected in a month is billed from the next one on; days that have passed count in the present month, and what has no expected day is not counted."
            ),
        ),
    }
