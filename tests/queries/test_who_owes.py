"""The list of debtors as the database adds it up says what the pure rules say of the same items, bills and promises, for generated accounts."""

from __future__ import annotations

import datetime as dt
import random

import pytest
import time_machine

from app.access.actor import SYSTEM
from app.access.roles import FINANCE
from app.actions.dunning.put_policy import put_policy
from app.core.month import Month
from app.models import DebtorNote, OpeningBalance, PaymentPart
from app.models.invoice import InvoiceStatus
from app.queries.debtors.chasing import chased
from app.queries.debtors.marks import to_review
from app.queries.debtors.open_items import open_items
from app.queries.debtors.policy import dunning_policy
from app.queries.debtors.to_chase import to_chase
from app.queries.debtors.who_owes import Shown, who_owes
from app.queries.reports.asked import Asked
from app.queries.reports.debt import debt_over
from app.rules.aged_debt import Item, aged, together

NOW = dt.datetime(2026, 7, 20, 11, tzinfo=dt.UTC)  # the 21st in Auckland
TODAY = NOW.date()
MANY = 40


@pytest.fixture
def places(make, session):
    """Three places in three zones and two currencies, and forty organisations, some of which are billed at two of them."""
    chance = random.Random(4)
    with time_machine.travel(dt.datetime(2026, 6, 10, 8, tzinfo=dt.UTC)):
        put_policy(is_on=True, reminders=(1, 7), block_after=14, review_after=21, least_cents=500, by=SYSTEM)
    places = [make.location(), make.location(zone="Pacific/Auckland"), make.location(zone="America/New_York", currency="USD")]
    for n in range(MANY):
        home = chance.choice(places)
        own = make.organisation(home, name=f"{chance.choice(('Same', 'Other'))} {n % 7}")
        for _bill in range(chance.randrange(4)):
            there = home if chance.random() < 0.7 else chance.choice(places)
            invoice(make, session, chance, own, there)
        if chance.random() < 0.2:
            make.payment(own, cents=chance.randrange(1, 90_000), received_on=day_of(chance))
        if chance.random() < 0.2:
            session.add(
                OpeningBalance(organisation_id=own.id, date=day_of(chance), document="OLD", amount_due_cents=chance.choice((-3_000, 7_000)))
            )
        for kind in chance.sample(("promise", "promise", "review"), chance.randrange(3)):
            session.add(note(chance, own, kind))
    session.commit()
    return places


def day_of(chance: random.Random) -> dt.date:
    """Within half a year; every edge of an age is near."""
    return TODAY - dt.timedelta(days=chance.choice((-5, -1, 0, 1, 29, 30, 31, 59, 60, 61, 89, 90, 91, chance.randrange(150))))


def invoice(make, session, chance, own, there) -> None:
    due = day_of(chance)
    issued = min(due, TODAY) - dt.timedelta(days=chance.randrange(8))
    total = 115 * chance.randrange(1, 20) * 100
    paid = chance.choice((0, 0, total // 3, total - 400, total, total + 2_500))
    status = InvoiceStatus.SENT if not paid else InvoiceStatus.PART_PAID if paid < total else InvoiceStatus.PAID
    if not paid and chance.random() < 0.1:
        status = InvoiceStatus.LOCKED
    kind = chance.choice(("manual", "manual", "manual", "purchase"))
    made = make.invoice(
        own,
        net=total * 100 // 115,
        kind=kind,
        location_id=there.id,
        currency=there.currency,
        status=status,
        issued_on=issued,
        due_on=due,
        paid_cents=paid,
    )
    if paid:
        on = min(issued + dt.timedelta(days=chance.randrange(60)), TODAY)
        payment = make.payment(own, cents=paid + 50, credit_cents=50, location_id=there.id, currency=there.currency, received_on=on)
        session.add(PaymentPart(payment_id=payment.id, invoice_id=made.id, cents=paid, applied_on=on))


def note(chance, own, kind) -> DebtorNote:
    made = TODAY - dt.timedelta(days=chance.randrange(1, 40))
    until = TODAY + dt.timedelta(days=chance.choice((-9, -1, 0, 1, 9)))
    promise = {"amount_cents": chance.choice((100, 60_000)), "currency": own.currency} if kind == "promise" else {"text": "Looked"}
    return DebtorNote(
        organisation_id=own.id,
        kind=kind,
        noted_on=min(made, until),
        until=until,
        withdrawn_at=NOW if chance.random() < 0.2 else None,
        **promise,
    )


def told_by_rule(session, day, by, location_id):
    """Every debtor with its standing, in order."""
    items: dict = {}
    for each in open_items(session, day, by=by, location_id=location_id):
        items.setdefault((each.organisation_id, each.currency), []).append(each)
    standing = chased(session, dunning_policy(session), by=by, location_id=location_id)
    rows = [
        (
            key,
            aged((Item(each.due_on, each.cents) for each in of), day),
            sum(each.invoice_id is not None for each in of),
            standing.get(key[0]),
        )
        for key, of in items.items()
    ]
    rows.sort(key=lambda row: (-row[1].overdue, -row[1].owed, *row[0]))
    return rows, standing


def answers(shown: Shown, debt, standing) -> bool:
    promise = standing.rest.promise if standing else None
    return {
        Shown.OWING: debt.owed > 0,
        Shown.OVERDUE: debt.overdue > 0,
        Shown.PROMISED: promise is not None and not promise.is_broken,
        Shown.BROKEN: promise is not None and promise.is_broken,
        Shown.BLOCKED: standing is not None and standing.is_blocked,
        Shown.CREDIT: debt.credit > 0,
        Shown.ALL: True,
    }[shown]


@time_machine.travel(NOW, tick=False)
def test_the_database_says_of_everybody_what_the_rules_say(places, session, make):
    for by, place in ((SYSTEM, None), (SYSTEM, places[1].id), (make.actor(FINANCE, at=[places[0], places[2]]), None)):
        for day in (TODAY, TODAY - dt.timedelta(days=30), TODAY - dt.timedelta(days=75), TODAY + dt.timedelta(days=40)):
            rows, standing = told_by_rule(session, day, by, place)
            found = who_owes(session, day, by=by, location_id=place)
            assert [((each.id, each.currency), each.debt, each.items) for each in found.rows] == [row[:3] for row in rows], (
                by.name,
                place,
                day,
            )
            assert found.counts == {shown: sum(answers(shown, row[1], row[3]) for row in rows) for shown in Shown}
            assert found.totals == {
                currency: together(row[1] for row in rows if row[0][1] == currency) for currency in sorted({row[0][1] for row in rows})
            }
            by_place: dict = {}
            for each in open_items(session, day, by=by, location_id=place):
                by_place.setdefault((each.location_id, each.currency), []).append(Item(each.due_on, each.cents))
            assert {(each.id, each.currency): each.debt for each in found.places} == {key: aged(of, day) for key, of in by_place.items()}
        late = [each for each in standing.values() if each.is_to_review]
        broken = sum(each.rest.promise is not None and each.rest.promise.is_broken for each in standing.values())
        assert (found.reviews, to_chase(session, by=by, location_id=place)) == (len(late), (broken, len(late)))
        listed = to_review(session, by=by, location_id=place, size=99)
        assert [each.standing.review_on for each in listed] == sorted(each.review_on for each in late) and {
            each.standing.organisation_id for each in listed
        } == {each.organisation_id for each in late}


@time_machine.travel(NOW, tick=False)
def test_the_report_of_many_days_says_what_the_rules_say_of_each(places, session, make):
    days = [TODAY - dt.timedelta(days=7 * n) for n in range(-3, 24)]
    for by, place in ((SYSTEM, None), (SYSTEM, places[1].id), (make.actor(FINANCE, at=[places[0], places[2]]), None)):
        wanted: dict = {}
        for day in sorted(days):
            for each in open_items(session, day, by=by, location_id=place):
                wanted.setdefault(each.currency, {}).setdefault(day, []).append(Item(each.due_on, each.cents))
        found = debt_over(session, Asked(by, Month(2026, 1), Month(2026, 7), TODAY, place), days)
        assert [(each.currency, each.days) for each in found] == [
            (currency, [(day, aged(of.get(day, ()), day)) for day in days]) for currency, of in sorted(wanted.items())
        ]
        assert len(found) > 1 or place


@time_machine.travel(NOW, tick=False)
def test_pages_follow_each_other_and_a_search_is_a_name_or_a_code(places, session):
    everybody = who_owes(session, TODAY, by=SYSTEM, shown=Shown.OWING)
    assert len(everybody.rows) == everybody.count > 9
    pages = [who_owes(session, TODAY, by=SYSTEM, shown=Shown.OWING, size=4, page=page) for page in range(everybody.count // 4 + 1)]
    assert [each for page in pages for each in page.rows] == everybody.rows and {page.count for page in pages} == {everybody.count}
    beyond = who_owes(session, TODAY, by=SYSTEM, shown=Shown.OWING, size=4, page=99)
    assert (beyond.rows, beyond.count, beyond.totals) == ([], everybody.count, everybody.totals)
    named = who_owes(session, TODAY, by=SYSTEM, search=" sAME ")
    assert (
        named.rows
        and {each.name[:4] for each in named.rows} == {"Same"}
        and named.count == len(named.rows)
        and named.counts == everybody.counts
    )
    (one, *_more) = everybody.rows
    assert {each.id for each in who_owes(session, TODAY, by=SYSTEM, search=one.code.lower()).rows} == {one.id}
    assert who_owes(session, TODAY, by=SYSTEM, search="%").rows == who_owes(session, TODAY, by=SYSTEM, search=one.code[:-1]).rows == []
