"""After a person's address changed, whoever changed it: links that went to the old one end, and the person is told."""

from __future__ import annotations

from app.actions.accounts.tokens import end_tokens
from app.actions.deliveries.to_person import want_letter
from app.models import FoyerUser
from app.models.delivery import DeliveryKind
from app.work import Work


def tell_of_change(work: Work, user: FoyerUser, before: str) -> None:
    """To both addresses. Who never signed in is not told: then it was a slip of the pen, and the old address is a stranger's."""
    end_tokens(work, user.id)
    work.session.flush()  # the new address has to be the person's before its letter is
    if user.active and user.last_login is not None:
        for each in (before, user.email):
            want_letter(work, user, DeliveryKind.ADDRESS_CHANGED, address=each)
