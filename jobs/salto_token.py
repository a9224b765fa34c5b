"""The client of the doors, and its token where that is a refresh token: renewed under one row's lock, kept before it is used (contracts.md 4)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.access.sealing import SALTO_TOKEN, opened, sealed
from app.core import clock
from app.core.entity import db
from app.integrations.registry import use
from app.integrations.salto import Doors, SaltoDoor, SaltoTokens, TokenRefused
from app.models import SaltoConnection

TIME_LEFT = dt.timedelta(minutes=2)
ONLY = 1


def has_salto() -> bool:
    return bool(current_app.extensions["settings"].salto_url)


def salto() -> Doors:
    """Made inside the job that uses it."""
    token = current_app.extensions["settings"].salto_refresh_token
    return use(Doors, keeper=KeptToken(token)) if token else use(Doors)


class KeptToken:
    """All workers share one access token: each refresh spends the token that it used. `given` is the refresh token of the settings."""

    def __init__(self, given: str) -> None:
        self._given = given
        self._seed = hashlib.sha256(given.encode()).hexdigest()

    def current(self) -> str:
        try:
            with self._row() as row:
                if row.refused:
                    raise TokenRefused(_refused())
                kept = _opened(row.sealed_token) if row.sealed_token else None
                if kept is not None and row.expires_at is not None and clock.now() < row.expires_at - TIME_LEFT:
                    return kept.access_token
                fresh = use(SaltoDoor).refreshed(kept.refresh_token if kept else self._given)
                row.sealed_token, row.expires_at = _sealed(fresh), fresh.expires_at
                return fresh.access_token
        except TokenRefused as no:
            with self._row() as row:
                row.refused = True
            raise TokenRefused(_refused()) from no

    def forget(self) -> None:
        with self._row() as row:
            row.expires_at = None

    @contextmanager
    def _row(self) -> Iterator[SaltoConnection]:
        """Locked, in a session of its own: a token that was got is kept, whatever becomes of the transaction that needed it.

        Begun anew where the settings hold another token than the one that ours came from.
        """
        with Session(db.engine) as session, session.begin():
            session.execute(insert(SaltoConnection).values(id=ONLY).on_conflict_do_nothing())
            row = session.get_one(SaltoConnection, ONLY, with_for_update=True)
            if row.seed != self._seed:
                row.seed, row.sealed_token, row.expires_at, row.refused = self._seed, None, None, False
            yield row


def _refused() -> str:
    return _("Salto takes Foyer's refresh token no more. Get another one there, and set FOYER_SALTO_REFRESH_TOKEN.")


def _sealed(tokens: SaltoTokens) -> bytes:
    told = {"access_token": tokens.access_token, "refresh_token": tokens.refresh_token}
    return sealed(json.dumps(told).encode(), SALTO_TOKEN)


def _opened(kept: bytes) -> SaltoTokens | None:
    """None when it was sealed under another key: then the token of the settings is tried once more."""
    try:
        told = json.loads(opened(kept, SALTO_TOKEN))
    except ValueError:
        return None
    return SaltoTokens(told["access_token"], told["refresh_token"], clock.now())
