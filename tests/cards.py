"""Cards for tests: kept ones without a browser, and the notices of PayFast carried by hand."""

from __future__ import annotations

import http.client
import re
from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.access.sealing import CARD, marked, sealed
from app.core.entity import db
from app.models import Invoice, Organisation, PaymentMethod

HERE = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"


def kept_card(make: Any, world: Any, organisation: Organisation, *, card: str = "good", **wishes: Any) -> PaymentMethod:
    """The organisation's default card, known to the sandbox as well. `card` is one of its test cards."""
    token = str(world.vendors.post("/_control/payfast/tokens", {"card": card, "notify_url": "http://127.0.0.1:1/"})["result"]).encode()
    values = {
        "organisation_id": organisation.id,
        "token_mark": marked(token, CARD),
        "sealed_token": sealed(token, CARD),
        "is_default": True,
    }
    method = PaymentMethod(**values | wishes)
    db.session.add(method)
    db.session.commit()
    return method


def tell(client: Any, world: Any, *, about: Invoice | None = None) -> int:
    """Carry the notices to their address, all or those about one invoice; how many there were."""
    number = str(about.number) if about is not None else ""
    bodies = [each["body"] for each in world.vendors.get("/_control/payfast")["notices"] if number in each["body"]]
    for body in bodies:
        answer = client.post("/hooks/payfast", data=body, content_type=FORM, environ_base={"REMOTE_ADDR": HERE})
        assert answer.status_code == 200
    return len(bodies)


def paid_for(world: Any) -> Counter[str]:
    """How many payments PayFast took for each of our references."""
    return Counter(str(each["reference"]) for each in world.vendors.get("/_control/payfast")["payments"])


def pay_there(world: Any, fields: dict[str, str], card: str = "good") -> None:
    """What a browser does on PayFast's page with the form that it was sent over with."""
    page = _posted(world, "/payfast/eng/process", {name: unescape(value) for name, value in fields.items() if name != "csrf_token"})
    found = re.search(r'name="id" value="([^"]+)"', page)
    assert found is not None, page
    _posted(world, "/payfast/eng/pay", {"id": found[1], "card": card})


def _posted(world: Any, path: str, said: dict[str, str]) -> str:
    connection = http.client.HTTPConnection(urlsplit(world.vendors.url).netloc, timeout=60)
    try:
        connection.request("POST", path, urlencode(said), {"Content-Type": FORM})
        return connection.getresponse().read().decode()
    finally:
        connection.close()
