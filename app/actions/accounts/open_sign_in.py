"""A session begins: written down before the cookie is given."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.link_secrets import hashed, new_secret
from app.core.errors import Forbidden
from app.models import SignIn
from app.rules.devices import Device
from app.work import transaction


def open_sign_in(device: Device, *, began_at: dt.datetime, ends_at: dt.datetime, by: Actor) -> str:
    """The secret for the cookie, of which the hash alone is kept. Raises Forbidden where nobody acts."""
    if by.id is None:
        raise Forbidden(_("Sign in first."))
    secret = new_secret()
    with transaction(by=by) as work:
        work.session.add(
            SignIn(
                user_id=by.id, key_hash=hashed(secret), began_at=began_at, seen_at=began_at, ends_at=ends_at,
                network=device.network, browser=device.browser, system=device.system,
            )
        )  # fmt: skip
    return secret
