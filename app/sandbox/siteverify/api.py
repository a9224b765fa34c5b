"""siteverify: a token is good once, for two minutes, and says what it was made to say (contracts section 7)."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from app.core import clock
from app.sandbox.exchange import Answer, Request, Routes
from app.sandbox.state import State
from app.sandbox.store import Store

routes = Routes("siteverify")
TENANT, SECRET, LASTS = "siteverify", "foyer-sandbox-captcha", 120
SCRIPT = """(() => {
  const made = () => fetch(new URL("token?" + new URLSearchParams({hostname: location.hostname}), base)).then((answer) => answer.text());
  const base = new URL("/siteverify/", document.currentScript.src);
  const box = document.querySelector(".g-recaptcha, .cf-turnstile");
  const put = (token) => { const field = document.querySelector('[name="captcha_token"]'); if (field) field.value = token; };
  window.grecaptcha = {ready: (then) => then(), execute: made};
  if (box) made().then(put);
})();
"""


def make(store: Store, **said: Any) -> str:
    """A token of which siteverify will say this: hostname, score, action."""
    token = uuid.uuid4().hex
    body = json.dumps({"hostname": "localhost", **said}, default=str)
    store.run("INSERT OR REPLACE INTO record VALUES (?, ?, ?, NULL, NULL, ?, ?)", TENANT, "token", token, body, clock.now().timestamp())
    return token


@routes.on("POST", "/recaptcha/api/siteverify")
def recaptcha(state: State, request: Request) -> Answer:
    return _verify(state.store, request)


@routes.on("POST", "/turnstile/v0/siteverify")
def turnstile(state: State, request: Request) -> Answer:
    return _verify(state.store, request)


@routes.on("GET", "/siteverify/token")
def token(state: State, request: Request) -> Answer:
    """What the script fetches: the token of somebody who is surely a person."""
    made = make(state.store, hostname=request.query.get("hostname", "localhost"), score="0.9", action="lead")
    return Answer(200, made.encode(), "text/plain", {"Access-Control-Allow-Origin": "*"})


@routes.on("GET", "/recaptcha/api.js")
def recaptcha_script(state: State, request: Request) -> Answer:
    return Answer(200, SCRIPT.encode(), "text/javascript")


@routes.on("GET", "/turnstile/v0/api.js")
def turnstile_script(state: State, request: Request) -> Answer:
    return Answer(200, SCRIPT.encode(), "text/javascript")


def _verify(store: Store, request: Request) -> Answer:
    form = request.form()
    if problem := _problem(form):
        return _no(problem)
    with store.writing():
        row = store.row("SELECT body, updated FROM record WHERE tenant = ? AND kind = 'token' AND id = ?", TENANT, form["response"])
        if row is None:
            return _no("invalid-input-response")
        store.run("DELETE FROM record WHERE tenant = ? AND kind = 'token' AND id = ?", TENANT, form["response"])
        store.run(
            "INSERT OR REPLACE INTO record VALUES (?, ?, ?, NULL, NULL, '{}', ?)",
            TENANT,
            "spent",
            form["response"],
            clock.now().timestamp(),
        )
    made = float(row["updated"])
    if clock.now().timestamp() - made > LASTS:
        return _no("timeout-or-duplicate")
    said = json.loads(row["body"])
    told: dict[str, Any] = {"success": True, "challenge_ts": said.get("challenge_ts") or _iso(made), "hostname": said["hostname"]}
    if "score" in said:
        told["score"] = float(said["score"])
    if "action" in said:
        told["action"] = said["action"]
    return Answer.of(told)


def _problem(form: dict[str, str]) -> str:
    if not form.get("secret"):
        return "missing-input-secret"
    if form["secret"] != SECRET:
        return "invalid-input-secret"
    return "" if form.get("response") else "missing-input-response"


def _no(code: str) -> Answer:
    return Answer.of({"success": False, "error-codes": [code]})


def _iso(seconds: float) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
