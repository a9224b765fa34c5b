"""Quotas as the clock brings them: once a period, at local midnight, to whom they belong, until the license ends (W7)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.memberships.change import change_membership
from app.actions.wallets.grant_due_quotas import grant_due_quotas
from app.actions.wallets.open import wallet_of
from app.actions.wallets.settle_due import settle_due
from app.core.errors import Refused
from app.models import LedgerEntry, Lot, Wallet
from app.models.ledger import EntryKind
from app.rules.credits import Source, Where
from app.rules.units import Unit
from app.work import transaction
from jobs.wallets import quotas
from tests.actions.wallets.conftest import at, lived

MONTHLY = {"quota_unit": "space", "quota_cents": 50000, "quota_frequency": "monthly"}


@pytest.fixture
def quota(make):
    """A person's license that brings R500 a month."""

    def made(**wishes):
        terms = MONTHLY | {name: wishes.pop(name) for name in list(wishes) if name.startswith("quota_")}
        membership = make.membership(make.location(zone=wishes.pop("zone", "Africa/Johannesburg")), **terms)
        organisation = make.organisation(membership.location, status=wishes.pop("status", "active"))
        person = make.user("Member", organisation_id=organisation.id)
        return make.license(organisation, membership, **{"user_id": person.id} | wishes)

    return made


def lots(session):
    session.expire_all()
    return [(lot.balance_cents, lot.expires_at) for lot in session.scalars(select(Lot).order_by(Lot.id))]


def test_each_month_at_midnight_there_and_what_is_left_ends(quota, session):
    license = quota()
    with lived(12):
        assert grant_due_quotas() == (1, 0)
        assert grant_due_quotas() == (0, 0)
    with lived(30, 21, 59):
        assert grant_due_quotas() == (0, 0)
    with lived(30, 22):
        assert grant_due_quotas() == (1, 0)
    assert lots(session) == [(0, at(30, 22)), (50000, at(31, 22, month=7))]
    wallet = session.scalars(select(Wallet)).one()
    assert (wallet.user_id, wallet.unit, wallet.balance_cents) == (license.user_id, Unit.SPACE, 50000)
    kinds = session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)).all()
    assert kinds == [EntryKind.QUOTA_GRANT, EntryKind.QUOTA_EXPIRY, EntryKind.QUOTA_GRANT]


def test_the_first_one_is_in_part_and_rounded_down(quota, session):
    quota(starts_on=dt.date(2026, 6, 12))
    with lived(11):
        assert grant_due_quotas() == (0, 0)
    with lived(12):
        grant_due_quotas()
    assert lots(session) == [(31666, at(30, 22))]


def test_counted_from_the_first_day_of_each_license_it_comes_on_that_day_and_whole(quota, make, session):
    first = quota(quota_from_start=True, starts_on=dt.date(2026, 5, 20))
    make.license(first.organisation, first.membership, user_id=first.user_id, starts_on=dt.date(2026, 6, 12))
    with lived(12):
        assert grant_due_quotas() == (2, 0)
        assert grant_due_quotas() == (0, 0)
    with lived(19, 22):
        assert grant_due_quotas() == (1, 0)
        quotas()
    assert sorted(lots(session)) == [(0, at(19, 22)), (50000, at(11, 22, month=7)), (50000, at(19, 22, month=7))]


def test_after_a_downtime_only_the_present_period_comes_and_the_others_are_told(quota, session):
    quota(quota_frequency="daily", zone="UTC")
    with lived(1):
        quotas()
    with lived(5):
        assert "3 earlier periods were missed" in quotas()
    assert lots(session) == [(0, at(2, 0)), (50000, at(6, 0))]


@pytest.mark.parametrize(
    "wishes",
    [{"status": "inactive"}, {"user_id": None}, {"starts_on": dt.date(2026, 6, 13)}, {"ends_on": dt.date(2026, 6, 11)}, {"quota_cents": 0}],
)
def test_nothing_comes_to_whom_nothing_is_due(quota, session, wishes):
    quota(**wishes)
    with lived(12):
        grant_due_quotas()
    assert lots(session) == []


def test_a_pause_brings_nothing_and_its_end_a_part(quota, make, session):
    make.pause(quota(), dt.date(2026, 5, 20), dt.date(2026, 6, 15))
    with lived(12):
        assert grant_due_quotas() == (0, 0)
    with lived(16):
        assert grant_due_quotas() == (1, 0)
    assert lots(session) == [(25000, at(30, 22))]


def test_a_shared_quota_is_the_organisations_for_rooms_of_this_place_and_kind(quota, credits, session):
    license = quota(quota_is_shared=True, quota_here_only=True, quota_room_kind="meeting_room", user_id=None)
    with lived(12):
        grant_due_quotas()
        wallet = session.scalars(select(Wallet).where(Wallet.organisation_id == license.organisation_id)).one()
        credits.organisation_id = license.organisation_id
        assert credits.book(100, "booking:1", starts_at=at(20)).rest == 100
        other = Where(license.location_id + 1, "meeting_room")
        assert credits.book(100, "booking:2", starts_at=at(20), where=other).rest == 100
        here = Where(license.location_id, "meeting_room")
        assert credits.book(100, "booking:3", starts_at=at(20), where=here).rest == 0
    session.refresh(wallet)
    assert wallet.reserved_cents == 100


def test_it_ends_with_the_license_also_when_that_is_said_later_or_taken_back(quota, session):
    license = quota()
    with lived(12):
        quotas()
        license.ends_on = dt.date(2026, 6, 20)
        session.commit()
        assert "1 end with their license" in quotas()
        assert lots(session) == [(50000, at(20, 22))]
        license.ends_on = None
        session.commit()
        quotas()
        assert lots(session) == [(50000, at(30, 22))]
        license.ends_on = dt.date(2026, 6, 14)
        session.commit()
        quotas()
    with lived(14, 22, 1):
        assert quotas().startswith("Credits: 0 granted, 1 ended")
    assert [cents for cents, _end in lots(session)] == [0]


def test_what_the_old_system_granted_for_this_month_is_not_granted_again(quota, session):
    license = quota()
    with lived(12), transaction(by=SYSTEM) as work:
        wallet = wallet_of(work, Unit.SPACE, "ZAR", user_id=license.user_id)
        brought = Lot(wallet_id=wallet.id, source=Source.QUOTA, grant_key="opening:W1", expires_at=at(30, 22), created_at=at(12))
        work.add(brought)
    with lived(12):
        assert grant_due_quotas() == (0, 0)
    with lived(1, month=7):
        assert grant_due_quotas() == (1, 0)


def test_what_is_reserved_of_it_stays_reserved_when_the_next_one_comes(quota, credits, session):
    license = quota()
    credits.user_id = license.user_id
    with lived(29):
        grant_due_quotas()
    with lived(30, 12):
        credits.book(20000, "booking:1", starts_at=at(30, 14))
    with lived(1, month=7):
        grant_due_quotas()
        assert lots(session)[0][0] == 20000
        settle_due()
    assert [cents for cents, _end in lots(session)] == [20000, 50000]
    with lived(2, month=7):
        settle_due()
    assert [cents for cents, _end in lots(session)] == [0, 50000]


def test_pages_at_the_printers_are_no_quota_of_ours(make, admin):
    with pytest.raises(Refused) as refused:
        change_membership(make.membership().id, **MONTHLY | {"quota_unit": Unit.PRINTING}, by=admin)
    assert refused.value.field == "quota_unit"
