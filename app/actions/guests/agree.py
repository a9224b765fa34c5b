"""A guest agrees to the terms that are in force (K1)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.core import clock
from app.core.errors import Refused
from app.models import Guest, TermsConsent, VisitorTerms
from app.work import Work


def agree(work: Work, guest: Guest, terms_id: int | None, *, location_id: int, address: str = "") -> None:
    """Within a transaction. `terms_id` is the text that they saw; None where they agreed to this version before, or there are none.

    Raises Refused at `terms` when the text in force is another one, or was not agreed to.
    """
    version = work.session.scalar(select(func.max(VisitorTerms.version)))
    if version is None:
        return
    shown = work.session.get(VisitorTerms, terms_id) if terms_id is not None else None
    if shown is not None and shown.version == version:
        work.add(TermsConsent(guest_id=guest.id, terms_id=shown.id, location_id=location_id, at=clock.now(), address=address))
        return
    agreed = select(TermsConsent.id).join(VisitorTerms).where(TermsConsent.guest_id == guest.id, VisitorTerms.version == version)
    if work.session.scalar(agreed.limit(1)) is None:
        raise Refused(_("Read the terms and accept them."), field="terms")
