"""What the documents point at is there: files, headings of commands, pictures; and every picture is shown somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cli import COMMANDS, bench, drill
from app.cli.pictures import PICTURES
from config import HERE

DOCUMENTS = [HERE / "README.md", *sorted((HERE / "docs").rglob("*.md")), *sorted((HERE / "deploy").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
ID = re.compile(r"\b[A-Z]\d{1,2}\b")
COMMAND = re.compile(r"`(?:python3 )?run\.py ([a-z][a-z-]*)")
CODE = re.compile(r"`([^`\n]+)`")
BEFORE = re.compile(r"^(?:[A-Z_]+=\S+ +|\$ +|python3 |foyer |run\.py )+")
TRIALS = {"drill": drill.modules(), "bench": bench.modules()}
ANY = {"list", "json", "long", "note"}  # options of every one of them


def links(document: Path) -> list[str]:
    return [link for link in LINK.findall(document.read_text()) if "://" not in link and not link.startswith("mailto:")]


def pieces(text: str) -> list[list[str]]:
    """What stands as code, line by line: in backquotes, or the whole line of a block without its comment."""
    found, is_block = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            is_block = not is_block
        found.append([line.split(" #")[0].strip()] if is_block else CODE.findall(line))
    return found


def unknown_trials(text: str) -> list[str]:
    """Names and options of `drill` and `bench` that are none, also where options stand in code of their own behind the command."""
    wrong = []
    for line in pieces(text):
        known = None  # the options of the command that was named last
        for piece in line:
            words = BEFORE.sub("", piece).split()
            if len(words) > 1 and words[0] in TRIALS:
                command, name = words[0], words[1] if not words[1].startswith("--") else ""
                known = ANY | set(getattr(TRIALS[command].get(name), "OPTIONS", ()))
                if name not in {"", "NAME", *TRIALS[command]}:
                    wrong.append(piece)
            elif BEFORE.match(piece):
                known = None
            elif known is None or not piece.startswith("--"):
                continue
            if known is not None:
                wrong += [piece for word in words if word.startswith("--") and word.removeprefix("--").split("=")[0] not in known]
    return wrong


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(HERE)))
def test_every_link_leads_to_a_file_and_every_command_is_one(document):
    assert [link for link in links(document) if not (document.parent / link).exists()] == []
    assert [name for name in COMMAND.findall(document.read_text()) if name not in COMMANDS] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(HERE)))
def test_every_drill_and_bench_is_one_and_takes_the_options_that_are_named(document):
    assert unknown_trials(document.read_text()) == []


def test_a_drill_and_an_option_that_are_none_are_found():
    assert unknown_trials("`run.py drill outages`") == ["run.py drill outages"]
    assert unknown_trials("`drill money --speed 7`") == ["drill money --speed 7"]
    assert unknown_trials("`python3 run.py drill mutants`, `--long`, `--modulus vat`") == ["--modulus vat"]
    assert unknown_trials("```\nFOYER_VAR=elsewhere python3 run.py bench speed --long  # --any\n```") == [
        "FOYER_VAR=elsewhere python3 run.py bench speed --long"
    ]
    assert (
        unknown_trials("`bench --list`, `drill NAME --json`, `run.py drill soak --minutes 30`, `run.py files --check`, `--to storage`")
        == []
    )


def test_the_table_of_tests_names_drills_that_there_are():
    text = (HERE / "docs" / "testing.md").read_text()
    rows = text[text.index("| **drills** |") : text.index("| **the books** |")].splitlines()[1:]
    named = [name for row in rows for name in CODE.findall(row.split("|")[1]) if "…" not in name]
    assert len(named) > 20 and [name for name in named if name not in TRIALS["drill"]] == []


def test_what_the_code_names_stands_in_the_documents():
    """The ids of rules and promises, and the sections of the vendors' contracts."""
    pages = {name: (HERE / "docs" / f"{name}.md").read_text() for name in ("rules", "promises", "contracts")}
    ids = {each for name in ("rules", "promises") for each in ID.findall(pages[name])}
    sections = set(re.findall(r"^##+ ([\d.]*\d)\.? ", pages["contracts"], re.M))
    unknown = []
    for path in (path for folder in ("app", "jobs", "views", "tests", "benchmarks") for path in (HERE / folder).rglob("*.py")):
        text = path.read_text()
        told = [
            each for group in re.findall(rf"\(({ID.pattern}(?:, {ID.pattern})*)\)", text) for each in ID.findall(group) if each not in ids
        ]
        told += [each for each in re.findall(r"contracts\.md (?:section )?(\d+(?:\.\d+)?)", text) if each not in sections]
        told += [each for each in re.findall(r"\b[a-z-]+\.md\b", text) if not any(place.name == each for place in DOCUMENTS)]
        unknown += [f"{path.relative_to(HERE)}: {each}" for each in told]
    assert len(ids) > 100 and unknown == []


def test_every_picture_is_shown_and_can_be_taken_again():
    shown = {Path(link).stem for document in DOCUMENTS for link in links(document) if link.endswith(".jpg")}
    kept = {path.stem for path in (HERE / "docs" / "pictures").iterdir()}
    assert shown == kept == {picture.name for picture in PICTURES}
