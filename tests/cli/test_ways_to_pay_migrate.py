"""The migration that lets whoever pays by card go on with it."""

from __future__ import annotations

import importlib
from typing import Any

from sqlalchemy import text

from app.models import PaymentMethod
from app.rules.ways_to_pay import Way, allows

STEP: Any = importlib.import_module("app.migrations.versions.0095_who_pays_by_card_may")


def test_whoever_pays_by_card_goes_on_and_nobody_else_begins(make: Any, session: Any) -> None:
    wanted = {"itself": ("eft", True), "kept": ("eft;", False), "both": ("EFT; Card", True), "neither": ("eft", False), "all": ("", True)}
    made = {name: make.organisation(allowed_payments=ways, auto_pay=by_itself) for name, (ways, by_itself) in wanted.items()}
    session.add(PaymentMethod(organisation_id=made["kept"].id, token_mark="m", sealed_token=b"x", is_default=True))
    session.commit()

    for _again in range(2):
        session.execute(text(STEP.MAY))
        session.commit()
        assert {name: row.allowed_payments for name, row in made.items()} == {
            "itself": "eft; card",
            "kept": "eft; card",
            "both": "EFT; Card",
            "neither": "eft",
            "all": "",
        }
    assert [name for name, row in made.items() if not allows(row.allowed_payments, Way.CARD)] == ["neither"]
