"""Where vendors tell us things: what arrives is kept and answered at once, a job finds out what it means."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_appbuilder.baseviews import BaseView, expose

from app.access.actor import SYSTEM
from app.actions.payments.keep_receipt import keep_receipt

LARGEST = 256 * 1024  # bytes


class HooksView(BaseView):  # type: ignore[misc]
    """POST /hooks/payfast: no sign-in and no form token, since nothing that is sent here is believed before its four checks."""

    route_base = "/hooks"
    default_view = "payfast"
    base_permissions: list[str] = []

    @expose("/payfast", methods=["POST"])
    def payfast(self) -> Any:
        request.max_content_length = LARGEST
        keep_receipt(request.get_data(cache=False), request.remote_addr or "", by=SYSTEM)
        return Response(status=200, mimetype="text/plain")
