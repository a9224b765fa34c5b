"""API keys: made once, shown once, kept as a keyed hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any
from uuid import uuid4

from flask import g
from flask_appbuilder.security.sqla.models import ApiKey
from sqlalchemy import bindparam, select, update

from app.access.actor import SYSTEM, Actor
from app.access.house_keys import secret_keys
from app.actions.deliveries.to_person import want_letter
from app.core.clock import now
from app.core.entity import db
from app.core.errors import Missing
from app.models import FoyerUser
from app.models.delivery import DeliveryKind
from app.web.grants import FACTS
from app.web.second_factor_gate import lacks_factor
from app.work import transaction

PREFIX = "foyer_"
SEEN_AGAIN = dt.timedelta(minutes=1)
KEY = (
    select(ApiKey, FoyerUser, *FACTS)
    .join(FoyerUser, FoyerUser.id == ApiKey.user_id)
    .where(ApiKey.lookup_hash.in_(bindparam("hashes", expanding=True)))
)


def user_of_key(manager: Any, text: str) -> FoyerUser | None:
    """The person behind a key. A key is 256 random bits: its keyed hash is enough, a slow one would only cost each call 0.2 s."""
    hashes = lookup_hashes(text)
    found = db.session.execute(KEY, {"hashes": hashes}).one_or_none()
    if found is None:
        return None
    key, user = found.ApiKey, found.FoyerUser
    manager.grants.note(user.id, found)
    if not key.is_active or not user.is_active or lacks_factor(manager.grants, user):
        return None
    instant = now().replace(tzinfo=None)
    if key.last_used_on is None or instant - key.last_used_on > SEEN_AGAIN or key.lookup_hash != hashes[0]:
        with transaction(by=SYSTEM) as work:
            work.session.execute(
                update(ApiKey).where(ApiKey.id == key.id).values(last_used_on=instant, lookup_hash=hashes[0])
            )  # which another key of ours may have made
    g.user, g._api_key_user, g.by_token = user, True, True
    return user


def lookup_hashes(text: str) -> list[str]:
    """By which the key may be kept, as Flask-AppBuilder has it: under each key of the instance, the present one first."""
    return [hashlib.scrypt(text.encode(), salt=each.encode(), n=2, r=1, p=1, dklen=32).hex() for each in secret_keys()]


def make_key(manager: Any, *, name: str, user_id: int, by: Actor) -> str:
    """A new key in clear, which nobody can read again; the person is told by mail, since a key works until it is ended."""
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction(by=by) as work:
        work.session.add(
            ApiKey(
                uuid=str(uuid4()),
                name=name[:256],
                user_id=user_id,
                key_hash="-",
                lookup_hash=lookup_hashes(text)[0],
                key_prefix=text[:12],
            )
        )
        want_letter(work, work.session.get_one(FoyerUser, user_id), DeliveryKind.API_KEY_MADE)
    return text


def end_key(key_id: int, *, user_id: int, by: Actor) -> None:
    """The key stops working. Raises Missing when it is not this user's."""
    with transaction(by=by) as work:
        key = next((each for each in work.session.scalars(select(ApiKey).where(ApiKey.user_id == user_id)) if each.id == key_id), None)
        if key is None:
            raise Missing("No such key.")
        key.active, key.revoked_on = False, now().replace(tzinfo=None)
