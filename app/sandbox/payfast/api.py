"""The API: a kept card is charged, looked at and let go; and the account of what was taken."""

from __future__ import annotations

import csv
import io
from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.payfast import notices
from app.sandbox.payfast.gate import refusal, routes
from app.sandbox.payfast.records import CARDS, amount, found, keep, listed, take_payment
from app.sandbox.state import State

API = "/payfast/api"
COLUMNS = [
    "Date",
    "Type",
    "Sign",
    "Party",
    "Name",
    "Description",
    "Currency",
    "Funding Type",
    "Gross",
    "Fee",
    "Net",
    "Balance",
    "M Payment ID",
    "PF Payment ID",
]


@routes.on("GET", f"{API}/ping")
def ping(state: State, request: Request) -> Answer:
    return Answer(200, b"API V1", "text/plain; charset=utf-8")


@routes.on("POST", f"{API}/subscriptions/{{token}}/adhoc")
def adhoc(state: State, request: Request, token: str) -> Answer:
    """Charged as often as it is called: there is no idempotency. A declined card is a 200."""
    body = request.json()
    if refused := refusal(request, body):
        return refused
    with state.store.writing():
        kept, cents = found(state.store, "token", token), str(body.get("amount", ""))
        if kept is None:
            return _failed("Not Found", "Not Found")
        if kept["status"] != "ACTIVE":
            return _failed(False, f"Failure - The subscription status is {kept['status'].lower()}")
        if not cents.isdecimal() or int(cents) < 500 or not body.get("item_name"):
            return _failed(False, "amount and item_name are required")
        if declined := CARDS[kept["card"]][2]:
            return Answer.of(
                {
                    "code": 200,
                    "status": "success",
                    "data": {"response": {"code": declined[-3:-1], "reason": f"{declined}\r\n"}, "message": f"{declined}\r\n"},
                }
            )
        payment = take_payment(state.store, reference=str(body.get("m_payment_id", "")), cents=int(cents), item=str(body["item_name"]))
        if str(body.get("itn", "true")) == "true":
            notices.about(state.store, payment, kept["form"], token=token)
    return _done({"response": True, "message": "Transaction was successful(00)", "pf_payment_id": payment["id"]})


@routes.on("GET", f"{API}/subscriptions/{{token}}/fetch")
def fetch(state: State, request: Request, token: str) -> Answer:
    kept = found(state.store, "token", token)
    if refused := refusal(request, {}):
        return refused
    if kept is None:
        return _failed("Not Found", "Not Found")
    return _done({"response": {"status": 1 if kept["status"] == "ACTIVE" else 3, "status_reason": "", "status_text": kept["status"]}})


@routes.on("PUT", f"{API}/subscriptions/{{token}}/cancel")
def cancel(state: State, request: Request, token: str) -> Answer:
    """The merchant is told by a notice as well."""
    if refused := refusal(request, request.json()):
        return refused
    with state.store.writing():
        kept = found(state.store, "token", token)
        if kept is None:
            return _failed("Not Found", "Not Found")
        if kept["status"] != "ACTIVE":
            return _failed(False, f"Failure - The subscription status is {kept['status'].lower()}")
        end_token(state, kept)
    return _done({"response": True, "message": "Success"})


def end_token(state: State, kept: dict[str, Any]) -> None:
    keep(state.store, "token", kept | {"status": "CANCELLED"})
    form = kept["form"]
    first = next((each for each in listed(state.store, "payment") if each["reference"] == form.get("m_payment_id", "")), None)
    told = first or {"id": "", "reference": form.get("m_payment_id", ""), "item": form.get("item_name", "")}
    notices.about(state.store, told | {"cents": 0, "fee": 0}, form, token=kept["id"], status="CANCELLED")


@routes.on("GET", f"{API}/refunds/{{payment_id}}")
def refunds(state: State, request: Request, payment_id: str) -> Answer:
    """What the payment was and what is left of it, in cents. PayFast's own sandbox has no refunds; this stand-in does, or nobody could try them."""
    payment = found(state.store, "payment", payment_id)
    if refused := refusal(request, {}):
        return refused
    if payment is None:
        return _failed("Not Found", "Not Found")
    return _done(
        {"response": {"amount_original": payment["cents"], "amount_available_for_refund": payment["cents"] - payment.get("refunded", 0)}}
    )


@routes.on("POST", f"{API}/refunds/{{payment_id}}")
def refund(state: State, request: Request, payment_id: str) -> Answer:
    """Given back as often as it is called, while something is left."""
    body = request.json()
    if refused := refusal(request, body):
        return refused
    with state.store.writing():
        payment, cents = found(state.store, "payment", payment_id), str(body.get("amount", ""))
        if payment is None:
            return _failed("Not Found", "Not Found")
        if not cents.isdecimal() or not int(cents) or not body.get("reason"):
            return _failed(False, "amount and reason are required")
        gone = payment.get("refunded", 0) + int(cents)
        if gone > payment["cents"]:
            return _failed(False, "Failure - The amount is more than what can be refunded")
        keep(state.store, "payment", payment | {"refunded": gone})
    return _done({"response": True, "message": "Success"})


@routes.on("GET", f"{API}/transactions/history")
def history(state: State, request: Request) -> Answer:
    """CSV of the payments from a day to another, a page of them."""
    if refused := refusal(request, {}):
        return refused
    since, until = request.query.get("from", ""), request.query.get("to", "9999")
    offset, limit = int(request.query.get("offset", "0")), int(request.query.get("limit", "1000"))
    inside = [each for each in listed(state.store, "payment") if since <= each["at"][:10] <= until]
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(COLUMNS)
    for each in inside[offset : offset + limit]:
        sums = [amount(each["cents"]), amount(-each["fee"]), amount(each["cents"] - each["fee"]), "0.00"]
        write.writerow(
            [
                each["at"][:19].replace("T", " "),
                "FUNDS_RECEIVED",
                "CREDIT",
                "Test Buyer",
                each["item"],
                "",
                "ZAR",
                "CC",
                *sums,
                each["reference"],
                each["id"],
            ]
        )
    return Answer(200, out.getvalue().encode(), "text/csv; charset=utf-8")


def _done(data: dict[str, Any]) -> Answer:
    return Answer.of({"code": 200, "status": "success", "data": data})


def _failed(response: object, message: str) -> Answer:
    return Answer.of({"code": 400, "status": "failed", "data": {"response": response, "message": message}}, 400)
