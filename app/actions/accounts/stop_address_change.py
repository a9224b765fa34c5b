"""Stop a change of address, by the link in the old mailbox."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.sign_in_tokens import LinkRefused
from app.actions.accounts.tokens import end_tokens, spend
from app.models import AddressChange
from app.models.address_change import ChangeState
from app.models.sign_in_token import Purpose
from app.work import transaction


def stop_address_change(link: str, *, by: Actor) -> AddressChange:
    """Both links end. Raises LinkRefused when it is too late, or the link is not ours."""
    with transaction(by=by) as work:
        user, token = spend(work, link, Purpose.ADDRESS_OLD)
        change = work.session.get(AddressChange, token.address_change_id, populate_existing=True)
        if change is None or change.state is not ChangeState.ASKED:
            raise LinkRefused
        AddressChange.moves.move(change, "stop")
        end_tokens(work, user.id, Purpose.ADDRESS_NEW)
    return change
