"""The captchas' control side: tokens that say what a test wants."""

from __future__ import annotations

from typing import Any

from app.sandbox import faults
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.siteverify.api import SECRET, make
from app.sandbox.state import State

routes = Routes("control")
SAID = {"hostname", "score", "action", "challenge_ts"}


def card(state: State) -> dict[str, Any]:
    """What the index page shows."""
    return {
        "name": "siteverify",
        "title": "Captchas",
        "address": f"{state.url}/recaptcha/api/siteverify",
        "faults": faults.FAULTS["siteverify"],
        "example": "POST */siteverify",
        "summary": f"the secret is {SECRET}, any site key will do",
    }


@routes.on("POST", "/_control/siteverify/tokens")
def token(state: State, request: Request) -> Answer:
    """{"hostname", "score", "action", "challenge_ts"}, any of them: gives a token."""
    sent = request.json()
    if unknown := sorted(set(sent) - SAID):
        return Answer.of({"message": f"a token does not say {unknown[0]}"}, 400)
    return Answer.of({"result": make(state.store, **sent)})
