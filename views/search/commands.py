"""Pages, things to do and settings, found by their words: what this person may open, in their language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.permissions import Permission
from app.access.scope import narrowed
from app.actions.settings.known import KNOWN
from app.core.entity import db
from app.models import DoorGroup
from app.queries.search.asked import Asked
from app.queries.search.statement import Match
from app.web.actor import current_actor, grants
from app.web.menu import menu
from app.web.model_view import FoyerModelView
from app.web.place import location_choices
from app.web.words import spoken
from views.help.page_help import PAGES
from views.search.item import Group, Item
from views.search.questions import AROUND, ASKED_FOR, DOORS, loud

ALIKE = 0.75  # of difflib: one letter in five may be wrong


@dataclass(frozen=True)
class Command:
    """`more` are words by which people also look for it, `explained` says what it is for: found by that it comes after whatever is called so."""

    group: str
    title: str
    href: str
    icon: str
    more: str = ""
    about: tuple[str, ...] = ()
    explained: str = ""

    @cached_property
    def words(self) -> list[str]:
        """In lower case; "walk-in" is found by both halves and whole."""
        told = f"{self.title} {self.more}".lower()
        return told.replace("-", " ").split() + told.split()

    @cached_property
    def all_words(self) -> list[str]:
        return [*self.words, *(word.strip(AROUND) for word in self.explained.lower().split())]

    def item(self, match: Match) -> Item:
        return Item(self.title, self.href, self.icon, self.about, match=match)


def groups(typed: str, few: int, *, mistyped: bool = False) -> list[Group]:
    """The best of each."""
    asked = Asked.of(typed)
    if not asked.words:
        return []
    words = loud(typed)
    every = [*commands(), *_of_places(), *_of_doors(words)]
    if mistyped:
        found = [(Match.MISTYPED, each) for each in _alike(words, every)]
    else:
        found = [(match, each) for each in every if (match := _match(asked, words, each)) is not None]
    found.sort(key=lambda each: (each[0], len(each[1].title)))
    labels = {"pages": _("Pages"), "actions": _("To do"), "settings": _("Settings")}
    made = [Group(name, label, [each.item(match) for match, each in found if each.group == name][:few]) for name, label in labels.items()]
    return [group for group in made if group.items]


def commands() -> tuple[Command, ...]:
    """The same for all people of the same rights and language."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _commands(app, grants(), str(get_locale()), request.script_root)


@lru_cache(maxsize=256)
def _commands(app: Flask, _pairs: frozenset[tuple[str, str]], _language: str, _root: str) -> tuple[Command, ...]:
    return (*_pages(), *_new(), *_acts(), *_settings())


def _pages() -> Iterator[Command]:
    for group in menu():
        for entry in group.entries:
            asked_for, explained = str(ASKED_FOR.get(entry.name, "")), str(PAGES.get(entry.name, ""))
            yield Command("pages", entry.label, entry.href, entry.icon, asked_for, (group.label,) if group.label else (), explained)
    yield Command("pages", _("My profile"), url_for("ProfileView.show"), "user-circle", _("password picture language keyboard"))
    yield Command("pages", _("Words and keys"), url_for("HelpView.page"), "help-circle", _("help glossary shortcuts"))


def _of_places() -> tuple[Command, ...]:
    """One a location, as the person is limited to some."""
    by = current_actor()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    places = tuple((place.id, place.name) for place in location_choices())
    return _at(
        app, places, by.may(Permission.CHECK_IN_WRITE), by.may(Permission.INVOICE_RUN_PREPARE), str(get_locale()), request.script_root
    )


@lru_cache(maxsize=64)
def _at(_app: Flask, places: tuple[tuple[int, str], ...], checks_in: bool, bills: bool, _language: str, _root: str) -> tuple[Command, ...]:
    made = []
    for number, name in places:
        if checks_in:
            made.append(
                Command(
                    "actions",
                    _("Check in a guest at %(location)s", location=name),
                    url_for("WalkInView.arrive", location=number),
                    "user-plus",
                    _("visitor walk-in arrive"),
                )
            )
        if bills:
            made.append(
                Command(
                    "actions",
                    _("New invoice run for %(location)s", location=name),
                    f"{url_for('InvoiceRunView.list')}#next-{number}",
                    "report-money",
                    _("bill month preview"),
                )
            )
    return tuple(made)


def _of_doors(words: tuple[str, ...]) -> Iterator[Command]:
    """Where the question is of doors: each group of them, with its people and why."""
    named = str(DOORS).split()
    by = current_actor()
    if by.may(Permission.DOOR_READ) and any(len(word) > 2 and any(each.startswith(word) for each in named) for word in words):
        for row in db.session.scalars(narrowed(select(DoorGroup).order_by(DoorGroup.name), by, DoorGroup)):
            yield Command(
                "actions", _("Who can open %(door)s", door=row.name), url_for("DoorGroupView.show", pk=row.id), "door", str(DOORS)
            )


def _settings() -> Iterator[Command]:
    if href := _open("SettingView.page"):
        for name, known in KNOWN.items():
            meaning = str(known.meaning())
            yield Command("settings", spoken(name.split(".")[-1]), f"{href}#{name.replace('.', '__')}", "adjustments", meaning, (meaning,))


def _new() -> Iterator[Command]:
    """What a list has a button for."""
    for view in current_app.appbuilder.baseviews:  # type: ignore[attr-defined]
        if isinstance(view, FoyerModelView) and view.add_columns and (href := view.url("add")):
            yield Command("actions", str(view.add_label), href, "plus", _("add create"))


def _acts() -> Iterator[Command]:
    for endpoint, icon, title, more in (
        ("NewBookingView.new", "calendar-event", _("New booking"), _("book reserve room")),
        ("FinderView.show", "zoom-question", _("Find a free room"), _("book available")),
        ("DeskView.show", "login", _("Check in"), _("arrive guest member desk")),
        ("EvacuationView.show", "alert-triangle", _("Evacuation list"), _("fire emergency who is in")),
        ("OnboardingView.new", "user-plus", _("Onboard a new member"), _("join add license welcome")),
        ("PeopleImportView.begin", "file-import", _("Bring in people from a spreadsheet"), _("import CSV Excel")),
        ("LeadImportView.begin", "file-import", _("Bring in leads from a spreadsheet"), _("import CSV Excel")),
        ("TrialBalanceView.show", "calculator", _("Prove the ledger"), _("run verify-books check books trial balance")),
        ("ProfileView.key", "key", _("New API key"), _("token program integration")),
    ):
        if href := _open(endpoint):
            yield Command("actions", title, href, icon, more)


def _open(endpoint: str) -> str:
    """Its address, if it is there and this person may open it."""
    name, _dot, method = endpoint.partition(".")
    view: Any = next((each for each in current_app.appbuilder.baseviews if type(each).__name__ == name), None)  # type: ignore[attr-defined]
    if view is None or endpoint not in current_app.view_functions:
        return ""
    if name == "ProfileView":
        return url_for(endpoint) if current_actor().may(Permission.API) else ""
    return url_for(endpoint) if (f"can_{view.get_method_permission(method)}", view.class_permission_name) in grants() else ""


def _match(asked: Asked, loud_words: tuple[str, ...], command: Command) -> Match | None:
    title, words = command.title.lower(), command.words
    if title == asked.text.lower():
        return Match.EXACT
    if title.startswith(asked.text.lower()):
        return Match.START
    short = title.split()  # two letters begin some word of every explanation
    if all(any(each.startswith(word) for each in (words if len(word) > 2 else short)) for word in loud_words):
        return Match.WORDS
    if len(asked.words) > 1 and asked.text.lower() in command.explained.lower():
        return Match.INSIDE
    if command.explained and all(len(word) > 2 and any(each.startswith(word) for each in command.all_words) for word in loud_words):
        return Match.INSIDE
    return None


def _alike(words: tuple[str, ...], every: list[Command]) -> list[Command]:
    """Each word is compared once with a word of which a thousand titles are made."""
    if any(len(word) <= 3 for word in words):
        return []
    known = list(dict.fromkeys(word for each in every for word in each.words))
    close = [set(get_close_matches(word, known, len(known) or 1, ALIKE)) for word in words]
    return [each for each in every if all(not some.isdisjoint(each.words) for some in close)]
