"""A month that is closed while something dated in it is on its way: what comes second waits, and is refused (I4.months, I12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.actions.deposits.refund import refund_deposit
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.leave_out import leave_out
from app.actions.months.close import close_month
from app.actions.payments.record_eft import record_eft
from app.actions.payments.refund import refund_payment
from app.core import clock
from app.core.errors import Refused
from app.models import DepositMovement, Invoice, InvoiceLine, InvoiceRun, Payment, Refund, RunOrganisation
from app.models.invoice import InvoiceStatus
from tests.meeting import meeting
from tests.views.billing import JULY, JUNE, previewed

IN_JUNE = dt.date(2026, 6, 20)


@pytest.fixture
def location(make: Any) -> Any:
    return make.location(name="Kloof")


def refused_by(app: Any, location: Any, session: Any, admin: Any, act: Any) -> None:
    location_id = location.id
    session.rollback()
    came = meeting(app, lambda: close_month(location_id, JUNE, by=admin, corrects_waiting=True), act)
    with pytest.raises(Refused, match="June 2026 is closed at Kloof"):
        came.result()


def test_an_approval_does_not_date_into_a_month_that_was_closed_while_it_previewed(
    app: Any, make: Any, location: Any, admin: Any, session: Any
) -> None:
    make.license(make.organisation(location), make.membership(location))
    run = previewed(location, JUNE, admin)
    run_id, seen = run.id, run.fingerprint
    refused_by(app, location, session, admin, lambda: approve_run(run_id, seen, by=admin))
    assert session.scalars(select(Invoice)).all() == []


def test_money_is_not_dated_into_a_month_that_is_being_closed(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    organisation_id = make.organisation(location).id
    refused_by(
        app,
        location,
        session,
        admin,
        lambda: record_eft(organisation_id, key="a", amount_cents=100, received_on=IN_JUNE, reference="x", by=admin),
    )
    assert session.scalar(select(func.count(Payment.id))) == 0


def test_a_refund_is_not_dated_into_a_month_that_is_being_closed(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    payment_id = record_eft(make.organisation(location).id, key="a", amount_cents=100, reference="x", by=admin).id
    refused_by(
        app,
        location,
        session,
        admin,
        lambda: refund_payment(payment_id, key="b", amount_cents=100, refunded_on=IN_JUNE, reference="x", reason="Too much", by=admin),
    )
    assert session.scalar(select(func.count(Refund.id))) == 0


def test_a_deposit_does_not_move_in_a_month_that_is_being_closed(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    license = make.license(make.organisation(location), make.membership(location), ends_on=dt.date(2026, 5, 31))
    deposit_id = make.deposit(license, held=500_000).id
    before = session.scalar(select(func.count(DepositMovement.id)))
    refused_by(
        app, location, session, admin, lambda: refund_deposit(deposit_id, key="1", amount_cents=100, on=IN_JUNE, reference="EFT", by=admin)
    )
    assert session.scalar(select(func.count(DepositMovement.id))) == before


def test_a_month_is_not_closed_past_an_approval_that_is_being_written(app: Any, make: Any, location: Any, admin: Any, session: Any) -> None:
    make.license(make.organisation(location), make.membership(location))
    run = previewed(location, JUNE, admin)
    run_id, seen, location_id = run.id, run.fingerprint, location.id
    session.rollback()
    came = meeting(app, lambda: approve_run(run_id, seen, by=admin), lambda: close_month(location_id, JUNE, by=admin))
    with pytest.raises(Refused, match="still on their way"):
        came.result()


def billed_without(location: Any, admin: Any, left_out: Any) -> InvoiceRun:
    """June, approved but for one who was left out, and for whoever is left open."""
    run = previewed(location, JUNE, admin)
    leave_out(run.id, left_out.id, "Disputes the desk count", by=admin)
    return run


def sent(session: Any) -> None:
    """All invoices are with the customers."""
    session.execute(update(Invoice).values(status=InvoiceStatus.SENT))
    session.commit()


def amounts(session: Any, organisation: Any) -> list[tuple[str, str, int]]:
    query = (
        select(InvoiceLine.kind, InvoiceLine.service_month, InvoiceLine.net_cents)
        .join(Invoice)
        .where(Invoice.organisation_id == organisation.id)
    )
    return [(kind.value, str(month), net) for kind, month, net in session.execute(query.order_by(InvoiceLine.id))]


def test_who_was_left_out_or_is_open_is_named_at_the_close_and_billed_by_the_next_run(
    make: Any, location: Any, admin: Any, session: Any
) -> None:
    membership = make.membership(location)
    acme, zed, late = (make.organisation(location, name=name) for name in ("Acme", "Zed", "Late"))
    for each in (acme, zed, late):
        make.license(each, membership)
    run = billed_without(location, admin, zed)
    approve_run(run.id, run.fingerprint, by=admin, organisation_ids=[acme.id])
    sent(session)
    with pytest.raises(Refused, match=r"Late \(open\), Zed \(Disputes the desk count\).*later, by a correction"):
        close_month(location.id, JUNE, by=admin)
    assert close_month(location.id, JUNE, by=admin, corrects_waiting=True).corrects_waiting
    july = previewed(location, JULY, admin)
    approve_run(july.id, july.fingerprint, by=admin)
    assert amounts(session, zed) == amounts(session, late) == [("correction", "2026-06", 295000), ("license", "2026-07", 295000)]
    assert amounts(session, acme) == [("license", "2026-06", 295000), ("license", "2026-07", 295000)]
    august = previewed(location, JULY.next, admin)
    assert august.net_cents == 3 * 295000, "it is billed once"


def test_a_later_month_that_is_billed_already_hides_nobody_who_waited(make: Any, location: Any, admin: Any, session: Any) -> None:
    """As it usually goes: July is approved on its first days, and June closed after that; nothing of the license moved since."""
    membership, acme, zed = make.membership(location), make.organisation(location), make.organisation(location)
    for each in (acme, zed):
        make.license(each, membership)
    run = billed_without(location, admin, zed)
    approve_run(run.id, run.fingerprint, by=admin)
    july = previewed(location, JULY, admin)
    approve_run(july.id, july.fingerprint, by=admin)
    sent(session)
    session.execute(update(RunOrganisation).where(RunOrganisation.run_id == july.id).values(decided_at=clock.now() + dt.timedelta(hours=1)))
    session.commit()
    close_month(location.id, JUNE, by=admin, corrects_waiting=True)
    august = previewed(location, JULY.next, admin)
    approve_run(august.id, august.fingerprint, by=admin)
    assert sorted(amounts(session, zed)) == [
        ("correction", "2026-06", 295000),
        ("license", "2026-07", 295000),
        ("license", "2026-08", 295000),
    ]


def test_who_waited_in_a_month_that_knew_of_nobody_is_not_billed_behind_peoples_backs(
    make: Any, location: Any, admin: Any, session: Any
) -> None:
    """A month that was closed before the page named them."""
    membership, acme, zed = make.membership(location), make.organisation(location), make.organisation(location)
    for each in (acme, zed):
        make.license(each, membership)
    run = billed_without(location, admin, zed)
    approve_run(run.id, run.fingerprint, by=admin)
    sent(session)
    close_month(location.id, JUNE, by=admin, corrects_waiting=True).corrects_waiting = False
    session.commit()
    assert previewed(location, JULY, admin).net_cents == 2 * 295000


def test_a_month_without_an_approved_run_says_that_nothing_of_it_comes_later(make: Any, location: Any, admin: Any) -> None:
    make.license(make.organisation(location, name="Acme"), make.membership(location))
    previewed(location, JUNE, admin)
    with pytest.raises(Refused, match="no run of it is approved"):
        close_month(location.id, JUNE, by=admin)
