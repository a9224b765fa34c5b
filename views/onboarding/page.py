"""Onboarding: from "we have a new member" to everything that follows, on one page."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.licenses.occupancy import NoPlace
from app.actions.onboarding.onboard import onboard
from app.actions.waiting_list.create import create_waiting_entry
from app.core.clock import today
from app.core.errors import FoyerError
from app.models import Onboarding, PlaceOffer, SignUp, WaitingEntry
from app.models.place_offer import OfferStatus
from app.models.signup import SignUpStatus
from app.queries.license_lines import next_lines
from app.web.actor import current_actor
from app.web.formats import as_month
from app.web.refusals import attempt
from app.work import rehearsal
from views.base.screen import Screen, asked_number
from views.licenses.record import LicenseView
from views.onboarding.form import filled_from, filled_from_offer, key_of_newcomer, newcomer_of, onboarding_form, placed, waiting_entry_of

FIRST_INVOICE = "screens/onboarding/first_invoice.html"


class OnboardingView(Screen):
    """GET and POST /onboarding/, and the first invoice that the form would make."""

    route_base = "/onboarding"
    default_view = "new"
    class_permission_name = "User"
    method_permission_name = {"new": "onboard", "first_invoice": "onboard", "wait": "onboard"}

    @expose("/", methods=("GET", "POST"))
    @has_access
    def new(self) -> Any:
        form = onboarding_form(LicenseView)
        done: list[Onboarding] = []
        if request.method == "GET":
            placed(form)
            if (offer := self._offer(asked_number("offer"))) is not None:
                filled_from_offer(form, offer)
            if (asked := self._asked(asked_number("sign_up"))) is not None:
                filled_from(form, asked)

        full: list[NoPlace] = []

        def save() -> None:
            try:
                done.append(onboard(key=key_of_newcomer(form), by=current_actor(), **newcomer_of(form)))
            except NoPlace as refusal:
                full.append(refusal)
                raise

        if request.method == "POST" and form.validate() and attempt(form, save):
            flash(_("%(name)s is in. WiFi, printing, doors and the welcome mail follow by themselves.", name=str(done[0].user)), "success")
            return redirect(url_for("MemberView.show", pk=done[0].user_id))
        return self.render_template(
            "screens/onboarding/new.html",
            title=_("Onboard somebody"),
            form=form,
            asks_deposit=self.may(Permission.DEPOSIT_WRITE),
            may_wait=full and self._may_wait(),
        )

    @expose("/wait", methods=("POST",))
    @has_access
    def wait(self) -> Any:
        """The space is full: whoever the form names waits for it instead."""
        form = onboarding_form(LicenseView)
        made: list[WaitingEntry] = []
        if form.validate() and attempt(form, lambda: made.append(create_waiting_entry(**waiting_entry_of(form), by=current_actor()))):
            flash(_("%(name)s is on the waiting list.", name=made[0].name), "success")
            return redirect(url_for("WaitingEntryView.show", pk=made[0].id))
        return self.render_template(
            "screens/onboarding/new.html",
            title=_("Onboard somebody"),
            form=form,
            asks_deposit=self.may(Permission.DEPOSIT_WRITE),
            may_wait=False,
        )

    def _may_wait(self) -> bool:
        return self.may(Permission.WAITING_ENTRY_WRITE)

    def _offer(self, offer_id: int) -> PlaceOffer | None:
        """The open offer that is taken up, if this person may see it."""
        query = select(PlaceOffer).where(PlaceOffer.id == offer_id, PlaceOffer.status == OfferStatus.OPEN)
        return self.session.scalars(narrowed(query, current_actor(), PlaceOffer)).one_or_none()

    def _asked(self, sign_up_id: int) -> SignUp | None:
        """The sign-up to be answered, if this person may see it."""
        query = select(SignUp).where(SignUp.id == sign_up_id, SignUp.status == SignUpStatus.WAITING)
        return self.session.scalars(narrowed(query, current_actor(), SignUp)).one_or_none()

    @expose("/first-invoice", methods=("POST",))
    @has_access
    def first_invoice(self) -> Any:
        """What saving the form would bill first: done, priced and undone."""
        form = onboarding_form(LicenseView)
        if not form.validate():
            return render_template(FIRST_INVOICE, lines=None, refusal="")
        try:
            with rehearsal(by=current_actor()) as work:
                made = onboard(key=f"rehearsal {key_of_newcomer(form)}", by=current_actor(), **newcomer_of(form))
                month, lines = next_lines(work.session, made.license, today(made.location.zone))
                told = {
                    "lines": lines,
                    "month": as_month(month),
                    "currency": made.location.currency,
                    "net": sum(line.net for line in lines),
                }
        except FoyerError as refusal:
            return render_template(
                FIRST_INVOICE, lines=None, refusal=refusal.message, may_wait=isinstance(refusal, NoPlace) and self._may_wait()
            )
        return render_template(FIRST_INVOICE, refusal="", **told)
