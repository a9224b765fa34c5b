"""What two Foyers tell each other: sealed, signed, fresh, for one reader, and believed in no other way (contracts.md section 8)."""

from __future__ import annotations

import datetime as dt
import json
from base64 import urlsafe_b64encode

import pytest
from joserfc import jwe, jws
from joserfc.jwk import OctKey, OKPKey

from app.rules.federation import ANSWERS, ASKS, LOCKED, NO, OK, Ask, Reply, Visitor, read_ask, read_reply
from app.rules.federation_address import Wrong, base_of, wrong_number
from app.rules.federation_seal import LARGEST, SEAL, SIGN, NotBelieved, new_key, opened, public_half, signer_of, told, verified
from app.rules.thumbprint import groups_of, read_back

NOW = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
HERE, THERE = "https://here.example", "https://there.example"
SIGNING, SEALING = new_key(SIGN), new_key(SEAL)
ASK = Ask(HERE, THERE, NOW, "j" * 22, "482915", "KLF", NOW.date())


def sealed(inner: str, **header: object) -> bytes:
    return jwe.encrypt_compact(
        {"alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT", "kid": SEALING[2]} | header,
        inner,
        OKPKey.import_key(SEALING[1]),
        algorithms=["ECDH-ES", "A256GCM", "A128GCM", "DEF"],
    ).encode()


def read(text: bytes | str) -> dict:
    inner, kid = opened(text if isinstance(text, bytes) else text.encode(), {SEALING[2]: SEALING[0]})
    assert kid == SEALING[2]
    assert signer_of(inner, ASKS) == SIGNING[2]
    return verified(inner, SIGNING[1])


def test_what_is_told_is_read_by_whom_it_is_for():
    text = told(ASK.claims(), typ=ASKS, signer=SIGNING[0], kid=SIGNING[2], reader=SEALING[1], reader_kid=SEALING[2])
    assert "482915" not in text and len(text) < LARGEST
    assert read_ask(read(text), issuer=HERE, audience=THERE, now=NOW) == ASK


@pytest.mark.parametrize(
    ("inner", "how"),
    [
        (lambda: "e30.e30.", {}),
        (
            lambda: urlsafe_b64encode(json.dumps({"alg": "none", "typ": ASKS, "kid": SIGNING[2]}).encode()).decode().rstrip("=") + ".e30.",
            {},
        ),
        (
            lambda: jws.serialize_compact(
                {"alg": "HS256", "typ": ASKS, "kid": SIGNING[2]}, b"{}", OctKey.import_key(SIGNING[1]["x"]), algorithms=["HS256"]
            ),
            {},
        ),
        (
            lambda: jws.serialize_compact(
                {"alg": SIGN, "typ": ASKS, "kid": SIGNING[2]}, b"{}", OKPKey.import_key(new_key(SIGN)[0]), algorithms=[SIGN]
            ),
            {},
        ),
        (
            lambda: jws.serialize_compact(
                {"alg": SIGN, "typ": ANSWERS, "kid": SIGNING[2]}, b"{}", OKPKey.import_key(SIGNING[0]), algorithms=[SIGN]
            ),
            {},
        ),
        (
            lambda: jws.serialize_compact(
                {"alg": SIGN, "typ": ASKS, "kid": SIGNING[2], "jwk": SIGNING[1]}, b"{}", OKPKey.import_key(SIGNING[0]), algorithms=[SIGN]
            ),
            {},
        ),
        (
            lambda: jws.serialize_compact(
                {"alg": SIGN, "typ": ASKS, "kid": SIGNING[2]}, b"[" * 900, OKPKey.import_key(SIGNING[0]), algorithms=[SIGN]
            ),
            {},
        ),
        (
            lambda: jws.serialize_compact(
                {"alg": SIGN, "typ": ASKS, "kid": SIGNING[2]}, b"{}", OKPKey.import_key(SIGNING[0]), algorithms=[SIGN]
            ),
            {"zip": "DEF"},
        ),
        (
            lambda: jws.serialize_compact(
                {"alg": SIGN, "typ": ASKS, "kid": SIGNING[2]}, b"{}", OKPKey.import_key(SIGNING[0]), algorithms=[SIGN]
            ),
            {"enc": "A128GCM"},
        ),
        (
            lambda: jws.serialize_compact(
                {"alg": SIGN, "typ": ASKS, "kid": SIGNING[2]}, b"{}", OKPKey.import_key(SIGNING[0]), algorithms=[SIGN]
            ),
            {"kid": "another"},
        ),
    ],
    ids=[
        "nothing",
        "alg none",
        "HMAC with the public key",
        "another's signature",
        "an answer",
        "a key that came along",
        "no JSON",
        "zip",
        "another cipher",
        "another reader",
    ],
)
def test_what_is_not_as_ours_is_not_believed(inner, how):
    with pytest.raises(NotBelieved):
        read(sealed(inner(), **how))


@pytest.mark.parametrize(
    "text",
    [b"", b"....", b"a.b.c.d.e", b"." * 4000, b"eyJ" + b"A" * LARGEST + b"....", b"\xff\xfe....", b"e30.e30.e30.e30.e30", b"W10.a.b.c.d"],
)
def test_rubbish_is_not_believed(text):
    with pytest.raises(NotBelieved):
        read(text)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": THERE}, {"aud": HERE}, {"aud": [THERE]}, {"iat": int(NOW.timestamp()) - 31}, {"iat": int(NOW.timestamp()) + 31}, {"iat": True}, {"iat": NOW.timestamp()},
        {"exp": int(NOW.timestamp()) + 3600}, {"exp": int(NOW.timestamp())}, {"exp": None}, {"op": "pin.change"}, {"pin": "48291"}, {"pin": "４８２９１５"}, {"pin": 482915}, {"pin": "482915\n"},
        {"jti": "short"}, {"jti": None}, {"jti": "j" * 65}, {"loc": ""}, {"loc": "x" * 41}, {"loc": None}, {"loc": "a\nb"}, {"day": "2026-06-03"}, {"day": "1 June"}, {"day": None}, {"day": ["2026-06-01"]},
    ],
)  # fmt: skip
def test_a_request_that_is_off_is_not_believed(change):
    with pytest.raises(NotBelieved):
        read_ask(json.loads(ASK.claims()) | change, issuer=HERE, audience=THERE, now=NOW)


def test_a_request_lives_thirty_seconds():
    claims = json.loads(ASK.claims())
    assert read_ask(claims, issuer=HERE, audience=THERE, now=NOW + dt.timedelta(seconds=29)) == ASK
    with pytest.raises(NotBelieved):
        read_ask(claims, issuer=HERE, audience=THERE, now=NOW + dt.timedelta(seconds=30))
    assert read_ask(claims, issuer=HERE, audience=THERE, now=NOW - dt.timedelta(seconds=30)) == ASK  # their clock may be ahead of ours


def test_every_answer_is_as_long_as_every_other():
    names = ("Ann", "Zoë " * 25, "😀" * 150, '"\\' * 80)
    replies = [Reply(THERE, HERE, "j" * 22, NOW, OK, Visitor(name, "r" * 32, NOW.date()), wifi=True) for name in names]
    replies += [Reply(THERE, HERE, "j" * 22, NOW, result) for result in (NO, LOCKED)]
    texts = [
        told(reply.claims(), typ=ANSWERS, signer=SIGNING[0], kid=SIGNING[2], reader=SEALING[1], reader_kid=SEALING[2]) for reply in replies
    ]
    assert len({len(text) for text in texts}) == 1
    assert len(texts[0]) < LARGEST


def test_an_answer_is_to_our_question():
    reply = Reply(THERE, HERE, "j" * 22, NOW, OK, Visitor("Ann Adams", "r" * 32, None), wifi=True)
    claims = json.loads(reply.claims())
    assert read_reply(claims, issuer=THERE, audience=HERE, req_jti="j" * 22, now=NOW) == reply
    for change in (
        {"req_jti": "k" * 22},
        {"iss": HERE},
        {"aud": THERE},
        {"result": "yes"},
        {"member": {}},
        {"member": None},
        {"wifi": "yes"},
        {"iat": 0},
    ):
        with pytest.raises(NotBelieved):
            read_reply(claims | change, issuer=THERE, audience=HERE, req_jti="j" * 22, now=NOW)
    with pytest.raises(NotBelieved):
        read_reply(
            claims | {"member": claims["member"] | {"valid_until": "2026-05-01"}}, issuer=THERE, audience=HERE, req_jti="j" * 22, now=NOW
        )


def test_a_key_is_compared_as_groups_of_digits():
    groups = groups_of(SIGNING[2])
    assert [len(each) for each in groups] == [5] * 8 and "".join(groups).isdigit()
    assert groups_of(new_key(SIGN)[2]) != groups
    assert read_back(" 12345-678 90\u2009") == "1234567890"


def test_a_shown_key_is_bare_and_of_its_curve():
    bare, thumbprint = public_half(SIGNING[0] | {"kid": "x", "use": "sig"}, SIGN)
    assert (bare, thumbprint) == (SIGNING[1], SIGNING[2])
    for wrong in (SEALING[1], SIGNING[1] | {"x": "AAAA"}, SIGNING[1] | {"x": 7}, SIGNING[1] | {"kty": "EC"}, "key", None):
        with pytest.raises(NotBelieved):
            public_half(wrong, SIGN)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://Foyer.Example.com/", "https://foyer.example.com"), ("foyer.example.com", "https://foyer.example.com"), ("https://foyer.example.com:443", "https://foyer.example.com"),
        ("https://foyer.example.com:8443", "https://foyer.example.com:8443"), ("https://[2001:db8::1]", "https://[2001:db8::1]"), ("http://foyer.example.com", Wrong.NOT_HTTPS), ("ftp://foyer.example.com", Wrong.NOT_HTTPS),
        ("file:///etc/passwd", Wrong.NOT_HTTPS), ("https://ann:secret@foyer.example.com", Wrong.NOT_AN_ADDRESS), ("https://foyer.example.com/x", Wrong.NOT_AN_ADDRESS), ("https://foyer.example.com?x=1", Wrong.NOT_AN_ADDRESS),
        ("https://", Wrong.NOT_AN_ADDRESS), ("https://foyer.example.com:99999", Wrong.NOT_AN_ADDRESS), ("https://foyér.example.com", Wrong.NOT_AN_ADDRESS),
    ],
)  # fmt: skip
def test_an_address_is_bare_https(typed, address):
    assert base_of(typed, http_is_fine=False) == address
    assert base_of("http://127.0.0.1:8000/", http_is_fine=True) == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("number", "far", "near"),
    [
        ("93.184.216.34", None, None), ("2606:2800:220:1::1", None, None), ("10.1.2.3", Wrong.PRIVATE, None), ("192.168.1.1", Wrong.PRIVATE, None), ("fd00::1", Wrong.PRIVATE, None),
        ("127.0.0.1", Wrong.PRIVATE, Wrong.PRIVATE), ("::1", Wrong.PRIVATE, Wrong.PRIVATE), ("::ffff:127.0.0.1", Wrong.PRIVATE, Wrong.PRIVATE), ("::ffff:10.0.0.1", Wrong.PRIVATE, None),
        ("169.254.169.254", Wrong.NOWHERE, Wrong.NOWHERE), ("fe80::1", Wrong.NOWHERE, Wrong.NOWHERE), ("0.0.0.0", Wrong.NOWHERE, Wrong.NOWHERE), ("224.0.0.1", Wrong.NOWHERE, Wrong.NOWHERE),
        ("255.255.255.255", Wrong.NOWHERE, Wrong.NOWHERE), ("100.64.0.1", Wrong.PRIVATE, Wrong.PRIVATE), ("2002:7f00:1::1", Wrong.PRIVATE, Wrong.PRIVATE),
    ],
)  # fmt: skip
def test_no_number_of_our_own_neighbours_is_called(number, far, near):
    assert wrong_number(number, is_near=False, loopback_is_fine=False) == far
    assert wrong_number(number, is_near=True, loopback_is_fine=False) == near
    if far is Wrong.PRIVATE and near is Wrong.PRIVATE and not number.startswith("100."):
        assert wrong_number(number, is_near=True, loopback_is_fine=True) is None
