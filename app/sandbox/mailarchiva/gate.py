"""The gate of MailArchiva: the bare key in front, three bad ones lock it for long; answers in the spelling of v1 or v2."""

from __future__ import annotations

import hmac
import re
from email.message import EmailMessage
from typing import Any

from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.post import mailbox
from app.sandbox.state import State
from app.sandbox.store import Store

routes = Routes("mailarchiva")
KEY = "foyer-sandbox-archive-key"
TRIES, VOLUME, LONGEST = 3, "1", 200
PHRASE = re.compile(r'(?P<not>NOT\s+)?(?P<field>all|anyaddress|subject):\(?"(?P<text>(?:[^"\\]|\\.)*)"\)?')
SPELLINGS = {
    "v1": ("searchResults", "blobId", "volumeId", "uniqueId", "fieldValues"),
    "v2": ("results", "blobid", "volumeid", "uniqueid", "list"),
}


@routes.on("GET", "/mailarchiva/api/{version}/blobs")
def search(state: State, request: Request, version: str) -> Answer:
    """?query=&page=&pageSize=; pages from 1, the newest first."""
    if (refusal := refused(state.store, request)) or (refusal := unknown(version)):
        return refusal
    phrases = [found.groupdict() for found in PHRASE.finditer(request.query.get("query", ""))]
    if not phrases:
        return Answer.of({"message": "Cannot parse the query"}, 400)
    found = [
        row for row in state.store.rows("SELECT * FROM mail ORDER BY at DESC, id DESC") if all(_fits(row, phrase) for phrase in phrases)
    ]
    size = min(int(request.query.get("pagesize", "20")), LONGEST)
    start = (max(1, int(request.query.get("page", "1"))) - 1) * size
    results, blob, volume, unique, fields = SPELLINGS[version]
    shown = [{blob: {volume: VOLUME, unique: str(row["id"])}, fields: _fields(row)} for row in found[start : start + size]]
    return Answer.of({"totalHits": len(found), results: shown})


@routes.on("GET", "/mailarchiva/api/{version}/blobs/{volume}/{unique}")
def fetch(state: State, request: Request, version: str, volume: str, unique: str) -> Answer:
    """?xPathQuery=view: the whole mail."""
    if (refusal := refused(state.store, request)) or (refusal := unknown(version)):
        return refusal
    found = mailbox.fetched(state.store, unique) if volume == VOLUME else None
    if found is None or request.query.get("xpathquery") != "view":
        return Answer.of({"message": "No such blob"}, 404)
    return Answer(200, found[2], "application/octet-stream")


def refused(store: Store, request: Request) -> Answer | None:
    """401 for a bad key; after three of them 403 for every key, until the sandbox is reset."""
    bad = int(store.setting("mailarchiva_bad_keys", "0"))
    if bad >= TRIES:
        return Answer.of({"message": "This account is locked"}, 403)
    if not hmac.compare_digest(request.headers.get("authorization", "").encode(), KEY.encode()):
        store.set("mailarchiva_bad_keys", str(bad + 1))
        return Answer(401)
    store.set("mailarchiva_bad_keys", "0")
    return None


def unknown(version: str) -> Answer | None:
    return None if version in SPELLINGS else Answer(404)


def _fits(row: Any, phrase: dict[str, str]) -> bool:
    text = re.sub(r"\\(.)", r"\1", phrase["text"]).lower()
    place = (
        row["subject"] or ""
        if phrase["field"] == "subject"
        else " ".join(filter(None, (row["shown_from"], row["shown_to"], row["recipients"])))
    )
    return (text in place.lower()) is not bool(phrase["not"])


def _fields(row: Any) -> list[dict[str, str]]:
    message: EmailMessage = mailbox.parsed(row["raw"])
    values = {
        "sentdate": str(int(row["at"] * 1000)), "from": row["shown_from"], "to": row["shown_to"], "subject": row["subject"], "messageid": row["message_id"],
        "snippet": " ".join(mailbox.body(message, "plain").split())[:300], "auto-submitted": str(message.get("Auto-Submitted", "no")),
    }  # fmt: skip
    return [{"field": name, "value": value or ""} for name, value in values.items()]
