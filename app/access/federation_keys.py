"""This instance's keys towards other networks: made when they are first needed, their private halves sealed (K4)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from flask import current_app
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.access.sealing import FEDERATION, opened, sealed
from app.core import clock
from app.core.one_at_a_time import one_at_a_time
from app.models import FederationKey
from app.models.peer import KeyUse
from app.rules.federation_seal import SEAL, SIGN, Curve, new_key

CURVES: dict[KeyUse, Curve] = {KeyUse.SIGN: SIGN, KeyUse.SEAL: SEAL}
KEPT = dt.timedelta(days=30)  # so long an old pair still opens and answers, while others compare the new one


def own_address() -> str:
    """What this instance calls itself towards others: its public address."""
    return str(current_app.extensions["settings"].public_url).rstrip("/").lower()


def key_in_use(session: Session, use: KeyUse) -> FederationKey:
    """Within a transaction: the present one, made now if there is none. Two at one moment make one."""
    query = select(FederationKey).where(FederationKey.use == use, FederationKey.retired_at.is_(None))
    found = session.scalars(query).one_or_none()
    if found is None:
        one_at_a_time(session, "federation keys")
        found = session.scalars(query).one_or_none() or _made(session, use)
    return found


def _made(session: Session, use: KeyUse) -> FederationKey:
    private, public, kid = new_key(CURVES[use])
    row = FederationKey(kid=kid, use=use, public=public, sealed_private=sealed(json.dumps(private).encode(), FEDERATION))
    session.add(row)
    session.flush()  # the index of the one in use speaks here
    return row


def retire_keys(session: Session, *, at_once: bool) -> None:
    """Within a transaction: the present pair is the old one; `at_once`: it and all before it are gone."""
    one_at_a_time(session, "federation keys")
    if at_once:
        session.execute(delete(FederationKey))
        return
    session.execute(update(FederationKey).where(FederationKey.retired_at.is_(None)).values(retired_at=clock.now()))
    session.execute(delete(FederationKey).where(FederationKey.retired_at < clock.now() - KEPT))


def private_half(row: FederationKey) -> dict[str, Any]:
    """Raises ValueError when it was sealed under another secret than this instance's."""
    found: dict[str, Any] = json.loads(opened(row.sealed_private, FEDERATION))
    return found


def opening_keys(session: Session) -> dict[str, FederationKey]:
    """Those that open what is sealed for us, by their names: the present one, and old ones for a while."""
    query = select(FederationKey).where(
        FederationKey.use == KeyUse.SEAL, or_(FederationKey.retired_at.is_(None), FederationKey.retired_at > clock.now() - KEPT)
    )
    return {row.kid: row for row in session.scalars(query)}


def signer_beside(session: Session, opener: FederationKey) -> FederationKey:
    """The signing key of the same pair: whoever seals for an old key of ours has compared the old pair."""
    if opener.retired_at is None:
        return key_in_use(session, KeyUse.SIGN)
    query = select(FederationKey).where(FederationKey.use == KeyUse.SIGN, FederationKey.retired_at == opener.retired_at)
    return session.scalars(query).one()
