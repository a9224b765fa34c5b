"""An access token that Xero refuses is renewed once a job; when that does not help, a person is told instead of Xero asked again and again (contracts.md 2.1)."""

from __future__ import annotations

import pytest

from app.access.actor import SYSTEM
from app.actions.onboarding.onboard import PersonOnboarded
from app.actions.xero.keep_reading import want_reading
from app.actions.xero.match import want_matches
from app.models.step import StepState
from app.work import transaction
from tests.jobs.test_xero_entries import entries, invoices, location, paid, payments

__all__ = ["invoices", "location"]
NEW = "POST /connect/token"


@pytest.fixture
def newcomer(location, make):
    return make.organisation(location, code="KLF-00009", name="Newcomer")


def everything_wanted(location, newcomer):
    """Contacts are made, matches looked for, and the books read: none of it is a batch of steps."""
    with transaction(by=SYSTEM) as work:
        work.emit(PersonOnboarded(1, newcomer.id, location.id))
    want_matches(location.xero_connection_id, by=SYSTEM)
    want_reading(by=SYSTEM)


def test_a_token_that_ended_early_is_renewed_in_the_middle_of_a_job(invoices, location, newcomer, world, session):
    for wanted in (lambda: paid(invoices[0], 230000), lambda: everything_wanted(location, newcomer)):
        world.vendors.post("/_control/xero/expire", {"kind": "access"})
        before = len(world.vendors.calls(NEW))
        wanted()
        world.run_jobs(rounds=10)
        assert len(world.vendors.calls(NEW)) == before + 1
    assert world.open_jobs() == [] and len(payments(world)) == 2
    assert [one["Name"] for one in world.vendors.held("Contacts") if one["ContactNumber"] == "KLF-00009"] == ["Newcomer"]


def test_a_write_whose_token_was_refused_goes_out_once(invoices, world):
    world.vendors.fault("401", "PUT */Payments")
    paid(invoices[0], 230000)
    world.run_jobs(rounds=3)
    assert len(payments(world)) == 2
    first, second = world.vendors.calls("PUT */Payments")
    assert (first["key"], second["status"]) == (second["key"], 401)


def test_who_is_refused_with_a_new_token_as_well_is_not_asked_again(invoices, location, newcomer, world, session):
    world.vendors.fault("401", "* /api.xro/*", times=500)
    paid(invoices[0], 230000)
    everything_wanted(location, newcomer)
    world.run_jobs(rounds=10)
    assert {each.state for each in entries(session)} == {StepState.FAILED}
    assert "does not accept" in entries(session)[0].reason
    assert sorted(each.partition(":")[0] for each in world.open_jobs()) == [
        "jobs.xero_cache.read",
        "jobs.xero_contacts.make_contact",
        "jobs.xero_matches.look",
    ]
    assert all("parked" in each for each in world.open_jobs())
    refused = [call for call in world.vendors.calls("* /api.xro/*") if call["status"] == 401]
    assert (len(refused), len(world.vendors.calls(NEW))) == (8, 4), "each of four jobs asked twice"
