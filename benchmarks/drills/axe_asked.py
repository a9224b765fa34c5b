"""Which pages open at all, and for whom: the application is asked without a browser. Where no table tells an address, a page may: one that leads there."""

from __future__ import annotations

import html
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.cli.say import CannotStart
from benchmarks.drills.axe_looks import Finding
from benchmarks.drills.axe_routes import TRIES
from benchmarks.drills.axe_walk import Answer, Looked, Person, Stop, that_open
from benchmarks.lists import form_token

LINK = re.compile(r'\b(?:href|hx-get|src)="(/[^"]*)"')
FOUND = 302


class Asked(NamedTuple):
    """`stop` has only the addresses that opened, or broke; `looked` tells of them without a look."""

    stop: Stop
    looked: Looked


def asked(app: Flask, stops: Sequence[Stop], *, only: str = "") -> Iterator[Asked]:
    """Each stop whose route has `only` in it; the pages of others are asked where one of those does not open, for what they lead to.

    Raises CannotStart when somebody cannot sign in.
    """
    for person, own in itertools.groupby(stops, key=lambda each: each.person):
        asking = Asking(app, person)
        yield from asking.through(sorted(own, key=lambda each: only not in each.route), only)


class Asking:
    """Of one person, who remembers where the pages lead to."""

    def __init__(self, app: Flask, person: Person) -> None:
        self._client, self._person = app.test_client(), person
        self._map = app.url_map.bind("localhost")
        self._leads: dict[str, dict[str, None]] = defaultdict(dict)  # the addresses in the order in which they were met, by route
        if person.username:
            self._sign_in()

    def through(self, stops: Sequence[Stop], only: str) -> Iterator[Asked]:
        shut: list[Stop] = []
        wanted = 0
        for stop in stops:
            is_wanted = only in stop.route
            if not is_wanted and not wanted:
                break
            found = self._ask(stop)
            if found.looked.opened or found.looked.findings:
                if is_wanted:
                    yield found
            else:
                shut.append(stop)
                wanted += is_wanted
        while True:  # what opens now may lead on
            again = [(stop, self._ask(stop._replace(addresses=tuple(self._leads[stop.route])))) for stop in shut]
            opened = {stop.route: found for stop, found in again if found.looked.opened or found.looked.findings}
            yield from (found for route, found in opened.items() if only in route)
            shut = [stop for stop in shut if stop.route not in opened]
            if not opened:
                break
        yield from (
            Asked(stop._replace(addresses=()), Looked(self._person.name, stop.route, False, 0, 0, []))
            for stop in shut
            if only in stop.route
        )

    def _ask(self, stop: Stop) -> Asked:
        found = list(that_open(self._answer, stop))
        if stop.pairs and found:
            self._press(found[0][0])
        findings = [told for _, told in found if isinstance(told, Finding)]
        looked = Looked(self._person.name, stop.route, len(found) > len(findings), sum(told is False for _, told in found), 0, findings)
        return Asked(stop._replace(addresses=tuple(address for address, _ in found)), looked)

    def _answer(self, address: str) -> Answer:
        answer = self._client.get(address)
        is_html = answer.mimetype == "text/html"
        text = answer.get_data(as_text=True) if is_html else ""
        for link in LINK.findall(text):
            self._remember(html.unescape(link).partition("#")[0])
        return Answer(answer.status_code, answer.headers.get("Location", ""), is_html, text)

    def _remember(self, link: str) -> None:
        try:
            rule, _ = self._map.match(urlsplit(link).path, method="GET", return_rule=True)
        except (HTTPException, RequestRedirect):
            return
        known = self._leads[str(rule)]
        if len(known) < TRIES:
            known[link] = None

    def _sign_in(self) -> None:
        if self._press("/login/", username=self._person.username, password=self._person.password) != FOUND:
            raise CannotStart(f"{self._person.name} is not signed in as {self._person.username}.")

    def _press(self, address: str, **fields: str) -> int:
        """The button of a form, which goes where the page is; the status of the answer."""
        token = form_token(self._client.get(address).get_data(as_text=True))
        return self._client.post(address, data={**fields, "csrf_token": token}).status_code
