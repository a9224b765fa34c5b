"""Two web nodes without anything in common but PostgreSQL, Valkey and the secret key: a person does not notice which one answers."""

from __future__ import annotations

import http.client
import re
import signal
import time
from urllib.parse import urlencode

import pytest

from app.cli.servers.ports import any_free
from tests.cli.conftest import Place, gone
from tests.make import PASSWORD

pytestmark = pytest.mark.drill
KEY = "q7Rk2ZpXw9LmTn4VbYc8HdJf3GsAe6UuKi5O"


class Browser:
    """One person whose every request may go to another node."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def ask(self, port: int, method: str, path: str, **form: str) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        link.request(method, path, urlencode(form) if form else None, headers)
        answer = link.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        link.close()
        return answer.status, text

    def sign_in(self, port: int, other: int, name: str, password: str) -> int:
        """The form of one node, sent to the other."""
        _, page = self.ask(port, "GET", "/login/")
        return self.ask(other, "POST", "/login/", username=name, password=password, csrf_token=token(page))[0]


def token(page: str) -> str:
    return re.search(r'csrf_token"[^>]*value="([^"]+)"', page)[1]


@pytest.fixture
def nodes(settings, web_app, tmp_path_factory):
    """Two `run.py web`, each in a folder of its own; `web_app` wrote permissions and roles."""
    folder = tmp_path_factory.mktemp("nodes")
    places, ports = [], []
    for number in (1, 2):
        place, port = Place(folder / f"var{number}"), any_free()
        place.environ |= {
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            "FOYER_SECRET_KEY": KEY,
            "FOYER_PORT": str(port),
            "FOYER_WORKERS": "1",
        }
        place.foyer("web")
        places.append(place)
        ports.append(port)
    end = time.monotonic() + 90
    for place in places:
        while place.ask("ready", "web")[0]:
            assert time.monotonic() < end, place.started[0].poll()
    yield places, ports
    pids = [place.started[0].pid for place in places]
    for place in places:
        place.started[0].send_signal(signal.SIGTERM)
        place.end()
    assert gone(pids)


def test_sessions_limits_and_permissions_are_the_same_on_both(nodes, make, session):
    places, (one, two) = nodes
    user = make.user()
    session.commit()
    browser = Browser()

    assert browser.sign_in(one, two, user.username, PASSWORD) == 302, "the form of one node is taken by the other"
    assert browser.ask(one, "GET", "/profile/")[0] == browser.ask(two, "GET", "/profile/")[0] == 200
    _status, page = browser.ask(one, "GET", "/profile/")
    stolen = dict(browser.cookies)
    assert browser.ask(one, "POST", "/logout/", csrf_token=token(page))[0] == 302
    browser.cookies = stolen
    assert browser.ask(two, "GET", "/profile/")[0] == 401, "who signed out at one node is out at the other"

    stranger = Browser()
    answers = [stranger.sign_in(one, (one, two)[number % 2], user.username, "wrong-password-1") for number in range(12)]
    assert 429 in answers, "both nodes count together"
    assert answers.index(429) == 10

    assert [sorted(path.name for path in place.var.glob("*")) for place in places] == [[], []], "a web node keeps nothing in its folder"
