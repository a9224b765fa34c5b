"""Another price or commitment holds from a day; what was billed before it stays (P11)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.licenses.change import change_license
from app.actions.licenses.move import move_license
from app.actions.licenses.remove import remove_license
from app.actions.licenses.renew import renew_license
from app.core.errors import Forbidden, Refused
from app.core.month import Month
from app.models import Invoice, InvoiceLine, InvoiceRun, LicenseAgreement
from app.models.invoice import InvoiceStatus

MAY, JUNE, JULY = Month(2026, 5), Month(2026, 6), Month(2026, 7)


@pytest.fixture
def license(make):
    """2 950.00, committed for twelve months until 30 June: 10 % less."""
    return make.license(starts_on=dt.date(2025, 7, 1), commitment_months=12)


@pytest.fixture
def bill(license, on, session, admin):
    """Approves a month on its first day and answers with the nets of its lines, corrections among them."""

    def billed(month):
        on(month.year, month.number, 1)
        run = create_run(license.location_id, month, by=admin, cut_off=month.last)
        preview_run(run.id, by=admin)
        session.expire_all()
        approve_run(run.id, session.get(InvoiceRun, run.id).fingerprint, by=admin)
        session.execute(update(Invoice).values(status=InvoiceStatus.SENT))  # as jobs leave it
        session.commit()
        lines = select(InvoiceLine.net_cents).join(Invoice).where(Invoice.run_id == run.id).order_by(InvoiceLine.id)
        return list(session.scalars(lines))

    return billed


def kept(session, license):
    rows = session.scalars(select(LicenseAgreement).where(LicenseAgreement.license_id == license.id).order_by(LicenseAgreement.ends_on))
    return [(row.ends_on, row.commitment_months, row.custom_price_cents) for row in rows]


def test_renewing_bills_no_discount_back(license, bill, session, admin):
    assert [bill(MAY), bill(JUNE)] == [[265500], [265500]]
    renew_license(license.id, months=12, on=dt.date(2026, 7, 1), by=admin)
    assert kept(session, license) == [(dt.date(2026, 6, 30), 12, None)]
    assert bill(JULY) == [265500], "as before, and nothing about the months that were billed"


def test_a_commitment_that_is_typed_late_holds_from_its_own_day(license, bill, on, admin):
    assert [bill(JUNE), bill(JULY)] == [[265500], [295000]]
    on(2026, 7, 10)
    change_license(license.id, commitment_months=12, commitment_start=dt.date(2026, 7, 1), by=admin)
    assert bill(JULY.next) == [-29500, 265500], "what July was billed too much, and August"


def test_a_price_agreed_today_leaves_what_was_billed(license, bill, session, admin):
    assert [bill(MAY), bill(JUNE)] == [[265500], [265500]]
    change_license(license.id, custom_price_cents=200000, custom_price_reason="From now on", by=admin)
    assert kept(session, license) == [(dt.date(2026, 6, 30), 12, None)]
    assert bill(JULY) == [200000]
    change_license(license.id, custom_price_cents=220000, by=admin)
    change_license(license.id, custom_price_cents=None, by=admin)
    assert kept(session, license) == [(dt.date(2026, 6, 30), 12, None), (dt.date(2026, 7, 31), 12, 200000)], (
        "a price that never held leaves nothing"
    )
    assert bill(JULY.next) == [295000]


def test_a_day_that_was_billed_corrects_it(license, bill, session, admin):
    assert [bill(MAY), bill(JUNE)] == [[265500], [265500]]
    change_license(license.id, custom_price_cents=200000, custom_price_reason="Agreed in May", agreed_from=dt.date(2026, 6, 1), by=admin)
    assert kept(session, license) == [(dt.date(2026, 5, 31), 12, None)]
    assert bill(JULY) == [-85500, 200000]
    change_license(license.id, agreed_from=license.starts_on, by=admin)
    assert kept(session, license) == []
    assert bill(JULY.next) == [-85500, 200000], "and May, though nobody typed a price"


def test_what_was_never_billed_keeps_nothing(license, session, admin):
    change_license(license.id, custom_price_cents=200000, custom_price_reason="A slip of the pen before", by=admin)
    assert kept(session, license) == []


def test_an_agreement_in_between_takes_the_place_of_those_after_it(license, on, session, admin):
    on(2026, 5, 10)
    for number, cents in ((6, 210000), (8, 220000), (7, 230000)):
        change_license(license.id, custom_price_cents=cents, custom_price_reason="Steps", agreed_from=dt.date(2026, number, 1), by=admin)
    assert kept(session, license) == [(dt.date(2026, 5, 31), 12, None), (dt.date(2026, 6, 30), 12, 210000)]


def test_a_day_outside_its_term_is_refused(license, on, make, bill, session, admin):
    with pytest.raises(Refused, match="starts on 1 Jul 2025") as refused:
        change_license(license.id, net_price=True, agreed_from=dt.date(2025, 6, 30), by=admin)
    assert refused.value.field == "agreed_from"
    license.ends_on = dt.date(2026, 6, 30)
    session.commit()
    bill(JUNE)
    with pytest.raises(Refused, match="change nothing") as refused:
        change_license(license.id, net_price=True, by=admin)
    assert refused.value.field == "agreed_from"
    for months, day, field in (
        (0, dt.date(2026, 6, 1), "months"),
        (121, dt.date(2026, 6, 1), "months"),
        (12, dt.date(2020, 1, 1), "on"),
        (12, dt.date(9999, 12, 31), "on"),
    ):
        with pytest.raises(Refused) as refused:
            renew_license(license.id, months=months, on=day, by=admin)
        assert refused.value.field == field


def test_one_that_was_a_slip_goes_with_what_was_agreed_before(license, session, admin):
    renew_license(license.id, months=12, on=dt.date(2026, 7, 1), by=admin)
    remove_license(license.id, by=SYSTEM)
    assert kept(session, license) == []


def renewed_ahead(license, on, admin):
    """In April for July."""
    on(2026, 4, 10)
    renew_license(license.id, months=12, on=dt.date(2026, 7, 1), by=admin)


def committed(session, license):
    rows = session.scalars(select(LicenseAgreement).where(LicenseAgreement.license_id == license.id).order_by(LicenseAgreement.ends_on))
    return [(row.ends_on, row.commitment_start, row.custom_price_cents) for row in rows]


def test_a_price_agreed_before_a_renewal_begins_leaves_both_commitments(license, bill, on, session, admin):
    renewed_ahead(license, on, admin)
    assert bill(MAY) == [265500]
    change_license(license.id, custom_price_cents=200000, custom_price_reason="From June", by=admin)
    assert committed(session, license) == [(dt.date(2026, 5, 31), None, None), (dt.date(2026, 6, 30), None, 200000)]
    assert [bill(JUNE), bill(JULY)] == [[180000], [180000]], "10 % of both commitments"


def test_more_months_are_of_the_commitment_that_is_named(license, on, session, admin):
    renewed_ahead(license, on, admin)
    change_license(license.id, commitment_months=24, by=admin)
    assert [(row.ends_on, row.commitment_months) for row in license.agreements] == [(dt.date(2026, 6, 30), 12)]


def test_who_may_not_set_prices_moves_none_by_a_day(license, on, make, session, admin):
    desk = make.actor(FRONT_DESK)
    on(2026, 4, 10)
    change_license(license.id, custom_price_cents=200000, custom_price_reason="From June", agreed_from=dt.date(2026, 6, 1), by=admin)
    with pytest.raises(Forbidden):
        change_license(license.id, agreed_from=license.starts_on, by=desk)
    renew_license(license.id, months=12, on=license.starts_on + dt.timedelta(days=1), by=desk)
    assert committed(session, license)[-1] == (dt.date(2026, 5, 31), dt.date(2025, 7, 2), None), "prices keep their days"


def test_a_slip_in_a_license_that_came_after_the_run_is_no_agreement(license, bill, make, session, admin):
    bill(JUNE)
    late = make.license(
        license.organisation, license.membership, starts_on=dt.date(2026, 6, 10), custom_price_cents=300000, custom_price_reason="A slip"
    )
    change_license(late.id, custom_price_cents=30000, by=admin)
    assert kept(session, late) == []


def test_a_free_license_that_costs_something_now_was_free(license, bill, make, session, admin):
    free = make.license(
        license.organisation,
        license.membership,
        starts_on=dt.date(2026, 1, 1),
        custom_price_cents=0,
        custom_price_reason="A guest",
        created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    bill(JUNE)
    change_license(free.id, custom_price_cents=100000, by=admin)
    assert kept(session, free) == [(dt.date(2026, 6, 30), None, 0)]


def test_a_move_takes_along_the_commitment_that_runs(license, on, make, session, admin):
    renewed_ahead(license, on, admin)
    other = make.membership(license.location)
    new = move_license(license.id, on=dt.date(2026, 5, 1), membership_id=other.id, space_id=license.space_id, by=admin)
    assert (new.commitment_start, committed(session, new)) == (dt.date(2026, 7, 1), [(dt.date(2026, 6, 30), dt.date(2025, 7, 1), None)])
