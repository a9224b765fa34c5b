"""Where a request ends, nginx and gunicorn say alike: what hides in the body of one is never a request of its own, and nobody gets another's answer (ASVS 4.2.1)."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from app.cli.servers.child import answers, dies_with_us, end
from app.cli.servers.ports import any_free
from config import HERE, Settings
from tests.deploy.echoing import UNREAD
from tests.deploy.nginx import CONFIG, whole

HOST = b"Host: desk.example.com\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\n" + HOST + b"\r\n"
NEXT = b"GET /next HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
QUIET = 1.0  # seconds without another byte: whoever waits for more of a body says nothing
ALLOWED = re.compile(r"POST /(unread)? \d+|GET /next 0|GET /after 0")
LAST = b"0\r\n\r\n"
TOLD = re.compile(rb"<(\w+ /\S* \d+)>")
SIZE = f"{len(HIDDEN):x}".encode()
ENDS_EARLY, WHOLE = LAST + HIDDEN, SIZE + b"\r\n" + HIDDEN + b"\r\n" + LAST


def post(*head: bytes, body: bytes, path: bytes = b"/", ends: bytes = b"\r\n", version: bytes = b"1.1") -> bytes:
    """`head` without the ends of its lines."""
    return b"POST " + path + b" HTTP/" + version + b"\r\n" + HOST + b"".join(line + ends for line in head) + ends + body


def length(body: bytes) -> bytes:
    return b"Content-Length: %d" % len(body)


CHUNKED = b"Transfer-Encoding: chunked"
# Of each, one reading makes HIDDEN a part of the body, and another one a request.
TRICKS = {
    "a length of all, and chunks that end before": post(length(ENDS_EARLY), CHUNKED, body=ENDS_EARLY),
    "chunks that end before, and a length of all": post(CHUNKED, length(ENDS_EARLY), body=ENDS_EARLY),
    "chunks of all, and a length that ends before": post(CHUNKED, length(SIZE + b"\r\n"), body=WHOLE),
    "two lengths, the first shorter": post(b"Content-Length: 0", length(HIDDEN), body=HIDDEN),
    "two lengths, the last shorter": post(length(HIDDEN), b"Content-Length: 0", body=HIDDEN),
    "the same length twice": post(length(HIDDEN), length(HIDDEN), body=HIDDEN),
    "two lengths in one line": post(b"Content-Length: 0, %d" % len(HIDDEN), body=HIDDEN),
    "a length with a sign": post(b"Content-Length: +%d" % len(HIDDEN), body=HIDDEN),
    "a length below zero": post(b"Content-Length: -%d" % len(HIDDEN), body=HIDDEN),
    "a length in hex": post(b"Content-Length: 0x" + SIZE, body=HIDDEN),
    "a length with a line under it": post(b"Content-Length: %d_%d" % divmod(len(HIDDEN), 10), body=HIDDEN),
    "a length of two words": post(b"Content-Length: %d 0" % len(HIDDEN), body=HIDDEN),
    "a length of nothing": post(b"Content-Length:", body=HIDDEN),
    "a length with a space before its colon": post(b"Content-Length : %d" % len(HIDDEN), body=HIDDEN),
    "a length on a folded line": post(b"Content-Length:", b" %d" % len(HIDDEN), body=HIDDEN),
    "a length of an older version": post(length(ENDS_EARLY), CHUNKED, b"Connection: keep-alive", body=ENDS_EARLY, version=b"1.0"),
    "chunks on a folded line": post(length(ENDS_EARLY), b"Transfer-Encoding:", b" chunked", body=ENDS_EARLY),
    "chunks folded into another line": post(length(ENDS_EARLY), b"X-A: a", b" Transfer-Encoding: chunked", body=ENDS_EARLY),
    "chunks with a space before the colon": post(length(ENDS_EARLY), b"Transfer-Encoding : chunked", body=ENDS_EARLY),
    "chunks with a space before the name": post(length(ENDS_EARLY), b" Transfer-Encoding: chunked", body=ENDS_EARLY),
    "chunks by a name with a line under it": post(length(ENDS_EARLY), b"Transfer_Encoding: chunked", body=ENDS_EARLY),
    "chunks after a tab that stands upright": post(length(ENDS_EARLY), b"Transfer-Encoding:\x0bchunked", body=ENDS_EARLY),
    "chunks with a zero byte": post(length(ENDS_EARLY), b"Transfer-Encoding: chunked\x00", body=ENDS_EARLY),
    "chunks in quotes": post(length(ENDS_EARLY), b'Transfer-Encoding: "chunked"', body=ENDS_EARLY),
    "chunks that are not": post(length(ENDS_EARLY), b"Transfer-Encoding: xchunked", body=ENDS_EARLY),
    "chunks in capitals": post(length(ENDS_EARLY), b"TRANSFER-ENCODING: CHUNKED", body=ENDS_EARLY),
    "chunks and then none": post(length(ENDS_EARLY), CHUNKED, b"Transfer-Encoding: identity", body=ENDS_EARLY),
    "chunks and then none in one line": post(length(ENDS_EARLY), b"Transfer-Encoding: chunked, identity", body=ENDS_EARLY),
    "chunks in chunks": post(CHUNKED, CHUNKED, length(ENDS_EARLY), body=ENDS_EARLY),
    "bare line feeds": post(length(ENDS_EARLY), CHUNKED, body=ENDS_EARLY, ends=b"\n"),
    "a bare line feed in a line": post(length(ENDS_EARLY), b"X-A: a\nTransfer-Encoding: chunked", body=ENDS_EARLY),
    "a bare carriage return in a line": post(length(ENDS_EARLY), b"X-A: a\rTransfer-Encoding: chunked", body=ENDS_EARLY),
    "a head that ends with bare line feeds": post(length(HIDDEN), b"X-A: a\n\nX-B: b", body=HIDDEN),
    "a size with a prefix": post(CHUNKED, body=b"0x" + WHOLE),
    "a size with a sign": post(CHUNKED, body=b"+" + WHOLE),
    "a size below zero": post(CHUNKED, body=b"-" + WHOLE),
    "a size with a line under it": post(CHUNKED, body=b"0_" + WHOLE),
    "a size with a space before it": post(CHUNKED, body=b" " + WHOLE),
    "a size that no number holds": post(CHUNKED, body=b"1" + b"0" * 16 + WHOLE),
    "a size of nothing": post(CHUNKED, body=b"\r\n" + HIDDEN + b"\r\n" + LAST),
    "a size and a bare line feed": post(CHUNKED, body=WHOLE.replace(SIZE + b"\r\n", SIZE + b"\n")),
    "a size and a bare carriage return": post(CHUNKED, body=WHOLE.replace(SIZE + b"\r\n", SIZE + b"\r")),
    "words beside a size, and a bare line feed": post(CHUNKED, body=b"2;\nxx\r\n" + WHOLE),
    "words beside a size that end it": post(CHUNKED, body=SIZE + b";a=\r\n" + HIDDEN + b"\r\n" + LAST),
    "more of a chunk than its size": post(CHUNKED, body=b"1\r\na" + HIDDEN + b"\r\n" + LAST),
    "the end of a chunk is none": post(CHUNKED, body=b"1\r\naXX" + ENDS_EARLY),
    "lines after the last chunk": post(CHUNKED, body=b"0\r\nX-A: a\r\n" + HIDDEN),
    "a body that nobody reads": post(length(HIDDEN), body=HIDDEN, path=UNREAD.encode()),
    "chunks that nobody reads": post(CHUNKED, body=WHOLE, path=UNREAD.encode()),
    "a body that waits to be asked for": post(length(HIDDEN), b"Expect: 100-continue", body=HIDDEN, path=UNREAD.encode()),
}


class Door(NamedTuple):
    port: int
    noted: Path


@contextmanager
def program(argv: list[str], environ: dict[str, str] | None, port: int) -> Iterator[None]:
    child = subprocess.Popen(
        argv,
        env=environ,
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=dies_with_us(signal.SIGTERM),
    )
    try:
        assert answers(child, lambda: is_open(port)), child.communicate(timeout=60)
        yield
    finally:
        end(child, signal.SIGTERM)


def is_open(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def node(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Foyer's gunicorn, as a balancer of connections reaches it."""
    door = Door(any_free(), tmp_path_factory.mktemp("node") / "noted")
    door.noted.touch()
    with program(
        [sys.executable, "-m", "tests.deploy.echoing", str(door.port), str(door.noted)],
        {**settings.environ(), "FOYER_WORKERS": "1"},
        door.port,
    ):
        yield door


@pytest.fixture(scope="module", params=["nginx", "gunicorn"])
def door(request: pytest.FixtureRequest, node: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The example before it, without its brake and without the lock before its door, or gunicorn alone."""
    if request.param == "gunicorn":
        yield node
        return
    folder, port = tmp_path_factory.mktemp("nginx"), any_free()
    path = whole(
        folder, example=CONFIG.replace("rate=20r/s", "rate=2000r/s"), more=opened(port), node=node.port, tls=any_free(), plain=any_free()
    )
    nginx = request.getfixturevalue("nginx")
    with program([nginx, "-p", str(folder), "-c", str(path), "-g", "daemon off;"], None, port):
        yield Door(port, node.noted)


def opened(port: int) -> str:
    """The server of the example once more, without TLS: whoever waits behind that can be sent bytes one by one, and sees the end of a connection."""
    server = "server {" + CONFIG.rpartition("\nserver {")[2]
    return re.sub(r"    ssl_.+\n", "", server).replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")


def sent(port: int, *requests: bytes) -> bytes:
    """All that is said on one connection, until it ends or nothing more comes."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(b"".join(requests))
        line.settimeout(QUIET)
        try:
            while part := line.recv(65536):
                said += part
        except (TimeoutError, ConnectionResetError):
            pass
    return said


def asked(port: int) -> str:
    """By somebody else, after that: what this person's own connection says."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        link.request("GET", "/after", headers={"Host": "desk.example.com"})
        return link.getresponse().read().decode()
    finally:
        link.close()


@pytest.mark.parametrize("trick", TRICKS)
def test_what_hides_in_a_request_is_none(door: Door, trick: str) -> None:
    before = door.noted.read_text()
    said = sent(door.port, TRICKS[trick], NEXT)
    others = [asked(door.port) for _ in range(2)]
    noted = door.noted.read_text().removeprefix(before).splitlines()

    assert others == ["<GET /after 0>"] * 2
    assert [line for line in noted if not ALLOWED.fullmatch(line)] == []
    assert [each for each in TOLD.findall(said) if not ALLOWED.fullmatch(each.decode())] == []


def test_two_honest_requests_on_one_connection_are_two(door: Door) -> None:
    """So that the tricks would be seen."""
    said = sent(door.port, post(length(b"abc"), body=b"abc"), post(CHUNKED, body=b"2\r\nab\r\n" + LAST), HIDDEN, NEXT)

    assert TOLD.findall(said) == [b"POST / 3", b"POST / 2", b"GET /hidden 0", b"GET /next 0"]
