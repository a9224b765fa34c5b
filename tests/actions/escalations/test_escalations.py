"""Yearly rises: proposed ahead, approved as they were seen, each once, told once, and undone by what supersedes them (P6)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK
from app.actions.escalations.approve import approve_escalations
from app.actions.escalations.decline import decline_escalations
from app.actions.escalations.propose import propose_escalations
from app.actions.escalations.undo import undo_escalations
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.licenses.change import change_license
from app.actions.settings.put import put_setting
from app.core.errors import Forbidden, Locked, Missing, Refused, Stale
from app.core.month import Month
from app.models import AccountLetter, Delivery, Escalation, Invoice, InvoiceRun, LicensePrice, RunOrganisation
from app.models.account_letter import LetterKind
from app.models.delivery import DeliveryState
from app.models.invoice import InvoiceStatus
from app.queries.next_invoice import next_invoice
from jobs import escalations

CAME = dt.datetime(2025, 6, 25, 8, tzinfo=dt.UTC)
JULY = Month(2026, 7)


@pytest.fixture
def kloof(make):
    return make.location(name="Kloof", sender_email="desk@kloof.example")


@pytest.fixture
def license(make, kloof, on):
    """R2 950 less the 10 % of a year that ends on 30 June 2026: example I."""
    return make.license(
        make.organisation(kloof, name="Acme"), make.membership(kloof), starts_on=dt.date(2025, 7, 1), commitment_months=12, created_at=CAME
    )


def proposed(session):
    session.expire_all()
    return session.scalars(select(Escalation).order_by(Escalation.due_on)).all()


def july(session, license):
    return next_invoice(session, license.organisation_id, license.location, dt.date(2026, 7, 1), JULY).net


def test_it_is_proposed_ninety_days_before_with_both_effects_and_follows_what_it_is_made_of(license, on, session, admin):
    assert propose_escalations(license.location_id, by=SYSTEM) == 0
    on(2026, 4, 2)
    assert (propose_escalations(license.location_id, by=SYSTEM), propose_escalations(license.location_id, by=SYSTEM)) == (1, 0)
    (row,) = proposed(session)
    assert (row.due_on, row.valid_from, row.old_primary_cents, row.new_primary_cents) == (
        dt.date(2026, 7, 1),
        dt.date(2026, 7, 1),
        295000,
        318600,
    )
    assert (row.now_cents, row.renewed_cents, row.then_cents, row.commitment_ends_on) == (265500, 286740, 318600, dt.date(2026, 6, 30))
    assert (row.of_rise_cents, row.of_commitment_cents, row.more_cents) == (21240, 31860, 53100)

    change_license(license.id, custom_price_cents=1, custom_price_reason="x", by=admin)
    propose_escalations(license.location_id, by=SYSTEM)
    assert proposed(session) == [], "a price of its own holds on that day"


def test_a_pause_or_an_end_in_its_first_month_hides_no_price(license, make, on, session):
    """The letter says what a month costs: "now 0.00, then 0.00" were what the days of that one month cost."""
    make.pause(license, dt.date(2026, 7, 1), dt.date(2026, 7, 31))
    license.ends_on = dt.date(2026, 7, 10)
    session.commit()
    on(2026, 4, 2)
    propose_escalations(license.location_id, by=SYSTEM)
    (row,) = proposed(session)
    assert (row.now_cents, row.renewed_cents, row.then_cents) == (265500, 286740, 318600)


def test_approving_writes_one_version_once_and_the_preview_calls_it_a_price(license, on, session, admin):
    on(2026, 4, 2)
    propose_escalations(license.location_id, by=SYSTEM)
    (row,) = proposed(session)
    with pytest.raises(Stale):
        approve_escalations([row.id], more_cents=1, by=admin)
    assert [len(approve_escalations([row.id], more_cents=more, by=admin)) for more in (53100, 0)] == [1, 0]
    propose_escalations(license.location_id, by=SYSTEM)

    assert [(each.valid_from, each.primary_cents, each.escalation_id) for each in session.scalars(select(LicensePrice))] == [
        (dt.date(2026, 7, 1), 318600, row.id)
    ]
    assert july(session, license) == 318600
    for month in (JULY.previous, JULY):
        on(month.year, month.number, 1)
        run = create_run(license.location_id, month, by=admin, cut_off=month.last)
        preview_run(run.id, by=admin)
        session.expire_all()
        approve_run(run.id, session.get(InvoiceRun, run.id).fingerprint, by=admin)
    causes = session.scalar(select(RunOrganisation.causes).where(RunOrganisation.run_id == run.id))
    assert causes == {"price": 21240, "discount": 31860} or causes == {"price": 23600, "discount": 29500}


def test_what_moved_since_it_was_proposed_is_looked_at_again(license, on, session, admin, make):
    on(2026, 4, 2)
    propose_escalations(license.location_id, by=SYSTEM)
    (row,) = proposed(session)
    make.price(license.membership, primary=300000, extra=250000, valid_from=dt.date(2026, 5, 1))
    with pytest.raises(Stale, match="have moved"):
        approve_escalations([row.id], by=admin)
    make.invoice(license.organisation, status=InvoiceStatus.LOCKED)
    with pytest.raises(Locked, match="Kloof"):
        approve_escalations([row.id], by=admin)
    assert session.scalar(select(func.count(LicensePrice.id))) == 0


def test_missed_years_come_one_at_a_time_and_do_not_reach_back_to_what_was_billed(license, on, session, admin):
    on(2028, 5, 2)
    assert propose_escalations(license.location_id, by=SYSTEM) == 3
    first, second, third = proposed(session)
    assert [row.new_primary_cents for row in (first, second, third)] == [318600, 344088, 371615]
    with pytest.raises(Stale, match="first"):
        approve_escalations([second.id], by=admin)
    decline_escalations([second.id], reason="A hard year for them", by=admin)
    session.expire_all()
    assert (third.old_primary_cents, third.new_primary_cents) == (318600, 344088), "the next year builds on what is"
    approve_escalations([third.id, first.id], by=admin)

    versions = session.execute(select(LicensePrice.valid_from, LicensePrice.primary_cents).order_by(LicensePrice.valid_from)).all()
    assert versions == [(dt.date(2026, 7, 1), 318600), (dt.date(2028, 7, 1), 344088)]


def test_a_late_yes_bills_no_month_again_and_an_undo_gives_back_what_was_billed(license, on, session, admin):
    def billed(month):
        on(month.year, month.number, 2)
        run = create_run(license.location_id, month, by=admin, cut_off=month.last)
        preview_run(run.id, by=admin)
        session.expire_all()
        approve_run(run.id, session.get(InvoiceRun, run.id).fingerprint, by=admin)
        return session.scalar(select(RunOrganisation.net_cents).where(RunOrganisation.run_id == run.id))

    def sent():
        session.execute(Invoice.__table__.update().values(status=InvoiceStatus.SENT))
        session.commit()

    assert billed(JULY) == 295000
    sent()
    on(2026, 7, 20)
    propose_escalations(license.location_id, by=SYSTEM)
    (row,) = proposed(session)
    approve_escalations([row.id], by=admin)
    assert billed(JULY.next) == 318600, "July stays as it was invoiced"
    sent()
    on(2026, 8, 20)
    undo_escalations([row.id], reason="Promised otherwise", by=admin)
    assert billed(JULY.plus(2)) == 295000 - 23600, "August gets its rise back"


def test_who_pays_is_told_once_sixty_days_before_and_again_when_it_is_undone(license, make, on, world, session, admin):
    other = make.license(license.organisation, license.membership, starts_on=dt.date(2025, 7, 1), created_at=CAME)
    on(2026, 4, 2)
    assert escalations.follow() == "2 rises proposed, 0 letters written."
    rows = proposed(session)
    approve_escalations([row.id for row in rows], by=admin)
    assert world.letters() == []
    on(2026, 5, 2)
    assert (escalations.follow(), escalations.follow()) == ("0 rises proposed, 1 letters written.", "0 rises proposed, 0 letters written.")
    (mail,) = world.letters()
    assert "from 1 July 2026" in mail["subject"] and license.code in mail["text"] and other.code in mail["text"]
    assert "the commitment ends on 30 June 2026" in mail["text"]

    undo_escalations([rows[0].id], reason="Promised otherwise", by=admin)
    assert "does not rise" in world.letters()[-1]["subject"]
    assert july(session, license) == 295000 + 264600
    with pytest.raises(Refused, match="Say why"):
        undo_escalations([rows[1].id], reason=" ", by=admin)


def test_an_undo_before_the_letter_went_leaves_nothing_to_tell(license, on, world, session, admin):
    on(2026, 5, 10)
    propose_escalations(license.location_id, by=SYSTEM)
    (row,) = proposed(session)
    approve_escalations([row.id], by=admin)
    undo_escalations([row.id], reason="A slip", by=admin)
    assert world.letters() == [] and session.scalars(select(Delivery.state)).all() == [DeliveryState.WITHHELD]
    assert session.scalars(select(AccountLetter.kind)).all() == [LetterKind.PRICE_RISE]


def test_rounding_the_first_of_the_month_and_percents_are_settings(license, make, on, session, admin):
    make.license(license.organisation, license.membership, starts_on=dt.date(2025, 6, 26), created_at=CAME, escalation_percent=0)
    license.starts_on = dt.date(2025, 6, 26)
    license.commitment_months = None
    session.commit()
    for name, value in (("escalation.round_to", "R10"), ("escalation.next_month_start", "yes"), ("escalation.percent", "7")):
        put_setting(name, value, by=admin)
    on(2026, 4, 2)
    propose_escalations(license.location_id, by=SYSTEM)
    (row,) = proposed(session)
    assert (row.due_on, row.valid_from, row.new_primary_cents) == (dt.date(2026, 6, 26), dt.date(2026, 7, 1), 316000)


def test_all_prices_may_rise_in_one_month(license, on, session, admin):
    license.starts_on = dt.date(2025, 6, 26)
    session.commit()
    put_setting("escalation.month", "may", by=admin)
    on(2026, 4, 2)
    propose_escalations(license.location_id, by=SYSTEM)
    assert [row.due_on for row in proposed(session)] == [dt.date(2026, 5, 1)]


def test_only_who_may_and_only_there(license, make, on, session):
    on(2026, 4, 2)
    propose_escalations(license.location_id, by=SYSTEM)
    (row,) = proposed(session)
    for verb in (approve_escalations, lambda ids, by: undo_escalations(ids, reason="x", by=by)):
        with pytest.raises(Forbidden):
            verb([row.id], by=make.actor(FRONT_DESK, at=[license.location]))
        with pytest.raises(Missing):
            verb([row.id], by=make.actor(FINANCE, at=[make.location()]))
