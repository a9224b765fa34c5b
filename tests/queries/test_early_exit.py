"""What an early exit would charge back (P7), and what a license adds to the next invoice."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.licenses.renew import renew_license
from app.actions.settings.put import put_setting
from app.core import clock
from app.core.month import Month
from app.models import Invoice, RunOrganisation
from app.models.invoice import InvoiceStatus
from app.queries.early_exit import early_exit
from app.queries.license_lines import license_lines

JULY = Month(2026, 7)


@pytest.fixture
def billed(make, session):
    """12 months committed from January; May and June were invoiced with 10 % and 5 % off, 2 522.25 each."""
    license = make.license(commitment_months=12)
    for month in (Month(2026, 5), Month(2026, 6)):
        invoice = make.invoice(license=license, net=252225, month=month)
        line = {"price_cents": 295000, "days": month.days, "of_days": month.days, "starts_on": month.first, "ends_on": month.last}
        factors = [{"rule": "commitment", "percent": "10"}, {"rule": "volume", "percent": "5"}]
        for row in invoice.lines:
            for name, value in {**line, "factors": factors}.items():
                setattr(row, name, value)
        run = make.run(license.location, month=month, approved_at=clock.now())
        frozen = {"volume_count": 5, "fingerprint": "", "warnings": [], "causes": {}, "lines": []}
        session.add(
            RunOrganisation(
                run_id=run.id,
                organisation_id=license.organisation_id,
                decision="approved",
                decided_at=clock.now(),
                net_cents=0,
                vat_cents=0,
                total_cents=0,
                **frozen,
            )
        )
    session.commit()
    return license


def test_the_discount_that_was_given_is_proposed(billed, session):
    billed.ends_on = dt.date(2026, 6, 30)
    session.commit()
    found = early_exit(session, billed)
    assert found is not None
    assert found.committed_until == dt.date(2026, 12, 31)
    assert found.net == 2 * (280250 - 252225)


def left(license, session, day):
    license.ends_on = dt.date(2026, 6, day)
    session.commit()
    return early_exit(session, license)


def committed(make, admin):
    """Billed for June in full: 2 950.00 less 10 %."""
    license = make.license(commitment_months=12, starts_on=dt.date(2026, 6, 1))
    billed_in(license, Month(2026, 6), admin)
    return license


def billed_in(license, month, by):
    run = preview_run(create_run(license.location_id, month, by=by, cut_off=month.last).id, by=by)
    approve_run(run.id, run.fingerprint, by=by)


def test_an_end_typed_in_after_the_month_was_billed_counts_only_the_days_that_stay(make, admin, session):
    """2 950.00 x 20/30 less 2 655.00 x 20/30, before the correction is billed and after."""
    license = committed(make, admin)
    assert left(license, session, 20).net == 19667
    billed_in(license, JULY, admin)
    assert early_exit(session, license).net == 19667


def test_a_month_that_came_as_a_correction_counts(make, admin, session):
    other = committed(make, admin)
    late = make.license(make.organisation(other.location), other.membership, commitment_months=12, starts_on=dt.date(2026, 6, 1))
    billed_in(late, JULY, admin)
    assert left(late, session, 30).net == 29500


def test_the_best_discount_alone_is_given_where_the_house_says_so(make, admin, session):
    put_setting("pricing.discount_mode", "best_of", by=admin)
    license = make.license(commitment_months=12, starts_on=dt.date(2026, 6, 1))
    make.discount("4", organisation_id=license.organisation_id)
    billed_in(license, Month(2026, 6), admin)
    assert left(license, session, 30).net == 283200 - 265500


def test_goodwill_gave_its_part_of_the_discount_back(billed, session):
    from app.models import Invoice

    june = session.query(Invoice).filter_by(month=Month(2026, 6)).one()
    create_credit_note(june.id, None, "The roof leaked", by=SYSTEM, goodwill=True)
    assert left(billed, session, 30).net == 280250 - 252225


def test_whoever_keeps_the_commitment_owes_nothing(billed, session):
    assert early_exit(session, billed) is None
    billed.ends_on = dt.date(2026, 12, 31)
    session.commit()
    assert early_exit(session, billed) is None


def test_void_invoices_gave_nothing(billed, session):
    from app.models import Invoice
    from app.models.invoice import InvoiceStatus

    session.query(Invoice).update({"status": InvoiceStatus.VOID, "void_reason": "A slip"})
    billed.ends_on = dt.date(2026, 6, 30)
    session.commit()
    assert early_exit(session, billed) is None


def test_a_license_shows_its_own_lines_only(make, session):
    license = make.license(starts_on=dt.date(2026, 7, 12))
    make.license(license.organisation, license.membership)
    (line,) = license_lines(session, license, JULY)
    assert line.net == 158065
    assert "20 of 31 days" in line.formula
    assert "12–31 Jul 2026" in line.description


def renewed(license, on, by, session):
    """Once the invoices are out, as jobs leave them."""
    session.execute(update(Invoice).values(status=InvoiceStatus.SENT))
    session.commit()
    renew_license(license.id, months=12, on=on, by=by)


def test_a_commitment_that_was_renewed_was_kept(make, admin, session):
    """Left in the second term: only its own discount is charged back, 10 % of June; May was of the first."""
    license = make.license(commitment_months=12, starts_on=dt.date(2025, 6, 1))
    billed_in(license, Month(2026, 5), admin)
    renewed(license, dt.date(2026, 6, 1), admin, session)
    billed_in(license, Month(2026, 6), admin)
    assert left(license, session, 30).net == 29500


def test_who_renewed_in_advance_and_leaves_before_is_charged_back_what_ran(make, admin, session):
    license = make.license(commitment_months=12, starts_on=dt.date(2025, 9, 1))
    billed_in(license, Month(2026, 6), admin)
    renewed(license, dt.date(2026, 9, 1), admin, session)
    found = left(license, session, 30)
    assert (found.committed_until, found.net) == (dt.date(2026, 8, 31), 29500)
