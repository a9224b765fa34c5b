"""translations: every text of the program is in the catalogues, and every catalogue is complete."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app.cli.say import say
from app.translation import LANGUAGES
from config import HERE, Settings

FOLDER = HERE / "translations"
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
    "views/visit.py",
    "app/actions/check_ins",
    "app/actions/guests",
    "app/actions/kiosks",
    "app/actions/pins",
    "app/queries/presence/member_day.py",
)
BABEL = (sys.executable, "-m", "babel.messages.frontend")


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py translations", description=__doc__)
    parser.add_argument("--update", action="store_true", help="bring the template and the catalogues up to date")
    if parser.parse_args(argv).update:
        update()
    problems = list(faults())
    for problem in problems:
        say(problem)
    if not problems:
        say(f"Translations are complete: {len(catalog(TEMPLATE))} texts, for guests in {len(catalogues())} languages beside English.")
    return 1 if problems else 0


def faults() -> list[str]:
    """A sentence for each difference between the program's texts and the catalogues."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "messages.pot"
        extract(fresh)
        now, kept = texts(catalog(fresh)), texts(catalog(TEMPLATE)) if TEMPLATE.exists() else set()
        visitors = Path(folder) / "visitors.pot"
        extract(visitors, VISITORS)
        read_by_guests = texts(catalog(visitors))
    found = [f"{len(now ^ kept)} texts differ from translations/messages.pot. Run: python3 run.py translations --update"] if now != kept else []
    for path in catalogues():
        missing = [text for text in (now if path.parts[-3] in LANGUAGES else read_by_guests) if not complete(catalog(path), text)]
        if missing:
            found.append(f"{path.relative_to(HERE)} lacks {len(missing)} texts, the first: {sorted(missing)[0]!r}")
    return found


def update() -> None:
    extract(TEMPLATE)
    with tempfile.TemporaryDirectory() as folder:
        visitors = Path(folder) / "visitors.pot"
        extract(visitors, VISITORS)
        for path in catalogues():
            template = TEMPLATE if path.parts[-3] in LANGUAGES else visitors
            run("update", "-i", str(template), "-o", str(path), "-l", path.parts[-3], "--no-fuzzy-matching", "--ignore-obsolete", "--omit-header")
            run("compile", "-f", "-i", str(path), "-o", str(path.with_suffix(".mo")))


def extract(target: Path, sources: tuple[str, ...] = SOURCES) -> None:
    folders = [folder for folder in sources if (HERE / folder).exists()]
    options = ["--no-location", "--omit-header", "--sort-output", "-k", "lazy_gettext", "-k", "_n:1,2", "-k", "marks"]  # marks: titles of tables, for people
    run("extract", "-F", str(FOLDER / "babel.cfg"), *options, "-o", str(target), *folders)


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
    return bool(message and message.string and not message.fuzzy and all(message.string if isinstance(message.string, tuple | list) else [1]))
