"""Approval: what was seen, once, with gapless numbers, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import delete, func, select, text, update

from app.access.roles import FRONT_DESK
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.leave_out import leave_out
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoices.void import void_invoice
from app.actions.memberships.add_price import add_price
from app.actions.memberships.change import change_membership
from app.actions.settings.put import put_setting
from app.core import clock
from app.core.errors import Conflict, Forbidden, Missing, Refused
from app.core.month import Month
from app.models import Adhoc, CreditNote, Invoice, InvoiceLine, InvoiceRun, License, OutboxMessage, RunOrganisation, Step, TaxRate
from app.models.invoice import InvoiceStatus
from app.models.invoice_run import RunStatus
from app.queries.preview import preview
from app.rules.policy import Proration

JUNE, JULY = Month(2026, 6), Month(2026, 7)
END = dt.date(2026, 6, 30)


@pytest.fixture
def location(make):
    return make.location(invoice_prefix="KLF")


@pytest.fixture
def acme(make, location):
    membership = make.membership(location)
    organisation = make.organisation(location, name="Acme")
    for _ in range(6):
        make.license(organisation, membership, commitment_months=12)
    return organisation


def previewed(location, month, by, cut_off=None):
    run = create_run(location.id, month, by=by, cut_off=cut_off or month.last)
    return preview_run(run.id, by=by)


def billed(location, month, by):
    run = previewed(location, month, by)
    approve_run(run.id, run.fingerprint, by=by)
    return run


def test_what_was_seen_becomes_invoices(make, acme, location, admin, session):
    charge = make.adhoc(acme, quantity=2, unit_price_cents=25000)
    run = previewed(location, JUNE, admin)
    assert (run.status, run.organisations, run.total_cents) == (RunStatus.PREVIEWED, 1, 1552039)

    made = approve_run(run.id, run.fingerprint, by=admin)

    assert (made.invoices, made.credit_notes, made.total_cents) == (1, 0, 1552039)
    invoice = session.scalars(select(Invoice)).one()
    assert (invoice.number, invoice.status, invoice.net_cents, invoice.vat_cents) == ("KLF-00001", InvoiceStatus.LOCKED, 1349600, 202439)
    assert [(line.net_cents, line.vat_cents) for line in invoice.lines] == [(252225, 37834)] + [(209475, 31421)] * 5 + [(50000, 7500)]
    assert session.get(Adhoc, charge.id).invoiced_at is not None
    assert session.get(InvoiceRun, run.id).status is RunStatus.RUNNING, "its PDFs are to be made"
    assert [row.job for row in session.scalars(select(OutboxMessage))] == ["jobs.xero.push_run"]
    assert session.scalar(select(func.count()).select_from(Step)) == 1, "not connected to Xero: the PDF is what is left to do"


def test_approval_holds_only_for_what_was_seen(make, acme, location, admin, session):
    run = previewed(location, JUNE, admin)
    make.discount("5", organisation_id=acme.id)
    with pytest.raises(Conflict, match="Acme") as moved:
        approve_run(run.id, run.fingerprint, by=admin)
    assert moved.value.details == [{"organisation": "Acme", "before": "14945.39", "after": "14198.11"}]
    assert session.scalars(select(Invoice)).all() == []


def test_a_preview_of_somebody_else_in_between_is_said(make, acme, location, admin):
    run = previewed(location, JUNE, admin)
    seen = run.fingerprint
    make.adhoc(acme)
    preview_run(run.id, by=admin)
    with pytest.raises(Conflict, match="previewed again"):
        approve_run(run.id, seen, by=admin)


def test_twice_is_once(acme, location, admin, session):
    run = billed(location, JUNE, admin)
    with pytest.raises(Refused, match="Nothing is left"):
        approve_run(run.id, session.get(InvoiceRun, run.id).fingerprint, by=admin)
    assert len(session.scalars(select(Invoice)).all()) == 1


def test_numbers_have_no_gap_and_shared_prefixes_share_the_series(make, location, admin, session):
    other = make.location(invoice_prefix="KLF")
    for place in (location, other):
        membership = make.membership(place)
        for _ in range(3):
            make.license(make.organisation(place), membership)
        billed(place, JUNE, admin)
    numbers = sorted(session.scalars(select(Invoice.number)))
    assert numbers == [f"KLF-{n:05d}" for n in range(1, 7)]


def test_a_month_below_zero_becomes_a_credit_note(make, location, admin, session):
    organisation = make.organisation(location)
    make.adhoc(organisation, unit_price_cents=-10000, description="Goodwill")
    run = previewed(location, JUNE, admin)
    made = approve_run(run.id, run.fingerprint, by=admin)
    assert (made.invoices, made.credit_notes) == (0, 1)
    note = session.scalars(select(CreditNote)).one()
    assert (note.number, note.net_cents, note.vat_cents, note.total_cents) == ("KLF-CN-00001", 10000, 1500, 11500)


def test_who_is_left_out_waits_for_a_supplementary_run_and_is_not_corrected(make, location, admin, session):
    membership = make.membership(location)
    first, second = make.organisation(location), make.organisation(location)
    for organisation in (first, second):
        make.license(organisation, membership)
    run = previewed(location, JUNE, admin)
    leave_out(run.id, second.id, "Disputes the desk count", by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    july = billed(location, JULY, admin)
    assert session.scalar(select(func.count()).select_from(InvoiceLine).where(InvoiceLine.kind == "correction")) == 0
    extra = billed(location, JUNE, admin)
    assert extra.sequence == 2
    invoices = session.execute(select(Invoice.organisation_id, Invoice.month).order_by(Invoice.id)).all()
    assert invoices == [(first.id, JUNE), (first.id, JULY), (second.id, JULY), (second.id, JUNE)]
    assert july.id != run.id


def corrections(session, organisation):
    query = (
        select(InvoiceLine.net_cents, InvoiceLine.service_month)
        .join(Invoice)
        .where(Invoice.organisation_id == organisation.id, InvoiceLine.kind == "correction")
    )
    return [(net, str(month)) for net, month in session.execute(query.order_by(InvoiceLine.id))]


def decided(session, run, organisation, hours):
    """As if its document of that run were approved so many hours from now."""
    row = session.scalars(
        select(RunOrganisation).where(RunOrganisation.run_id == run.id, RunOrganisation.organisation_id == organisation.id)
    ).one()
    row.decided_at = clock.now() + dt.timedelta(hours=hours)
    session.commit()


def test_a_supplementary_run_of_an_earlier_month_hides_no_change_of_a_later_one(make, location, admin, session):
    membership = make.membership(location)
    acme = make.organisation(location)
    license = make.license(acme, membership)
    make.license(make.organisation(location), membership)
    may = previewed(location, Month(2026, 5), admin)
    leave_out(may.id, acme.id, "Disputes the desk count", by=admin)
    approve_run(may.id, may.fingerprint, by=admin)
    decided(session, billed(location, JUNE, admin), acme, -1)
    session.get(License, license.id).custom_price_cents = 200000
    session.commit()
    decided(session, billed(location, Month(2026, 5), admin), acme, 1)
    billed(location, JULY, admin)
    assert corrections(session, acme) == [(-95000, "2026-06")]


def test_who_is_approved_later_is_corrected_by_what_was_known_then(make, location, admin, session):
    membership = make.membership(location)
    acme, zed = make.organisation(location), make.organisation(location)
    for each in (acme, zed):
        make.license(each, membership)
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin, organisation_ids=[acme.id])
    make.price(membership, primary=310000, extra=310000, valid_from=JUNE.first)
    run = preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    billed(location, JULY, admin)
    assert (corrections(session, acme), corrections(session, zed)) == ([], [])


def test_a_setting_that_is_changed_bills_no_month_again(make, location, admin, session):
    """June was billed by days; whoever changes proration and mode afterwards, and touches a license, finds June as it was."""
    license = make.license(make.organisation(location), make.membership(location), starts_on=dt.date(2026, 6, 12), commitment_months=12)
    make.discount("5", organisation_id=license.organisation_id)
    other = make.license(make.organisation(location), license.membership, starts_on=dt.date(2026, 6, 12), commitment_months=12)
    run = previewed(location, JUNE, admin)
    approve_run(run.id, run.fingerprint, by=admin, organisation_ids=[license.organisation_id])
    location.proration = Proration.NONE
    session.commit()
    put_setting("pricing.discount_mode", "best_of", by=admin)
    run = preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)
    assert session.scalars(select(InvoiceLine.net_cents).where(InvoiceLine.license_id == other.id)).all() == [168150], (
        "a run is of one policy"
    )
    billed(location, JULY, admin)
    assert (corrections(session, license.organisation), corrections(session, other.organisation)) == ([], [])


def test_whether_what_is_free_counts_is_decided_with_the_run(make, location, admin, session):
    """Four that pay and one that is free: 5 % in June, nothing more in July after the setting changed, and June stays."""
    organisation, membership = make.organisation(location), make.membership(location)
    free = make.license(organisation, membership, custom_price_cents=0, custom_price_reason="The founder")
    for _each in range(4):
        make.license(organisation, membership)
    billed(location, JUNE, admin)
    put_setting("pricing.free_licenses_count", "no", by=admin)
    free.touched_at = clock.now()
    session.commit()
    billed(location, JULY, admin)
    assert corrections(session, organisation) == []
    counts = session.execute(
        select(InvoiceRun.counts_free, RunOrganisation.volume_count).join(RunOrganisation).order_by(InvoiceRun.month)
    ).all()
    assert [tuple(each) for each in counts] == [(True, 5), (False, 4)]


def test_example_g_a_start_typed_in_late(make, location, admin, session):
    membership, organisation = make.membership(location), make.organisation(location)
    make.license(make.organisation(location), membership)
    billed(location, JUNE, admin)
    make.license(organisation, membership, starts_on=dt.date(2026, 6, 12))
    billed(location, JULY, admin)
    lines = session.scalars(
        select(InvoiceLine).join(Invoice).where(Invoice.organisation_id == organisation.id).order_by(InvoiceLine.position)
    ).all()
    assert [(line.kind, line.net_cents, str(line.service_month)) for line in lines] == [
        ("correction", 186833, "2026-06"),
        ("license", 295000, "2026-07"),
    ]


def test_example_h_an_end_typed_in_late(make, location, admin, session):
    license = make.license(make.organisation(location), make.membership(location))
    billed(location, JUNE, admin)
    session.get(License, license.id).ends_on = dt.date(2026, 6, 20)
    session.commit()
    billed(location, JULY, admin)
    note = session.scalars(select(CreditNote)).one()
    assert (note.net_cents, note.vat_cents) == (98333, 14750)


def test_a_correction_is_billed_once(make, location, admin, session):
    membership, organisation = make.membership(location), make.organisation(location)
    license = make.license(organisation, membership)
    make.license(organisation, membership)
    billed(location, JUNE, admin)
    session.get(License, license.id).ends_on = dt.date(2026, 6, 20)
    session.commit()
    billed(location, JULY, admin)
    billed(location, Month(2026, 8), admin)
    corrections = session.scalars(select(InvoiceLine).where(InvoiceLine.kind == "correction")).all()
    assert len({line.invoice_id for line in corrections}) == 1


def test_above_the_threshold_a_second_person_approves(make, acme, location, admin, session):
    location.second_approver_above_cents = 100000
    session.commit()
    run = previewed(location, JUNE, admin)
    assert approve_run(run.id, run.fingerprint, by=admin).needs_second
    with pytest.raises(Refused, match="second person"):
        approve_run(run.id, run.fingerprint, by=admin)
    assert approve_run(run.id, run.fingerprint, by=make.manager(of=location)).invoices == 1


def test_no_tax_invoice_without_the_sellers_vat_number(acme, location, admin, session):
    location.vat_number = ""
    session.commit()
    run = previewed(location, JUNE, admin)
    with pytest.raises(Refused, match="VAT number"):
        approve_run(run.id, run.fingerprint, by=admin)


def test_who_may_not(make, acme, location, admin):
    run = previewed(location, JUNE, admin)
    with pytest.raises(Missing):
        approve_run(run.id, run.fingerprint, by=make.manager(of=make.location()))
    with pytest.raises(Forbidden):
        approve_run(run.id, run.fingerprint, by=make.actor(FRONT_DESK))


def test_some_now_and_the_rest_later(make, location, admin, session):
    membership = make.membership(location)
    organisations = [make.organisation(location) for _ in range(3)]
    for organisation in organisations:
        make.license(organisation, membership)
    run = previewed(location, JUNE, admin)
    assert approve_run(run.id, run.fingerprint, by=admin, organisation_ids=[organisations[1].id]).invoices == 1
    assert approve_run(run.id, run.fingerprint, by=admin).invoices == 2


def test_of_some_nobody_is_billed_who_is_no_longer_active(make, location, admin, session):
    membership, gone, here = make.membership(location), make.organisation(location, name="Gone"), make.organisation(location, name="Here")
    for organisation in (gone, here):
        make.license(organisation, membership)
    run = previewed(location, JUNE, admin)
    gone.status = "inactive"
    session.commit()
    for chosen in ([gone.id], [gone.id, here.id], None):
        with pytest.raises(Conflict, match="Gone") as moved:
            approve_run(run.id, run.fingerprint, by=admin, organisation_ids=chosen)
        assert moved.value.details == [{"organisation": "Gone", "before": "3392.50", "after": None}]
    assert approve_run(run.id, run.fingerprint, by=admin, organisation_ids=[here.id]).invoices == 1


def test_what_a_voided_invoice_corrected_is_owed_again(make, location, admin, session):
    """June's document took back a part of May, July was approved since: without June's the part of May is still to be given."""
    license = make.license(make.organisation(location), make.membership(location), starts_on=dt.date(2026, 5, 1))
    decided(session, billed(location, Month(2026, 5), admin), license.organisation, -3)
    session.get(License, license.id).custom_price_cents = 200000
    session.commit()
    june = billed(location, JUNE, admin)
    invoice_id = session.scalars(select(Invoice.id).where(Invoice.run_id == june.id)).one()
    decided(session, june, license.organisation, -2)
    session.execute(text("ALTER TABLE license DISABLE TRIGGER touches_license"))
    session.execute(text("UPDATE license SET touched_at = :then"), {"then": clock.now() - dt.timedelta(hours=2, minutes=30)})
    session.execute(text("ALTER TABLE license ENABLE TRIGGER touches_license"))
    session.commit()
    decided(session, billed(location, JULY, admin), license.organisation, -1)
    void_invoice(invoice_id, "Wrong address", by=admin)
    billed(location, Month(2026, 8), admin)
    assert corrections(session, license.organisation) == [(-95000, "2026-05")] * 2, "once on the document that is void, once in August"


def test_the_count_of_a_month_that_a_correction_bills_first_stays(make, location, admin, session):
    """Five licenses typed in after June's run give 5 % off June, whoever of them turns out not to have come (P5)."""
    membership, acme = make.membership(location, primary=100000, extra=100000), make.organisation(location)
    make.license(make.organisation(location), membership)
    billed(location, JUNE, admin)
    licenses = [make.license(acme, membership) for _ in range(5)]
    billed(location, JULY, admin)
    assert corrections(session, acme) == [(95000, "2026-06")] * 5
    session.get(License, licenses[0].id).ends_on = dt.date(2026, 5, 31)
    session.commit()
    billed(location, Month(2026, 8), admin)
    assert corrections(session, acme)[5:] == [(-95000, "2026-06"), (-95000, "2026-07")]


@pytest.fixture
def changing_rate(session):
    """A country whose VAT rises from 15 to 16 % on 15 June."""
    rates = [
        TaxRate(country="ZZ", name="VAT", percent=percent, valid_from=day, xero_tax_type="OUTPUT")
        for percent, day in ((15, dt.date(2018, 4, 1)), (16, dt.date(2026, 6, 15)))
    ]
    session.add_all(rates)
    session.commit()
    yield "ZZ"
    session.execute(delete(TaxRate).where(TaxRate.country == "ZZ"))
    session.commit()


def test_a_month_whose_vat_rate_changes_is_approved_by_the_rate_of_the_day(make, admin, session, changing_rate):
    location = make.location(country=changing_rate)
    make.license(make.organisation(location), make.membership(location))
    with time_machine.travel(dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)):
        run = previewed(location, JUNE, admin)
        assert (run.net_cents, run.vat_cents) == (295000, 44250)
    with time_machine.travel(dt.datetime(2026, 6, 20, 9, tzinfo=dt.UTC)):
        with pytest.raises(Conflict, match="Look at it once more"):
            approve_run(run.id, run.fingerprint, by=admin)
        run = preview_run(run.id, by=admin)
        assert approve_run(run.id, run.fingerprint, by=admin).total_cents == 295000 + 47200


def test_another_number_of_primaries_bills_no_month_again_unless_it_is_to(make, location, admin, session):
    """The number is dated as prices are: the one that was billed stays, a new one holds from its day, and reaches back only when marked (P1, P2, P11)."""
    membership, acme = make.membership(location), make.organisation(location)
    for _ in range(2):
        make.license(acme, membership)
    billed(location, JUNE, admin)
    session.execute(update(Invoice).values(status=InvoiceStatus.SENT))
    session.commit()
    with pytest.raises(Refused, match="price from a later day"):
        change_membership(membership.id, included_primary=2, by=admin)
    session.rollback()

    def july():
        (row,) = preview(session, location, JULY, cut_off=JULY.last).rows
        return [(line.kind, line.net) for line in row.document.lines]

    add_price(membership.id, valid_from=dt.date(2026, 6, 16), primary_cents=295000, extra_cents=245000, included_primary=2, by=admin)
    assert july() == [("license", 295000)] * 2
    add_price(
        membership.id,
        valid_from=dt.date(2026, 6, 21),
        primary_cents=295000,
        extra_cents=245000,
        included_primary=2,
        retroactive=True,
        by=admin,
    )
    assert sorted(july()) == [("correction", 16666), ("license", 295000), ("license", 295000)]
