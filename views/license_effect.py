"""What a verb would do to the next invoice, said while its form is filled in: done, priced and undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.core.clock import today
from app.core.entity import db
from app.core.errors import FoyerError
from app.models import License
from app.queries.next_invoice import effect, next_invoice
from app.web.actor import current_actor
from app.web.formats import as_month
from app.work import rehearsal

FRAGMENT = "screens/license_effect.html"


def effect_of(row: License, form: Any, act: Callable[[], Any]) -> str:
    """A fragment: lines that go and come, the net before and after; or what is in the way."""
    if not form.validate():
        return render_template(FRAGMENT, told=None, refusal=_("Fill in the form to see it."))
    organisation_id, location, day = row.organisation_id, row.location, today(row.location.zone)
    before = next_invoice(db.session(), organisation_id, location, day)
    try:
        with rehearsal(by=current_actor()) as work:
            act()
            work.session.flush()  # the prices are read past the session
            told = effect(before, next_invoice(work.session, organisation_id, location, day))
    except FoyerError as refusal:
        return render_template(FRAGMENT, told=None, refusal=refusal.message)
    return render_template(FRAGMENT, told=told, month=as_month(told.month), currency=location.currency, refusal="")
