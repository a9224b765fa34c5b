"""The discount of a commitment that ended early is charged back once, whoever does it and however often (P7)."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update

from app.access.actor import SYSTEM
from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.claw_back import claw_back
from app.actions.charges.remove_adhoc import remove_adhoc
from app.actions.credit_notes.create import create_credit_note
from app.actions.invoices.locked import hold_organisation
from app.actions.licenses.end import end_license
from app.actions.licenses.renew import renew_license
from app.core.entity import db
from app.core.errors import Forbidden, FoyerError, Missing, Refused
from app.models import Adhoc, Invoice, InvoiceLine
from app.models.invoice import InvoiceStatus
from app.queries.early_exit import early_exit
from app.queries.verify.books import verify
from app.work import transaction
from tests.actions.payments.test_order_of_locks import waits_for
from tests.queries.test_early_exit import billed_in, committed, left
from tests.views.billing import JULY

ALL = 29500


def sent(session):
    session.execute(update(Invoice).values(status=InvoiceStatus.SENT))
    session.commit()


@pytest.fixture
def license(make, admin, session):
    """12 months committed from June, billed for June with 10 % off, and left at its end: 295.00 are due."""
    found = committed(make, admin)
    sent(session)
    assert left(found, session, 30).net == ALL
    return found


def charged(license, cents=ALL, by=SYSTEM):
    return claw_back(license.id, description="Left early", unit_price_cents=cents, by=by)


def due(session, license):
    session.expire_all()
    found = early_exit(session, license)
    return (found.net, found.charged) if found else None


def test_once_it_is_charged_nothing_is_left(license, session, admin):
    charge = charged(license, by=admin)
    assert (charge.unit_price_cents, charge.claws_back_id, charge.clawed_until) == (ALL, license.id, license.ends_on)
    assert due(session, license) is None
    with pytest.raises(Refused, match=f"Nothing is left to charge back of {license.code}"):
        charged(license, by=admin)
    assert session.scalars(select(Adhoc)).all() == [charge]


def test_what_is_left_is_proposed_and_no_more_is_taken(license, session):
    charge = charged(license, 10000)
    assert due(session, license) == (19500, 10000)
    for cents in (19501, 0, -100, None):
        with pytest.raises(Refused, match=r"Between 0.01 and 195.00") as refused:
            charged(license, cents)
        assert refused.value.field == "unit_price_cents"
    change_adhoc(charge.id, unit_price_cents=20000, by=SYSTEM)
    assert due(session, license) == (9500, 20000)
    with pytest.raises(Refused, match="remove it instead"):
        change_adhoc(charge.id, unit_price_cents=0, by=SYSTEM)
    for more in ({"unit_price_cents": ALL + 1}, {"quantity": Decimal(2)}):
        with pytest.raises(Refused, match=r"at most 295.00 is left"):
            change_adhoc(charge.id, by=SYSTEM, **more)
    assert due(session, license) == (9500, 20000)


def test_it_comes_again_when_the_charge_is_removed(license, session):
    remove_adhoc(charged(license).id, by=SYSTEM)
    assert due(session, license) == (ALL, 0)


def billed_charge(license, session, admin):
    """Its charge on July's invoice, sent."""
    charge = charged(license)
    session.execute(update(Adhoc).values(date=JULY.first))
    session.commit()
    billed_in(license, JULY, admin)
    sent(session)
    return session.scalars(select(InvoiceLine).where(InvoiceLine.adhoc_id == charge.id)).one()


def test_it_comes_again_as_far_as_it_was_credited(license, session, admin):
    line = billed_charge(license, session, admin)
    assert due(session, license) is None
    create_credit_note(line.invoice_id, {line.id: 9500}, "We agreed on less", by=admin)
    assert due(session, license) == (9500, 20000)
    create_credit_note(line.invoice_id, None, "All wrong", by=admin)
    assert due(session, license) == (ALL, 0)


def test_what_was_given_as_a_gift_is_not_charged_again(license, session, admin):
    line = billed_charge(license, session, admin)
    create_credit_note(line.invoice_id, None, "A good customer", by=admin, goodwill=True)
    assert due(session, license) is None


def test_a_commitment_that_follows_is_charged_back_for_itself(license, session, admin):
    """Left early, came back for another 12 months, and left these early too."""
    charged(license)
    end_license(license.id, on=None, by=SYSTEM)
    renew_license(license.id, months=12, on=JULY.first, by=SYSTEM)
    billed_in(license, JULY, admin)
    sent(session)
    license.ends_on = JULY.last
    session.commit()
    assert due(session, license) == (ALL, 0)
    charged(license)
    assert due(session, license) is None


def test_of_two_at_once_the_second_is_told(headless, license, session):
    """It looked before, and waits for who is first."""
    license_id, organisation_id = license.id, license.organisation_id

    def second():
        with headless.app_context():
            try:
                return str(claw_back(license_id, description="Left early", unit_price_cents=ALL, by=SYSTEM).unit_price_cents)
            except FoyerError as told:
                return str(told.message)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as worker:
        with transaction(by=SYSTEM) as work:
            hold_organisation(work, organisation_id)
            mine = work.session.scalar(text("SELECT pg_backend_pid()"))
            job = worker.submit(second)
            while not job.done() and not waits_for(mine):
                time.sleep(0.01)
            charged(license)
        assert "Nothing is left" in job.result()
    session.expire_all()
    assert session.scalars(select(Adhoc.unit_price_cents)).all() == [ALL]


def test_whoever_may_not_charge_there_does_not(license, make, session):
    with pytest.raises(Forbidden):
        charged(license, by=make.actor("Sales"))
    with pytest.raises(Missing):
        charged(license, by=make.actor("Finance", at=[make.location()]))
    assert session.scalars(select(Adhoc)).all() == []


def test_who_kept_the_commitment_owes_nothing(make, admin, session):
    license = committed(make, admin)
    sent(session)
    license.ends_on = dt.date(2027, 5, 31)
    session.commit()
    with pytest.raises(Refused, match="Nothing is left"):
        charged(license)


def test_a_charge_of_another_place_than_its_license_is_named(license, make, session):
    charge = charged(license)
    charge.organisation_id = make.organisation(license.location).id
    session.commit()
    assert f"charge {charge.code} and the license that it charges back for" in [
        each for found in verify(session).values() for each in found.examples
    ]
