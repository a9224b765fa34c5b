"""translations: every text of the program is in the catalogues, and how far each language is."""

from __future__ import annotations

import argparse
import ast
import datetime as dt
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.cli.say import say
from app.translation import DRAFT, FOLDER, SOURCE, SPOKEN, VISITOR_LANGUAGES
from config import HERE, Settings

TEMPLATE = FOLDER / "messages.pot"
SOURCES = ("app", "views", "jobs", "templates")
# What guests read, which is all that the languages of VISITOR_LANGUAGES have.
VISITORS = (
    "templates/kiosk",
    "templates/visit",
    "templates/mail/guest_welcome.txt",
    "templates/mail/visit_invite.txt",
    "templates/mail/visit_cancel.txt",
    "views/kiosk",
    "app/actions/check_ins",
    "app/actions/guests",
    "app/actions/kiosks",
    "app/actions/pins",
    "app/queries/presence/member_day.py",
)
CALLS = {"_", "gettext", "ngettext", "lazy_gettext"}
FIELD = re.compile(r"%\((\w+)\)[sd]")
BABEL = (sys.executable, "-m", "babel.messages.frontend")


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py translations", description=__doc__)
    parser.add_argument("--update", action="store_true", help="bring the template and the catalogues up to date")
    if parser.parse_args(argv).update:
        update()
    problems = list(faults())
    for problem in problems:
        say(problem)
    for count in counts():
        say(str(count))
    return 1 if problems else 0


@dataclass(frozen=True)
class Count:
    """How far a language is; a draft is translated by a machine and was read by nobody."""

    code: str
    texts: int
    translated: int
    drafts: int

    def __str__(self) -> str:
        return f"{self.code}: {self.translated} translated by people, {self.drafts} drafts, {self.texts - self.translated - self.drafts} missing of {self.texts}"


def counts() -> list[Count]:
    """Of every language beside English: of all texts, or of those that guests read where nobody else is spoken to in it."""
    found = []
    for path in catalogues():
        book = catalog(path)
        done = [message for message in book if message.id and complete(book, identity(message.id))]
        drafts = sum(is_draft(message) for message in done)
        found.append(Count(path.parts[-3], sum(bool(message.id) for message in book), len(done) - drafts, drafts))
    return found


def faults() -> list[str]:
    """A sentence for each difference between the program's texts and the catalogues that may not be: what guests read is whole, and no placeholder is another one.

    Other texts that nobody has translated are shown in English.
    """
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "messages.pot"
        extract(fresh)
        now, kept = texts(catalog(fresh)), texts(catalog(TEMPLATE)) if TEMPLATE.exists() else set()
        visitors = Path(folder) / "visitors.pot"
        extract(visitors, VISITORS)
        read_by_guests = texts(catalog(visitors))
    found = (
        [f"{len(now ^ kept)} texts differ from translations/messages.pot. Run: python3 run.py translations --update"] if now != kept else []
    )
    found += out_of_reach(now)
    found += [
        f"translations/{code} is not there. Run: python3 run.py translations --update"
        for code in SPOKEN
        if code != SOURCE and not path_of(code).exists()
    ]
    for path in catalogues():
        book = catalog(path)
        missing = [text for text in read_by_guests if not complete(book, text)] if path.parts[-3] in VISITOR_LANGUAGES else []
        if missing:
            found.append(f"{path.relative_to(HERE)} lacks {len(missing)} texts that guests read, the first: {sorted(missing)[0]!r}")
        found += [f"{path.relative_to(HERE)}: {wrong}" for wrong in placeholder_faults(book)]
    return found


def out_of_reach(known: set[str]) -> list[str]:
    """Texts in calls of gettext that no catalogue has, because extraction does not look inside an f-string."""
    found = []
    for path in sorted(each for folder in ("app", "views", "jobs") for each in (HERE / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS and call.args:
                text = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
                if isinstance(text, str) and text not in known:
                    found.append(f"{path.relative_to(HERE)}:{call.lineno}: {text!r} cannot be translated: take it out of the f-string")
    return found


def placeholder_faults(book: Catalog) -> list[str]:
    """Translations whose named fields are not those of the original: filling them in would fail, or lose a name."""
    found = []
    for message in book:
        if not message.id or not complete(book, identity(message.id)):
            continue
        ids, strings = (list(each) if isinstance(each, list | tuple) else [each] for each in (message.id, message.string))
        wanted = [set(FIELD.findall(text)) for text in ids]
        for number, text in enumerate(strings):
            fields = set(FIELD.findall(text))
            if fields - set().union(*wanted) or (wanted[min(number, len(wanted) - 1)] - fields and number == len(strings) - 1):
                found.append(f"{text!r} has other fields than {ids[-1]!r}")
    return found


def update() -> None:
    extract(TEMPLATE)
    with tempfile.TemporaryDirectory() as folder:
        visitors = Path(folder) / "visitors.pot"
        extract(visitors, VISITORS)
        for code, spoken in SPOKEN.items():
            if code == SOURCE:
                continue
            template, path = TEMPLATE if spoken.to_people else visitors, path_of(code)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("")
            path.write_text(
                path.read_text(encoding="utf-8").replace("#. machine draft", DRAFT), encoding="utf-8"
            )  # Babel keeps no other comment
            run("update", "-i", str(template), "-o", str(path), "-l", code, "--no-fuzzy-matching", "--ignore-obsolete", "--omit-header")
            compile_(path, code)


def compile_(path: Path, code: str) -> None:
    """With the language's own plurals: to Babel, isiZulu has those of English. The same texts are the same file, whenever it is made."""
    with path.open("rb") as file:
        book = read_po(file, locale=code)
    book._num_plurals, book._plural_expr = 2, SPOKEN[code].plural
    book.creation_date = book.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for message in list(book):
        if message.id and not complete(book, identity(message.id)):
            book.delete(message.id)  # else half of it would be shown, in the plural of the wrong language
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, book)


def path_of(code: str) -> Path:
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


def is_draft(message: Message) -> bool:
    """By its marker, which stays through an update."""
    return DRAFT.removeprefix("# ") in message.user_comments


def extract(target: Path, sources: tuple[str, ...] = SOURCES) -> None:
    folders = [folder for folder in sources if (HERE / folder).exists()]
    options = [
        "--no-location",
        "--omit-header",
        "--sort-output",
        "-k",
        "lazy_gettext",
        "-k",
        "_later",
        "-k",
        "_n:1,2",
        "-k",
        "marks",
    ]  # marks: titles of tables, for people
    run("extract", "-F", str(FOLDER / "babel.cfg"), *options, "-o", str(target), *folders)
    if sources == SOURCES:
        add_spoken(target)


def add_spoken(target: Path) -> None:
    """Names of columns, statuses, nouns, settings and menus, which no call of gettext names: they are made from the code when they are shown."""
    book = catalog(target)
    for text in spoken_texts():
        if text not in book:
            book.add(text)
    with target.open("wb") as file:
        write_po(file, book, no_location=True, omit_header=True, sort_output=True)


def spoken_texts() -> set[str]:
    """In English, as app/web/words.py spells them; the names of tables that are told of."""
    from app.actions.settings.known import KNOWN
    from app.audit import UNTOLD
    from app.core.entity import db
    from app.queries.standing import Standing
    from app.web.menu import GROUPS
    from app.web.words import noun_of, spelled
    from config import declared
    from jobs.handlers import HANDLERS
    from jobs.timetable import TIMETABLE
    from views import HIDDEN, SCREENS
    from views.set_up.steps import OF_PROCESS

    found = {label for _view, label, _icon, _group in SCREENS} | set(GROUPS) | {spelled(name) for name in TIMETABLE}
    found |= {spelled(each) for each in Standing}
    shown = {name for names in OF_PROCESS.values() for name in names}
    found |= {item.metadata["sentence"] for item, _kind in declared() if item.name in shown}
    found |= {spelled(noun_of(event)) for event in HANDLERS}
    found |= {spelled(part) for routes in HANDLERS.values() for route in routes for part in route.job.split(".")[1:]}
    found |= {spelled(table) for table in db.metadata.tables if table not in UNTOLD}
    for name, known in KNOWN.items():
        found |= {spelled(name.split(".")[-1]), *(spelled(each) for each in known.choices if not each.isdigit())}
    for view in {*HIDDEN, *(view for view, *_place in SCREENS)}:
        if (data := vars(view).get("datamodel")) is not None:
            found |= _of_view(view, data.obj)
    return {text for text in found if text}


def _of_view(view: Any, model: Any) -> set[str]:
    """Columns that have no label of their own, statuses, and what one row is called."""
    from app.web.words import label_spelled, noun_of, spelled

    noun = spelled(noun_of(model.__name__))
    sets = [group["fields"] for kind in ("show", "add", "edit") for _title, group in getattr(view, f"{kind}_fieldsets", None) or ()]
    lists = [getattr(view, f"{kind}_columns", None) or () for kind in ("list", "show", "add", "edit", "search", "export")]
    names = {name.removesuffix(".name") for each in (*sets, *lists) for name in each} - set(view.label_columns or ())
    found = (
        {label_spelled(name) for name in names}
        | (set() if view.singular else {noun.lower()})
        | (set() if view.list_title else {f"{noun}s"})
    )
    return found.union(*({spelled(each) for each in getattr(column.type, "enums", ())} for column in model.__table__.columns))


def run(*argv: str) -> None:
    subprocess.run([*BABEL, "-q", *argv], cwd=HERE, check=True)


def catalogues() -> list[Path]:
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def texts(book: Catalog) -> set[str]:
    return {identity(message.id) for message in book if message.id}


def identity(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def complete(book: Catalog, text: str) -> bool:
    message = book.get(text)
    return bool(
        message and message.string and not message.fuzzy and all(message.string if isinstance(message.string, tuple | list) else [1])
    )
