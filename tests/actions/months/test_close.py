"""A month that is closed while something dated in it is on its way: what comes second waits, and is refused (I4.months, I12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from app.actions.deposits.refund import refund_deposit
from app.actions.invoice_runs.approve import approve_run
from app.actions.months.close import close_month
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.core.errors import Refused
from app.models import DepositMovement, Invoice, Payment, Refund
from tests.meeting import meeting
from tests.views.billing import JUNE, previewed

IN_JUNE = dt.date(2026, 6, 20)


@pytest.fixture
def location(make: Any) -> Any:
    return make.location(name="Kloof")


def refused_by(app: Any, location: Any, session: Any, admin: Any, act: Any) -> None:
    location_id = location.id
    session.rollback()
    came = meeting(app, lambda: close_month(location_id, JUNE, by=admin), act)
    with pytest.raises(Refused, match="June 2026 is closed at Kloof"):
        came.result()


def test_an_approval_does_not_date_into_a_month_that_was_closed_while_it_previewed(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    make.license(make.organisation(location), make.membership(location))
    run = previewed(location, JUNE, admin)
    run_id, seen = run.id, run.fingerprint
    refused_by(app, location, session, admin, lambda: approve_run(run_id, seen, by=admin))
    assert session.scalars(select(Invoice)).all() == []


def test_money_is_not_dated_into_a_month_that_is_being_closed(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    organisation_id = make.organisation(location).id
    refused_by(app, location, session, admin, lambda: record_eft(organisation_id, key="a", amount_cents=100, received_on=IN_JUNE, reference="x", by=admin))
    assert session.scalar(select(func.count(Payment.id))) == 0


def test_a_refund_is_not_dated_into_a_month_that_is_being_closed(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    payment_id = record_eft(make.organisation(location).id, key="a", amount_cents=100, reference="x", by=admin).id
    refused_by(
        app, location, session, admin, lambda: refund_payment(payment_id, key="b", amount_cents=100, refunded_on=IN_JUNE, reference="x", reason="Too much", by=admin)
    )
    assert session.scalar(select(func.count(Refund.id))) == 0


def test_a_deposit_does_not_move_in_a_month_that_is_being_closed(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    license = make.license(make.organisation(location), make.membership(location), ends_on=dt.date(2026, 5, 31))
    deposit_id = make.deposit(license, held=500_000).id
    before = session.scalar(select(func.count(DepositMovement.id)))
    refused_by(app, location, session, admin, lambda: refund_deposit(deposit_id, key="1", amount_cents=100, on=IN_JUNE, reference="EFT", by=admin))
    assert session.scalar(select(func.count(DepositMovement.id))) == before


def test_a_month_is_not_closed_past_an_approval_that_is_being_written(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    make.license(make.organisation(location), make.membership(location))
    run = previewed(location, JUNE, admin)
    run_id, seen, location_id = run.id, run.fingerprint, location.id
    session.rollback()
    came = meeting(app, lambda: approve_run(run_id, seen, by=admin), lambda: close_month(location_id, JUNE, by=admin))
    with pytest.raises(Refused, match="still on their way"):
        came.result()
