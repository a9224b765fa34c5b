"""A session begins: written down before the cookie is given."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.access.link_secrets import hashed, new_secret
from app.core.errors import Forbidden
from app.models import FoyerUser, SignIn
from app.rules.devices import Device
from app.work import transaction


def open_sign_in(device: Device, *, epoch: int, began_at: dt.datetime, ends_at: dt.datetime, by: Actor) -> str:
    """The secret for the cookie, of which the hash alone is kept. `epoch` is that of when the password was checked.

    Raises Forbidden where nobody acts, and where all sessions were ended since: a password that was changed while its hash was computed opens nothing.
    """
    secret = new_secret()
    with transaction(by=by) as work:
        stands = select(FoyerUser.id).where(FoyerUser.id == by.id, FoyerUser.session_epoch == epoch, FoyerUser.active)
        # Whoever ends all sessions waits for this one, and finds it.
        if by.id is None or work.session.scalar(stands.with_for_update(read=True)) is None:
            raise Forbidden(_("Sign in first."))
        work.session.add(
            SignIn(
                user_id=by.id, key_hash=hashed(secret), began_at=began_at, seen_at=began_at, ends_at=ends_at,
                network=device.network, browser=device.browser, system=device.system,
            )
        )  # fmt: skip
    return secret
