"""Pair a tablet: the address that was shown once becomes a secret of the tablet's own."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.kiosk_secrets import tablet_hash
from app.access.link_secrets import new_secret
from app.actions.kiosks.who import actor_of
from app.core import clock
from app.core.entity import db
from app.core.errors import Missing
from app.models import Kiosk
from app.queries.presence.kiosks import kiosk_to_pair
from app.work import transaction


def pair_kiosk(secret: str) -> tuple[Kiosk, str]:
    """The kiosk and what the tablet keeps. Raises Missing for an address that was used, is older than an hour, or was never made."""
    waiting = kiosk_to_pair(db.session(), secret)
    if waiting is None:
        raise Missing(_("This address pairs no tablet any more. Staff make a new one under Set-up, Kiosks."))
    with transaction(by=actor_of(waiting)) as work:
        kiosk = work.lock(Kiosk, waiting.id)
        if kiosk_to_pair(work.session, secret) is None:  # another tablet was faster
            raise Missing(_("This address pairs no tablet any more. Staff make a new one under Set-up, Kiosks."))
        kept = new_secret()
        kiosk.secret_hash, kiosk.seen_at = tablet_hash(kept), clock.now()
        return kiosk, kept
