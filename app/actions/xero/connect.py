"""Connect a company's books: the code that a person brought back from Xero, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.sealing import XERO_CODE, sealed
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.core.events import Event
from app.models import XeroConnection, XeroConsent
from app.models.xero_connection import XeroState
from app.models.xero_consent import ConsentState
from app.work import transaction

LONGEST_CODE = 2000


@dataclass(frozen=True)
class ConsentGiven(Event):
    consent_id: int


def keep_consent(code: str, *, by: Actor) -> XeroConsent:
    """A job asks Xero for the tokens. Raises Refused for no code."""
    with transaction(by=by) as work:
        require(by, Permission.XERO_WRITE)
        require_whole_network(by)
        if not 0 < len(code) <= LONGEST_CODE:
            raise Refused(_("Xero sent no code: connect again."))
        consent = work.add(XeroConsent(user_id=by.id, sealed_code=sealed(code.encode(), XERO_CODE)))
        work.emit(ConsentGiven(consent.id))
    return consent


def record_connection(
    consent_id: int, *, tenant_id: str, name: str, sealed_token: bytes, expires_at: dt.datetime, by: Actor
) -> XeroConnection:
    """The company that Foyer was let into, a new one or one that was known."""
    with transaction(by=by) as work:
        row = work.session.scalars(select(XeroConnection).where(XeroConnection.tenant_id == tenant_id).with_for_update()).one_or_none()
        connection = row or work.add(XeroConnection(name=name[:200], tenant_id=tenant_id))
        connection.name, connection.state, connection.rests_until = name[:200], XeroState.CONNECTED, None
        connection.sealed_token, connection.token_expires_at = sealed_token, expires_at
        _settle(work.lock(XeroConsent, consent_id), "finish", connection_id=connection.id)
    return connection


def fail_consent(consent_id: int, reason: str, *, by: Actor) -> None:
    """Nothing came of it, in words."""
    with transaction(by=by) as work:
        _settle(work.lock(XeroConsent, consent_id), "fail", reason=reason)


def _settle(consent: XeroConsent, verb: str, *, connection_id: int | None = None, reason: str = "") -> None:
    if consent.state is ConsentState.GIVEN:
        XeroConsent.moves.move(consent, verb)
        consent.sealed_code, consent.xero_connection_id, consent.reason = None, connection_id, reason[:500]
