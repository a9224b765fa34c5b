"""Make the deliveries of a reminder or a statement, to wherever the invoices of the organisation go."""

from __future__ import annotations

from app.actions.deliveries.prepare import distinct_addresses, message_id_of
from app.actions.deliveries.to_person import habits
from app.actions.deliveries.wanted import DeliveryWanted
from app.models import AccountLetter, Delivery, Location, Organisation
from app.models.account_letter import LetterKind
from app.models.delivery import DeliveryKind, DeliveryState
from app.work import Work


def want_account_letter(work: Work, letter: AccountLetter, organisation: Organisation) -> int:
    """How many leave: one to each distinct address, none from a silent location."""
    location = work.get(Location, letter.location_id)
    kind = DeliveryKind.REMINDER if letter.kind is LetterKind.REMINDER else DeliveryKind.STATEMENT
    wanted, reached = 0, set()
    for written in distinct_addresses(organisation.invoice_email, organisation.accounting_email):
        address, state, reason = habits(location, written)
        if address in reached:  # a redirected location sends all of them to one
            continue
        reached.add(address)
        key = f"{kind.value}-{letter.id}-{address}"
        row = work.add(
            Delivery(
                letter_id=letter.id,
                location_id=location.id,
                kind=kind,
                address=address,
                key=key,
                message_id=message_id_of(key, location),
                state=state,
                reason=reason,
            )
        )
        if state is DeliveryState.TODO:
            wanted += 1
            work.emit(DeliveryWanted(row.id))
    return wanted
