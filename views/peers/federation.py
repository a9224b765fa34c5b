"""Where other networks ask: our keys, and whose PIN one is (contracts.md section 8). Who may not ask is told the same whatever is wrong."""

from __future__ import annotations

import time
from typing import Any

from flask import Response, jsonify, request
from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.utils.limit import Limit
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException

from app.actions.peers.answer import NotAnswered, answer_request
from app.actions.peers.keys import shown_keys
from app.rules.federation_seal import LARGEST

JOSE = "application/jose"
A_MINUTE = 120  # of one network address
AT_LEAST = 0.06  # seconds: a yes, a no and a refusal take the same


class FederationView(BaseView):  # type: ignore[misc]
    """GET /federation/v1/keys and POST /federation/v1/pin/verify: no sign-in and no form token; what is sealed for us and signed by a network whose keys
    an administrator compared is answered, everything else gets an empty 403."""

    route_base = "/federation/v1"
    default_view = "keys"
    base_permissions: list[str] = []
    limits = [Limit(lambda: f"{A_MINUTE} per minute", key_func=get_remote_address)]

    @expose("/keys")
    def keys(self) -> Any:
        answer = jsonify(shown_keys())
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @expose("/pin/verify", methods=["POST"])
    def verify(self) -> Any:
        began = time.monotonic()
        answer = _answered()
        time.sleep(max(0.0, AT_LEAST - (time.monotonic() - began)))
        return answer


def _answered() -> Response:
    request.max_content_length = LARGEST
    try:
        if request.mimetype != JOSE:
            raise NotAnswered
        return Response(answer_request(request.get_data(cache=False)), mimetype=JOSE)
    except (NotAnswered, HTTPException):
        return Response(status=403, mimetype="text/plain")
