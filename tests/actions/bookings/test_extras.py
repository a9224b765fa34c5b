"""Extras of a booking: promised, charged once, moved along, and given back with the room (B2.extras, B8, W8)."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text, update

from app.access.actor import SYSTEM
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.cancel_many import cancel_many
from app.actions.bookings.change import change_booking
from app.actions.bookings.confirm import confirm_booking
from app.actions.bookings.create_series import create_series
from app.actions.bookings.follow_clock import follow_clock
from app.actions.charges.change_adhoc import change_adhoc
from app.actions.charges.remove_adhoc import remove_adhoc
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.products.change import change_product
from app.actions.settings.put import put_setting
from app.core.errors import Refused, Stale
from app.models import Adhoc, Booking, BookingExtra, Fulfilment, InvoiceLine
from app.models.booking import BookingStatus
from app.models.booking_series import Repeat
from app.queries.bookings.extras import extras_said
from app.queries.bookings.series_preview import Plan, series_preview
from app.queries.shop.buyer import buyer_of
from app.queries.shop.catalogue import catalogue
from app.rules.units import Unit
from app.work import transaction
from benchmarks.drills.house import until
from tests.actions.bookings.conftest import Rooms, at, lived
from tests.views.billing import JUNE


class Sold:
    """Coffee at R25 with VAT, a projector at R100 without."""

    def __init__(self, rooms: Rooms) -> None:
        make, here = rooms.make, rooms.location
        self.coffee = make.product(here, name="Coffee", price_cents=2500, extra_most=20, xero_item_code="COFFEE").id
        self.projector = make.product(here, name="Projector", price_cents=10000, price_includes_vat=False, extra_most=1).id


@pytest.fixture
def sold(rooms: Rooms) -> Sold:
    return Sold(rooms)


@pytest.fixture
def booked(rooms: Rooms, sold: Sold):
    """R400 from credits on the 20th at nine, and R200 for coffee on the next invoice."""
    with lived(12):
        rooms.lot = rooms.buy(40000)
        return rooms.book(at(20), at(20, 11), extras={sold.coffee: 8}, expected_cents=60000)


def charges(session) -> list[Adhoc]:
    session.rollback()
    return list(session.scalars(select(Adhoc).where(Adhoc.extra_id.is_not(None)).order_by(Adhoc.id)))


def nets(session) -> list[int]:
    return [each.unit_price_cents for each in charges(session)]


def extra(session, booking) -> tuple[int, int, int]:
    """Of its first: quantity, what it costs with VAT, and without."""
    session.rollback()
    row = session.scalars(select(BookingExtra).where(BookingExtra.booking_id == booking.id).order_by(BookingExtra.id)).first()
    return row.quantity, row.charged_cents, row.net_cents


def invoice_it(session) -> None:
    session.execute(update(Adhoc).values(invoiced_at=at(13)))
    session.commit()


def test_it_is_a_charge_of_the_organisation_for_the_day_and_no_credits_pay_it(rooms: Rooms, sold: Sold, session):
    with lived(12):
        lot = rooms.buy(90000)
        booking = rooms.book(at(20), at(20, 11), extras={sold.coffee: 8, sold.projector: 1}, expected_cents=40000 + 20000 + 11500)
        assert extras_said(booking) == "8 × Coffee, 1 × Projector"
    assert rooms.free(lot) == (50000,)
    assert (rooms.fresh(booking).charged_cents, rooms.fresh(booking).invoice_cents, rooms.fresh(booking).cost_cents) == (40000, 0, 71500)
    coffee, projector = charges(session)
    assert (coffee.unit_price_cents, coffee.quantity, coffee.date, coffee.organisation_id) == (
        17391,
        Decimal(1),
        dt.date(2026, 6, 20),
        rooms.organisation.id,
    )
    assert coffee.description == "8 × Coffee at R\xa025.00 with VAT, Boardroom, 20 Jun 2026, 09:00-11:00"
    assert (projector.unit_price_cents, projector.product_id) == (10000, sold.projector)
    assert projector.description.startswith("1 × Projector at R\xa0100.00 without VAT")


def test_another_total_than_was_shown_books_nothing(rooms: Rooms, sold: Sold, session):
    with lived(12), pytest.raises(Stale, match=r"R.600\.00 now; you were shown R.400\.00"):
        rooms.book(at(20), at(20, 11), extras={sold.coffee: 8}, expected_cents=40000)
    assert charges(session) == []


def test_a_form_that_is_sent_twice_acts_once(rooms: Rooms, sold: Sold, session):
    with lived(12):
        first, second = (rooms.book(at(20), at(20, 11), extras={sold.coffee: 8}, key="form-1") for _ in range(2))
        assert first.id == second.id
        for _ in range(2):
            change_booking(first.id, by=rooms.member(), extras={sold.coffee: 9})
    assert nets(session) == [19565]
    assert extra(session, first) == (9, 22500, 19565)


@pytest.mark.parametrize(("quantity", "why"), [(21, "from 0 to 20"), (-1, "from 0 to 20")])
def test_more_than_its_limit_is_refused(rooms: Rooms, sold: Sold, quantity, why):
    with lived(12), pytest.raises(Refused, match=why):
        rooms.book(at(20), at(20, 11), extras={sold.coffee: quantity})


def test_only_what_is_offered_there_is_sold(rooms: Rooms, sold: Sold, make, admin):
    elsewhere = make.product(make.location(), name="Tea", extra_most=5).id
    mug = make.product(rooms.location, name="Mug").id
    change_product(sold.projector, is_active=False, by=admin)
    for product in (elsewhere, mug, sold.projector, 987654):
        with lived(12), pytest.raises(Refused, match="not offered here"):
            rooms.book(at(20), at(20, 11), extras={product: 1})


def test_where_no_invoice_can_bear_it_it_is_refused(rooms: Rooms, sold: Sold, make):
    with lived(12):
        with pytest.raises(Refused, match="say who books"):
            rooms.book(at(20), at(20, 11), by=SYSTEM, user_id=None, extras={sold.coffee: 1})
        organisation = rooms.session.merge(rooms.organisation)
        organisation.rooms_on_invoice = False
        rooms.session.commit()
        rooms.buy(40000)
        with pytest.raises(Refused, match="credits do not pay extras"):
            rooms.book(at(20), at(20, 11), extras={sold.coffee: 1})
        organisation.rooms_on_invoice, organisation.currency = True, "EUR"
        rooms.session.commit()
        with pytest.raises(Refused, match="invoiced in EUR"):
            rooms.book(at(20), at(20, 11), extras={sold.coffee: 1})


def test_a_move_takes_them_along_at_their_price(rooms: Rooms, sold: Sold, booked, session, admin):
    change_product(sold.coffee, price_cents=9900, by=admin)
    with lived(13):
        change_booking(booked.id, by=rooms.member(), starts_at=at(25), ends_at=at(25, 11), expected_cents=60000)
    assert extra(session, booked) == (8, 20000, 17391)
    assert [(each.date.day, each.unit_price_cents) for each in charges(session)] == [(25, 17391)]


def test_another_quantity_is_priced_as_of_now_and_told_first(rooms: Rooms, sold: Sold, booked, session, admin):
    change_product(sold.coffee, price_cents=3000, by=admin)
    with lived(13):
        with pytest.raises(Stale):
            change_booking(booked.id, by=rooms.member(), extras={sold.coffee: 10}, expected_cents=60000)
        change_booking(booked.id, by=rooms.member(), extras={sold.coffee: 10}, expected_cents=70000)
    assert extra(session, booked) == (10, 30000, 26087)
    with lived(13, 10):
        change_booking(booked.id, by=rooms.member(), extras={sold.coffee: 0, sold.projector: 1}, expected_cents=51500)
    assert nets(session) == [10000]
    assert extras_said(rooms.fresh(booked)) == "1 × Projector"


def test_less_of_it_after_the_free_limit_costs_no_less_than_giving_it_back(rooms: Rooms, sold: Sold, booked, session):
    """Half comes back within a day: R100 of the R200 stay, whatever is left of the coffee, and however late the booking is given back then."""
    with lived(20, 5):
        change_booking(booked.id, by=rooms.member(), extras={sold.coffee: 2}, expected_cents=50000)
        assert extra(session, booked) == (2, 10000, 8696)
        change_booking(booked.id, by=rooms.member(), extras={sold.coffee: 0}, expected_cents=50000)
        assert extra(session, booked) == (0, 10000, 8696)
        assert "Coffee, given back late" in charges(session)[0].description


def test_who_moves_it_far_away_and_cancels_there_pays_the_fee_of_the_move(rooms: Rooms, booked, session):
    with lived(20, 5):
        change_booking(booked.id, by=rooms.member(), starts_at=at(28), ends_at=at(28, 11))
        assert extra(session, booked) == (8, 20000, 17391)
        cancel_booking(booked.id, by=rooms.member(), expected_refund=30000)
    assert extra(session, booked) == (8, 10000, 8696)


@pytest.mark.parametrize(("when", "kept", "net"), [((19, 9), 0, []), ((20, 7), 10000, [8696]), ((20, 8), 20000, [17391])])
def test_they_are_given_back_with_the_room_by_its_policy(rooms: Rooms, booked, session, when, kept, net):
    with lived(*when):
        cancel_booking(booked.id, by=rooms.member(), expected_refund=(20000 - kept) * 3)
        cancel_booking(booked.id, by=rooms.member())
    assert extra(session, booked)[1] == kept
    assert nets(session) == net


def test_the_house_gives_all_of_it_back(rooms: Rooms, booked, session):
    with lived(20, 10):
        cancel_booking(booked.id, by=SYSTEM, by_operator=True, reason="The ceiling leaks", expected_refund=60000)
    assert (extra(session, booked), nets(session)) == ((8, 0, 0), [])


def test_without_a_policy_what_is_on_an_invoice_stays(rooms: Rooms, booked, session, admin):
    put_setting("cancel.policy", "none", by=admin)
    with lived(13):
        cancel_booking(booked.id, by=rooms.member(), expected_refund=40000)
    assert extra(session, booked)[1] == 20000


def test_many_at_once_come_to_their_sum(rooms: Rooms, sold: Sold, booked, session):
    with lived(12):
        other = rooms.book(at(21), at(21, 10), extras={sold.projector: 1})
    with lived(13), pytest.raises(Stale), transaction(by=rooms.member()) as work:
        cancel_many(work, [booked, other], expected_refund=60000)
    with lived(13), transaction(by=rooms.member()) as work:
        cancel_many(work, [booked, other], expected_refund=60000 + 20000 + 11500)
    assert charges(session) == []


def test_what_was_billed_keeps_its_quantity_and_is_credited_when_the_booking_is_given_back(rooms: Rooms, sold: Sold, booked, session):
    invoice_it(session)
    with lived(13):
        with pytest.raises(Refused, match="has been invoiced"):
            change_booking(booked.id, by=rooms.member(), extras={sold.coffee: 9})
        change_booking(booked.id, by=rooms.member(), extras={sold.coffee: 8}, title="Board")
        change_booking(booked.id, by=rooms.member(), starts_at=at(21), ends_at=at(21, 11))
    assert nets(session) == [17391]
    with lived(21, 5):
        cancel_booking(booked.id, by=rooms.member(), expected_refund=30000)
    billed, credit = charges(session)
    assert (billed.unit_price_cents, credit.unit_price_cents, credit.invoiced_at) == (17391, 8696 - 17391, None)


def test_it_stands_on_the_invoice_with_its_item_code_and_brings_nothing(rooms: Rooms, booked, session, admin):
    with lived(20, 12):
        run = create_run(rooms.location.id, JUNE, by=admin, cut_off=at(20).date())
        approve_run(run.id, preview_run(run.id, by=admin).fingerprint, by=admin)
    session.rollback()
    line = session.scalars(select(InvoiceLine).join(Adhoc, Adhoc.id == InvoiceLine.adhoc_id).where(Adhoc.extra_id.is_not(None))).one()
    assert (line.net_cents, line.vat_cents, line.item_code) == (17391, 2609, "COFFEE")
    assert session.scalars(select(Fulfilment)).all() == []


def test_a_hold_charges_nothing_until_it_is_confirmed_at_what_was_promised(rooms: Rooms, sold: Sold, session, admin):
    with lived(12):
        held = rooms.book(at(20), at(20, 11), extras={sold.coffee: 8}, hold=True)
        assert (extra(session, held), charges(session)) == ((8, 0, 0), [])
        change_product(sold.coffee, price_cents=9900, by=admin)
        with pytest.raises(Stale):
            confirm_booking(held.id, by=rooms.member(), expected_cents=40000)
        confirm_booking(held.id, by=rooms.member(), expected_cents=60000)
    assert (extra(session, held), nets(session)) == ((8, 20000, 17391), [17391])


def test_a_hold_that_lapses_owes_nothing(rooms: Rooms, sold: Sold, session):
    with lived(12):
        held = rooms.book(at(20), at(20, 11), extras={sold.coffee: 8}, hold=True)
        change_booking(held.id, by=rooms.member(), extras={sold.coffee: 3})
    with lived(13):
        follow_clock()
    assert rooms.fresh(held).status is BookingStatus.EXPIRED
    assert (extra(session, held), charges(session)) == ((3, 0, 0), [])


def test_staff_let_it_off_and_its_price_is_the_bookings(rooms: Rooms, booked, session, admin):
    charge = charges(session)[0]
    with lived(13):
        for name, value in (("unit_price_cents", 1), ("quantity", Decimal(2)), ("product_id", None)):
            with pytest.raises(Refused):
                change_adhoc(charge.id, **{name: value}, by=admin)
        remove_adhoc(charge.id, by=admin)
        assert extra(session, booked) == (8, 0, 0)
        change_booking(booked.id, by=rooms.member(), starts_at=at(25), ends_at=at(25, 11))
        assert charges(session) == []
        cancel_booking(booked.id, by=rooms.member(), expected_refund=40000)


def test_who_has_changed_organisation_gets_no_more_on_the_invoice_of_the_one_before(rooms: Rooms, sold: Sold, booked, make):
    other = make.organisation(rooms.location)
    user = rooms.session.merge(rooms.user)
    user.organisation_id = other.id
    rooms.session.commit()
    with lived(13), pytest.raises(Refused, match="has changed organisation"):
        change_booking(booked.id, by=SYSTEM, extras={sold.coffee: 9})


def test_an_extra_is_no_ware_of_the_shop(rooms: Rooms, sold: Sold, session):
    names = [each.product.name for each in catalogue(session, buyer_of(session, rooms.session.merge(rooms.user)), by=rooms.member())]
    assert "Coffee" not in names


WRONG: list[dict[str, Any]] = [
    {"location_id": None},
    {"type": Unit.SPACE},
    {"credit_cents": 100},
    {"days": 1},
    {"extra_most": 0},
    {"extra_most": 1000},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_an_extra_is_a_thing_of_one_place(sold: Sold, admin, wrong):
    with pytest.raises(Refused):
        change_product(sold.coffee, **wrong, by=admin)


def test_each_booking_of_a_series_gets_them(rooms: Rooms, sold: Sold, session):
    plan = Plan(
        rooms.room.id,
        Repeat.WEEKLY,
        dt.date(2026, 6, 15),
        dt.date(2026, 6, 30),
        dt.time(9),
        dt.time(10),
        user_id=rooms.user.id,
        extras=((sold.coffee, 8),),
    )
    with lived(12):
        shown = series_preview(session, plan, by=rooms.member())
        assert (shown.cost, shown.extras, [each.trouble for each in shown.dates]) == (60000, 60000, [""] * 3)
        with pytest.raises(Stale):
            create_series(plan, by=rooms.member(), expected_cents=60000, key="form-1")
        for _ in range(2):
            found = create_series(plan, by=rooms.member(), expected_cents=120000, key="form-1")
        change_booking(found[1].id, by=rooms.member(), extras={sold.coffee: 0})
    assert [(each.date.day, each.unit_price_cents) for each in charges(session)] == [(15, 17391), (29, 17391)]


def test_a_series_with_too_many_is_in_trouble_on_every_date(rooms: Rooms, sold: Sold, session):
    plan = Plan(
        rooms.room.id,
        Repeat.WEEKLY,
        dt.date(2026, 6, 15),
        dt.date(2026, 6, 30),
        dt.time(9),
        dt.time(10),
        user_id=rooms.user.id,
        extras=((sold.coffee, 21),),
    )
    with lived(12):
        assert {each.trouble for each in series_preview(session, plan, by=rooms.member()).dates} == {"Coffee: from 0 to 20."}
        with pytest.raises(Refused, match="from 0 to 20"):
            create_series(plan, by=rooms.member())


def late(app, rooms: Rooms, booking, extras: dict[int, int], act: Callable[[], object]) -> list[str]:
    """What `act` is told, that has read the booking without extras and waits for its room while the desk adds some."""
    told: list[str] = []

    def acts() -> None:
        with app.app_context(), lived(13):
            try:
                act()
            except Stale as stale:
                told.append(str(stale.message))

    with lived(13), transaction(by=SYSTEM) as work:
        change_booking(booking.id, by=SYSTEM, extras=extras)
        thread = threading.Thread(target=acts)
        thread.start()
        until(lambda: work.session.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")), 20)
    thread.join(20)
    return told


@pytest.mark.parametrize("verb", ["cancel", "move", "cancel many"])
def test_what_comes_to_extras_meanwhile_is_looked_at_again(app, rooms: Rooms, sold: Sold, session, verb):
    """They would stay charged on a cancelled booking, and on the day before on one that moves."""
    with lived(12):
        rooms.buy(90000)
        booking = rooms.book(at(20), at(20, 11))
    booking_id = booking.id

    def many() -> None:
        with transaction(by=SYSTEM) as work:
            cancel_many(work, [work.get(Booking, booking_id)])

    acts = {
        "cancel": lambda: cancel_booking(booking_id, by=SYSTEM),
        "move": lambda: change_booking(booking_id, by=SYSTEM, starts_at=at(25), ends_at=at(25, 11)),
        "cancel many": many,
    }
    assert late(app, rooms, booking, {sold.coffee: 8}, acts[verb]) == ["Somebody has just changed this booking. Look at it again."]
    assert (rooms.fresh(booking).status, rooms.fresh(booking).starts_at) == (BookingStatus.CONFIRMED, at(20))
    assert [(each.unit_price_cents, each.date.day) for each in charges(session)] == [(17391, 20)]
    with lived(13):
        cancel_booking(booking.id, by=rooms.member(), expected_refund=60000)
    assert charges(session) == []


def test_another_number_than_the_one_that_was_shown_is_looked_at_again(rooms: Rooms, sold: Sold, booked, session):
    with lived(13):
        with pytest.raises(Stale, match="just changed"):
            change_booking(booked.id, by=SYSTEM, extras={sold.coffee: 3}, shown_extras={sold.coffee: 0})
        for _ in range(2):
            change_booking(booked.id, by=SYSTEM, extras={sold.coffee: 9}, shown_extras={sold.coffee: 8})
    assert extra(session, booked) == (9, 22500, 19565)


def test_a_hold_is_not_confirmed_with_extras_that_no_invoice_may_bear_any_more(rooms: Rooms, sold: Sold, session):
    with lived(12):
        rooms.buy(40000)
        held = rooms.book(at(20), at(20, 11), extras={sold.coffee: 8}, hold=True)
        rooms.session.merge(rooms.organisation).rooms_on_invoice = False
        rooms.session.commit()
        with pytest.raises(Refused, match="credits do not pay extras"):
            confirm_booking(held.id, by=SYSTEM)
        assert charges(session) == []
        change_booking(held.id, by=SYSTEM, extras={sold.coffee: 0})
        confirm_booking(held.id, by=SYSTEM, expected_cents=40000)
    assert charges(session) == []
