"""Make the deliveries of a letter to an account, of the kind that has its name, to wherever the invoices of the organisation go."""

from __future__ import annotations

from app.actions.deliveries.letter import habits, want_one
from app.actions.deliveries.prepare import distinct_addresses
from app.models import AccountLetter, Location, Organisation
from app.models.delivery import DeliveryKind, DeliveryState
from app.work import Work


def want_account_letter(work: Work, letter: AccountLetter, organisation: Organisation) -> int:
    """How many leave: one to each distinct address, none from a silent location."""
    location = work.get(Location, letter.location_id)
    kind = DeliveryKind(letter.kind.value)
    wanted, reached = 0, set()
    for written in distinct_addresses(organisation.invoice_email, organisation.accounting_email):
        address, *_rest = way = habits(location, written)
        if address in reached:  # a redirected location sends all of them to one
            continue
        reached.add(address)
        row = want_one(work, kind, f"{kind.value}-{letter.id}-{address}", location, way, letter_id=letter.id)
        wanted += row.state is DeliveryState.TODO
    return wanted
