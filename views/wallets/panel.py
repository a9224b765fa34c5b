"""The wallets of a person or an organisation on their page, one click away; and the credit that PaperCut keeps."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext

from app.access.permissions import Permission
from app.models import Access, FoyerUser
from app.queries.my_access import my_access
from app.queries.wallets.lots import wallets_of
from app.rendering.words.units import unit_said
from app.rules.access import System
from app.web.actor import current_actor

PAGES = {"wallets": "read"}  # whoever sees the person gets here; the permission for wallets decides beyond


class WithWallets:
    """Mixed in before RecordPage and FoyerModelView of members and organisations."""

    def wallet_panels(self: Any, row: Any) -> list[dict[str, str]]:
        if not current_actor().may(Permission.WALLET_READ):
            return []
        return [{"title": gettext("Wallets"), "href": url_for(f"{self.endpoint}.wallets", pk=row.id)}]

    @expose("/wallets/<pk>")
    @has_access
    def wallets(self: Any, pk: str) -> Any:
        by, session = current_actor(), self.datamodel.session
        row = self.one(pk) if by.may(Permission.WALLET_READ) else abort(403)
        is_person = isinstance(row, FoyerUser)
        owner = {"user_id": row.id, "organisation_id": row.organisation_id} if is_person else {"organisation_id": row.id}
        return render_template(
            "screens/wallets/panel.html",
            wallets=[
                (each, unit_said(each.unit), is_person and each.organisation_id is not None) for each in wallets_of(session, by=by, **owner)
            ],
            printing=printing_of(my_access(session, row.id)) if is_person else None,
            open_url=url_for("WalletView.add", **{"_flt_0_user" if is_person else "_flt_0_organisation": row.id})
            if by.may(Permission.WALLET_WRITE)
            else "",
            may_top_up=by.may(Permission.WALLET_WRITE),
        )


def printing_of(accounts: list[Access]) -> Access | None:
    """The print account whose credit PaperCut has told us: the printing wallet, which lives there (W1)."""
    return next((each for each in accounts if each.system is System.PRINTING and each.balance_cents is not None), None)
