"""They leave: the page on which a whole organisation moves out on one day, which shows what that does before anything is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import abort, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app.access.permissions import Permission
from app.actions.organisations.leave import leave_organisation
from app.actions.said import notice
from app.core.clock import today
from app.models import License, Organisation
from app.queries.bookings.after_license import may_be_after_all
from app.queries.leaving import is_licensed_elsewhere, licenses_after, licenses_version
from app.web.actor import current_actor
from app.web.formats import as_date
from app.web.forms import Keyed, tidy
from app.web.model_view import action
from app.web.numbers import whole
from app.web.once import by_form
from views.licenses.bookings_after import BACK
from views.licenses.effect import Party, effect_of
from views.licenses.forms import first_end
from views.organisations.leaving_shown import leaving_shown

PAGES = dict.fromkeys(
    ("leave", "leave_page", "leave_effect"), "read"
)  # whoever sees the organisation gets here; the permission for licenses decides beyond


class LeaveForm(Keyed):
    """`version` is what the page shows of the licenses."""

    version = HiddenField()
    on = DateField(_("Last day"), validators=[InputRequired(_("This is needed."))])
    end_reason = StringField(_("Reason"), filters=[tidy], validators=[Length(max=500)])
    cancel_bookings = BooleanField(
        _("Also cancel their bookings after that day"),
        description=_("Each of them, and what comes back for it by the policy, stands beside it. Who is invited hears of it."),
    )


def leave_form(licenses: list[License], *, cancels: bool) -> Any:
    """It proposes the first day on which all of these may end, under the longest notice among them; one that ends before anyhow asks for none, and one
    that begins after that day is named: no license ends before it begins."""
    form, begun = LeaveForm(), [each for each in licenses if each.starts_on <= today(each.location.zone)] or licenses
    first = max(_first(each) for each in begun)
    last = max((each for each in licenses if each in begun or each.starts_on <= first), key=_first)
    if not cancels:
        del form.cancel_bookings
    if not form.is_submitted():
        form.on.data = _first(last)
    form.on.description = gettext("All of their licenses end with it, and are still billed for this day.")
    form.end_reason.description = gettext("Kept with each license, for who asks later.")
    if last.starts_on < _first(last) == last.earliest_end(today(last.location.zone)):
        day = as_date(_first(last))
        why = gettext(
            "The longest notice is that of %(license)s: %(notice)s, given today, so earliest %(day)s.",
            license=last.code,
            notice=notice(last.membership),
            day=day,
        )
        form.on.description = f"{why} {form.on.description}"
        form.end_reason.description = gettext("Needed to end them before %(day)s. Kept with each license.", day=day)
    for each in licenses:
        if each.starts_on > _first(last):
            begins = as_date(each.starts_on)
            why = gettext("%(license)s begins on %(day)s: remove it first to leave before that.", license=each.code, day=begins)
            form.on.description = f"{why} {form.on.description}"
    return form


def _first(license: License) -> dt.date:
    return min(license.ends_on or dt.date.max, first_end(license))


class WithLeaving:
    """Mixed in before RecordPage, VerbPage and FoyerModelView of organisations."""

    def may_leave(self: Any, row: Organisation) -> bool:
        return current_actor().may(Permission.LICENSE_WRITE) and bool(self._running(row))

    def _running(self: Any, row: Organisation) -> list[License]:
        """Of the licenses that this person may end, those that are not over."""
        return list(licenses_after(self.datamodel.session, row.id, today(row.location.zone), by=current_actor()))

    def _is_elsewhere(self: Any, row: Organisation) -> bool:
        return is_licensed_elsewhere(self.datamodel.session, row.id, today(row.location.zone), by=current_actor())

    def _leave_form(self: Any, row: Organisation) -> Any:
        by = current_actor()
        cancels = by.may(Permission.BOOKING_WRITE) and may_be_after_all(self.datamodel.session, row.id, by=by)
        return leave_form(self._running(row), cancels=cancels)

    def _who_leaves(self: Any, pk: str) -> Organisation | None:
        """None where nothing of theirs runs, of what this person may end."""
        row = self.one(pk) if current_actor().may(Permission.LICENSE_WRITE) else abort(403)
        return row if self.may_leave(row) else None

    @action("leave", _("They leave"), icon="door", multiple=False)
    def leave(self: Any, row: Organisation) -> Any:
        return redirect(url_for(f"{self.endpoint}.leave_page", pk=row.id))

    @expose("/leave/<pk>", methods=("GET", "POST"))
    @has_access
    def leave_page(self: Any, pk: str) -> Any:
        row = self._who_leaves(pk)
        if row is None:
            return redirect(url_for(f"{self.endpoint}.show", pk=pk))
        form, session, by = self._leave_form(row), self.datamodel.session, current_actor()
        return self.verb_page(
            row,
            form,
            title=gettext("%(organisation)s leaves", organisation=row.name),
            hint=gettext("They have licenses at places where you do not work as well: those stay as they are.")
            if self._is_elsewhere(row)
            else "",
            act=by_form(form, lambda: self._leaves(row.id, form, expected_refund=whole(request.form.get(BACK, "")))),
            done=gettext(
                "They leave on %(day)s: their licenses end with it. “End” of a license takes its end back.", day=as_date(form.on.data)
            )
            if form.on.data
            else "",
            effect=url_for(f"{self.endpoint}.leave_effect", pk=row.id),
            effect_title=gettext("What it does"),
            version=lambda: licenses_version(session, row.id, by=by),
        )

    def _leaves(self: Any, organisation_id: int, form: Any, *, cancels: bool = True, expected_refund: int | None = None) -> Organisation:
        """With the amount that was shown where bookings are cancelled too, so that another one is told first."""
        with_bookings = cancels and "cancel_bookings" in form and bool(form.cancel_bookings.data)
        said = {"on": form.on.data, "end_reason": form.end_reason.data or "", "version": form.version.data or ""}
        return leave_organisation(
            organisation_id, **said, cancel_bookings=with_bookings, expected_refund=expected_refund, by=current_actor()
        )

    @expose("/leave-effect/<pk>", methods=("POST",))
    @has_access
    def leave_effect(self: Any, pk: str) -> Any:
        """What the form as it stands would do; the invoices as the licenses' own End says them."""
        row = self._who_leaves(pk)
        if row is None:
            return ""
        form, session, by, organisation_id = self._leave_form(row), self.datamodel.session, current_actor(), row.id

        def parties() -> list[Party]:
            ending = licenses_after(session, organisation_id, form.on.data, by=by)
            return [Party(row, place) for place in dict.fromkeys(each.location for each in ending)]

        invoices = effect_of(form, lambda: self._leaves(organisation_id, form), parties)
        if not form.validate():
            return invoices
        asks = "cancel_bookings" in form
        shown = {"invoices": invoices, "asks": asks, "is_chosen": asks and bool(form.cancel_bookings.data), "back": BACK}
        return leaving_shown(self.one(pk), form.on.data, lambda: self._leaves(organisation_id, form, cancels=False), **shown) or invoices
