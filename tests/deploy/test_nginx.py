"""deploy/nginx: nginx takes it, its brakes and silences are where they belong, and what it tells Foyer of a visitor is right."""

from __future__ import annotations

import getpass
import http.client
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import ANY

import pytest
from werkzeug import Request, Response
from werkzeug.serving import make_server

from app.access.opening_links import OPENS
from app.cli.servers.ports import any_free
from app.cli.settings import EXAMPLE
from app.web import downloads
from app.web.behind import behind
from tests.deploy.nginx import CONFIG, whole

PROXY = """
server {{
    listen 127.0.0.1:{port};
    location / {{
        proxy_pass https://127.0.0.1:{tls};
        proxy_ssl_server_name on;
        proxy_ssl_name desk.example.com;
        proxy_set_header Host desk.example.com;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
}}
"""


@pytest.mark.parametrize("nodes", ["foyer-nodes.conf", "foyer-nodes-compose.conf"])
def test_nginx_takes_the_example(nginx, tmp_path, nodes):
    done = subprocess.run([nginx, "-t", "-q", "-p", str(tmp_path), "-c", str(whole(tmp_path, nodes=nodes))], capture_output=True, text=True)
    said = [
        line for line in done.stderr.splitlines() if '"listen ... http2" directive is deprecated' not in line
    ]  # the older nginx of Debian 12 knows no other

    assert (done.returncode, said) == (0, [])


@Request.application
def echo(request: Request) -> Response:
    return Response(json.dumps([request.remote_addr, request.host, request.scheme]))


@contextmanager
def served(proxies: int) -> Iterator[int]:
    """A node that says what it takes a visitor for."""
    server = make_server("127.0.0.1", 0, behind(echo, proxies, https=True), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("counts_visitors", [False, True])
def test_behind_another_proxy_a_visitor_is_who_asked_that_one(nginx, tmp_path, counts_visitors):
    """FOYER_PROXIES=2. The visitor is at 127.0.0.2 here, the proxies at 127.0.0.1; what a visitor invents counts for nothing."""
    example = CONFIG
    if counts_visitors:  # the two lines of its head
        for line in ("set_real_ip_from 192.0.2.10;", "real_ip_header X-Forwarded-For;"):
            assert f"#   {line}" in example
            example = example.replace(f"#   {line}", line.replace("192.0.2.10", "127.0.0.1"))
    tls, plain, outer = any_free(), any_free(), any_free()
    with served(2) as node:
        path = whole(tmp_path, example=example, more=PROXY.format(port=outer, tls=tls), node=node, tls=tls, plain=plain)
        child = subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(path), "-g", "daemon off;"], stderr=subprocess.PIPE)
        try:
            answer = asked(outer, child)
        finally:
            child.terminate()
            child.communicate(timeout=60)

    assert answer == ["127.0.0.2", "desk.example.com", "https"]


def asked(port: int, child: subprocess.Popen[bytes]) -> object:
    """By a visitor who makes things up, once nginx listens."""
    headers = {"X-Forwarded-For": "9.9.9.9, 8.8.8.8", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "ftp"}
    while True:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=("127.0.0.2", 0))
        try:
            link.request("GET", "/", headers=headers)
            return json.loads(link.getresponse().read())
        except ConnectionRefusedError:
            assert child.poll() is None, child.communicate()
        finally:
            link.close()


def places_of_nginx() -> list[tuple[str, str]]:
    """The pattern and the body of each location that has a pattern."""
    return re.findall(r"^    location ~ (\S+) \{\n(.+?)^    \}", CONFIG, re.M | re.S)


def test_nginx_writes_no_address_that_opens_by_itself():
    """tests/house/test_canaries.py holds the list of app/access/opening_links.py to the addresses that there are."""
    ((pattern, body),) = [each for each in places_of_nginx() if "error_log /dev/null" in each[1]]

    assert "access_log off;" in body
    assert f"({pattern.removeprefix('^')})" in OPENS.pattern.replace("(?:", "(")
    assert "$http_referer" not in CONFIG, "a page that a link opened is the Referer of what it fetches"


def test_nginx_brakes_what_anybody_may_send(web_app):
    ((pattern, _body),) = [each for each in places_of_nginx() if "zone=foyer_doors" in each[1]]
    rules = {rule.rule for rule in web_app.url_map.iter_rules() if re.match(pattern, rule.rule)}

    assert rules >= {"/login/", "/login/code", "/forgot", "/api/v1/security/login"}
    assert {rule.split("/")[1] for rule in rules} == {"login", "forgot", "ask", "join", "api"}


def files_of_lists() -> tuple[str, str]:
    ((pattern, body),) = [each for each in places_of_nginx() if "proxy_read_timeout" in each[1]]
    return pattern, body


def test_nginx_waits_for_workbooks_longer_than_foyer_takes_for_them(web_app):
    pattern, body = files_of_lists()
    rules = [rule.rule.replace("<kind>", "xlsx") for rule in web_app.url_map.iter_rules()]

    assert re.search(r"proxy_read_timeout (\d+)s;", body)[1] == "300" and downloads.LONGEST * 2 < 300, "writing the rows, and then the file"
    assert {rule for rule in rules if rule.endswith((".xlsx", "/export/"))} == {rule for rule in rules if re.search(pattern, rule)}


def test_a_workbook_that_is_long_in_the_making_arrives_and_is_made_once(nginx, tmp_path):
    """With seconds instead of minutes."""
    made: list[str] = []

    @Request.application
    def slow(request: Request) -> Response:
        made.append(request.path)
        time.sleep(2)
        return Response("whole")

    server = make_server("127.0.0.1", 0, slow, threaded=True)
    threading.Thread(target=server.serve_forever).start()
    tls, plain, inner = any_free(), any_free(), any_free()
    example = CONFIG.replace("proxy_read_timeout 60s", "proxy_read_timeout 1s").replace("proxy_read_timeout 300s", "proxy_read_timeout 10s")
    path = whole(tmp_path, example=example, more=PROXY.format(port=inner, tls=tls), node=server.port, tls=tls, plain=plain)
    child = subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(path), "-g", "daemon off;"], stderr=subprocess.PIPE)
    try:
        statuses = [status_of(inner, address, child) for address in ("/organisations/export/?as=xlsx", "/debtors/export.xlsx", "/home")]
    finally:
        child.terminate()
        child.communicate(timeout=60)
        server.shutdown()
        server.server_close()

    assert statuses == [200, 200, 504]
    assert made[:2] == ["/organisations/export/", "/debtors/export.xlsx"]


def status_of(port: int, address: str, child: subprocess.Popen[bytes]) -> int:
    """Once nginx listens."""
    while True:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            link.request("GET", address)
            return link.getresponse().status
        except ConnectionRefusedError:
            assert child.poll() is None, child.communicate()
        finally:
            link.close()


def test_who_gives_certificates_reads_its_challenge_and_everybody_else_is_sent_to_https(nginx, tmp_path):
    challenge = tmp_path / "acme" / ".well-known" / "acme-challenge" / "token"
    challenge.parent.mkdir(parents=True)
    challenge.write_text("token.key")
    tls, plain = any_free(), any_free()
    path = whole(tmp_path, example=CONFIG.replace("/var/www/acme", str(tmp_path / "acme")), tls=tls, plain=plain)
    path.write_text(f"user {getpass.getuser()};\n" * (os.geteuid() == 0) + path.read_text())
    child = subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(path), "-g", "daemon off;"], stderr=subprocess.PIPE)
    try:
        told = [
            plainly(plain, address, child)
            for address in ("/.well-known/acme-challenge/token", "/.well-known/acme-challenge/other", "/login/?next=%2F")
        ]
    finally:
        child.terminate()
        child.communicate(timeout=60)

    assert told == [(200, b"token.key", None), (404, ANY, None), (308, ANY, "https://desk.example.com/login/?next=%2F")]


def plainly(port: int, address: str, child: subprocess.Popen[bytes]) -> tuple[int, bytes, str | None]:
    """Status, body and Location over HTTP, once nginx listens."""
    while True:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            link.request("GET", address, headers={"Host": "desk.example.com"})
            answer = link.getresponse()
            return answer.status, answer.read(), answer.headers["Location"]
        except ConnectionRefusedError:
            assert child.poll() is None, child.communicate()
        finally:
            link.close()


def test_nginx_trusts_as_many_proxies_as_the_example_environment_says():
    assert "FOYER_PROXIES=1\n" in EXAMPLE.read_text()
    for header in ("X-Forwarded-For $proxy_add_x_forwarded_for", "X-Forwarded-Proto $scheme", "X-Forwarded-Host $host", "Host $host"):
        assert f"proxy_set_header {header};" in CONFIG, "Foyer believes this header, so a visitor's own must not get through"


def test_files_come_from_the_nodes():
    """Which version of a file an address names, only a node can say: app/web/static_files.py."""
    (body,) = re.findall(r"^    location /static/ \{\n(.+?)^    \}", CONFIG, re.M | re.S)

    assert body.split() == ["proxy_pass", "http://foyer_web;"]
