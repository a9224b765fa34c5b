"""The money side of a license's page: its lines of the next invoice, and what an early exit would charge."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.access.permissions import Permission
from app.actions.charges.claw_back import claw_back
from app.core.clock import today
from app.models import License
from app.queries.early_exit import EarlyExit, early_exit
from app.queries.license_lines import next_lines
from app.web.actor import current_actor
from app.web.fields import MoneyField
from app.web.formats import as_date, as_month, format_money
from app.web.forms import Keyed, tidy
from app.web.model_view import action
from app.web.once import by_form

NEEDED = InputRequired(_("This is needed."))


class ClawBackForm(Keyed):
    description = StringField(_("Description"), validators=[NEEDED, Length(max=500)], filters=[tidy])
    unit_price_cents = MoneyField(_("Amount without VAT"), validators=[NEEDED])


def _left_said(proposed: EarlyExit, row: License) -> str:
    """What was charged back before, where there is such a thing."""
    if not proposed.charged:
        return ""
    given, charged = (format_money(cents, row.location.currency) for cents in (proposed.net + proposed.charged, proposed.charged))
    return gettext("The discount gave %(given)s, of which %(charged)s is charged back already.", given=given, charged=charged)


class LicenseMoney:
    """Mixed in before FoyerModelView; needs VerbPage and AskDeposit."""

    def panels(self: Any, row: License) -> list[dict[str, str]]:
        """Parts of the page that are fetched after it."""
        found = [
            {"title": gettext("On the next invoice"), "href": url_for(f"{self.endpoint}.priced", pk=row.id)},
            *self.deposit_panels(row),
        ]
        if current_actor().may(Permission.ACCESS_READ):
            found.append({"title": gettext("What it gives access to"), "href": url_for("LicenseAccessView.show", pk=row.id)})
        return found

    @expose("/priced/<pk>")
    @has_access
    def priced(self: Any, pk: str) -> Any:
        row = self.one(pk)
        month, lines = next_lines(self.datamodel.session, row, today(row.location.zone))
        return render_template("screens/license_lines.html", lines=lines, month=as_month(month), currency=row.location.currency)

    @action("claw_back", _("Claim back discount"), icon="arrow-back-up", multiple=False)
    def claw_back(self: Any, row: License) -> Any:
        return redirect(url_for(f"{self.endpoint}.claw_back_page", pk=row.id))

    @expose("/claw-back/<pk>", methods=("GET", "POST"))
    @has_access
    def claw_back_page(self: Any, pk: str) -> Any:
        """What is left of what the commitment discount gave is proposed as a charge; whoever saves it approves it (P7)."""
        row, form = self.one(pk), ClawBackForm()
        proposed = early_exit(self.datamodel.session, row)
        if not form.is_submitted():
            if proposed is None:
                flash(gettext("Nothing is left to charge back of %(license)s.", license=row.code), "info")
                return redirect(url_for(f"{self.endpoint}.show", pk=row.id))
            form.unit_price_cents.data = proposed.net
            form.description.data = gettext(
                "Commitment of %(license)s until %(day)s ended early: discount given",
                license=row.code,
                day=as_date(proposed.committed_until),
            )
        return self.verb_page(
            row,
            form,
            title=gettext("Charge the commitment discount of %(license)s", license=row.code),
            hint=_left_said(proposed, row) if proposed is not None else "",
            act=by_form(
                form,
                lambda: claw_back(
                    row.id, description=form.description.data, unit_price_cents=form.unit_price_cents.data, by=current_actor()
                ),
            ),
            done=gettext("The charge waits for the next invoice."),
        )

    def may_claw_back(self: Any, row: License) -> bool:
        return current_actor().may(Permission.ADHOC_WRITE) and early_exit(self.datamodel.session, row) is not None
