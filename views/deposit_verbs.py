"""The verbs of a deposit's page: each a small form that says what it will do to what is held and to the invoices around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import abort, redirect, url_for
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
from views.deposit_effect import effect_on
from views.deposit_forms import KeepForm, ReceiveForm, RefundForm, WithdrawForm, apply_form
from views.said import said

ACTS: dict[str, Callable[..., Any]] = {
    "receive": receive_deposit,
    "refund": refund_deposit,
    "apply": apply_deposit,
    "keep": keep_deposit,
    "withdraw": withdraw_deposit,
}
ICONS = {"receive": "cash", "refund": "arrow-back-up", "apply": "file-invoice", "keep": "receipt-2", "withdraw": "ban"}
PAGES = dict.fromkeys((*ACTS, *(f"{verb}_page" for verb in ACTS), "effect"), "write")


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


class DepositVerbs:
    """Mixed in before RecordPage and VerbPage."""

    def may_act(self: Any, name: str, row: Deposit) -> bool:
        return makes_sense(name, row)

    def _to(self: Any, verb: str, row: Deposit) -> Any:
        return redirect(url_for(f"{self.endpoint}.{verb}_page", pk=row.id))

    @action("receive", _("Money came in"), icon=ICONS["receive"], multiple=False)
    def receive(self: Any, row: Deposit) -> Any:
        return self._to("receive", row)

    @action("refund", _("Refund"), icon=ICONS["refund"], multiple=False)
    def refund(self: Any, row: Deposit) -> Any:
        return self._to("refund", row)

    @action("apply", _("Apply to an invoice"), icon=ICONS["apply"], multiple=False)
    def apply(self: Any, row: Deposit) -> Any:
        return self._to("apply", row)

    @action("keep", _("Keep a part"), icon=ICONS["keep"], multiple=False)
    def keep(self: Any, row: Deposit) -> Any:
        return self._to("keep", row)

    @action("withdraw", _("Withdraw"), icon=ICONS["withdraw"], multiple=False)
    def withdraw(self: Any, row: Deposit) -> Any:
        return self._to("withdraw", row)

    def _form(self: Any, verb: str, row: Deposit) -> Any:
        forms = {"receive": ReceiveForm, "refund": RefundForm, "keep": KeepForm, "withdraw": WithdrawForm}
        form = forms[verb]() if verb in forms else apply_form(row, self.datamodel.session)
        if not form.is_submitted():
            if "on" in form:
                form.on.data = today(row.location.zone)
            if "amount_cents" in form and verb != "keep":
                form.amount_cents.data = row.outstanding_cents if verb == "receive" else row.held_cents
        return form

    def _act(self: Any, verb: str, row: Deposit, form: Any, *, rehearsed: bool = False) -> Any:
        typed = said(form)
        if rehearsed:  # amounts show what they do before anybody has typed the words beside them
            typed |= {name: typed[name] or "…" for name in ("reference", "reason") if name in typed}
        if "key" in form:
            typed["key"] = f"rehearsal {form.key.data}" if rehearsed else form.key.data
        return ACTS[verb](row.id, **typed, by=current_actor())

    def _ask(self: Any, verb: str, pk: str, title: str, done: str) -> Any:
        row = self.one(pk)
        form = self._form(verb, row)
        return self.verb_page(
            row,
            form,
            title=title % {"deposit": row.code},
            act=lambda: self._act(verb, row, form),
            done=done,
            effect=url_for(f"{self.endpoint}.effect", verb=verb, pk=row.id),
            effect_title=gettext("What it does"),
        )

    @expose("/effect/<verb>/<pk>", methods=("POST",))
    @has_access
    def effect(self: Any, verb: str, pk: str) -> Any:
        """What the form as it stands would do."""
        if verb not in ACTS:
            abort(404)
        row = self.one(pk)
        form = self._form(verb, row)
        return effect_on(row, form, lambda: self._act(verb, row, form, rehearsed=True))

    @expose("/receive/<pk>", methods=("GET", "POST"))
    @has_access
    def receive_page(self: Any, pk: str) -> Any:
        return self._ask("receive", pk, gettext("Money came in for %(deposit)s"), gettext("It is held."))

    @expose("/refund/<pk>", methods=("GET", "POST"))
    @has_access
    def refund_page(self: Any, pk: str) -> Any:
        return self._ask("refund", pk, gettext("Refund %(deposit)s"), gettext("It is given back."))

    @expose("/apply/<pk>", methods=("GET", "POST"))
    @has_access
    def apply_page(self: Any, pk: str) -> Any:
        return self._ask("apply", pk, gettext("Apply %(deposit)s to an invoice"), gettext("The invoice has less left to pay."))

    @expose("/keep/<pk>", methods=("GET", "POST"))
    @has_access
    def keep_page(self: Any, pk: str) -> Any:
        return self._ask("keep", pk, gettext("Keep a part of %(deposit)s"), gettext("The charge waits for the next invoice, and is paid."))

    @expose("/withdraw/<pk>", methods=("GET", "POST"))
    @has_access
    def withdraw_page(self: Any, pk: str) -> Any:
        return self._ask("withdraw", pk, gettext("Withdraw %(deposit)s"), gettext("Nobody is asked for it."))
