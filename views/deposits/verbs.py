"""The verbs of a deposit's page: each a small form that says what it will do to what is held and to the invoices around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.access.permissions import Permission
from app.actions.deposits.apply import apply_deposit
from app.actions.deposits.keep import keep_deposit
from app.actions.deposits.receive import receive_deposit
from app.actions.deposits.refund import refund_deposit
from app.actions.deposits.withdraw import withdraw_deposit
from app.core.clock import today
from app.models import Deposit
from app.models.deposit import DepositStatus
from app.web.actor import current_actor
from app.web.model_view import action
from views.base.verbs_with_effect import VerbsWithEffect, pages
from views.deposits.effect import effect_on
from views.deposits.forms import KeepForm, ReceiveForm, RefundForm, WithdrawForm, apply_form

ACTS: dict[str, Callable[..., Any]] = {
    "receive": receive_deposit,
    "refund": refund_deposit,
    "apply": apply_deposit,
    "keep": keep_deposit,
    "withdraw": withdraw_deposit,
}
ICONS = {"receive": "cash", "refund": "arrow-back-up", "apply": "file-invoice", "keep": "receipt-2", "withdraw": "ban"}
PAGES = pages(ACTS)


class Verb(NamedTuple):
    name: str
    label: str
    icon: str


def labels() -> dict[str, str]:
    return {
        "receive": gettext("Money came in"),
        "refund": gettext("Refund"),
        "apply": gettext("Apply to an invoice"),
        "keep": gettext("Keep a part"),
        "withdraw": gettext("Withdraw"),
    }


def makes_sense(verb: str, row: Deposit) -> bool:
    """Whether the verb makes sense on this deposit now."""
    if verb == "receive":
        return row.outstanding_cents > 0
    return row.status is DepositStatus.ASKED if verb == "withdraw" else row.held_cents > 0


def offered(row: Deposit) -> list[Verb]:
    """The verbs for this person and this deposit."""
    if not current_actor().may(Permission.DEPOSIT_WRITE):
        return []
    return [Verb(verb, label, ICONS[verb]) for verb, label in labels().items() if makes_sense(verb, row)]


class DepositVerbs(VerbsWithEffect):
    """Mixed in before RecordPage and VerbPage."""

    acts, shows = ACTS, staticmethod(effect_on)

    def may_act(self: Any, name: str, row: Deposit) -> bool:
        return makes_sense(name, row)

    def named(self: Any, row: Deposit) -> dict[str, str]:
        return {"deposit": row.code}

    @action("receive", _("Money came in"), icon=ICONS["receive"], multiple=False)
    def receive(self: Any, row: Deposit) -> Any:
        return self.to("receive", row)

    @action("refund", _("Refund"), icon=ICONS["refund"], multiple=False)
    def refund(self: Any, row: Deposit) -> Any:
        return self.to("refund", row)

    @action("apply", _("Apply to an invoice"), icon=ICONS["apply"], multiple=False)
    def apply(self: Any, row: Deposit) -> Any:
        return self.to("apply", row)

    @action("keep", _("Keep a part"), icon=ICONS["keep"], multiple=False)
    def keep(self: Any, row: Deposit) -> Any:
        return self.to("keep", row)

    @action("withdraw", _("Withdraw"), icon=ICONS["withdraw"], multiple=False)
    def withdraw(self: Any, row: Deposit) -> Any:
        return self.to("withdraw", row)

    def form_of(self: Any, verb: str, row: Deposit) -> Any:
        forms = {"receive": ReceiveForm, "refund": RefundForm, "keep": KeepForm, "withdraw": WithdrawForm}
        form = forms[verb]() if verb in forms else apply_form(row, self.datamodel.session)
        if not form.is_submitted():
            if "on" in form:
                form.on.data = today(row.location.zone)
            if "amount_cents" in form and verb != "keep":
                form.amount_cents.data = row.outstanding_cents if verb == "receive" else row.held_cents
        return form

    def act(self: Any, verb: str, row: Deposit, form: Any, *, rehearsed: bool = False) -> Any:
        return ACTS[verb](row.id, **self.typed(form, rehearsed=rehearsed), by=current_actor())

    @expose("/receive/<pk>", methods=("GET", "POST"))
    @has_access
    def receive_page(self: Any, pk: str) -> Any:
        return self.ask("receive", pk, gettext("Money came in for %(deposit)s"), gettext("It is held."))

    @expose("/refund/<pk>", methods=("GET", "POST"))
    @has_access
    def refund_page(self: Any, pk: str) -> Any:
        return self.ask("refund", pk, gettext("Refund %(deposit)s"), gettext("It is given back."))

    @expose("/apply/<pk>", methods=("GET", "POST"))
    @has_access
    def apply_page(self: Any, pk: str) -> Any:
        return self.ask("apply", pk, gettext("Apply %(deposit)s to an invoice"), gettext("The invoice has less left to pay."))

    @expose("/keep/<pk>", methods=("GET", "POST"))
    @has_access
    def keep_page(self: Any, pk: str) -> Any:
        return self.ask("keep", pk, gettext("Keep a part of %(deposit)s"), gettext("The charge waits for the next invoice, and is paid."))

    @expose("/withdraw/<pk>", methods=("GET", "POST"))
    @has_access
    def withdraw_page(self: Any, pk: str) -> Any:
        return self.ask("withdraw", pk, gettext("Withdraw %(deposit)s"), gettext("Nobody is asked for it."))
