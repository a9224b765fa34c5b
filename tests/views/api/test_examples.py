"""The examples on the page of the API are answers of the application itself. What they look like is compared; delete the file, run this, read what it wrote, and commit it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

from app.core import clock
from app.rules.webhook_signature import headers_of, secret_of
from app.web.api_docs import EXAMPLES
from tests.views.every import fill_every_screen
from views.api import RESOURCES

HERE = Path("templates/screens/api")
ONE = "?q=(keys:!(none),page_size:1)"


def asked(make: Any) -> list[tuple[str, str, str, Any]]:
    """(resource, method, path, body) of what is written, in its order; a word in braces is an id of a row that is there."""
    day = clock.today("Africa/Johannesburg") + dt.timedelta(days=2)
    location = make.location(name="Gardens")
    room = make.room(make.space(location), name="Boardroom")
    license = make.license(make.organisation(location, name="Bright Ltd"), make.membership(location))
    member = make.user("Member", organisation_id=license.organisation_id)
    wallet = make.wallet(license.organisation)
    when = {"starts_at": f"{day}T09:00:00+02:00", "ends_at": f"{day}T10:00:00+02:00"}
    return [
        (
            "lead",
            "POST",
            "lead/",
            {"location_id": location.id, "name": "Ann Able", "email": "ann@able.example", "places": 3, "source": "website"},
        ),
        ("lead", "POST", "lead/", {"location_id": location.id, "name": "Ann Able", "email": "ann"}),
        ("organisation", "POST", "organisation/", {"location_id": location.id, "name": "Able Ltd", "invoice_email": "pay@able.example"}),
        (
            "user",
            "POST",
            "user/",
            {"email": "ann@bright.example", "first_name": "Ann", "last_name": "Able", "organisation_id": license.organisation_id},
        ),
        ("booking", "POST", "booking/", {"room_id": room.id, "user_id": member.id, **when, "title": "Board", "expected_cents": 20000}),
        ("booking", "POST", "booking/{made}/cancel", {"reason": "The room is cold", "by_operator": True}),
        ("wallet", "POST", f"wallet/{wallet.id}/top-up", {"amount_cents": 50000, "reason": "Card 4711"}),
        ("payment", "POST", "payment/", {"organisation_id": license.organisation_id, "amount_cents": 115000, "reference": "EFT 30 NOV"}),
        ("check_in", "POST", "check_in/", {"location_id": location.id, "user_id": member.id}),
        ("visit", "POST", "visit/", {"location_id": location.id, "name": "Gus Guest", "expected_at": when["starts_at"]}),
        ("license", "POST", f"license/{license.id}/end", {"on": str(day + dt.timedelta(days=400))}),
        ("license", "PUT", f"license/{license.id}", {"commitment_months": 12}),
    ]


def recorded(program: Any, make: Any) -> dict[str, dict[str, Any]]:
    rows = fill_every_screen(make)
    admin, found, made = program(), {}, 0
    for number, (_noun, method, path, body) in enumerate(asked(make)):
        head = admin.headers | {"Idempotency-Key": f"example-{number}"}
        path = path.replace("{made}", str(made))
        answer = admin.client.open(f"/api/v1/{path}", method=method, headers=head, json=body)
        told = {"path": f"/api/v1/{path}", "body": body, "status": answer.status_code, "answer": answer.get_json()}
        name = f"{method} /api/v1/{re.sub(r'/[0-9]+', '/{pk}', path)}"
        if answer.status_code == 422:
            found[name]["refused"] = told
        else:
            assert answer.status_code in (200, 201), (name, told)
            found[name], made = told, answer.get_json()["id"]
    names = [each.resource_name for each in RESOURCES if hasattr(each, "datamodel")]
    organisation = rows["ContractView"].opportunity.lead.location.code
    calls = {f"GET /api/v1/{name}/": f"/api/v1/{name}/{ONE}" for name in names}
    calls |= {
        "GET /api/v1/availability/": f"/api/v1/availability/?location={organisation}&people=2",
        "GET /api/v1/debtor/": "/api/v1/debtor/",
    }
    for name, address in calls.items():
        answer = admin.client.get(address, headers=admin.headers)
        assert answer.status_code == 200, name
        found[name] = {"path": address, "status": 200, "answer": answer.get_json()}
    return found


def shape(value: Any) -> Any:
    """What a program relies on: the names and the kinds of values. Of a list its first; nothing is of every kind."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return type(value).__name__


def differ(one: Any, other: Any, where: str = "") -> list[str]:
    if (
        "NoneType" in (one, other) or one == other or [] in (one, other) or where.endswith((".changes", ".payload"))
    ):  # whichever columns moved, whichever job it is
        return []
    if isinstance(one, dict) and isinstance(other, dict):
        gone = [f"{where}.{name}" for name in one.keys() ^ other.keys()]
        return gone + [said for name in one.keys() & other.keys() for said in differ(one[name], other[name], f"{where}.{name}")]
    if isinstance(one, list) and isinstance(other, list):
        return differ(one[0], other[0], f"{where}[]")
    return [f"{where}: {one} is {other}"]


def test_examples_are_what_the_application_answers(program: Any, make: Any) -> None:
    now = recorded(program, make)
    if not EXAMPLES.exists():
        EXAMPLES.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n")
    kept = json.loads(EXAMPLES.read_text())
    assert kept.keys() == now.keys()
    assert [said for name in now for said in differ(shape(kept[name]), shape(now[name]), name)] == []


def test_the_receivers_on_the_page_know_our_signature() -> None:
    body, secret = '{"type":"webhook.test","data":{"name":"Zoë"}}', secret_of(b"s" * 32)
    head = headers_of("msg_1", int(time.time()), body, [secret_of(b"n" * 32), secret])
    named: dict[str, Any] = {}
    exec((HERE / "verify.py.txt").read_text(), named)
    assert named["is_ours"](secret, head, body.encode())
    assert not named["is_ours"](secret, head, body.encode() + b" ")
    assert not named["is_ours"](secret, head | {"webhook-timestamp": "1"}, body.encode())
    told = {"SECRET": secret, "ID": "msg_1", "TIMESTAMP": head["webhook-timestamp"], "BODY": body, "PATH": "/usr/bin:/bin"}
    made = subprocess.run(
        ["sh", "-c", (HERE / "verify.sh.txt").read_text()], env=told, capture_output=True, text=True, check=True
    ).stdout.strip()
    right = hmac.new(b"s" * 32, f"msg_1.{head['webhook-timestamp']}.{body}".encode(), hashlib.sha256).digest()
    assert made == base64.b64encode(right).decode() and f"v1,{made}" in head["webhook-signature"]
