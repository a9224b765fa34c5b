"""Somebody goes through every page that opens for them, and each is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from flask import Flask
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, StorageState
from playwright.sync_api import Error as BrowserError
from sqlalchemy import select

from app.cli.say import CannotStart
from app.core.entity import db
from app.models import FoyerUser
from benchmarks.drills.axe_doors import LEADING, given
from benchmarks.drills.axe_looks import LOOKS, Eyes, Finding, Looks
from benchmarks.drills.axe_routes import Addresses, rules

PAIRED = "AtKioskView.pair"  # a button pairs, and not the address alone
SECRET = re.compile(r"[\w.-]{30,}")
PATIENCE = 120_000  # milliseconds; a machine that does other things as well shows a page later, not never
HOME = "/"
INSIDE = "[data-sign-out]"  # who has signed in can sign out, on whatever page


@dataclass(frozen=True)
class Person:
    """Who goes; without a username it is a stranger, who also stands before the tablets.

    `home` shows `mark` to whoever has come as far as this person does; another home than the usual is all that they go to.
    """

    name: str
    username: str = ""
    password: str = ""
    home: str = HOME
    mark: str = INSIDE


class Stop(NamedTuple):
    """One route for one person. `is_made`: its addresses are no rows to try, and each of them is looked at; `leads`: to another page, which is looked at; `pairs`: a button of it leads on."""

    person: Person
    route: str
    addresses: tuple[str, ...]
    is_made: bool
    leads: bool
    pairs: bool


class Looked(NamedTuple):
    """What came of a stop. `opened`: this person saw something there, and be it a part of a page."""

    person: str
    route: str
    opened: bool
    pages: int
    looks: int
    findings: list[Finding]


@dataclass(frozen=True)
class Walker:
    """`tabs`: each tab of a page is opened too. `locale`: of the browser, which strangers are answered in."""

    app: Flask
    address: str
    looks: Looks = LOOKS
    advice: bool = False
    cut: bool = False
    tabs: bool = False
    locale: str = "en-ZA"
    _keys: dict[str, StorageState] = field(default_factory=dict)
    _door: Any = field(default_factory=Lock)

    def stops(self, people: Sequence[Person], under: str = "/") -> list[Stop]:
        """Every route of each of them whose address begins with `under`, in the order in which they are named. What was made comes first: a tablet that is not paired shows nothing."""
        found: list[Stop] = []
        with self.app.app_context():
            named = {row.username: row for row in db.session.scalars(select(FoyerUser))}
            forgetful = next((named[each.username] for each in reversed(people) if each.username), next(iter(named.values())))
            doors = given(forgetful, [named[each.username] for each in people if each.username])
            routes = sorted(rules(self.app), key=lambda each: (each.endpoint != PAIRED, each.endpoint not in doors))
            for person in people:
                addresses = Addresses(self.app, named.get(person.username), doors)
                own = [rule for rule in routes if str(rule).startswith(under) and person.home in (HOME, str(rule))]
                found += [
                    Stop(
                        person,
                        str(rule),
                        tuple(addresses.of(rule)),
                        rule.endpoint in doors,
                        rule.endpoint in LEADING,
                        rule.endpoint == PAIRED and not person.username,
                    )
                    for rule in own
                ]
            db.session.rollback()  # nobody waits with a transaction open while a browser looks
        return found

    def go(self, browser: Browser, stops: Sequence[Stop]) -> Iterator[Looked]:
        """Through the stops of one person, in a window of their own.

        Raises CannotStart when they cannot sign in, or are outside afterwards: what they would see then is not theirs.
        """
        person = stops[0].person
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale=self.locale, base_url=self.address, reduced_motion="reduce", color_scheme=self.looks[0][1],  # type: ignore[arg-type]
            storage_state=self._key(browser, person) if person.username else None,
        )  # fmt: skip
        try:
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            eyes = Eyes(page, looks=self.looks, advice=self.advice, cut=self.cut)
            for stop in stops:
                yield self._stop(context, eyes, page, stop)
            if person.username:
                self._must_be_inside(page, person)
        finally:
            with suppress(BrowserError):  # a browser that is gone has no window to close, and the reason is on its way
                context.close()

    def _key(self, browser: Browser, person: Person) -> StorageState:
        """Of one sign-in for all windows of a person."""
        with self._door:
            if person.name not in self._keys:
                context = browser.new_context(base_url=self.address)
                page = context.new_page()
                page.goto("/login/")
                page.fill("[name=username]", person.username)
                page.fill("[name=password]", person.password)
                with page.expect_navigation():
                    page.click("main form button.btn-primary")
                self._must_be_inside(page, person)
                self._keys[person.name] = context.storage_state()
                context.close()
            return self._keys[person.name]

    def _must_be_inside(self, page: Page, person: Person) -> None:
        page.goto(person.home)
        if not page.locator(person.mark).count():
            raise CannotStart(
                f"{person.name} is not signed in as {person.username}: {person.home} shows {SECRET.sub('…', page.url)}, {page.title()!r}."
            )

    def _stop(self, context: BrowserContext, eyes: Eyes, page: Page, stop: Stop) -> Looked:
        pages, looked, opened, findings = 0, eyes.looked, False, []
        for address, told in that_open(lambda address: _told(context.request.get(address, max_redirects=0)), stop):
            if isinstance(told, Finding):
                findings.append(told)
                continue
            opened = True
            if told:
                continue
            page.goto(address)
            findings += self._look(eyes, page, stop.person)
            if stop.pairs:
                page.click("main button")
                findings += self._look(eyes, page, stop.person)
            pages += 1
        return Looked(stop.person.name, stop.route, opened, pages, eyes.looked - looked, findings)

    def _look(self, eyes: Eyes, page: Page, person: Person) -> list[Finding]:
        name = f"{person.name} {SECRET.sub('…', page.url.removeprefix(self.address))}"
        found = list(eyes.look(name))
        for tab in page.locator("main [role=tab]:not(.active)").all() if self.tabs else ():
            tab.click()
            found += eyes.look(f"{name} ({tab.inner_text().strip()})", looks=self.looks[:1])
        return found


class Answer(NamedTuple):
    """Of the application, before it leads anywhere: `leads` is where to, empty for nowhere; `text` is empty where it is no page."""

    status: int
    leads: str
    is_html: bool
    text: str


def that_open(get: Callable[[str], Answer], stop: Stop) -> Iterator[tuple[str, bool | Finding]]:
    """The first address of a row that opens, or each of those that were made, which may lead on to another page; and whether it is only a part of one, or what is broken there."""
    for address in stop.addresses:
        answer = get(address)
        if answer.status >= 500:
            yield (
                address,
                Finding("broken", False, f"{stop.person.name} {SECRET.sub('…', address)}", "", "", "", f"answers {answer.status}"),
            )
        if "/login/" in answer.leads:
            return
        if (stop.leads and answer.leads) or (answer.status == 200 and answer.is_html):
            yield address, not answer.leads and "<html" not in answer.text
            if not stop.is_made:
                return


def _told(answer: APIResponse) -> Answer:
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    return Answer(answer.status, answer.headers.get("location", ""), is_html, answer.text() if is_html else "")
