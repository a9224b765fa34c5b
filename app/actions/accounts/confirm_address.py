"""Say yes to a change of address, from one of the two mailboxes; with the second yes it takes effect."""

from __future__ import annotations

from app.access.actor import Actor
from app.access.sign_in_tokens import LinkRefused
from app.actions.accounts.change_address import require_free
from app.actions.accounts.tell_of_change import tell_of_change
from app.actions.accounts.tokens import spend
from app.core import clock
from app.models import AddressChange
from app.models.address_change import ChangeState
from app.models.sign_in_token import Purpose
from app.work import transaction


def confirm_address(link: str, *, purpose: Purpose, by: Actor) -> AddressChange:
    """Spends the link. Raises LinkRefused, and Refused when somebody else has taken the address meanwhile."""
    with transaction(by=by) as work:
        user, token = spend(work, link, purpose)
        # Read anew: the page has looked at it before the lock, and the other mailbox may have spoken since.
        change = work.session.get(AddressChange, token.address_change_id, populate_existing=True)
        if change is None or change.state is not ChangeState.ASKED:
            raise LinkRefused
        if purpose is Purpose.ADDRESS_NEW:
            change.new_said_yes_at = clock.now()
        else:
            change.old_said_yes_at = clock.now()
        if change.new_said_yes_at and change.old_said_yes_at:
            require_free(work, user, change.new_address)
            AddressChange.moves.move(change, "confirm")
            before = user.email
            user.username = change.new_address[:120] if user.username == before else user.username
            user.email = change.new_address
            tell_of_change(work, user, before)
    return change
