"""The stand-in carries its notices itself: at once, as often as it is told to, and never off this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from tests.vendors import Vendors


class Listener(BaseHTTPRequestHandler):
    """Answers with the next status that it was given, else 200."""

    heard: list[str] = []
    statuses: list[int] = []

    def do_POST(self) -> None:
        self.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(self.statuses.pop(0) if self.statuses else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *what: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    Listener.heard, Listener.statuses = [], []
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hooks/payfast"
    server.shutdown()
    server.server_close()


def charged(vendors: Vendors, address: str, reference: str) -> None:
    token = vendors.post("/_control/payfast/tokens", {"notify_url": address})["result"]
    vendors.gateway().charge(token, cents=5_000, reference=reference, item="June")


def notices(vendors: Vendors) -> list[dict[str, object]]:
    found: list[dict[str, object]] = vendors.get("/_control/payfast")["notices"]
    return found


def test_it_goes_out_by_itself_and_waits_for_its_next_turn_when_it_was_not_taken(vendors: Vendors, address: str) -> None:
    Listener.statuses = [500]
    charged(vendors, address, "inv-1-1")
    until = time.monotonic() + 60
    while not (told := notices(vendors)[0])["tries"]:
        assert time.monotonic() < until
        time.sleep(0.05)

    assert (told["tries"], told["status"], len(Listener.heard)) == (1, 500, 1)
    assert parse_qs(Listener.heard[0])["m_payment_id"] == ["inv-1-1"]
    assert 500 < float(str(told["due"])) - time.time() < 601, "ten minutes later"


def test_each_is_sent_as_often_as_wanted_in_any_order(vendors: Vendors, address: str) -> None:
    vendors.post("/_control/payfast/settings", {"send": "no"})
    for number in range(3):
        charged(vendors, address, f"inv-{number}-1")

    assert vendors.post("/_control/payfast/send", {"times": 5, "shuffled": True})["result"] == [200] * 15
    assert {Listener.heard.count(str(each["body"])) for each in notices(vendors)} == {5}


def test_it_never_leaves_this_machine(vendors: Vendors) -> None:
    vendors.post("/_control/payfast/settings", {"send": "no"})
    charged(vendors, "http://192.0.2.1/itn", "inv-1-1")

    assert vendors.post("/_control/payfast/send", {})["result"] == [0]
