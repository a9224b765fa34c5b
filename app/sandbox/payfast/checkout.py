"""The page where a browser pays, with test cards instead of numbers, and the confirmation of notices."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl

from app.sandbox.exchange import Answer, Request
from app.sandbox.pages import page
from app.sandbox.payfast import notices
from app.sandbox.payfast.gate import form_is_signed, routes
from app.sandbox.payfast.records import CARDS, MERCHANT, Record, found, keep, new_id, take_payment
from app.sandbox.state import State

TEXT = "text/plain; charset=utf-8"


@routes.on("POST", "/payfast/eng/process")
def process(state: State, request: Request) -> Answer:
    """A form that is signed becomes a page to pay on."""
    pairs = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    form = dict(pairs)
    if len(form) != len(pairs) or not form_is_signed(pairs):
        return _refused("Generated signature does not match submitted signature")
    if (form.get("merchant_id"), form.get("merchant_key")) != (MERCHANT["merchant_id"], MERCHANT["merchant_key"]):
        return _refused("merchant_id: there is no such merchant")
    try:
        cents = int(Decimal(form.get("amount", "")) * 100)
    except (InvalidOperation, ValueError):
        return _refused("amount: must be a number")
    if cents < 500 and not (cents == 0 and form.get("subscription_type") == "2"):
        return _refused("amount: must be at least 5.00")
    kept = keep(state.store, "checkout", {"id": new_id(), "cents": cents, "form": form, "done": False})
    return _page(kept)


@routes.on("POST", "/payfast/eng/pay")
def pay(state: State, request: Request) -> Answer:
    """{id, card}: a card pays or is declined; without a card the person goes back. A second click changes nothing."""
    told = request.form()
    with state.store.writing():
        kept = found(state.store, "checkout", told.get("id", ""))
        if kept is None:
            return _refused("There is no such payment")
        form, card = kept["form"], told.get("card", "")
        if kept["done"]:
            return Answer.to(form.get("return_url", "/"))
        if card not in CARDS:
            return Answer.to(form.get("cancel_url", "/"))
        if CARDS[card][1]:
            return _page(kept, declined=CARDS[card][1])
        keep(state.store, "checkout", kept | {"done": True})
        payment = take_payment(state.store, reference=form.get("m_payment_id", ""), cents=kept["cents"], item=form.get("item_name", ""))
        token = ""
        if form.get("subscription_type") == "2":
            token = new_id()
            keep(state.store, "token", {"id": token, "card": card, "status": "ACTIVE", "form": form})
        notices.about(state.store, payment, form, token=token)
    return Answer.to(form.get("return_url", "/"))


@routes.on("POST", "/payfast/eng/query/validate")
def validate(state: State, request: Request) -> Answer:
    """VALID for the parameters of a notice that was made here, letter by letter."""
    is_ours = notices.was_sent(state.store, request.body.decode("utf-8", "replace"))
    return Answer(200, b"VALID" if is_ours else b"INVALID", TEXT)


def _page(kept: Record, **told: str) -> Answer:
    form = kept["form"]
    return page(
        "checkout.html",
        leads_to=form.get("return_url", ""),
        checkout=kept,
        amount=form["amount"],
        item=form.get("item_name", ""),
        cards=CARDS,
        **told,
    )


def _refused(words: str) -> Answer:
    return Answer(400, words.encode(), TEXT)
