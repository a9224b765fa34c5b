"""A mail is sent, comes again later, is refused, or is in doubt: which of these is never guessed (I7, contracts.md 10)."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest

from app.integrations.errors import GiveUp, NotYet, Retry, Trouble, Unknown
from app.integrations.mail import built
from app.integrations.mail.post import SmtpPost
from tests.contracts.test_letter import LETTER, PDF
from tests.vendors import Vendors

ENVELOPE = {"envelope_from": "desk@foyer.example", "recipient": "pay@acme.example"}
# planned fault -> (outcome, mails that arrived)
FAULTS = [
    ("451", "RCPT *", NotYet, 0),
    ("550", "RCPT *", GiveUp, 0),
    ("cut_before", "RCPT *", Retry, 0),
    ("delay", "RCPT *", Retry, 0),
    ("451", "DATA *", NotYet, 0),
    ("550", "DATA *", GiveUp, 0),
    ("cut_before", "DATA *", Unknown, 0),
    ("cut_after", "DATA *", Unknown, 1),
    ("delay", "DATA *", Unknown, None),
]


@pytest.fixture
def post(vendors: Vendors) -> SmtpPost:
    return SmtpPost(host="127.0.0.1", port=vendors.smtp_port, starttls=False, seconds=0.5)


def outcome(act: Callable[[], object]) -> type[Trouble] | None:
    try:
        act()
    except Trouble as trouble:
        return type(trouble)
    return None


def test_a_mail_arrives_once_whole_and_under_its_envelope(vendors: Vendors, post: SmtpPost) -> None:
    words = post.deliver(built(LETTER), **ENVELOPE)

    (mail,) = vendors.mails()
    read = vendors.get(f"/mail/{mail['id']}/json")
    assert "Kept" in words
    assert (mail["sender"], mail["recipients"]) == (ENVELOPE["envelope_from"], [ENVELOPE["recipient"]])
    assert mail["message_id"] == LETTER.message_id
    assert read["text"].replace("\r\n", "\n").strip() == LETTER.text
    assert [(one["name"], one["size"]) for one in read["files"]] == [(PDF.name, len(PDF.content))]


@pytest.mark.parametrize(("fault", "pattern", "expected", "arrived"), FAULTS)
def test_each_failure_is_told_apart(
    vendors: Vendors, post: SmtpPost, fault: str, pattern: str, expected: type[Trouble], arrived: int | None
) -> None:
    vendors.fault(fault, pattern, vendor="mail", seconds=0.8)

    assert outcome(lambda: post.deliver(built(LETTER), **ENVELOPE)) is expected
    if arrived is not None:
        assert len(vendors.mails()) == arrived
    assert post.deliver(built(LETTER), **ENVELOPE)


@pytest.mark.parametrize(("delays", "expected"), [({"RCPT *": 4}, Retry), ({"RCPT *": 2, "DATA *": 2}, Unknown)])
def test_a_server_that_is_slow_at_every_step_is_not_waited_for_to_the_end(
    vendors: Vendors, delays: dict[str, int], expected: type[Trouble]
) -> None:
    """Each answer comes in its time, and all of them together do not: the limit of the job would tell nobody that the server is away."""
    post = SmtpPost(host="127.0.0.1", port=vendors.smtp_port, starttls=False, seconds=30, whole=3)
    for pattern, seconds in delays.items():
        vendors.fault("delay", pattern, vendor="mail", seconds=seconds)
    began = time.monotonic()
    assert outcome(lambda: post.deliver(built(LETTER), **ENVELOPE)) is expected
    assert time.monotonic() - began < 4


def test_a_refusal_speaks_the_servers_words(vendors: Vendors, post: SmtpPost) -> None:
    vendors.fault("550", "RCPT pay@acme.example", vendor="mail")
    with pytest.raises(GiveUp, match=r"550 5\.1\.1 No such mailbox here"):
        post.deliver(built(LETTER), **ENVELOPE)


def test_one_refused_recipient_does_not_touch_another(vendors: Vendors, post: SmtpPost) -> None:
    vendors.fault("550", "RCPT gone@acme.example", vendor="mail")

    assert outcome(lambda: post.deliver(built(LETTER), **{**ENVELOPE, "recipient": "gone@acme.example"})) is GiveUp
    assert outcome(lambda: post.deliver(built(LETTER), **ENVELOPE)) is None
    assert [mail["recipients"] for mail in vendors.mails()] == [["pay@acme.example"]]


def test_nobody_listening_is_retried() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        post = SmtpPost(host="127.0.0.1", port=closed.getsockname()[1], starttls=False)
        assert outcome(lambda: post.deliver(built(LETTER), **ENVELOPE)) is Retry


def test_no_server_at_all_is_given_up() -> None:
    assert outcome(lambda: SmtpPost(host="", port=25).deliver(built(LETTER), **ENVELOPE)) is GiveUp


@pytest.mark.parametrize(
    "address",
    [
        "a b@acme.example",
        "a@acme.example>\r\nRCPT TO:<thief@example.com",
        "łukasz@acme.example",
        "pay@bücher.example",
        "nobody",
        "a@" + "b" * 64 + ".example",
    ],
)
def test_an_address_that_would_break_the_line_is_given_up(vendors: Vendors, post: SmtpPost, address: str) -> None:
    assert outcome(lambda: post.deliver(built(LETTER), **{**ENVELOPE, "recipient": address})) is GiveUp
    assert vendors.mails() == []


def test_a_bounce_has_no_sender(vendors: Vendors, post: SmtpPost) -> None:
    post.deliver(built(LETTER), envelope_from="", recipient="pay@xn--bcher-kva.example")
    assert [(mail["sender"], mail["recipients"]) for mail in vendors.mails()] == [("", ["pay@xn--bcher-kva.example"])]
