"""What a message tells to type has the environment of the Foyer that says it."""

from __future__ import annotations

import ast
import re

import psycopg
import pytest

from app import cli
from app.cli import dispatch
from app.cli.diagnosis import stores
from app.cli.say import typed
from config import HERE, Settings

AWAY = "postgresql://foyer:x@127.0.0.1:9/foyer"
PRODUCTION = {"FOYER_MODE": "production", "DATABASE_URL": AWAY}
ADVICE = re.compile(r"python3 run\.py (?:migrate|doctor|verify-books|radius|files|admin|backup|restore|ready|rotate-keys)\b")
STAY = {"settings.py"}  # the page that it writes has both ways


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        (PRODUCTION, "foyer migrate"),
        ({"FOYER_MODE": "production"}, "python3 run.py migrate"),
        ({"DATABASE_URL": AWAY}, "python3 run.py migrate"),
        ({}, "python3 run.py migrate"),
    ],
)
def test_a_production_with_its_own_database_is_told_the_command_that_knows_it(environ, said, tmp_path):
    settings = Settings.load({**environ, "FOYER_VAR": str(tmp_path)})

    assert typed(settings, "migrate") == said
    assert stores.tables(None, "0001", settings).remedy.startswith(f"{said} makes them")


def test_whoever_cannot_reach_postgresql_is_told_what_to_type(tmp_path, monkeypatch, capsys):
    def command(argv: list[str], settings: Settings) -> int:
        raise psycopg.OperationalError("refused")

    monkeypatch.setattr(cli, "found", lambda name: command)
    for name, value in {**PRODUCTION, "FOYER_VAR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)

    assert dispatch(["verify-books"]) == 1
    assert capsys.readouterr().err.strip().endswith(": foyer doctor")


def test_no_message_of_a_command_says_it_by_heart():
    def texts(path):
        tree = ast.parse(path.read_text())
        told = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
        }
        return [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        ]

    paths = [path for path in (HERE / "app" / "cli").rglob("*.py") if path.name not in STAY]
    assert {path.name: text for path in paths for text in texts(path) if ADVICE.search(text)} == {}
