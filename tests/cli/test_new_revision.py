"""A table that lacks what its model has gets a revision with the next number; where nothing differs none is written."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from app.cli.migrate import migrate
from app.cli.new_revision import written
from app.cli.scratch import scratch


@pytest.fixture
def own(settings):
    with scratch(settings, "a test of new revisions") as found:
        migrate(found)
        yield found


def test_what_a_model_has_more_is_written_and_nothing_without_need(own):
    assert written(own, "Nothing") == ""
    with psycopg.connect(own.database_url) as link:
        link.execute("ALTER TABLE closure DROP COLUMN reason")
    path = Path(written(own, "Why rooms are shut"))
    try:
        text = path.read_text().replace("'", '"')
        before = max(each.name[:4] for each in path.parent.glob("[0-9]*.py") if each != path)
        assert path.name.startswith(f"{int(before) + 1:04d}_why_rooms") and f'down_revision = "{before}"' in text
        assert 'op.add_column("closure", sa.Column("reason"' in text and '"""Why rooms are shut"""' in text
    finally:
        path.unlink()
