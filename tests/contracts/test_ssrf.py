"""Nobody makes this machine call its own neighbours: not by a number in any spelling, a name that turns, or an answer that sends it on (ASVS 1.3.6, 15.3.2)."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from app.integrations.errors import GiveUp, Retry
from app.integrations.federation.https import HttpsNeighbour
from app.integrations.pinned import Pinned
from app.integrations.webhooks.https import HttpsReceiver
from app.integrations.wire import USUAL
from app.rules.federation_address import Wrong, base_of, target_of, wrong_number
from tests.federation.neighbours import answering

NEVER = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "169.254.170.2",
    "192.0.0.192", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "168.63.129.16", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::7f00:1", "::ffff:0:7f00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:1:1:0:0:80ff:fffe", "fd00:ec2::254",
    "fe80::1", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "5f00::1", "100::1",
]  # fmt: skip
SPELT = [
    "https://127.1/",
    "https://0177.0.0.1/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0/",
    "https://localhost/",
    "https://LOCALHOST/",
]
NO_ADDRESS = [
    "http://example.com/", "gopher://127.0.0.1/", "file:///etc/passwd", "ftp://example.com/", "dict://127.0.0.1:11211/", "javascript:alert(1)", "//example.com/", "https:example.com", "https://",
    "https:///x", "https://a@127.0.0.1/", "https://a:b@example.com/", "https://example.com#@127.0.0.1/", "https://example.com\\@127.0.0.1/", "https://127.0.0.1:443%2f@example.com/",
    "https://example.com:0/", "https://example.com:99999/", "https://exam ple.com/", "https://example.com/\r\nX-Evil: 1", "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/", "https://[::1", "https://[::1]/",
    "https://[::ffff:7f00:1]/", "https://[0:0:0:0:0:ffff:127.0.0.1]/", "https://[fe80::1%25lo]/", "https://169.254.169.254/latest/meta-data", "https://127.0.0.1/",
]  # fmt: skip


@pytest.mark.parametrize("number", NEVER)
def test_no_number_of_nobodys_or_of_ours_is_called(number: str) -> None:
    assert wrong_number(number, is_near=False, loopback_is_fine=False) is not None


@pytest.mark.parametrize(
    "number", ["169.254.169.254", "192.0.0.192", "168.63.129.16", "::ffff:a9fe:a9fe", "64:ff9b::a9fe:a9fe", "0.0.0.1", "127.0.0.1"]
)
def test_what_tells_a_cloud_its_secrets_is_not_near_either(number: str) -> None:
    assert wrong_number(number, is_near=True, loopback_is_fine=False) is not None


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4009:80b::200e"])
def test_the_world_is_called(number: str) -> None:
    assert wrong_number(number, is_near=False, loopback_is_fine=False) is None


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_address_is_not_kept(url: str) -> None:
    assert isinstance(target_of(url, to_loopback=False), Wrong)
    assert base_of("https://x.example" + url.removeprefix("https:"), http_is_fine=False) != url


@pytest.mark.parametrize("url", SPELT)
def test_a_number_in_other_spellings_is_found_out_when_it_is_called(app: Any, url: str) -> None:
    with pytest.raises(GiveUp):
        HttpsReceiver(to_loopback=False).deliver(url, {}, "{}")


def knows(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """The name service: evil.example has these numbers, one answer after the other; which names were asked."""
    asked: list[str] = []
    told, real = iter(answers), socket.getaddrinfo

    def lookup(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "evil.example":
            return real(host, port, *rest, **more)
        asked.append(host)
        return [(socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in next(told)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return asked


@pytest.mark.parametrize("numbers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.7"], ["2606:4700::1111", "::1"], ["fe80::1%lo"]])
def test_one_wrong_number_of_a_name_is_enough(app: Any, monkeypatch: pytest.MonkeyPatch, numbers: list[str]) -> None:
    knows(monkeypatch, numbers)
    with pytest.raises(GiveUp):
        HttpsReceiver(to_loopback=False).deliver("https://evil.example/", {}, "{}")
    knows(monkeypatch, numbers)
    with pytest.raises(GiveUp):
        HttpsNeighbour(is_production=True).keys("https://evil.example", is_near=False)


def test_a_name_that_turns_meanwhile_is_not_asked_again(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the second answer would be 10.0.0.7, where nobody listens; the call arrives where the first one led."""
    with answering(lambda path, body: (200, b"here")) as (url, came):
        asked = knows(monkeypatch, ["127.0.0.1"], ["10.0.0.7"])
        there = Pinned("x", USUAL, 100, http_is_fine=True, loopback_is_fine=True)
        told = there.request("POST", url.replace("127.0.0.1", "evil.example"), headers={}, body=b"one", is_near=True)
    assert (told.data, came, asked) == (b"here", [b"one"], ["evil.example"])


@pytest.mark.parametrize("status", [301, 302, 307])
def test_an_answer_that_sends_on_is_not_followed(app: Any, status: int) -> None:
    with answering(lambda path, body: (200, b"secret")) as (inside, came):
        with answering(lambda path, body: (status, f"{inside}/latest".encode())) as (url, _first):
            told = HttpsReceiver(to_loopback=True).deliver(url, {}, "{}")
            with pytest.raises(Retry):
                HttpsNeighbour(is_production=False).keys(url, is_near=True)
        assert told.status == status and came == []
