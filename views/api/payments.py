"""Money that came in, for programs: EFTs are recorded here, cards tell of themselves."""

from __future__ import annotations

from marshmallow import fields

from app.actions.payments.charge_back import charge_back_payment
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.models import Payment, PaymentAttempt, PaymentMethod, PaymentPart, Refund
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.resource import readable
from views.api.writable import Verb, WritableApi


class PaymentApi(WritableApi):
    """POST records an EFT, or with `kind` what came in `cash` or by the `card_machine`; the same `key` again answers with the first. Nothing is changed or removed afterwards."""

    resource_name = "payment"
    datamodel = ScopedInterface(Payment)
    include_route_methods = READ_ROUTES | {"post", "verb"}
    list_columns = [
        "id", "organisation_id", "location_id", "kind", "currency", "amount_cents", "credit_cents", "refunded_cents", "received_on", "reference", "recorded_by",
    ]  # fmt: skip
    show_columns = list_columns
    add_columns = edit_columns = ["organisation_id", "amount_cents", "received_on", "reference", "key"]
    also_given = {"invoice_id": fields.Integer(allow_none=True), "kind": fields.String()}
    create_with = record_eft
    verbs = {
        "chargeback": Verb(
            charge_back_payment, {"taken_on": fields.Date(allow_none=True), "reference": fields.String(), "reason": fields.String()}
        )
    }


class RefundApi(WritableApi):
    """POST gives money back: out of a payment's credit, with `invoice_id` out of what it paid of that one, or out of a credit note of its own.
    By EFT it is done, and only recorded; by card the provider is asked, and `state` tells. The same `key` again answers with the first.
    """

    resource_name = "refund"
    datamodel = ScopedInterface(Refund)
    class_permission_name = "Payment"
    include_route_methods = READ_ROUTES | {"post"}
    list_columns = [
        "id", "organisation_id", "location_id", "payment_id", "credit_note_id", "way", "state", "currency", "amount_cents", "refunded_on", "reference", "reason", "told", "recorded_by",
    ]  # fmt: skip
    show_columns = list_columns
    add_columns = edit_columns = ["payment_id", "credit_note_id", "amount_cents", "way", "refunded_on", "reference", "reason", "key"]
    also_given = {"invoice_id": fields.Integer(allow_none=True)}
    create_with = refund_payment


PaymentPartApi = readable(PaymentPart, class_permission_name="Payment")
PaymentAttemptApi = readable(
    PaymentAttempt,
    class_permission_name="Payment",
    list_columns=[
        "id", "organisation_id", "location_id", "invoice_id", "method_id", "reference", "amount_cents", "keeps_card", "state", "is_auto", "for_good", "retry_on",
        "reason", "vendor_number", "asked_at", "decided_at",
    ],
)  # fmt: skip
# Never a token, nor its mark.
CARD = ["id", "organisation_id", "name", "is_default", "refused_at", "refused_reason", "removed_at", "cancelled_at"]
PaymentMethodApi = readable(PaymentMethod, class_permission_name="Payment", list_columns=CARD, show_columns=CARD)
