"""Dunning: the policy of the network, tried on the last months before it is switched on."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.permissions import Permission
from app.actions.dunning.put_policy import checked, put_policy
from app.queries.debtors.policy import dunning_policy
from app.queries.debtors.simulation import MONTHS, simulate
from app.rules.dunning import DunningPolicy
from app.web.actor import current_actor
from app.web.place import reader_today
from app.web.refusals import attempt
from views.base.screen import Screen
from views.debtors.forms import PolicyForm
from views.debtors.words import reminder_said

SHOWN = 20


class DunningView(Screen):
    """GET and POST /dunning/: `try` shows what the policy in the form would have done, `save` keeps it."""

    route_base = "/dunning"
    default_view = "page"
    class_permission_name = "Debtor"
    method_permission_name = {"page": "read", "put": "write"}

    @expose("/")
    @has_access
    def page(self) -> Any:
        policy, form = dunning_policy(self.session), PolicyForm()
        for name in ("is_on", "block_after", "review_after", "least_cents"):
            form[name].data = getattr(policy, name)
        form.reminders.data = ", ".join(map(str, policy.reminders))
        return self._drawn(form, policy, policy)

    @expose("/", methods=("POST",))
    @has_access
    def put(self) -> Any:
        form, tried = PolicyForm(), request.form.get("verb") != "save"
        asked: list[DunningPolicy] = []
        if form.validate() and attempt(form, lambda: asked.append(self._asked(form) if tried else self._put(form))):
            if not tried:
                flash(_("Saved. Reminders go each morning.") if asked[0].is_on else _("Saved. Nobody is reminded by itself."), "success")
                return redirect(url_for(".page"))
            return self._drawn(form, dunning_policy(self.session), asked[0])
        return self._drawn(form, dunning_policy(self.session), None)

    def _asked(self, form: PolicyForm) -> DunningPolicy:
        return checked(DunningPolicy(True, None, form.days(), form.block_after.data, form.review_after.data, form.least_cents.data))

    def _put(self, form: PolicyForm) -> DunningPolicy:
        said = {name: form[name].data for name in ("is_on", "block_after", "review_after", "least_cents")}
        return put_policy(**said, reminders=form.days(), by=current_actor())

    def _drawn(self, form: PolicyForm, present_policy: DunningPolicy, asked: DunningPolicy | None) -> Any:
        by = current_actor()
        return self.render_template(
            "screens/debtors/dunning.html",
            title=_("Dunning"),
            crumbs=[(_("Debtors"), url_for("DebtorsView.show"))],
            form=form,
            policy=present_policy,
            may_write=self.may(Permission.DEBTOR_WRITE) and by.location_ids is None,
            found=simulate(self.session, asked, reader_today(), by=by) if asked is not None else None,
            months=MONTHS,
            most=SHOWN,
            reminder_said=reminder_said,
        )
