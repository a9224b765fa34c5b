"""The verbs of a booking's page: change, confirm a hold, check in, end early, no-show, cancel."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length, ValidationError

from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.cancel_series import cancel_series
from app.actions.bookings.check_in import check_in_booking, may_check_in
from app.actions.bookings.confirm import confirm_booking
from app.actions.bookings.end import end_booking
from app.actions.bookings.miss import miss_booking
from app.core.clock import now
from app.models import Booking
from app.models.booking import BookingStatus
from app.queries.bookings.series_to_come import rest_of, to_come
from app.web.actor import current_actor
from app.web.formats import format_money
from app.web.forms import tidy
from app.web.model_view import action
from app.web.numbers import whole
from app.web.wide import Wide
from views.bookings.held import held_cents
from views.bookings.refund import ONLY_SHOWN, Refunds, refund_now, refunds_now, refunds_of_many

VERBS = ("move", "confirm", "check_in", "end", "miss", "cancel", "cancel_rest", "cancel_many")
PAGES = ("cancel_page", "cancel_rest_page")


class ManyForm(DynamicForm):  # type: ignore[misc]
    by_operator = BooleanField(_("We cancel it, not the member"))
    reason = StringField(
        _("Why?"), filters=[tidy], validators=[Length(max=500)], description=_("The member reads it. Needed when we cancel.")
    )

    def validate_reason(self, field: Any) -> None:
        """Once for all of them, and not of each."""
        if self.by_operator.data and not field.data:
            raise ValidationError(gettext("Say why the house cancels: the member reads it."))


class CancelForm(ManyForm):
    """`theirs` and `ours` are what came back when the page was drawn, by who cancels, so that another amount is told first."""

    theirs = HiddenField()
    ours = HiddenField()


class BookingVerbs:
    """Mixed in before RecordPage, VerbPage and FoyerModelView."""

    def may_act(self: Any, name: str, row: Booking) -> bool:
        at, status = now(), row.status
        return {
            "move": row.is_live,
            "confirm": status is BookingStatus.HELD and row.held_until is not None and row.held_until > at,
            "check_in": may_check_in(row, at),
            "end": status is BookingStatus.CHECKED_IN or (status is BookingStatus.CONFIRMED and row.starts_at <= at),
            "miss": status is BookingStatus.CONFIRMED and row.starts_at <= at,
            "cancel": row.is_live,
            "cancel_rest": row.is_live and row.series_id is not None,
        }[name]

    @action("move", _("Change"), icon="pencil", multiple=False)
    def move(self: Any, row: Booking) -> Any:
        return redirect(url_for("ChangeBookingView.change", pk=row.id))

    @action("confirm", _("Confirm"), icon="check", multiple=False)
    def confirm(self: Any, row: Booking) -> Any:
        """At the price that the page shows; another one is told."""
        return self.each(row, confirm_booking, done=gettext("Confirmed."), expected_cents=held_cents(row, by=current_actor()))

    @action("check_in", _("Check in"), icon="login", multiple=False)
    def check_in(self: Any, row: Booking) -> Any:
        return self.each(row, check_in_booking, done=gettext("Checked in."))

    @action("end", _("End early"), _("End it now? The room is free for others; the price stays."), icon="logout", multiple=False)
    def end(self: Any, row: Booking) -> Any:
        return self.each(row, end_booking, done=gettext("Ended: the room is free."))

    @action("miss", _("No-show"), _("Nobody came? The room is free for others, and nothing comes back."), icon="user-off", multiple=False)
    def miss(self: Any, row: Booking) -> Any:
        return self.each(row, miss_booking, done=gettext("Marked as a no-show."))

    @action("cancel", _("Cancel it"), icon="x", multiple=False)
    def cancel(self: Any, row: Booking) -> Any:
        return redirect(url_for("BookingView.cancel_page", pk=row.id))

    @action("cancel_many", _("Cancel them"), icon="x", single=False)
    def cancel_many(self: Any, rows: Any) -> Any:
        """However few they are, who cancels, why, and what comes back is asked and told first."""
        wide = rows if isinstance(rows, Wide) else Wide(self, "cancel_many", [row.id for row in rows])
        form = ManyForm()
        by_operator, reason = bool(form.by_operator.data), form.reason.data or ""
        wide.form, wide.tells = form, refunds_of_many
        given = {"by_operator": by_operator, "reason": reason or (ONLY_SHOWN if by_operator else "")}
        return wide.answer(cancel_booking, done=gettext("%(count)d cancelled: those who were invited hear of it."), given=given)

    @action("cancel_rest", _("Cancel this and later ones"), icon="circle-x", multiple=False)
    def cancel_rest(self: Any, row: Booking) -> Any:
        return redirect(url_for("BookingView.cancel_rest_page", pk=row.id))

    @expose("/cancel-rest/<pk>", methods=("GET", "POST"))
    @has_access
    def cancel_rest_page(self: Any, pk: str) -> Any:
        """Of a series: this date and those after it, each by the policy of its own day."""
        row, form, by = self.one(pk), CancelForm(), current_actor()
        series_id, since = row.series_id, row.starts_at
        theirs, ours = (
            refunds_now(lambda work: rest_of(work.session, series_id, since, by=by), by=by, by_operator=each) for each in (False, True)
        )
        row = self.one(pk)  # the rehearsals are undone, and with them what they had read
        if request.method == "GET":
            form.theirs.data, form.ours.data = (each.cents if each else None for each in (theirs, ours))

        def act() -> Any:
            expected = whole(form.ours.data if form.by_operator.data else form.theirs.data)
            cancel_series(
                series_id, by=by, since=since, reason=form.reason.data or "", by_operator=form.by_operator.data, expected_refund=expected
            )

        count = to_come(self.datamodel.session, row, by=by)
        hint = ngettext("%(num)d date, by the policy of its own day.", "%(num)d dates, each by the policy of its own day.", count)
        hint = f"{hint} {rest_said(theirs, ours)}"
        return self.verb_page(
            row,
            form,
            title=gettext("Cancel %(name)s from this date on", name=self.title_of(row)),
            hint=hint,
            act=act,
            done=gettext("Cancelled: those who were invited hear of it."),
            back_label=gettext("Keep them"),
        )

    @expose("/cancel/<pk>", methods=("GET", "POST"))
    @has_access
    def cancel_page(self: Any, pk: str) -> Any:
        row, form, by = self.one(pk), CancelForm(), current_actor()
        theirs, ours = refund_now(row, by=by), refund_now(row, by=by, by_operator=True)
        row = self.one(pk)  # the rehearsals are undone, and with them what they had read
        if request.method == "GET":
            form.theirs.data, form.ours.data, form.by_operator.data = theirs, ours, theirs is None

        def act() -> Any:
            shown = form.ours.data if form.by_operator.data else form.theirs.data
            expected = whole(shown)
            return cancel_booking(row.id, by=by, reason=form.reason.data or "", by_operator=form.by_operator.data, expected_refund=expected)

        return self.verb_page(
            row,
            form,
            title=gettext("Cancel %(name)s", name=str(row)),
            hint=refunds_said(row, theirs, ours),
            act=act,
            done=gettext("Cancelled: those who were invited hear of it."),
            back_label=gettext("Keep it"),
        )


def refunds_said(row: Booking, theirs: int | None, ours: int | None) -> str:
    """What comes back, by who cancels."""
    if not row.cost_cents:
        return gettext("It costs nothing, so nothing comes back.")
    said = (
        [gettext("The member cancels: %(amount)s comes back.", amount=format_money(theirs, row.currency))]
        if theirs is not None
        else [gettext("It has begun: the member cannot cancel it any more.")]
    )
    if ours is not None:
        said.append(gettext("We cancel: %(amount)s comes back.", amount=format_money(ours, row.currency)))
    return " ".join(said)


def rest_said(theirs: Refunds | None, ours: Refunds | None) -> str:
    """The same of several, all together."""
    if not any(each.costs.total() for each in (theirs, ours) if each):
        return gettext("They cost nothing, so nothing comes back.")
    said = [gettext("The member cancels: %(amount)s comes back.", amount=theirs.amount())] if theirs else []
    return " ".join([*said, gettext("We cancel: %(amount)s comes back.", amount=ours.amount())] if ours else said)
