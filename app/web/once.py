"""Idempotency-Key: the one way in which a writing call of a program is done once, however often it is sent; and a form of a person whose noun keeps no key of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Response, request

from app.actions.api_calls.begin import HEADER, begin_call
from app.actions.api_calls.keep import keep_answer, let_go
from app.actions.own_key import sent_key
from app.core.one_at_a_time import one_at_a_time
from app.web.actor import current_actor
from app.web.again import persistently
from app.work import transaction

REPLAYED = "Idempotency-Replayed"


def once(write: Callable[[], Response]) -> Response:
    """`write` and the keeping of its answer are one transaction: after whatever crash, both are there or none. Without the header it is just done.

    A refusal changed nothing, and frees the key. Raises as begin_call does, and what `write` raises.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return persistently(write)
    by = current_actor()
    call = begin_call(key, asked(), by=by)
    if call.status is not None:
        return Response(call.answer, call.status, {REPLAYED: "true"}, mimetype="application/json")

    def written() -> Response:
        with transaction(by=by):
            answer = write()
            keep_answer(call, answer.status_code, answer.get_data(), by=by)
        return answer

    try:
        return persistently(written)
    except BaseException:
        let_go(call, by=by)
        raise


def form_once(key: str, write: Callable[[], str]) -> str:
    """`write` answers with what leads on, such as an id. The same form sent twice waits for the first and is answered alike: a page that was gone back to
    and says something else is another one. Without a key it is just done. Raises what `write` raises, which frees the key."""
    if not key:
        return write()
    by = current_actor()
    told = json.dumps([request.path, sorted(each for each in request.form.items(multi=True) if each[0] != "csrf_token")])
    name = f"form:{sha256(f'{key} {told}'.encode()).hexdigest()}"
    with transaction(by=by) as work:
        one_at_a_time(work.session, f"{by.id} {name}")
        call = begin_call(name, told, by=by)
        if call.status is not None:
            return call.answer.decode()
        answer = write()
        keep_answer(call, 200, answer.encode(), by=by)
    return answer


def by_form(form: Any, act: Callable[[], Any]) -> Callable[[], Any]:
    """The act of a form that has a `key`, done once however often it is sent. Of what it makes only the id outlives the twin."""
    return lambda: form_once(form.key.data or "", lambda: str(getattr(act(), "id", "")))


def asked() -> str:
    """What twins have in common: JSON counts by what it says, not by the order of its fields."""
    body: Any = request.get_json(silent=True)
    told = request.get_data(as_text=True) if body is None else json.dumps(body, sort_keys=True)
    return f"{request.method}\n{request.full_path}\n{told}"


def with_key(body: Any) -> Any:
    """The body, with the header as its `key` where it has none: what is kept for ever by that name is done once for ever."""
    key = request.headers.get(HEADER)
    if not isinstance(body, dict) or key is None or body.get("key"):
        return body
    return {**body, "key": f"api:{sha256(key.encode()).hexdigest()[:40]}"}


def own(given: dict[str, Any]) -> dict[str, Any]:
    """What a program said, its `key` made its account's own: two programs that count from 1 do not meet."""
    return {**given, "key": sent_key(current_actor(), given["key"])} if given.get("key") else given


def key_sent(form: Any) -> str:
    """The `key` of a form, its sender's own; empty for none."""
    return sent_key(current_actor(), form.key.data)
