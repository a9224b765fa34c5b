"""Whatever a server answers instead of the truth ends as Retry, GiveUp or Unknown, and never in a crash or a wrong yes."""

from __future__ import annotations

import logging
import socket
import time
import traceback

import pytest

from app.integrations.errors import GiveUp, Pause, Retry, Unknown
from app.integrations.pace import Pace
from app.integrations.papercut import AliasTaken, AmountRefused, EmailTaken, NoSuchAccount
from app.integrations.papercut.printing import PaperCutPrinting
from app.integrations.papercut.speech import LARGEST_ANSWER
from tests.contracts.papercut_examples import ANNA, fault, outcome, said, scripted

BOMB = b"<?xml version='1.0'?><!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>".encode() for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
NONSENSE = {
    "nothing": b"",
    "no xml": b'{"result": 1}',
    "a sign-in page": b"<!DOCTYPE html><html><body>Please sign in</body></html>",
    "a page without a type": b"<html><body><p>Please sign in</p></body></html>",
    "half": said("<double>1.0</double>")[:-20],
    "two values": b"<methodResponse><params><param><value>a</value></param><param><value>b</value></param></params></methodResponse>",
    "a call": b"<methodCall><methodName>api.isUserExists</methodName><params/></methodCall>",
    "a struct": said("<struct><member><name>a</name><value>b</value></member></struct>"),
    "a file": said("<base64>AAAA</base64>"),
    "not a number": said("<double>NaN</double>"),
    "no number at all": said("<double>ten</double>"),
    "endless digits": said(f"<int>{'9' * 100_000}</int>"),
    "a wild exponent": said("<double>1e999999999</double>"),
    "unbalanced": said("</value></array><array>"),
    "stray array end": said("<array><data><value><array></array></value></data>"),
    "a fault without a code": b"<methodResponse><fault><value><struct></struct></value></fault></methodResponse>",
    "a fault that is a text": b"<methodResponse><fault><value>no</value></fault></methodResponse>",
    "an entity bomb": BOMB + b"]><methodResponse><params><param><value>&j;</value></param></params></methodResponse>",
    "a file of ours": b"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + said("&x;").partition(b"?>")[2],
    "other letters": b"<?xml version='1.0' encoding='utf-7'?><a/>",
    "broken letters": b"<?xml version='1.0'?><methodResponse>\xff\xfe</methodResponse>",
    "deep": b"<value><array><data>" * 100_000,
    "too much": said("x" * LARGEST_ANSWER),
    "no": said("<boolean>0</boolean>"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_no_answer(name: str) -> None:
    began = time.process_time()
    with scripted(NONSENSE[name]) as printing:
        assert outcome(lambda: printing.balance("anna")) is Retry
        assert outcome(lambda: printing.account("anna")) is Retry
        assert outcome(lambda: printing.adjust("anna", cents=1, reference="r")) is Unknown
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "value",
    ["<boolean>1</boolean>", "<string></string>", "", "<nil/>", "<ex:nil xmlns:ex='http://ws.apache.org/xmlrpc/namespaces/extensions'/>"],
)
def test_each_way_to_say_done_is_understood(value: str) -> None:
    with scripted(said(value)) as printing:
        printing.disable("anna")
    with scripted(b"<methodResponse><params/></methodResponse>") as printing:
        printing.disable("anna")


def test_a_yes_or_no_is_not_guessed() -> None:
    for value in ("<int>1</int>", "<string>true</string>", ""):
        with scripted(said(value)) as printing:
            assert outcome(lambda printing=printing: printing.spend_if_available("anna", cents=1, reference="r")) is Unknown  # type: ignore[misc]


def test_a_list_that_never_ends_is_not_followed() -> None:
    with scripted(said("<array><data><value>anna</value></data></array>")) as printing:
        assert outcome(printing.accounts) is Retry


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (262, NoSuchAccount),
        (267, AliasTaken),
        (268, EmailTaken),
        (275, AmountRefused),
        (0, GiveUp),
        (257, GiveUp),
        (261, GiveUp),
        (274, GiveUp),
    ],
)
def test_each_fault_has_its_meaning(code: int, kind: type[GiveUp]) -> None:
    with scripted(fault(code, "Words of PaperCut")) as printing:
        assert outcome(lambda: printing.adjust("anna", cents=1, reference="r")) is kind
        assert outcome(lambda: printing.balance("anna")) is kind


@pytest.mark.parametrize(
    ("status", "headers", "read", "write"),
    [
        (301, {"Location": "https://elsewhere.example/"}, GiveUp, GiveUp),
        (401, {}, GiveUp, GiveUp),
        (403, {}, GiveUp, GiveUp),
        (404, {}, GiveUp, GiveUp),
        (429, {}, Pause, Pause),
        (500, {}, Retry, Unknown),
        (502, {}, Retry, Unknown),
        (503, {}, Retry, Unknown),
        (503, {"Retry_After": "7"}, Retry, Retry),
        (503, {"Retry_After": "tomorrow"}, Retry, Unknown),
        (504, {}, Retry, Unknown),
    ],
)
def test_each_status_has_its_meaning(status: int, headers: dict[str, str], read: type, write: type) -> None:
    with scripted(b"<html>", status, **headers) as printing:
        assert outcome(lambda: printing.balance("anna")) is read
        assert outcome(lambda: printing.adjust("anna", cents=1, reference="r")) is write


def test_a_server_that_echoes_secrets_does_not_spread_them(caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the reason that people read nor in the traceback that is logged."""
    caplog.set_level(logging.DEBUG)
    password = "correct  horse"
    words = f"No method for (the-token, anna, {password}, 'x')\n\tat java.lang.Thread " + "long " * 200
    with scripted(fault(257, words)) as printing, pytest.raises(GiveUp) as told:
        printing.create_account("anna", **{**ANNA, "password": password})

    everything = told.value.reason + "".join(traceback.format_exception(told.value)) + caplog.text
    assert "the-token" not in everything
    assert "horse" not in everything
    assert len(told.value.reason) < 500
    assert "\n" not in told.value.reason


def test_a_token_that_was_pasted_with_something_invisible_is_not_shown() -> None:
    with pytest.raises(GiveUp) as told:
        PaperCutPrinting(url="http://127.0.0.1:9", token="the-to\x85ken").health()
    assert "the-to" not in told.value.reason


def test_nobody_listening_means_nothing_was_sent() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = PaperCutPrinting(url=f"http://127.0.0.1:{closed.getsockname()[1]}", token="t")
        assert outcome(lambda: nobody.adjust("anna", cents=1, reference="r")) is Retry
        assert outcome(nobody.health) is Retry


def test_a_burst_passes_and_who_is_one_too_many_waits() -> None:
    pace = Pace(calls=5, window=1.0)
    began = time.monotonic()
    passed = []
    for _ in range(11):
        pace.wait()
        passed.append(time.monotonic() - began)
    assert passed[4] < 1.0
    assert passed[5] >= 1.0
    assert passed[10] >= 2.0
