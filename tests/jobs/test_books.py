"""Books that are wrong are told in the morning."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.errors import Refused
from jobs.books import prove


def test_a_broken_promise_is_named_and_nothing_is_mended(headless, make, session):
    with headless.app_context():
        assert prove().startswith("All ")
    make.organisation()
    session.execute(text("INSERT INTO wallet (organisation_id, unit, currency, balance_cents) SELECT id, 'space', 'ZAR', 100 FROM organisation"))
    session.commit()
    with headless.app_context(), pytest.raises(Refused, match=r"Broken promises: L2 \(1\)"):
        prove()
    assert session.scalar(text("SELECT balance_cents FROM wallet")) == 100
