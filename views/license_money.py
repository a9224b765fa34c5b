"""The money side of a license's page: its lines of the next invoice, and what an early exit would charge."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.access.permissions import Permission
from app.actions.charges.create_adhoc import create_adhoc
from app.core.clock import today
from app.models import License
from app.queries.early_exit import early_exit
from app.queries.license_lines import next_lines
from app.web.actor import current_actor
from app.web.fields import MoneyField
from app.web.formats import as_date, as_month
from app.web.forms import Keyed, tidy
from app.web.model_view import action
from app.web.once import by_form

NEEDED = InputRequired(_("This is needed."))


class ClawBackForm(Keyed):
    description = StringField(_("Description"), validators=[NEEDED, Length(max=500)], filters=[tidy])
    unit_price_cents = MoneyField(_("Amount without VAT"), validators=[NEEDED])


class LicenseMoney:
    """Mixed in before FoyerModelView; needs VerbPage and AskDeposit."""

    def panels(self: Any, row: License) -> list[dict[str, str]]:
        """Parts of the page that are fetched after it."""
        found = [{"title": gettext("On the next invoice"), "href": url_for(f"{self.endpoint}.priced", pk=row.id)}, *self.deposit_panels(row)]
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
        """What the commitment discount gave is proposed as a charge; whoever saves it approves it (P7)."""
        row = self.one(pk)
        proposed = early_exit(self.datamodel.session, row)
        form = ClawBackForm()
        if not form.is_submitted() and proposed is not None:
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
            act=by_form(
                form,
                lambda: create_adhoc(
                    organisation_id=row.organisation_id,
                    location_id=row.location_id,
                    description=form.description.data,
                    unit_price_cents=form.unit_price_cents.data,
                    by=current_actor(),
                ),
            ),
            done=gettext("The charge waits for the next invoice."),
        )

    def may_claw_back(self: Any, row: License) -> bool:
        return current_actor().may(Permission.ADHOC_WRITE) and early_exit(self.datamodel.session, row) is not None
