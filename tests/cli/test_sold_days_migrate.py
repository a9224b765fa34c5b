"""The migration that writes down how many days in the house a purchase sold, and mends passes that came too short."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from app.access.actor import SYSTEM
from app.actions.day_passes.end import end_day_pass
from app.actions.products.change import change_product
from app.actions.purchases.buy import buy
from app.models.purchase import PayWay
from app.models.user import TeamRole
from app.rules.units import Unit
from tests.cards import kept_card

STEP: Any = importlib.import_module("app.migrations.versions.0088_what_was_sold_and_who_leaves")


@pytest.fixture
def member(make: Any) -> Any:
    home = make.location()
    return make.user(
        "Member", organisation_id=make.organisation(home, buys_on_account=True).id, location_id=home.id, team_role=TeamRole.OWNER
    )


def bought(make: Any, world: Any, member: Any, session: Any, quantity: int, *, way: PayWay = PayWay.CARD) -> int:
    """So many of two days each, as it was: what came of it is one of them, and nothing says what was sold."""
    product = make.product(member.location, type=Unit.STUFF, price_cents=10000, days=2, name="Two days")
    row = buy(product.id, way=way, key=f"form {product.id}", quantity=quantity, user_id=member.id, by=SYSTEM)
    world.run_jobs()
    session.execute(
        text("UPDATE fulfilment SET days = 2 WHERE invoice_line_id IN (SELECT id FROM invoice_line WHERE adhoc_id = :id)"),
        {"id": row.adhoc_id},
    )
    session.execute(text("UPDATE day_pass SET days = 2 WHERE product_id = :id"), {"id": product.id})
    session.commit()
    return int(row.id)


def migrated(session: Any) -> dict[int, tuple[int | None, int | None]]:
    """By purchase: days that it says were sold, and those of its pass."""
    session.rollback()
    session.execute(text("UPDATE purchase SET days = NULL"))
    with Operations.context(MigrationContext.configure(session.connection())):
        STEP.write_down_what_was_sold()
    session.commit()
    query = """
        SELECT p.id, p.days, d.days FROM purchase p LEFT JOIN invoice_line l ON l.adhoc_id = p.adhoc_id LEFT JOIN fulfilment f ON f.invoice_line_id = l.id
        LEFT JOIN day_pass d ON d.key = f.key
    """
    return {number: (sold, came) for number, sold, came in session.execute(text(query))}


def test_what_is_certain_is_mended_and_nothing_else(make: Any, world: Any, admin: Any, member: Any, session: Any) -> None:
    kept_card(make, world, member.organisation)
    one, short, changed, ended = (bought(make, world, member, session, n) for n in (1, 3, 3, 3))
    at = {
        number: session.execute(text("SELECT product_id FROM purchase WHERE id = :id"), {"id": number}).scalar_one()
        for number in (changed, ended)
    }
    change_product(at[changed], days=7, by=admin)
    pass_id = session.execute(text("SELECT id FROM day_pass WHERE product_id = :id"), {"id": at[ended]}).scalar_one()
    end_day_pass(pass_id, reason="Moved away", by=admin)
    thing = buy(make.product(member.location).id, way=PayWay.NEXT_INVOICE, key="thing", user_id=member.id, by=SYSTEM).id
    later = bought(make, world, member, session, 4, way=PayWay.NEXT_INVOICE)
    assert migrated(session) == {
        one: (2, 2), short: (6, 6), changed: (6, 6), ended: (None, 2), thing: (None, None), later: (8, None),
    }  # fmt: skip
