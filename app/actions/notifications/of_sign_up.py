"""Whoever onboards people at a location hears of who asks to join there: on the public page, or through the owner of their team."""

from __future__ import annotations

from app.access.actor import SYSTEM
from app.access.permissions import P
from app.access.staff import staff, working
from app.actions.notifications.tell import tell
from app.models import SignUp
from app.models.notification import NotificationKind
from app.models.signup import SignUpStatus
from app.work import transaction


def tell_of_sign_up(sign_up_id: int) -> None:
    """Once; nothing where somebody has decided by now, or they are erased."""
    with transaction(by=SYSTEM) as work:
        row = work.session.get(SignUp, sign_up_id)
        if row is None or row.status is not SignUpStatus.WAITING:
            return
        to = working(staff(work.session), P.USER_ONBOARD, row.location_id)
        tell(work, NotificationKind.SIGNED_UP, to=to, about=row, key=f"sign-up-{row.id}", name=row.name, location=row.location.name)
