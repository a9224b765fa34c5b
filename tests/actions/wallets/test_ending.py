"""Whoever has credits that end soon hears of it in time, once, and nobody else does (W7)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.settings.put import put_setting
from app.actions.wallets.adjust import adjust_wallet
from app.actions.wallets.grant import grant_credits
from app.actions.wallets.grant_quota import grant_quota
from app.actions.wallets.tell_of_ending import tell_of_ending_credits
from app.models import Delivery, SuppressedAddress, Wallet
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.location import MailMode
from app.models.organisation import OrganisationStatus
from app.models.user import TeamRole
from app.queries.wallets.ending import WARN_DAYS, WARN_QUOTAS
from app.work import transaction
from jobs.wallets import warn

NOW = dt.datetime(2026, 6, 16, 6, 40, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2026, 6, 23, 22, tzinfo=dt.UTC)  # after 23 June in Cape Town, seven days ahead
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def team(make):
    return make.organisation(make.location(name="Kloof Street", zone="Africa/Johannesburg"), name="Acme")


@pytest.fixture
def ann(make, team):
    return make.user("Member", organisation_id=team.id, location_id=team.location_id, first_name="Ann", email="Ann@acme.example")


def told(session):
    session.expire_all()
    rows = session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.CREDITS_ENDING).order_by(Delivery.id))
    return [(row.addressee, row.state) for row in rows]


def test_credits_that_end_are_told_of_a_week_ahead_and_once(make, session, world, ann, june):
    """What comes to the same day later brings no second mail, and what ends on another day one of its own."""
    wallet = make.wallet(ann, bought=30000, expires_at=MIDNIGHT)
    june.move_to(NOW - DAY)
    assert tell_of_ending_credits() == 0
    june.move_to(NOW)
    grant_credits(wallet.id, 5000, by=SYSTEM, key="thanks", reason="Thanks", expires_at=MIDNIGHT - dt.timedelta(hours=9))
    assert (warn(), tell_of_ending_credits()) == ("1 mail about credits that end.", 0)
    assert told(session) == [("ann@acme.example", DeliveryState.TODO)]

    (mail,) = world.letters()
    assert mail["recipients"] == ["ann@acme.example"]
    assert mail["subject"].replace("\xa0", " ") == "Use it until 23 June 2026: R 350.00 of credit at Kloof Street"
    assert "Ann, some of your credit ends soon" in mail["text"] and "/my/bookings/" in mail["text"]
    grant_credits(wallet.id, 7000, by=SYSTEM, key="sorry", reason="Sorry", expires_at=MIDNIGHT)
    june.move_to(NOW + DAY)
    assert tell_of_ending_credits() == 0
    grant_credits(wallet.id, 7000, by=SYSTEM, key="again", reason="Again", expires_at=MIDNIGHT + DAY)
    assert tell_of_ending_credits() == 1


def test_of_a_team_who_runs_it_and_who_pays_is_told(make, session, world, team, ann):
    for role in (TeamRole.OWNER, TeamRole.BILLING):
        make.user("Member", organisation_id=team.id, team_role=role, email=f"{role.value}@acme.example")
    make.user("Member", organisation_id=team.id, team_role=TeamRole.OWNER, email="gone@acme.example", active=False)
    make.wallet(team, bought=30000, expires_at=MIDNIGHT)
    assert tell_of_ending_credits() == 2
    assert told(session) == [("owner@acme.example", DeliveryState.TODO), ("billing@acme.example", DeliveryState.TODO)]
    assert all("credit of your team ends soon" in mail["text"] and "Team: Acme" in mail["text"] for mail in world.letters())


def test_nobody_is_told_who_left_whose_team_is_gone_or_whom_no_mail_reaches(make, session, team, ann):
    alone = {"location_id": team.location_id}
    gone = make.organisation(team.location, status=OrganisationStatus.OFFBOARDED)
    people = [
        make.user("Member", active=False, **alone),
        make.user("Member", ends_on=NOW.date() - DAY, **alone),
        make.user("Member", organisation_id=gone.id, **alone),
        make.user("Member", email="Back@acme.example", **alone),
    ]
    make._kept(SuppressedAddress(address="back@acme.example", since=NOW, status="5.1.1"))
    for each in people:
        make.wallet(each, bought=30000, expires_at=MIDNIGHT)
    make.user("Member", organisation_id=gone.id, team_role=TeamRole.OWNER)
    make.wallet(gone, bought=30000, expires_at=MIDNIGHT)
    assert tell_of_ending_credits() == 0


def test_what_is_gone_held_or_never_ends_is_not_told_of(make, session, world, ann):
    wallet = make.wallet(ann, bought=30000, expires_at=MIDNIGHT)
    make.wallet(ann, bought=30000, currency="EUR")
    assert tell_of_ending_credits() == 1
    adjust_wallet(wallet.id, -30000, by=SYSTEM, key="back", reason="Paid back")
    assert world.letters() == []
    row = session.scalars(select(Delivery)).one()
    assert (row.state, row.reason) == (DeliveryState.WITHHELD, "The credits were spent, moved or over before the mail went.")


def test_a_silent_location_sends_none(make, session, team, ann):
    team.location.mail_mode = MailMode.SILENT
    make.wallet(ann, bought=30000, expires_at=MIDNIGHT)
    assert tell_of_ending_credits() == 1
    assert told(session) == [("ann@acme.example", DeliveryState.WITHHELD)]


def test_the_house_says_how_many_days_ahead(make, admin, ann):
    make.wallet(ann, bought=30000, expires_at=MIDNIGHT)
    for days, mails in (("0", 0), ("3", 0), ("14", 1)):
        put_setting(WARN_DAYS, days, by=admin)
        assert tell_of_ending_credits() == mails


def test_quotas_are_told_of_only_where_that_is_set_and_never_those_of_a_week(make, credits, world, admin, session, june):
    """Of a quota it is said that rooms have to be used by then: it pays nothing that begins later (W5)."""
    make.user("Member", organisation_id=credits.organisation_id, team_role=TeamRole.OWNER)
    june.move_to(MIDNIGHT - 30 * DAY)
    credits.quota(50000, slot=MIDNIGHT - 30 * DAY, until=MIDNIGHT)
    june.move_to(MIDNIGHT - 7 * DAY)
    with transaction(by=SYSTEM) as work:
        grant_quota(work, work.get(Wallet, credits.stuff), 10000, quota="license:2", slot=MIDNIGHT - 7 * DAY, expires_at=MIDNIGHT)
    assert tell_of_ending_credits() == 0
    put_setting(WARN_QUOTAS, "yes", by=admin)
    assert tell_of_ending_credits() == 1
    (mail,) = world.letters()
    assert "rooms that are used by the day below" in mail["text"] and "500.00" in mail["text"]
