"""Notices (ITN): made with each payment, signed in the order of their fields, sent until somebody answers 200 (contracts.md 1.6)."""

from __future__ import annotations

import http.client
import logging
import random
import threading
from typing import Any
from urllib.parse import quote_plus, urlsplit

from app.core import clock
from app.sandbox.payfast.gate import digest
from app.sandbox.payfast.records import MERCHANT, Record, amount, found, keep, listed, new_id, next_number
from app.sandbox.store import Store

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WAITS = (0, 600, 1200, 2400, 4800, 9600, 19200)  # seconds before each try
LOOK = 1.0
log = logging.getLogger("foyer.sandbox")


def about(store: Store, payment: Record, form: dict[str, str], *, token: str = "", status: str = "COMPLETE") -> None:
    """Note the notice about a payment; whoever posts it finds it waiting."""
    cents, fee = payment["cents"], payment["fee"]
    custom = [(f"custom_{kind}{n}", form.get(f"custom_{kind}{n}", "")) for kind in ("str", "int") for n in range(1, 6)]
    pairs = [
        ("m_payment_id", payment["reference"]),
        ("pf_payment_id", payment["id"]),
        ("payment_status", status),
        ("item_name", payment["item"]),
        ("item_description", form.get("item_description", "")),
        ("amount_gross", amount(cents)),
        ("amount_fee", amount(-fee)),
        ("amount_net", amount(cents - fee)),
        *custom,
        *((name, form.get(name, "")) for name in ("name_first", "name_last", "email_address")),
        ("merchant_id", MERCHANT["merchant_id"]),
        *([("token", token), ("billing_date", clock.now().date().isoformat())] if token else []),
    ]
    text = "&".join(f"{name}={quote_plus(value).replace('~', '%7E')}" for name, value in pairs)
    signature = digest([*pairs, ("passphrase", MERCHANT["passphrase"])])
    order = next_number(store)
    told = {"address": form.get("notify_url", ""), "parameters": text, "body": f"{text}&signature={signature}"}
    keep(store, "notice", {"id": new_id(), "order": order, "tries": 0, "status": 0, "due": clock.now().timestamp(), **told})


def was_sent(store: Store, parameters: str) -> bool:
    return any(each["parameters"] == parameters for each in listed(store, "notice"))


def send(store: Store, *, times: int = 1, shuffled: bool = False) -> list[int]:
    """Every notice so many times, now, whatever came of it before; the statuses that came back (0: nobody answered)."""
    wanted = [each["id"] for each in listed(store, "notice")] * times
    if shuffled:
        random.shuffle(wanted)
    return [_post(store, each) for each in wanted]


def _post(store: Store, notice_id: str) -> int:
    notice = found(store, "notice", notice_id)
    if notice is None:
        return 0
    status = _posted(notice)
    tries = notice["tries"] + 1
    with store.writing():
        if found(store, "notice", notice_id) is not None:
            wait = WAITS[min(tries, len(WAITS) - 1)]
            keep(store, "notice", notice | {"tries": tries, "status": status, "due": clock.now().timestamp() + wait})
    return status


def _posted(notice: dict[str, Any]) -> int:
    place = urlsplit(notice["address"])
    if place.scheme != "http" or place.hostname not in LOOPBACK:
        return 0  # notices of a stand-in stay on this machine
    connection = http.client.HTTPConnection(str(place.hostname), place.port or 80, timeout=10)
    try:
        connection.request("POST", place.path or "/", notice["body"].encode(), {"Content-Type": "application/x-www-form-urlencoded"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


class Postman:
    """Sends what is due, while the sandbox runs and its switch `send` is on."""

    def __init__(self, store: Store) -> None:
        self._store, self._stop = store, threading.Event()
        self._thread = threading.Thread(target=self._work, name="payfast-notices", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(15)

    def _work(self) -> None:
        while not self._stop.wait(LOOK):
            if self._store.setting("payfast_send", "yes") != "yes":
                continue
            for notice in listed(self._store, "notice"):
                is_due = notice["status"] != 200 and notice["tries"] < len(WAITS) and notice["due"] <= clock.now().timestamp()
                if is_due and not self._stop.is_set():
                    try:
                        _post(self._store, notice["id"])
                    except Exception:
                        log.exception("a notice stumbled")
