"""A month that was billed, with other prices beside it: exact, everybody of the run, and nothing written."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.leave_out import leave_out
from app.actions.invoice_runs.preview import preview_run
from app.core.errors import Refused
from app.core.month import Month
from app.models import AuditEvent, License
from app.queries.what_if import what_if
from app.queries.what_if_shown import shown
from app.rules.policy import Proration
from app.rules.what_if import PriceChange

JUNE, JULY = Month(2026, 6), Month(2026, 7)


def by(percent: str, **how: object) -> PriceChange:
    return PriceChange(Decimal(percent), **how)  # type: ignore[arg-type]


@pytest.fixture
def place(make):
    return make.location(name="Kloof", code="KLF", invoice_prefix="KLF")


@pytest.fixture
def acme(make, place):
    """Example A of the rules: one primary and five extras, 12 months' commitment."""
    organisation, membership = make.organisation(place, name="Acme"), make.membership(place)
    for _ in range(6):
        make.license(organisation, membership, commitment_months=12)
    make.adhoc(organisation, quantity=2, unit_price_cents=25000)
    return organisation


def bill(place, admin, left_out=()):
    run = create_run(place.id, JUNE, by=admin, cut_off=JUNE.last)
    preview_run(run.id, by=admin)
    for each in left_out:
        leave_out(run.id, each.id, reason="Asked to wait.", by=admin)
    run = preview_run(run.id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)


def test_ten_percent_more_is_exact_and_charges_stay(acme, place, admin, session):
    bill(place, admin)
    kept = session.scalar(select(func.count()).select_from(AuditEvent))
    found = what_if(session, place, JUNE, by("10"))
    (row,) = found.rows
    # R(3245.00 x 0.855) + 5 x R(2695.00 x 0.855) + 500.00
    assert (row.billed.net, row.would_be.net, row.difference, row.moved) == (1349600, 277448 + 5 * 230423 + 50000, 129963, 0)
    assert found.would_be == row.would_be
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == kept
    told = shown(found)
    json.dumps(told)
    assert (told["net"], told["invoiced"]["net"], told["difference"]) == ("14795.63", "13496.00", "1299.63")
    assert [line["kind"] for line in told["organisations"][0]["lines"]] == ["license"] * 6 + ["adhoc"]
    assert sum(Decimal(line["vat"]) for line in told["organisations"][0]["lines"]) == Decimal(told["vat"])
    again, other = shown(what_if(session, place, JUNE, by("10"))), shown(what_if(session, place, JUNE, by("11")))
    assert len(told["fingerprint"]) == 64 and told["fingerprint"] == again["fingerprint"] != other["fingerprint"]


def test_without_a_change_it_is_what_was_billed(acme, make, place, admin, session):
    other = make.organisation(place, name="Later")
    make.license(other)
    bill(place, admin, left_out=[other])
    found = what_if(session, place, JUNE, by("0"))
    assert [(row.name, row.difference, row.would_be) for row in found.rows] == [("Acme", 0, found.billed)], (
        "who was left out was not billed"
    )


def test_each_is_priced_as_its_own_run_was_approved(acme, make, place, admin, session):
    """A supplementary run has its own policy, prices that were typed in before it, and the VAT of its day."""
    later = make.organisation(place, name="Later")
    desk = make.membership(place)
    make.license(later, desk, starts_on=dt.date(2026, 6, 12))
    early = make.organisation(place, name="Early")
    make.license(early, desk, starts_on=dt.date(2026, 6, 12))
    bill(place, admin, left_out=[later])
    place.proration = Proration.NONE
    make.price(desk, valid_from=dt.date(2026, 6, 1), primary=400000, extra=350000)
    session.commit()
    bill(place, admin)

    found = {row.name: row for row in what_if(session, place, JUNE, by("0")).rows}
    assert found["Later"].billed.net != found["Early"].billed.net
    assert {name: (row.difference, row.moved, row.would_be == row.billed) for name, row in found.items()} == dict.fromkeys(
        ("Acme", "Early", "Later"), (0, 0, True)
    )
    told = shown(what_if(session, place, JUNE, by("0")))
    assert all("License that has ended" not in line["description"] for each in told["organisations"] for line in each["lines"])


def test_agreed_prices_and_other_memberships_stay_unless_asked(make, place, admin, session):
    organisation, desk, studio = make.organisation(place), make.membership(place), make.membership(place)
    make.license(organisation, desk, custom_price_cents=200000)
    make.license(organisation, studio)
    bill(place, admin)
    assert what_if(session, place, JUNE, by("10", memberships=frozenset({desk.id}))).rows[0].difference == 0
    assert what_if(session, place, JUNE, by("10", memberships=frozenset({desk.id}), agreed=True)).rows[0].difference == 20000
    assert what_if(session, place, JUNE, by("-50", memberships=frozenset({studio.id}))).rows[0].difference == -147500


def test_what_was_changed_afterwards_is_told_apart_from_the_prices(acme, place, admin, session):
    bill(place, admin)
    last = session.scalars(select(License).order_by(License.id.desc())).first()
    last.ends_on = dt.date(2026, 5, 31)
    session.commit()
    (row,) = what_if(session, place, JUNE, by("10")).rows
    assert row.moved == -209475
    assert row.difference == row.by_price - 209475
    assert shown(what_if(session, place, JUNE, by("10")))["organisations"][0]["warnings"] == [{"kind": "terms_moved", "net": "-2094.75"}]


def test_a_month_that_was_not_billed_is_refused(acme, place, session):
    with pytest.raises(Refused, match="June 2026 has not been billed at Kloof") as refusal:
        what_if(session, place, JUNE, by("6"))
    assert refusal.value.field == "month"
