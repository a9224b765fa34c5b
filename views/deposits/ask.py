"""Asking for a deposit on the page of a license or an organisation, and the panel that shows theirs."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select

from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.deposits.ask import ask_deposit
from app.models import Deposit, License
from app.models.deposit import DepositStatus
from app.queries.deposit_proposal import proposed_deposit
from app.web.actor import current_actor
from app.web.model_view import action
from app.web.once import key_sent
from views.deposits.forms import AskForm
from views.deposits.verbs import offered
from views.licenses.effect import Party, effect_of

# Whoever sees the license or organisation gets here; the permission for deposits decides beyond.
PAGES = dict.fromkeys(("ask_deposit", "ask_deposit_page", "ask_deposit_effect", "deposits"), "read")


class AskDeposit:
    """Mixed in before RecordPage, VerbPage and FoyerModelView of licenses and organisations."""

    def deposit_panels(self: Any, row: Any) -> list[dict[str, str]]:
        if not current_actor().may(Permission.DEPOSIT_READ):
            return []
        return [{"title": gettext("Deposits"), "href": url_for(f"{self.endpoint}.deposits", pk=row.id)}]

    @expose("/deposits/<pk>")
    @has_access
    def deposits(self: Any, pk: str) -> Any:
        by = current_actor()
        row = self.one(pk) if by.may(Permission.DEPOSIT_READ) else abort(403)
        mine = Deposit.license_id == row.id if isinstance(row, License) else Deposit.organisation_id == row.id
        query = (
            select(Deposit)
            .where(mine, or_(Deposit.status != DepositStatus.WITHDRAWN, Deposit.received_cents > 0))
            .order_by(Deposit.id.desc())
        )
        found = self.datamodel.session.scalars(narrowed(query, by, Deposit)).all()
        return render_template("screens/deposits/panel.html", deposits=[(each, offered(each)) for each in found])

    @action("ask_deposit", _("Ask for a deposit"), icon="coins", multiple=False)
    def ask_deposit(self: Any, row: Any) -> Any:
        return redirect(url_for(f"{self.endpoint}.ask_deposit_page", pk=row.id))

    @expose("/ask-deposit/<pk>", methods=("GET", "POST"))
    @has_access
    def ask_deposit_page(self: Any, pk: str) -> Any:
        row, form = self._may_ask(pk), AskForm()
        if not form.is_submitted() and isinstance(row, License):
            form.amount_cents.data = proposed_deposit(self.datamodel.session, row) or None
        return self.verb_page(
            row,
            form,
            title=gettext("Ask %(name)s for a deposit", name=self.title_of(row)),
            act=lambda: _asked(row, form),
            done=gettext("The deposit goes onto the next invoice."),
            effect=url_for(f"{self.endpoint}.ask_deposit_effect", pk=row.id),
        )

    @expose("/ask-deposit-effect/<pk>", methods=("POST",))
    @has_access
    def ask_deposit_effect(self: Any, pk: str) -> Any:
        """What the form as it stands would do to the next invoice."""
        row, form = self._may_ask(pk), AskForm()
        party = Party(row.organisation if isinstance(row, License) else row, row.location)
        return effect_of(form, lambda: _asked(row, form, rehearsed=True), lambda: [party])

    def _may_ask(self: Any, pk: str) -> Any:
        return self.one(pk) if current_actor().may(Permission.DEPOSIT_WRITE) else abort(403)


def _asked(row: Any, form: Any, *, rehearsed: bool = False) -> Deposit:
    said = {"amount_cents": form.amount_cents.data, "reason": form.reason.data or ""}
    owner = {"license_id": row.id} if isinstance(row, License) else {"organisation_id": row.id, "location_id": row.location_id}
    return ask_deposit(**said, **owner, key="" if rehearsed else key_sent(form), by=current_actor())
