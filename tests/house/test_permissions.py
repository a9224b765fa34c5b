"""Who gets through which door: every route as every role, compared with one table that people have read.

A new route or permission changes the table: delete permissions.txt, run this file, read what it wrote, and commit it.
On the same way, whatever a door answers carries the headers, and nothing is written because somebody looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event

from app.access.roles import ROLES
from app.core.entity import db
from tests.make import PASSWORD
from tests.views.every import fill_every_screen
from views import HIDDEN, SCREENS

TABLE = Path(__file__).parent / "permissions.txt"
NOBODY = "Nobody"
WHO = (NOBODY, *ROLES)
MISSING = 2**40
SKIPPED = {"static", "SignInView.login", "SignInView.logout", "SignInView.logout_page"}
WIDTH = 18
seen: dict[str, dict[str, str]] = {}
WRITES = re.compile(r"(?<!FOR )(?<!KEY )\b(INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_.]+)")
# Who took which rows, or saw which secret, is on record (A1), and once a minute that somebody is here; what a sign-in of a program leaves is no change either.
ON_RECORD = {"audit_event", "sign_in"}
# Our keys are made when somebody asks for them first; the script of the tablet is asked for anew each time, and is the same for everybody.
AS_MEANT = {"GET    /federation/v1/keys writes to federation_key", "GET    /kiosk/worker.js stays in caches"}
CHARSETS = ("text/", "application/javascript")


class Door(NamedTuple):
    """`name` is its line in the table; `has_row`: the record that the address asks for is there."""

    name: str
    method: str
    address: str
    form: dict[str, str]
    has_row: bool


def doors(app: Any, rows: dict[str, int]) -> list[Door]:
    """Reading asks for a row that is there, writing for one that is not, so that nothing is destroyed on the way."""
    found: list[Door] = []
    views = {type(view).__name__: view for view in app.appbuilder.baseviews}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            name, _dot, endpoint = rule.endpoint.partition(".")
            if rule.endpoint in SKIPPED or endpoint == "static":
                continue
            view = views.get(name)
            actions = sorted(getattr(view, "actions", None) or ())
            if endpoint == "action_post":
                found += [Door(f"{rule} {each}", "POST", str(rule), {"action": each, "rowid": str(MISSING)}, False) for each in actions]
                continue
            for method in sorted(rule.methods & {"GET", "POST", "PUT", "DELETE"}):
                row = rows.get(name.removesuffix("Api") + "View", rows.get(name)) if method == "GET" else None
                given: dict[str, Any] = dict.fromkeys(rule.arguments, MISSING if row is None else row)
                for wanted in [{"name": each} for each in actions] if endpoint == "action" else [{}]:
                    if endpoint == "related":
                        related = getattr(view, "_related_views", None)
                        if not related:
                            continue
                        wanted = {"name": type(related[0]).__name__}
                    if name == "LookupView":
                        wanted = {"view": "LicenseView", "column": "organisation"}
                    if name in ("ListChoiceView", "CellView"):
                        wanted = {"screen": "LicenseView"}
                    address = app.url_for(rule.endpoint, **{**given, **wanted})
                    said = f"{method:7}{rule}" + (f" {wanted['name']}" if endpoint == "action" else "")
                    found.append(Door(said, method, address, {}, row is not None or name == "LookupView"))
    return sorted(found)


class Visitor:
    """A browser and a program of one person."""

    def __init__(self, app: Any, make: Any, role: str) -> None:
        self.browser = app.test_client()
        self.headers: dict[str, str] = {}
        self.faults: list[str] = []  # what an answer lacks, or what was written by looking
        self._app = app
        self.token = self._token("/login/")
        if role == NOBODY:
            return
        user = make.user(role)
        said = {"username": user.username, "password": PASSWORD}
        assert self.browser.post("/login/", data={**said, "csrf_token": self.token}).status_code == 302
        self.token = self._token("/profile/edit")
        bearer = self.browser.post("/api/v1/security/login", json={**said, "provider": "db"}).get_json()
        self.headers = {"Authorization": f"Bearer {bearer['access_token']}"}

    def _token(self, address: str) -> str:
        page = self.browser.get(address).get_data(as_text=True)
        return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def tries(self, door: Door) -> str:
        """`yes`, `no` or `sign in`. A missing row or an empty form is a yes, because the door was open."""
        if door.address.startswith("/api/"):
            more = {"headers": self.headers, **({"json": {}} if door.method in ("POST", "PUT") else {})}
        else:
            more = {"data": {**door.form, "csrf_token": self.token}} if door.method == "POST" else {}
        with writes(self._app) as written:
            answer = self.browser.open(door.address, method=door.method, **more)
        if door.method == "GET":
            self.faults += [f"{door.name} writes to {name}" for name in written if name not in ON_RECORD]
        self.faults += [f"{door.name} {fault}" for fault in lacks(answer)]
        assert answer.status_code < 500, (door.name, answer.status_code)
        assert answer.status_code != 400 or door.address.startswith("/api/"), door.name
        if answer.status_code == 401 or (answer.status_code == 302 and "/login/" in answer.location):
            return "sign in"
        return "no" if answer.status_code == 403 or (answer.status_code == 404 and door.has_row) else "yes"


@contextmanager
def writes(app: Any) -> Iterator[list[str]]:
    """The tables that are written to meanwhile, for good: what a page tries out and takes back is no change."""
    found: list[str] = []
    open_yet: list[str] = []
    marks: list[int] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        open_yet.extend(match[2] for match in WRITES.finditer(statement))

    def committed(_connection: Any) -> None:
        found.extend(open_yet)
        open_yet.clear()

    def undone(_connection: Any) -> None:
        open_yet.clear()
        marks.clear()

    heard = {
        "before_cursor_execute": note,
        "commit": committed,
        "rollback": undone,
        "savepoint": lambda _connection, _name: marks.append(len(open_yet)),
        "release_savepoint": lambda _connection, _name, _context: marks.pop() if marks else None,
        "rollback_savepoint": lambda _connection, _name, _context: open_yet.__delitem__(slice(marks.pop() if marks else 0, None)),
    }
    with app.app_context():
        engine = db.engine
    for name, hears in heard.items():
        event.listen(engine, name, hears)
    try:
        yield found
    finally:
        for name, hears in heard.items():
            event.remove(engine, name, hears)


def lacks(answer: Any) -> list[str]:
    """What every answer has to carry, and does not (ASVS 3.2.1, 3.4, 4.1.1, 14.3.2)."""
    head, kind = answer.headers, answer.headers.get("Content-Type", "")
    policy = head.get("Content-Security-Policy", "")
    is_file = policy.startswith("default-src 'none'") and kind.startswith(("image/", "application/pdf")) and "script-src" not in policy
    wanted = {
        "may run foreign scripts": is_file
        or (
            "script-src 'self'" in policy
            and "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")
            and "unsafe-eval" not in policy
        ),
        "may hold objects": is_file or ("object-src 'none'" in policy and "base-uri 'none'" in policy),
        "may be framed": "frame-ancestors" in policy and "*" not in policy,
        "may be sniffed": head.get("X-Content-Type-Options") == "nosniff",
        "tells where people were": head.get("Referrer-Policy") in ("same-origin", "strict-origin", "no-referrer"),
        "stays in caches": "no-store" in head.get("Cache-Control", "")
        or (kind.startswith("image/") and "private" in head.get("Cache-Control", "")),
        "is the same for every cookie": "Cookie" in head.get("Vary", ""),
        "has no charset": not kind.startswith(CHARSETS) or "charset=utf-8" in kind,
        "lets other sites read": "Access-Control-Allow-Origin" not in head,
        "names its maker": "werkzeug" not in head.get("Server", "").lower(),
    }
    return [fault for fault, holds in wanted.items() if not holds]


def table() -> dict[str, dict[str, str]]:
    """The table as read: door -> role -> answer."""
    head, *lines = TABLE.read_text().splitlines()
    start = head.index(NOBODY)
    return {line[:start].rstrip(): {role: line[start + n * WIDTH :][:WIDTH].strip() for n, role in enumerate(WHO)} for line in lines}


@pytest.mark.parametrize("role", WHO)
def test_every_door_opens_to_whom_it_should(web_app, make, role):
    rows = {name: row.id for name, row in fill_every_screen(make).items()}
    visitor = Visitor(web_app, make, role)
    make.session.rollback()
    here = {door.name: visitor.tries(door) for door in doors(web_app, rows)}
    assert set(visitor.faults) <= AS_MEANT, "\n".join(visitor.faults)
    for name, answer in here.items():
        seen.setdefault(name, {})[role] = answer
    if TABLE.exists():
        assert here == {name: answers[role] for name, answers in table().items()}


def test_the_table_is_kept():
    if TABLE.exists():
        return
    start = max(map(len, seen)) + 2
    lines = ["".ljust(start) + "".join(role.ljust(WIDTH) for role in WHO)]
    lines += [name.ljust(start) + "".join(answers[role].ljust(WIDTH) for role in WHO) for name, answers in seen.items()]
    TABLE.write_text("".join(f"{line.rstrip()}\n" for line in lines))
    pytest.fail(f"{TABLE.name} was written. Read it, and commit it.")


def test_every_screen_is_named_once() -> None:
    named = [*HIDDEN, *(view for view, *_ in SCREENS)]
    assert sorted({view.__name__ for view in named if named.count(view) > 1}) == []
