"""run.py migrate --check: a revision that would lock out whoever works is found before it goes out, and one that may wait is let by."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.locks import UNREADABLE, faults

FIRST = 'revision = "0001"\ndown_revision = None\n\ndef upgrade():\n    pass\n'
HEAD = 'import sqlalchemy as sa\nfrom alembic import op\nfrom app.migrations.beside import beside_writers\n\nrevision = "0002"\ndown_revision = "0001"\n\n'


def planted(folder: Path, body: str, more: str = "") -> list[str]:
    """The rules that a revision breaks which does this."""
    versions = folder / "versions"
    versions.mkdir()
    (versions / "0001_first.py").write_text(FIRST)
    (versions / "0002_planted.py").write_text(f"{HEAD}{more}\n\ndef upgrade():\n    {body}\n")
    found = faults(folder, "0001")
    assert all(each.revision == "0002_planted" for each in found)
    return [each.rule for each in found]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('op.create_index("i", "invoice", ["number"])', "require-concurrent-index-creation"),
        ('op.create_index("i", "invoice", ["number"], postgresql_concurrently=True)', "ban-concurrent-index-creation-in-transaction"),
        ('op.drop_index("i", "invoice")', "require-concurrent-index-deletion"),
        ('op.add_column("invoice", sa.Column("a", sa.Integer(), nullable=False))', "adding-required-field"),
        (
            'op.add_column("invoice", sa.Column("a", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False))',
            "adding-field-with-default",
        ),
        ('op.alter_column("invoice", "number", nullable=False)', "adding-not-nullable-field"),
        ('op.alter_column("invoice", "number", type_=sa.String(99))', "changing-column-type"),
        ('op.create_foreign_key("f", "invoice", "room", ["room_id"], ["id"])', "adding-foreign-key-constraint"),
        ('op.create_check_constraint("c", "invoice", "number > \'a\'")', "constraint-missing-not-valid"),
        ('op.create_unique_constraint("u", "invoice", ["number"])', "disallowed-unique-constraint"),
        ('op.drop_column("invoice", "number")', "ban-drop-column"),
        ('op.alter_column("invoice", "number", new_column_name="no")', "renaming-column"),
        ('op.drop_table("invoice")', "ban-drop-table"),
        ('op.get_bind().execute(sa.text("SELECT 1")).all()', UNREADABLE),
    ],
)
def test_what_locks_or_breaks_the_release_before_is_found(tmp_path: Path, body: str, rule: str) -> None:
    assert rule in planted(tmp_path, body)


@pytest.mark.parametrize(
    "body",
    [
        'op.create_table("new", sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True), sa.Column("room_id", sa.BigInteger(), sa.ForeignKey("room.id"), nullable=False)); op.create_index("i", "new", ["room_id"])',
        'op.add_column("invoice", sa.Column("a", sa.String(length=9), server_default="", nullable=False))',
        'op.add_column("invoice", sa.Column("a", sa.String(length=9), nullable=True))',
        'op.create_foreign_key("f", "invoice", "room", ["room_id"], ["id"], postgresql_not_valid=True)',
        'op.execute("UPDATE invoice SET number = number WHERE false")',
    ],
)
def test_what_stops_nobody_is_let_by(tmp_path: Path, body: str) -> None:
    assert planted(tmp_path, body) == []


def test_an_index_beside_those_who_write_is_let_by(tmp_path: Path) -> None:
    body = 'with beside_writers():\n        op.create_index("i", "invoice", ["number"], postgresql_concurrently=True)'
    assert planted(tmp_path, body) == []


def test_a_revision_that_means_it_says_why(tmp_path: Path) -> None:
    assert planted(tmp_path, 'op.drop_column("invoice", "number")', 'MEANT = {"ban-drop-column": "nobody has read it since 0001"}') == []


def test_none_of_the_new_ones_does() -> None:
    assert [str(each) for each in faults()] == []
