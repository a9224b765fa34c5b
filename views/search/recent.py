"""What this person looked at last, in this browser: kinds and numbers in the signed session, which ends when they sign out."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request, session
from flask_login import current_user

from app.core.entity import db
from app.queries.search.find import named
from app.web.actor import current_actor
from app.web.interface import key_of
from views.search import records
from views.search.item import Item

KEPT = 8
NAME = "recent"


def install(app: Flask) -> None:
    app.after_request(note)


def note(response: Response) -> Response:
    """A record that was opened moves to the front. Whose it is stands beside it, for browsers that are shared."""
    known = records.BY_ENDPOINT.get(request.endpoint or "")
    if known is None or request.method != "GET" or response.status_code != 200 or not current_user.is_authenticated:
        return response
    kind, argument = known
    row_id = key_of((request.view_args or {}).get(argument))
    if row_id is not None:
        seen = [kind, row_id]
        kept = [seen, *(each for each in _kept() if each != seen)][:KEPT]
        if kept != _kept():
            session[NAME] = {"of": current_user.id, "rows": kept}
    return response


def recent() -> list[Item]:
    """As they are called now, and without what this person may no longer see."""
    return [records.item(hit) for hit in named(db.session(), [(str(kind), int(row_id)) for kind, row_id in _kept()], by=current_actor())]


def _kept() -> list[Any]:
    found = session.get(NAME)
    return list(found["rows"]) if isinstance(found, dict) and found.get("of") == current_user.id else []
