"""MailArchiva's control side: mails that came past Foyer, such as replies, and a key that is taken again."""

from __future__ import annotations

import base64
from typing import Any

from app.sandbox import faults
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.mailarchiva.gate import KEY
from app.sandbox.post import mailbox
from app.sandbox.state import State

routes = Routes("control")


def card(state: State) -> dict[str, Any]:
    """What the index page shows."""
    (row,) = state.store.rows("SELECT count(*) AS mails FROM mail")
    return {
        "name": "mailarchiva",
        "title": "MailArchiva",
        "address": f"{state.url}/mailarchiva",
        "faults": faults.FAULTS["mailarchiva"],
        "example": "GET */blobs",
        "summary": f"{row['mails']} mails, key {KEY}",
    }


@routes.on("POST", "/_control/mailarchiva/mails")
def arrive(state: State, request: Request) -> Answer:
    """{"raw": base64 of a mail (RFC 5322), "at": seconds since 1970, optional}."""
    sent = request.json()
    raw = base64.b64decode(sent["raw"])
    number = mailbox.keep(state.store, "", [], raw)
    if "at" in sent:
        state.store.run("UPDATE mail SET at = ? WHERE id = ?", float(sent["at"]), number)
    return Answer.of({"result": number})


@routes.on("POST", "/_control/mailarchiva/unlock")
def unlock(state: State, request: Request) -> Answer:
    """As its administrator would."""
    state.store.set("mailarchiva_bad_keys", "0")
    return Answer.of({"result": 0})
