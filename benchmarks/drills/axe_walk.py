"""Somebody goes through every page that opens for them, and each is looked at."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from werkzeug.routing import Rule

from app.core.entity import db
from app.models import FoyerUser
from benchmarks.drills.axe_doors import given
from benchmarks.drills.axe_looks import LOOKS, Eyes, Finding, Looks
from benchmarks.drills.axe_routes import Addresses, rules

SHUT = 403
PAIRED = "AtKioskView.pair"  # a button pairs, and not the address alone
SECRET = re.compile(r"[\w.-]{30,}")


@dataclass(frozen=True)
class Person:
    """Who goes; without a username it is a stranger, who also stands before the tablets."""

    name: str
    username: str = ""
    password: str = ""


@dataclass
class Walk:
    """`opened`: the routes that somebody saw; `left`: pages that opened for nobody."""

    findings: list[Finding] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    pages: int = 0
    looks: int = 0


@dataclass(frozen=True)
class Walker:
    """`only`: routes with this text in them. `tabs`: each tab of a page is opened too."""

    app: Flask
    browser: Browser
    address: str
    looks: Looks = LOOKS
    advice: bool = False
    cut: bool = False
    tabs: bool = False
    only: str = ""

    def walk(self, people: Sequence[Person]) -> Walk:
        """In the order in which they are named."""
        done = Walk()
        with self.app.app_context():
            named = {row.username: row for row in db.session.scalars(select(FoyerUser))}
            forgetful = next((named[each.username] for each in reversed(people) if each.username), next(iter(named.values())))
            doors = given(forgetful)
            wanted = [rule for rule in rules(self.app) if self.only in str(rule)]
            for person in people:
                addresses = Addresses(self.app, named.get(person.username), doors)
                ways = [(rule, addresses.of(rule)) for rule in wanted]
                db.session.rollback()  # nobody waits with a transaction open while a browser looks
                self._go(person, ways, doors.keys(), done)
        done.left = {str(rule) for rule in wanted} - done.opened
        return done

    def _go(self, person: Person, ways: list[tuple[Rule, list[str]]], made: Container[str], done: Walk) -> None:
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-ZA", base_url=self.address, reduced_motion="reduce", color_scheme=self.looks[0][1])  # type: ignore[arg-type]
        try:
            page = context.new_page()
            if person.username:
                page.goto("/login/")
                page.fill("[name=username]", person.username)
                page.fill("[name=password]", person.password)
                page.click("main form button.btn-primary")
                page.wait_for_url(f"{self.address}/**")
            eyes = Eyes(page, looks=self.looks, advice=self.advice, cut=self.cut)
            for rule, addresses in ways:
                for address, is_part in self._that_open(context, addresses, are_made=rule.endpoint in made):
                    done.opened.add(str(rule))
                    if is_part:
                        continue
                    page.goto(address)
                    done.findings += self._looked(eyes, page, person)
                    if rule.endpoint == PAIRED:
                        page.click("main button")
                        done.findings += self._looked(eyes, page, person)
                    done.pages += 1
            done.looks += eyes.looked
        finally:
            context.close()

    def _looked(self, eyes: Eyes, page: Page, person: Person) -> list[Finding]:
        name = f"{person.name} {SECRET.sub('…', page.url.removeprefix(self.address))}"
        found = list(eyes.look(name))
        for tab in page.locator("main [role=tab]:not(.active)").all() if self.tabs else ():
            tab.click()
            found += eyes.look(f"{name} ({tab.inner_text().strip()})", looks=self.looks[:1])
        return found

    def _that_open(self, context: BrowserContext, addresses: list[str], *, are_made: bool) -> Iterator[tuple[str, bool]]:
        """The first address of a row that opens, or each of those that were made, which may lead on to another page; and whether it is only a part of one."""
        for address in addresses:
            answer = context.request.get(address, max_redirects=0)
            leads = answer.headers.get("location", "")
            if answer.status == SHUT or "/login/" in leads:
                return
            if (are_made and leads) or (answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")):
                yield address, not leads and "<html" not in answer.text()
                if not are_made:
                    return
