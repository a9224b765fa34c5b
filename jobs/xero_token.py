"""The sealed token of a Xero connection: renewed under the connection's row lock, so that two workers never lose it (contracts.md 2.1)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import select

from app.access import sealing
from app.access.actor import SYSTEM
from app.actions.xero.lose_connection import lose_connection
from app.core import clock
from app.core.entity import db
from app.integrations.errors import GiveUp, Pause
from app.integrations.registry import use
from app.integrations.xero import Reconnect, Tokens, Xero, XeroDoor
from app.models import XeroConnection
from app.models.xero_connection import XeroState
from app.work import transaction

TIME_LEFT = dt.timedelta(minutes=10)
BREATH = 15  # seconds on top of those of a spent minute: by then there is room for many calls, where there was just room for one (too many at once are over in a second)


def sealed(tokens: Tokens) -> bytes:
    """A token set as it is kept."""
    told = {
        "access_token": tokens.access_token,
        "refresh_token": tokens.refresh_token,
        "expires_at": tokens.expires_at.isoformat(),
        "scope": tokens.scope,
    }
    return sealing.sealed(json.dumps(told).encode(), sealing.XERO_TOKEN)


def unsealed(kept: bytes | None) -> Tokens:
    """Raises Reconnect where there is no token, or none that this instance's key opens."""
    if kept is None:
        raise Reconnect("Xero is not connected.")
    try:
        told = json.loads(sealing.opened(kept, sealing.XERO_TOKEN))
    except ValueError as wrong:
        raise Reconnect("The kept Xero token cannot be opened with this instance's key.") from wrong
    return Tokens(told["access_token"], told["refresh_token"], dt.datetime.fromisoformat(told["expires_at"]), told["scope"])


def renew(connection_id: int, *, force: bool = False) -> bool:
    """A token good for ten minutes more; True when a new one was fetched. Raises Reconnect after marking the connection so."""
    try:
        with transaction(by=SYSTEM) as work:
            row = work.lock(XeroConnection, connection_id)
            tokens = unsealed(row.sealed_token)
            if not force and tokens.expires_at - clock.now() > TIME_LEFT:
                return False
            fresh = use(XeroDoor).refreshed(tokens)
            row.sealed_token, row.token_expires_at, row.state = sealed(fresh), fresh.expires_at, XeroState.CONNECTED
            return True
    except Reconnect:
        lose_connection(connection_id, by=SYSTEM)
        raise


def books_at(connection_id: int, tenant_id: str) -> Xero:
    """The client of one Xero organisation, its token fresh. Raises Retry while Xero takes no calls of this company."""
    until = db.session.scalar(select(XeroConnection.rests_until).where(XeroConnection.id == connection_id))
    if until is not None and (left := (until - clock.now()).total_seconds()) > 0:
        raise Pause(_("Xero takes no more calls at the moment."), after=int(left) + 1)
    renew(connection_id)

    def load() -> Tokens:
        return unsealed(db.session.scalar(select(XeroConnection.sealed_token).where(XeroConnection.id == connection_id)))

    def never(_tokens: Tokens) -> None:
        raise GiveUp("Tokens are renewed under the connection's lock, nowhere else.")

    def replace(refused: Tokens) -> None:
        if load() == refused:  # nobody was faster
            renew(connection_id, force=True)

    def rest(seconds: int) -> None:
        with transaction(by=SYSTEM) as work:
            breath = BREATH if seconds > 1 else 0
            work.lock(XeroConnection, connection_id).rests_until = clock.now() + dt.timedelta(seconds=seconds + breath)

    save: Callable[[Tokens], None] = never
    return use(Xero, tenant_id=tenant_id, load=load, save=save, replace=replace, rest=rest)
