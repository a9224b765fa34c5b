"""Thousands of requests of other networks that are replayed, stale, forged, foreign, malformed, oversized, or for somebody else: none is answered (K4)."""

from __future__ import annotations

import datetime as dt
import json
import random
import secrets
import time
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Any

from flask import Flask
from joserfc import jwe, jws
from joserfc.jwk import OctKey, OKPKey
from sqlalchemy import func, select

from app import create_app
from app.access.actor import SYSTEM
from app.actions.peers.answer import answer_request
from app.actions.peers.keys import own_keys
from app.actions.pins.renew import renew_pin
from app.cli.scratch import scratch
from app.core import clock
from app.core.entity import db
from app.models import FoyerUser, PeerRequest, WrongPin
from app.models.peer import KeyUse, PeerStatus
from app.rules.federation import ASKS
from app.rules.federation_seal import SEAL, new_key
from benchmarks.drills import books
from benchmarks.peer import Network
from config import Settings

NAME = "federation"
TARGETS = {"accepted": "= 0", "faults": "= 0", "kept": "= 0", "wrong_pins": "= 0", "true_refused": "= 0", "promises_broken": "= 0"}
FEW, MANY, TRUE = 1_000, 10_000, 20
CLIENTS = 16
LATE = dt.timedelta(hours=1)


def play(settings: Settings, long: bool) -> dict[str, Any]:
    return told(settings, MANY if long else FEW)


def told(settings: Settings, number: int) -> dict[str, Any]:
    """So many lies, as many of each kind, between true requests that are answered. `kept`: lies that left a row."""
    with scratch(settings, f"the drill {NAME}") as own:
        app = create_app(own)
        with app.app_context():
            liar = Liar(own)
            bodies = [(kind, make()) for kind, make in liar.kinds().items() for _ in range(-(-number // len(liar.kinds())))][:number]
            random.Random(7).shuffle(bodies)
            before, began = _rows(), time.monotonic()
            answers = _posted(app, bodies)
            took = time.monotonic() - began
            kept, wrong = (now - then for now, then in zip(_rows(), before, strict=True))
            true = Counter(status for _, status in _posted(app, [("true", liar.there.asks(liar.pin, liar.us)) for _ in range(TRUE)]))
            broken = books.promises_broken()
            db.session.remove()
            db.engine.dispose()
    return {
        "lies": len(bodies),
        "accepted": sum(status == 200 for _, status in answers),
        "accepted_kinds": sorted({kind for kind, status in answers if status == 200}),
        "faults": sum(status not in (200, 403) for _, status in answers),
        "kept": kept,
        "wrong_pins": wrong,
        "true": TRUE,
        "true_refused": TRUE - true[200],
        "promises_broken": broken,
        "seconds": round(took, 1),
    }


class Liar:
    """Holds keys of a network that is known, of one that is suspended, and of nobody; knows a PIN that is right."""

    def __init__(self, settings: Settings) -> None:
        self.us, self.there, self.suspended = settings.public_url, Network(), Network("https://suspended.example")
        self.there.known()
        self.suspended.known("Suspended", status=PeerStatus.SUSPENDED)
        person = FoyerUser(username="ann", first_name="Ann", last_name="Adams", email="ann@example.com", active=True, password="x")
        db.session.add(person)
        db.session.commit()
        self.pin, self.ours = renew_pin(person.id, by=SYSTEM), own_keys()
        self.replayed = self.there.asks(self.pin, self.us)
        answer_request(self.replayed)

    def kinds(self) -> dict[str, Callable[[], bytes]]:
        there, us, pin, now = self.there, self.us, self.pin, clock.now()
        return {
            "replayed": lambda: self.replayed,
            "stale": lambda: there.asks(pin, us, at=now - LATE),
            "early": lambda: there.asks(pin, us, at=now + LATE),
            "foreign": lambda: Network().asks(pin, us),
            "in another's name": lambda: Network("https://else.example", signing=there.signing).asks(pin, us),
            "suspended": lambda: self.suspended.asks(pin, us),
            "wrong audience": lambda: there.asks(pin, f"https://{secrets.token_hex(4)}.example"),
            "wrong key to sign": lambda: self._signed(self._claims(), signing=new_key("Ed25519")[0]),
            "wrong key to seal": lambda: self._sealed(self._inner(self._claims()), new_key(SEAL)[1]),
            "alg none": lambda: self._sealed(_none(self._claims(), there.signing[2])),
            "HMAC by the public key": lambda: self._sealed(_hmac(self._claims(), there.signing)),
            "signature cut": lambda: self._sealed(self._inner(self._claims())[: -secrets.randbelow(40) - 2]),
            "not sealed": lambda: self._inner(self._claims()).encode(),
            "touched": lambda: _touched(there.asks(pin, us)),
            "malformed": lambda: secrets.token_bytes(secrets.randbelow(400)),
            "dots": lambda: b".".join(secrets.token_urlsafe(30).encode() for _ in range(5)),
            "oversized": lambda: there.asks(pin, us) + b"A" * 4096,
            "no end": lambda: self._signed(self._claims(exp=int(now.timestamp()) + 10**6)),
            "no PIN": lambda: self._signed(self._claims(pin=secrets.choice(["", "12345", None, 123456, ["123456"]]))),
            "another wish": lambda: self._signed(self._claims(op="pin.change")),
            "no number": lambda: self._signed(self._claims(jti=secrets.choice(["", None, 7, "x" * 200]))),
            "an answer": lambda: self._signed(self._claims(), typ="foyer-pin-answer+jwt"),
            "deep": lambda: self._signed(b"[" * 900),
        }

    def _claims(self, **changes: Any) -> bytes:
        at = int(clock.now().timestamp())
        usual = {
            "iss": self.there.base_url,
            "aud": self.us,
            "iat": at,
            "exp": at + 30,
            "jti": secrets.token_urlsafe(16),
            "op": "pin.verify",
            "pin": self.pin,
            "loc": "X",
            "day": clock.now().date().isoformat(),
        }
        return json.dumps(usual | changes).encode()

    def _inner(self, claims: bytes, *, signing: dict[str, Any] | None = None, typ: str = ASKS) -> str:
        key = OKPKey.import_key(signing or self.there.signing[0])
        return jws.serialize_compact({"alg": "Ed25519", "typ": typ, "kid": self.there.signing[2]}, claims, key, algorithms=["Ed25519"])

    def _signed(self, claims: bytes, **how: Any) -> bytes:
        return self._sealed(self._inner(claims, **how))

    def _sealed(self, inner: str, public: dict[str, Any] | None = None) -> bytes:
        head = {"alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT", "kid": self.ours[KeyUse.SEAL].kid}
        return jwe.encrypt_compact(
            head, inner, OKPKey.import_key(public or self.ours[KeyUse.SEAL].public), algorithms=["ECDH-ES", "A256GCM"]
        ).encode()


def _rows() -> tuple[int, int]:
    """Requests that were kept, and wrong PINs that were counted."""
    db.session.rollback()
    requests, wrong = (db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (PeerRequest, WrongPin))
    return requests, wrong


def _none(claims: bytes, kid: str) -> str:
    """Signed by nobody, and said to need no signature."""
    head = json.dumps({"alg": "none", "typ": ASKS, "kid": kid}).encode()
    return ".".join([*(urlsafe_b64encode(part).decode().rstrip("=") for part in (head, claims)), ""])


def _hmac(claims: bytes, signing: tuple[dict[str, Any], dict[str, Any], str]) -> str:
    """Signed with what everybody knows."""
    return jws.serialize_compact(
        {"alg": "HS256", "typ": ASKS, "kid": signing[2]}, claims, OctKey.import_key(signing[1]["x"]), algorithms=["HS256"]
    )


def _touched(body: bytes) -> bytes:
    """One letter of the sealed text is another one."""
    at = len(body) // 2 + secrets.randbelow(len(body) // 4)
    return body[:at] + (b"A" if body[at : at + 1] != b"A" else b"B") + body[at + 1 :]


def _posted(app: Flask, bodies: list[tuple[str, bytes]]) -> list[tuple[str, int]]:
    """Kind and status of each, from many addresses at one time: how often one of them may ask is another matter."""
    mine = local()

    def post(number: int) -> tuple[str, int]:
        kind, body = bodies[number]
        if not hasattr(mine, "browser"):
            mine.browser = app.test_client()
        sender = f"198.{number // 62500}.{number // 250 % 250}.{number % 250}"
        answer = mine.browser.post(
            "/federation/v1/pin/verify", data=body, headers={"Content-Type": "application/jose"}, environ_base={"REMOTE_ADDR": sender}
        )
        return kind, answer.status_code

    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(post, range(len(bodies))))
