"""Say how the documents of the first location are numbered."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.invoices.carry_on_numbers import carry_on_numbers
from app.actions.set_up.first import require_first
from app.actions.set_up.note import note_done, require_set_up
from app.models import Location
from app.queries.set_up.progress import Step
from app.work import transaction


def put_numbers(*, prefix: str, next_invoice: int, next_credit_note: int, by: Actor) -> Location:
    """Raises Refused at the field, as carry_on_numbers does."""
    with transaction(by=by) as work:
        require_set_up(by)
        location = carry_on_numbers(
            require_first(work).id, prefix=prefix, next_invoice=next_invoice, next_credit_note=next_credit_note, by=by
        )
        note_done(work, Step.NUMBERS)
    return location
