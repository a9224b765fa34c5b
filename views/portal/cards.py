"""/my/cards: the kept cards of the organisation, for whoever sees its invoices, and whether they pay by themselves."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.utils.limit import Limit
from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.payments.checkout import card_checkout
from app.actions.payments.choose_card import choose_card
from app.actions.payments.name_card import name_card
from app.actions.payments.remove_card import remove_card
from app.actions.payments.switch_auto_pay import switch_auto_pay
from app.queries.cards import cards_of, no_cards
from app.web.checkout import over_to
from app.web.limits import a_person
from views.portal.mine import Mine


class MyCardsView(Mine):
    """A card is kept by the vendor; here are its name and what may be done with it."""

    route_base = "/my/cards"
    default_view = "show"
    limits = [Limit("40 per hour", key_func=a_person, methods=("POST",))]

    def payer(self) -> Actor:
        by = self.by()
        return by if by.sees_invoices else abort(403)

    @expose("/")
    def show(self) -> Any:
        by = self.payer()
        cards = cards_of(self.session, by.organisation_id, by=by)
        organisation = self.me().organisation
        auto_pay, shut = bool(organisation and organisation.auto_pay), no_cards(organisation) if organisation else ""
        return self.page(
            "cards", _("Cards"), crumbs=[(_("Invoices"), url_for("MyInvoicesView.show"))],
            cards=cards, auto_pay=auto_pay, shut=shut, has_default=any(each.is_default for each in cards), cancelled=bool(request.args.get("cancelled")),
        )  # fmt: skip

    @expose("/add", methods=("POST",))
    def add(self) -> Any:
        by = self.payer()
        return self.going(lambda: over_to(card_checkout(by.organisation_id or 0, by=by)), None, url_for(".show"))

    @expose("/<int:method_id>/default", methods=("POST",))
    def default(self, method_id: int) -> Any:
        by = self.payer()
        return self.attempt(
            lambda: choose_card(method_id, by=by), lambda card: _("%(card)s is charged from now on.", card=card), redirect(url_for(".show"))
        )

    @expose("/<int:method_id>/name", methods=("POST",))
    def name(self, method_id: int) -> Any:
        by = self.payer()
        return self.attempt(lambda: name_card(method_id, request.form.get("name", ""), by=by), _("Saved."), redirect(url_for(".show")))

    @expose("/<int:method_id>/remove", methods=("POST",))
    def remove(self, method_id: int) -> Any:
        by = self.payer()
        return self.attempt(lambda: remove_card(method_id, by=by), _("Removed: it is charged no more."), redirect(url_for(".show")))

    @expose("/auto-pay", methods=("POST",))
    def auto_pay(self) -> Any:
        by, on = self.payer(), request.form.get("on") == "yes"
        done = (
            _("From the next invoice on, your default card is charged when it comes.")
            if on
            else _("Invoices are no longer paid by themselves.")
        )
        return self.attempt(lambda: switch_auto_pay(by.organisation_id or 0, on=on, by=by), done, redirect(url_for(".show")))
