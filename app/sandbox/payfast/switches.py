"""PayFast's control side: what it holds, its notices, kept cards without a browser, and cards that their owner ends."""

from __future__ import annotations

from typing import Any

from app.sandbox import faults
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.payfast import notices
from app.sandbox.payfast.api import API, end_token
from app.sandbox.payfast.records import CARDS, found, keep, listed, new_id
from app.sandbox.state import State

routes = Routes("control")


def card(state: State) -> dict[str, Any]:
    """What the index page shows."""
    payments, told = len(listed(state.store, "payment")), listed(state.store, "notice")
    waiting = sum(each["status"] != 200 for each in told)
    return {
        "name": "payfast",
        "title": "PayFast",
        "address": f"{state.url}{API}",
        "faults": faults.FAULTS["payfast"],
        "example": "POST */adhoc",
        "summary": f"{payments} payments, {len(told)} notices, {waiting} of them not answered yet",
    }


@routes.on("GET", "/_control/payfast")
def held(state: State, request: Request) -> Answer:
    """Payments, kept cards and notices with their bodies: what a test compares with."""
    return Answer.of({f"{kind}s": listed(state.store, kind) for kind in ("payment", "token", "notice")})


@routes.on("POST", "/_control/payfast/tokens")
def keep_card(state: State, request: Request) -> Answer:
    """{"card", "notify_url", "m_payment_id"}: a card that somebody left at a checkout; gives its token."""
    sent = request.json()
    kind = str(sent.pop("card", "good"))
    if kind not in CARDS:
        return Answer.of({"message": f"there is no card {kind}"}, 400)
    token = new_id()
    keep(state.store, "token", {"id": token, "card": kind, "status": "ACTIVE", "form": {name: str(value) for name, value in sent.items()}})
    return Answer.of({"result": token})


@routes.on("POST", "/_control/payfast/cancel")
def cancel(state: State, request: Request) -> Answer:
    """{"token"}: its owner ends it at PayFast."""
    kept = found(state.store, "token", str(request.json().get("token", "")))
    if kept is None:
        return Answer.of({"message": "there is no such token"}, 400)
    end_token(state, kept)
    return Answer.of({"result": "cancelled"})


@routes.on("POST", "/_control/payfast/send")
def send(state: State, request: Request) -> Answer:
    """{"times", "shuffled"}: every notice again; gives the statuses that came back."""
    sent = request.json()
    return Answer.of({"result": notices.send(state.store, times=int(sent.get("times", 1)), shuffled=bool(sent.get("shuffled")))})


@routes.on("POST", "/_control/payfast/settings")
def settle(state: State, request: Request) -> Answer:
    """{"send": "yes" or "no"}: whether notices go out by themselves."""
    wanted = request.json().get("send")
    if wanted not in ("yes", "no"):
        return Answer.of({"message": "send is yes or no"}, 400)
    state.store.set("payfast_send", wanted)
    return Answer.of({"result": wanted})
