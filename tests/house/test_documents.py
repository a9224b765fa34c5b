"""What the documents point at is there: files, headings of commands, pictures; and every picture is shown somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli import COMMANDS
from app.cli.pictures import PICTURES
from config import HERE

DOCUMENTS = [HERE / "README.md", *sorted((HERE / "docs").rglob("*.md")), *sorted((HERE / "deploy").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
ID = re.compile(r"\b[A-Z]\d{1,2}\b")
COMMAND = re.compile(r"`python3 run\.py ([a-z][a-z-]*)")


def links(document: Path) -> list[str]:
    return [link for link in LINK.findall(document.read_text()) if "://" not in link and not link.startswith("mailto:")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(HERE)))
def test_every_link_leads_to_a_file_and_every_command_is_one(document):
    assert [link for link in links(document) if not (document.parent / link).exists()] == []
    assert [name for name in COMMAND.findall(document.read_text()) if name not in COMMANDS] == []


def test_what_the_code_names_stands_in_the_documents():
    """The ids of rules and promises, and the sections of the vendors' contracts."""
    pages = {name: (HERE / "docs" / f"{name}.md").read_text() for name in ("rules", "promises", "contracts")}
    ids = {each for name in ("rules", "promises") for each in ID.findall(pages[name])}
    sections = set(re.findall(r"^##+ ([\d.]*\d)\.? ", pages["contracts"], re.M))
    unknown = []
    for path in (path for folder in ("app", "jobs", "views", "tests", "benchmarks") for path in (HERE / folder).rglob("*.py")):
        text = path.read_text()
        told = [each for group in re.findall(rf"\(({ID.pattern}(?:, {ID.pattern})*)\)", text) for each in ID.findall(group) if each not in ids]
        told += [each for each in re.findall(r"contracts\.md (?:section )?(\d+(?:\.\d+)?)", text) if each not in sections]
        told += [each for each in re.findall(r"\b[a-z-]+\.md\b", text) if not any(place.name == each for place in DOCUMENTS)]
        unknown += [f"{path.relative_to(HERE)}: {each}" for each in told]
    assert len(ids) > 100 and unknown == []


def test_every_picture_is_shown_and_can_be_taken_again():
    shown = {Path(link).stem for document in DOCUMENTS for link in links(document) if link.endswith(".jpg")}
    kept = {path.stem for path in (HERE / "docs" / "pictures").iterdir()}
    assert shown == kept == {picture.name for picture in PICTURES}
