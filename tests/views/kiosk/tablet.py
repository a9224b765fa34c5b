"""A tablet, as its own script talks to the house."""

from __future__ import annotations

import uuid
from typing import Any

from app.actions.kiosks.create import create_kiosk
from app.actions.kiosks.pair import pair_kiosk


class Tablet:
    """Paired without a browser: pairing has tests of its own."""

    def __init__(self, app: Any, location: Any, by: Any, name: str = "Front door") -> None:
        with app.test_request_context():  # an actor's name is in words
            _kiosk, secret = pair_kiosk(create_kiosk(location_id=location.id, name=name, by=by)[1])
        self.browser = app.test_client()
        self.browser.set_cookie("kiosk", secret, path="/kiosk")
        self.page_address = f"/kiosk/{location.code}"

    def page(self) -> str:
        return str(self.browser.get(self.page_address).get_data(as_text=True))

    def asks(self, what: str, **said: Any) -> Any:
        answer = self.browser.post(f"/kiosk/do/{what}", json=said, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def arrives(self, email: str = "nomsa@visitor.example", name: str = "Nomsa Dlamini", host_name: str = "Acme", **said: Any) -> Any:
        return self.asks("arrive", **{"key": str(uuid.uuid4()), "email": email, "name": name, "host_name": host_name, **said})

    def tells(self, *records: dict[str, Any], now: int = 1_000_000_000) -> list[str]:
        taken: list[str] = self.asks("keep", now=now, records=list(records))["taken"]
        return taken
