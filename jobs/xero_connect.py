"""A consent becomes a connection: the code is changed for tokens, and Xero says for which company they are (contracts.md 2.1)."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.access.sealing import XERO_CODE, opened
from app.actions.xero.connect import fail_consent, record_connection
from app.actions.xero.keep_reading import want_reading
from app.core.entity import db
from app.integrations.errors import GiveUp
from app.integrations.registry import use
from app.integrations.xero import Tokens, Xero, XeroConnection, XeroDoor
from app.models import XeroConsent
from app.models.xero_consent import ConsentState
from app.queries.xero_consent import redirect_uri
from jobs import job
from jobs.xero_token import sealed


@job(queue="xero", timeout=60)
def connect(consent_id: int) -> None:
    """The code is good once: after an answer that got lost, Xero refuses it, and the person connects again."""
    row = db.session.get_one(XeroConsent, consent_id)
    if row.state is not ConsentState.GIVEN:
        return
    code = opened(row.sealed_code or b"", XERO_CODE).decode()
    db.session.rollback()  # no transaction stays open while the vendor is asked
    try:
        tokens = use(XeroDoor).tokens_for(code, redirect_uri=redirect_uri(current_app.extensions["settings"]))
        told = _newest(tokens)
    except GiveUp as no:
        fail_consent(consent_id, no.reason, by=SYSTEM)
        return
    made = record_connection(
        consent_id, tenant_id=told.tenant_id, name=told.name, sealed_token=sealed(tokens), expires_at=tokens.expires_at, by=SYSTEM
    )
    want_reading(made.id, by=SYSTEM)


def _newest(tokens: Tokens) -> XeroConnection:
    """The company that the person chose just now: the others were connected before, and have tokens of their own."""

    def never(_tokens: Tokens) -> None:
        raise GiveUp(_("Tokens are renewed under the connection's lock, nowhere else."))

    found = use(Xero, tenant_id="", load=lambda: tokens, save=never).connections()
    if not found:
        raise GiveUp(_("Xero let Foyer into no company: choose one there."))
    return max(found, key=lambda each: each.chosen_at)
