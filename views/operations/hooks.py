"""Where vendors tell us things: what arrives is kept and answered at once, a job finds out what it means."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.utils.limit import Limit
from flask_limiter.util import get_remote_address

from app.access.actor import SYSTEM
from app.actions.enquiries.from_program import receive_from_program
from app.actions.payments.keep_receipt import keep_receipt
from app.actions.xero.hear_webhook import hear_webhook
from app.core.errors import FoyerError

LARGEST_NOTICE = 32 * 1024  # bytes; PayFast's notices have two thousand
LARGEST = 256 * 1024


def a_minute() -> str:
    return f"{current_app.extensions['settings'].hooks_a_minute} per minute"


def as_many_as_come() -> bool:
    return not current_app.extensions["settings"].hooks_a_minute


class HooksView(BaseView):  # type: ignore[misc]
    """POST /hooks/payfast, /hooks/xero and /hooks/leads/<form>: no sign-in and no form token, since nothing that is sent here is believed before it is checked.

    What comes too often from one address is answered 429 and not kept. That loses nothing true: whatever is not answered 200, PayFast sends again at
    once, after ten minutes, and then less and less often; Xero does for a day. Who floods the address cannot stop notices from other addresses.
    """

    route_base = "/hooks"
    default_view = "payfast"
    base_permissions: list[str] = []
    limits = [Limit(a_minute, key_func=get_remote_address, exempt_when=as_many_as_come)]

    @expose("/payfast", methods=["POST"])
    def payfast(self) -> Any:
        request.max_content_length = LARGEST_NOTICE
        keep_receipt(request.get_data(cache=False), request.remote_addr or "", by=SYSTEM)
        return Response(status=200, mimetype="text/plain")

    @expose("/leads/<slug>", methods=["POST"])
    def leads(self, slug: str) -> Any:
        """A lead that another program tells of (S8). 202 and our number of it; 401 without a true signature, 422 with the field that does not fit."""
        request.max_content_length = LARGEST_NOTICE
        head = request.headers
        signed = {
            "key": head.get("X-Foyer-Key", ""),
            "timestamp": head.get("X-Foyer-Timestamp", ""),
            "signature": head.get("X-Foyer-Signature", ""),
        }
        try:
            kept = receive_from_program(slug, **signed, body=request.get_data(cache=False))
        except FoyerError as refusal:
            return {"message": refusal.message, **({"field": refusal.field} if refusal.field else {})}, refusal.status
        return {"id": str(kept.public_id)}, 202

    @expose("/xero", methods=["POST"])
    def xero(self) -> Any:
        """An empty 200 for what Xero signed, 401 for anything else: that is how Xero tries the address (intent to receive)."""
        request.max_content_length = LARGEST
        is_true = hear_webhook(request.get_data(cache=False), request.headers.get("x-xero-signature", ""), by=SYSTEM)
        return Response(status=200 if is_true else 401, mimetype="text/plain")
