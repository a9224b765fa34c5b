"""A member's PIN for the kiosk, given by the desk and shown once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.pins.renew import renew_pin
from app.core.errors import FoyerError
from app.models import FoyerUser
from app.web.actor import current_actor
from app.web.model_view import action


class WithPin:
    """Mixed in before a view of people."""

    VERBS = {"pin": "invite"}

    def may_act(self: Any, name: str, row: FoyerUser) -> bool:
        if name == "pin":
            return bool(row.active) and current_actor().may(Permission.PIN_GIVE)
        return bool(super().may_act(name, row))  # type: ignore[misc]

    @action("pin", _("New PIN"), _("Give them a new PIN? One that they had stops working."), icon="key", multiple=False)
    def pin(self: Any, row: FoyerUser) -> Any:
        back = url_for(f"{self.endpoint}.show", pk=row.id)
        try:
            digits = renew_pin(row.id, by=current_actor())
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return redirect(back)
        return self.render_template(
            "screens/new_pin.html", title=gettext("PIN of %(name)s", name=row), digits=f"{digits[:3]} {digits[3:]}", back=back
        )
