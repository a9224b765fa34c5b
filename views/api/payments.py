"""Money that came in, for programs: EFTs are recorded here, cards tell of themselves."""

from __future__ import annotations

from marshmallow import fields

from app.actions.payments.record_eft import record_eft
from app.models import Payment, PaymentAttempt, PaymentMethod, PaymentPart
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.resource import readable
from views.api.writable import WritableApi


class PaymentApi(WritableApi):
    """POST records an EFT; the same `key` again answers with the first. Nothing is changed or removed afterwards."""

    resource_name = "payment"
    datamodel = ScopedInterface(Payment)
    include_route_methods = READ_ROUTES | {"post"}
    list_columns = [
        "id", "organisation_id", "location_id", "kind", "currency", "amount_cents", "credit_cents", "received_on", "reference", "recorded_by",
    ]  # fmt: skip
    show_columns = list_columns
    add_columns = edit_columns = ["organisation_id", "amount_cents", "received_on", "reference", "key"]
    also_given = {"invoice_id": fields.Integer(allow_none=True)}
    create_with = record_eft


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
