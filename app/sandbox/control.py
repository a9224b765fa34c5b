"""The control side: faults, limits, the log of calls, what the vendors hold, and a fresh start. For tests and for the index page."""

from __future__ import annotations

import dataclasses
from typing import Any

from app.sandbox import calls, faults
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.mailarchiva import switches as mailarchiva
from app.sandbox.pages import page
from app.sandbox.papercut import switches
from app.sandbox.payfast import switches as payfast
from app.sandbox.post import mailbox
from app.sandbox.salto import switches as salto
from app.sandbox.siteverify import switches as siteverify
from app.sandbox.state import State
from app.sandbox.xero import identity, tenants, webhooks
from app.sandbox.xero.limits import Limits

routes = Routes("control")
SETTINGS = ("token_grace", "key_minutes")


@routes.on("GET", "/")
def index(state: State, request: Request) -> Answer:
    limits = Limits.of(state.store)
    _, mails = mailbox.listed(state.store, limit=0)
    xero = {"name": "xero", "title": "Xero", "address": state.url, "faults": faults.HTTP_FAULTS, "example": "PUT */Invoices"}
    mail = {"name": "mail", "title": "Mail", "address": f"127.0.0.1:{state.smtp_port}", "faults": faults.MAIL_FAULTS, "example": "RCPT *"}
    xero["summary"] = f"{limits.minute} calls a minute, {limits.concurrent} at once, {limits.day} a day"
    mail["summary"] = f"{mails} mails kept"
    return page(
        "index.html",
        vendors=[xero, payfast.card(state), switches.card(state), salto.card(state), mailarchiva.card(state), siteverify.card(state), mail],
        planned=faults.planned(state.store),
        calls=calls.logged(state.store, limit=30),
    )


@routes.on("GET", "/_control")
def overview(state: State, request: Request) -> Answer:
    planned = [dataclasses.asdict(fault) for fault in faults.planned(state.store)]
    return Answer.of(
        {
            "url": state.url,
            "smtp_port": state.smtp_port,
            "faults": planned,
            "limits": vars(Limits.of(state.store)),
            "most_at_once": state.most_at_once(),
        }
    )


@routes.on("GET", "/_control/calls")
def log(state: State, request: Request) -> Answer:
    """?pattern="PUT */Invoices"&limit=1000; newest first."""
    found = calls.logged(state.store, pattern=request.query.get("pattern", "*"), limit=int(request.query.get("limit", "1000")))
    return Answer.of({"count": len(found), "calls": found})


@routes.on("POST", "/_control/faults")
def plan(state: State, request: Request) -> Answer:
    """{"vendor", "pattern", "kind", "times", "seconds"}."""
    return _told(lambda: faults.plan(state.store, **request.json()))


@routes.on("POST", "/_control/faults/form")
def plan_by_form(state: State, request: Request) -> Answer:
    form = request.form()

    def act() -> None:
        times, seconds = int(form.get("times", "1")), float(form.get("seconds", "1"))
        faults.plan(
            state.store,
            vendor=form.get("vendor", ""),
            pattern=form.get("pattern", "*"),
            kind=form.get("kind", ""),
            times=times,
            seconds=seconds,
        )

    refusal = _told(act)
    return Answer.to("/") if refusal.status == 200 else refusal


@routes.on("POST", "/_control/faults/clear")
def clear(state: State, request: Request) -> Answer:
    state.store.wipe("fault")
    return Answer.to("/")


@routes.on("POST", "/_control/reset")
def reset(state: State, request: Request) -> Answer:
    """Everything as on the first day; ?keep=token,consent,setting spares these."""
    kept = request.query.get("keep", "").split(",")
    from_scratch = [table for table in state.store.tables if table not in kept]
    with state.store.writing():
        state.store.wipe(*from_scratch)
        tenants.seed(state.store)
    state.forget_most()
    return Answer.of({"reset": from_scratch})


@routes.on("POST", "/_control/limits")
def limit(state: State, request: Request) -> Answer:
    """{"minute", "day", "concurrent"}, any of them."""
    return _told(lambda: dataclasses.replace(Limits.of(state.store), **request.json()).keep(state.store))


@routes.on("POST", "/_control/settings")
def settle(state: State, request: Request) -> Answer:
    """{"token_grace": seconds a spent refresh token still works, "key_minutes": how long idempotency keys are remembered}."""

    def act() -> None:
        for name, value in request.json().items():
            if name not in SETTINGS:
                raise ValueError(f"there is no setting {name}")
            state.store.set(name, float(value))

    return _told(act)


@routes.on("POST", "/_control/xero/tokens")
def tokens(state: State, request: Request) -> Answer:
    """What a person's consent would have given: a token set for {"tenants": [..]}, or for all of them."""
    wanted = request.json().get("tenants") or [
        row["tenant"] for row in state.store.rows("SELECT tenant FROM record WHERE kind = 'Organisation'")
    ]
    with state.store.writing():
        identity.consent(state.store, wanted)
        (given,) = state.store.rows("SELECT * FROM consent ORDER BY rowid DESC LIMIT 1")
        return Answer.of(identity.issue(state.store, given["id"], given["scope"]) | {"tenants": wanted})


@routes.on("POST", "/_control/xero/expire")
def expire(state: State, request: Request) -> Answer:
    """{"kind": "access" or "refresh"}: all of these stop working now."""
    return _told(lambda: state.store.run("UPDATE token SET expires = 0 WHERE kind = ?", request.json().get("kind", "access")))


@routes.on("POST", "/_control/xero/tenants")
def open_books(state: State, request: Request) -> Answer:
    """{"name", "country", "currency", "rates": {tax type: [name, percent]}}."""
    return _told(lambda: tenants.open_books(state.store, **request.json()))


@routes.on("GET", "/_control/xero/{tenant}/{kind}")
def held(state: State, request: Request, tenant: str, kind: str) -> Answer:
    """Everything of a kind, without token or limit: what a test compares with."""
    return Answer.of({kind: tenants.everything(state.store, tenant, kind)})


@routes.on("POST", "/_control/xero/{tenant}/{kind}/{id}")
def by_hand(state: State, request: Request, tenant: str, kind: str, id: str) -> Answer:
    """What a person does on Xero's own pages, where no call of ours can: {"IsReconciled": true} of a payment, {"Status": "VOIDED"} of an over-payment."""
    known = tenants.found(state.store, tenant, kind, id=id)
    if known is None:
        return Answer.of({"message": f"{kind} has no {id}"}, 404)
    return _told(lambda: tenants.keep(state.store, tenant, kind, id, {**known, **request.json()}, name=known.get("OverpaymentID")))


@routes.on("POST", "/_control/xero/webhooks")
def webhook(state: State, request: Request) -> Answer:
    """{"address", "key", "events"}: signed and sent; returns the status that came back."""

    def act() -> int:
        sent = request.json()
        return webhooks.post(sent["address"], sent["key"], sent["events"])

    return _told(act)


def _told(act: Any) -> Answer:
    try:
        return Answer.of({"result": act()})
    except (ValueError, TypeError, KeyError, OSError) as wrong:
        return Answer.of({"message": str(wrong)}, 400)
