"""The question whether a PIN is somebody's of another network, and its answer: what they say and when they are believed (K4; contracts.md section 8)."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from app.rules.federation_seal import NotBelieved

ASKS, ANSWERS = "foyer-pin+jwt", "foyer-pin-answer+jwt"
VERIFY = "pin.verify"
LIFE = dt.timedelta(seconds=30)
OK, NO, LOCKED = "ok", "no", "locked"
ANSWER_BYTES = 1024  # every answer is as long as every other
LONGEST_NAME = 100
JTI = re.compile(r"[A-Za-z0-9_-]{16,64}")
PIN = re.compile(r"[0-9]{6}")
REF = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Ask:
    """`issuer` and `audience` are what the two call themselves; `place` is the code of the location where somebody stands, `day` the date there.
    `leaving`: they want to check out, which is no visit."""

    issuer: str
    audience: str
    at: dt.datetime
    jti: str
    pin: str
    place: str
    day: dt.date
    leaving: bool = False

    def claims(self) -> bytes:
        at = int(self.at.timestamp())
        told = {"iss": self.issuer, "aud": self.audience, "iat": at, "exp": at + int(LIFE.total_seconds()), "jti": self.jti, "op": VERIFY}
        return json.dumps(
            told | {"pin": self.pin, "loc": self.place, "day": self.day.isoformat()} | ({"leaving": True} if self.leaving else {})
        ).encode()


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member of the network that answers: `ref` is what they are called towards this one network (pairwise), `until` the last day of their license."""

    name: str
    ref: str
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """`visitor` is there for OK alone; `wifi`: they have WiFi at home, and may have it here."""

    issuer: str
    audience: str
    req_jti: str
    at: dt.datetime
    result: str
    visitor: Visitor | None = None
    wifi: bool = False

    def claims(self) -> bytes:
        """Padded, so that an answer's length does not tell what it says."""
        at = int(self.at.timestamp())
        who = self.visitor
        member = (
            {"display_name": who.name[:LONGEST_NAME], "ref": who.ref, "valid_until": who.until.isoformat() if who.until else ""}
            if who
            else {}
        )
        told = {"iss": self.issuer, "aud": self.audience, "req_jti": self.req_jti, "iat": at, "exp": at + int(LIFE.total_seconds())}
        told |= {"result": self.result, "member": member, "wifi": self.wifi, "pad": ""}
        short = len(json.dumps(told, ensure_ascii=False).encode())
        return json.dumps(told | {"pad": "0" * (ANSWER_BYTES - short)}, ensure_ascii=False).encode()


def read_ask(claims: dict[str, Any], *, issuer: str, audience: str, now: dt.datetime) -> Ask:
    """Raises NotBelieved for a request of somebody else, to somebody else, out of its time, or that asks something else."""
    at = _fresh(claims, issuer=issuer, audience=audience, now=now)
    if claims.get("op") != VERIFY:
        raise NotBelieved("asks something else")
    pin, place = _text(claims, "pin", PIN), claims.get("loc")
    if not isinstance(place, str) or not 0 < len(place) <= 40 or not place.isprintable():
        raise NotBelieved("loc")
    day = _day(claims.get("day"))
    if day is None or abs((day - at.date()).days) > 1:
        raise NotBelieved("day")
    return Ask(issuer, audience, at, _text(claims, "jti", JTI), pin, place, day, claims.get("leaving") is True)


def read_reply(claims: dict[str, Any], *, issuer: str, audience: str, req_jti: str, now: dt.datetime) -> Reply:
    """Raises NotBelieved for an answer of somebody else, to somebody else, to another question, or out of its time."""
    at = _fresh(claims, issuer=issuer, audience=audience, now=now)
    if claims.get("req_jti") != req_jti:
        raise NotBelieved("answers another question")
    result, member = claims.get("result"), claims.get("member")
    if result not in (OK, NO, LOCKED):
        raise NotBelieved("result")
    if result != OK:
        return Reply(issuer, audience, req_jti, at, result)
    if not isinstance(member, dict) or not isinstance(claims.get("wifi"), bool):
        raise NotBelieved("member")
    name = " ".join(str(member.get("display_name") or "").split())[:LONGEST_NAME]
    if not name or not name.isprintable():
        raise NotBelieved("display_name")
    until = _day(member.get("valid_until"))
    if until is not None and until < at.date() - dt.timedelta(days=1):
        raise NotBelieved("valid_until")
    return Reply(issuer, audience, req_jti, at, OK, Visitor(name, _text(member, "ref", REF), until), claims["wifi"])


def _fresh(claims: dict[str, Any], *, issuer: str, audience: str, now: dt.datetime) -> dt.datetime:
    for name, expected in (("iss", issuer), ("aud", audience)):
        if claims.get(name) != expected:
            raise NotBelieved(name)
    at, ends = claims.get("iat"), claims.get("exp")
    if type(at) is not int or type(ends) is not int or not 0 <= ends - at <= LIFE.total_seconds():
        raise NotBelieved("iat and exp")
    instant = now.timestamp()
    if abs(instant - at) > LIFE.total_seconds() or instant >= ends:
        raise NotBelieved("out of its time")
    return dt.datetime.fromtimestamp(at, dt.UTC)


def _text(claims: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    found = claims.get(name)
    if not isinstance(found, str) or not pattern.fullmatch(found):
        raise NotBelieved(name)
    return found


def _day(text: Any) -> dt.date | None:
    """None for none. Raises NotBelieved for what is no day."""
    if text in (None, ""):
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except (TypeError, ValueError) as wrong:
        raise NotBelieved("no day") from wrong
