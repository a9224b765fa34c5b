"""A quota is its license's: what is left goes with it to the next holder, and no cent comes twice (W7)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.accounts.person import the_person
from app.actions.licenses.change import change_license
from app.actions.teams.remove_member import remove_member
from app.actions.wallets.follow_holders import follow_all_holders
from app.actions.wallets.grant_due_quotas import follow_license_ends, grant_due_quotas
from app.actions.wallets.settle_due import settle_due
from app.core.errors import Refused
from app.models import FoyerUser, LedgerEntry, License, Lot, Wallet
from app.models.ledger import EntryKind
from app.queries.verify.books import verify
from jobs.wallets import quotas
from tests.actions.wallets.conftest import at, lived

MONTHLY = {"quota_unit": "space", "quota_cents": 50000, "quota_frequency": "monthly"}


@pytest.fixture
def desk(make):
    """Ann's license, which brings R500 a month; Ben and Cat are of the same team."""
    membership = make.membership(make.location(), **MONTHLY)
    team = make.organisation(membership.location)
    people = [make.user("Member", organisation_id=team.id, location_id=team.location_id) for _each in range(3)]
    license = make.license(team, membership, user_id=people[0].id)
    return license, *(each.id for each in people)


def has(session, user_id):
    """(balance, on hold) of a person's wallets together."""
    session.expire_all()
    query = select(func.coalesce(func.sum(Wallet.balance_cents), 0), func.coalesce(func.sum(Wallet.reserved_cents), 0))
    return tuple(int(each) for each in session.execute(query.where(Wallet.user_id == user_id)).one())


def proven(session):
    session.rollback()
    return [(name, found.examples) for name, found in verify(session).items() if found.violations]


def test_what_is_left_goes_with_the_license_and_what_is_on_hold_stays(desk, credits, session, admin):
    license, ann, ben, _cat = desk
    credits.user_id = ann
    with lived(12):
        grant_due_quotas()
        credits.book(20000, "booking:1", starts_at=at(20))
        change_license(license.id, user_id=ben, by=admin)
        assert has(session, ann) == (20000, 20000) and has(session, ben) == (30000, 0)
        change_license(license.id, user_id=ben, by=admin)
        quotas()
        assert has(session, ann) == (20000, 20000) and has(session, ben) == (30000, 0)
        (lot,) = session.scalars(select(Lot).join(Wallet).where(Wallet.user_id == ben))
        assert lot.expires_at == at(30, 22)
    settle_due()
    assert proven(session) == []


def test_what_comes_back_to_the_former_holder_follows(desk, credits, session, admin):
    license, ann, ben, _cat = desk
    credits.user_id = ann
    with lived(12):
        grant_due_quotas()
        credits.book(20000, "booking:1", starts_at=at(20))
        change_license(license.id, user_id=ben, by=admin)
        credits.cancel("booking:1")
        assert "1 go on to whoever has their license now" in quotas()
        assert has(session, ann) == (0, 0) and has(session, ben) == (50000, 0)
        assert "go on" not in quotas()


def test_there_and_back_and_to_a_third_is_never_more_than_came(desk, session, admin):
    license, ann, ben, cat = desk
    with lived(12):
        grant_due_quotas()
        for holder in (ben, ann, cat, ann, None, ben):
            change_license(license.id, user_id=holder, by=admin)
        assert [has(session, each) for each in (ann, ben, cat)] == [(0, 0), (50000, 0), (0, 0)]
    granted = select(func.sum(LedgerEntry.cents)).where(LedgerEntry.kind == EntryKind.QUOTA_GRANT)
    assert session.scalar(granted) == 50000
    with lived(1, month=7):
        quotas()
        assert [has(session, each) for each in (ann, ben, cat)] == [(0, 0), (50000, 0), (0, 0)]
    assert proven(session) == []


def test_without_a_holder_it_waits_for_the_next_one_and_nobody_spends_it(desk, credits, session, admin):
    license, ann, ben, _cat = desk
    with lived(12):
        grant_due_quotas()
        change_license(license.id, user_id=None, by=admin)
        assert has(session, ann) == (0, 0)
        quotas()
        session.get_one(License, license.id).user_id = ben  # as a file does
        session.commit()
        assert follow_all_holders() == 1 and follow_all_holders() == 0
        assert has(session, ben) == (50000, 0)


def test_nothing_of_a_month_that_is_over_and_the_end_follows_the_license(desk, session, admin):
    license, ann, ben, cat = desk
    with lived(12):
        grant_due_quotas()
        change_license(license.id, user_id=ben, by=admin)
        session.get_one(License, license.id).ends_on = dt.date(2026, 6, 20)
        session.commit()
        assert follow_license_ends() == 1
        assert session.scalar(select(Lot.expires_at).where(Lot.balance_cents > 0)) == at(20, 22)
        session.get_one(License, license.id).ends_on = None
        session.commit()
        assert follow_license_ends() == 1
    with lived(30, 22):
        change_license(license.id, user_id=cat, by=admin)
        quotas()
    assert [has(session, each) for each in (ann, ben, cat)] == [(0, 0), (0, 0), (50000, 0)]


def test_a_quota_that_the_team_shares_stays_with_the_team(desk, session, admin):
    license, _ann, ben, _cat = desk
    license.membership.quota_is_shared = True
    session.commit()
    with lived(12):
        grant_due_quotas()
        change_license(license.id, user_id=ben, by=admin)
        quotas()
    (wallet,) = session.scalars(select(Wallet))
    assert (wallet.organisation_id, wallet.balance_cents) == (license.organisation_id, 50000)


def test_whoever_is_taken_out_of_a_team_takes_nothing_of_its_licenses_along(desk, make, session):
    license, ann, ben, _cat = desk
    other = make.license(license.organisation, license.membership, user_id=ann)
    session.get_one(FoyerUser, ben).team_role = "owner"
    session.commit()
    with lived(12):
        grant_due_quotas()
        assert has(session, ann) == (100000, 0)
        remove_member(ann, by=the_person(session.get_one(FoyerUser, ben)))
        assert has(session, ann) == (0, 0)
        for each in (license, other):
            change_license(each.id, user_id=ben, by=SYSTEM)
        assert has(session, ben) == (100000, 0)


def test_a_change_that_is_refused_moves_no_credits(desk, make, session, admin):
    license, ann, _ben, _cat = desk
    with lived(12):
        grant_due_quotas()
        with pytest.raises(Refused):
            change_license(license.id, user_id=make.user("Member").id, by=admin)
    assert has(session, ann) == (50000, 0)
