"""The way from a member's page to the shop."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.models import FoyerUser
from app.web.actor import current_actor
from app.web.model_view import action

PAGES = {"sell": "read"}  # whoever sees the person gets here; the permission for purchases decides beyond


class SellsToMember:
    """Mixed in before RecordPage and FoyerModelView of members."""

    def may_act(self: Any, name: str, row: FoyerUser) -> bool:
        if name == "sell":
            return row.organisation_id is not None and current_actor().may(Permission.PURCHASE_WRITE)
        return bool(super().may_act(name, row))  # type: ignore[misc]

    @action("sell", _("Sell"), icon="shopping-cart", multiple=False)
    def sell(self: Any, row: FoyerUser) -> Any:
        return redirect(url_for("SellView.show", user_id=row.id))
