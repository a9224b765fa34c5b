"""Card charges that were declined, and that nobody paid since: the filter of their list, its address, and what the start page says of them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_appbuilder.models.sqla.filters import BaseFilter
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.models import PaymentAttempt
from app.queries.charges import declined_and_owed
from app.queries.counted import counted
from views.home.task import Task


class DeclinedAndOwed(BaseFilter):  # type: ignore[misc]
    """With 0: whatever is owed of it."""

    name = _("declined, and still owed more than")
    arg_name = "declined_owed"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(declined_and_owed(value))


def failed_payments(session: Session, *, by: Actor, location_id: int | None) -> list[Task]:
    """For whoever records payments: talk to the customer, or wait where the card is tried again by itself."""
    count = counted(session, PaymentAttempt, declined_and_owed(), by=by, location_id=location_id) if by.may(Permission.PAYMENT_WRITE) else 0
    if not count:
        return []
    told = ngettext(
        "%(num)d card was declined, and the money has not come since",
        "%(num)d cards were declined, and the money has not come since",
        count,
    )
    return [
        Task(
            "credit-card",
            told,
            gettext("Each says why, and whether it is tried again by itself."),
            url_for("PaymentAttemptView.list", _flt_6_amount_cents=0),
            gettext("Look"),
            "red",
        )
    ]
