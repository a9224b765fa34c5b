"""Whatever becomes of a payment, the books hold just the money that came in, and each cent of it where it is here."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.rules.books_of_payment import Back, Kind, Part, Tell, Told, to_take_out, to_tell

PAID, OVER, USE, REFUND = Kind.PAYMENT, Kind.OVERPAYMENT, Kind.USE, Kind.REFUND


def test_what_is_over_is_an_overpayment_beside_the_payments():
    assert to_tell(100, [Part(1, 40), Part(2, 25)], [], []) == [Tell(PAID, 40, part_id=1), Tell(PAID, 25, part_id=2), Tell(OVER, 35)]


def test_credit_that_pays_an_invoice_comes_out_of_what_is_there():
    told = [Told(1, PAID, 40, part_id=1), Told(2, OVER, 60)]
    assert to_tell(100, [Part(1, 40), Part(2, 50)], [], told) == [Tell(USE, 50, part_id=2, over_id=2)]


def test_a_part_that_is_refunded_stays_money_that_came_in_and_goes_out_on_its_own_day():
    parts, told = [Part(1, 100, back=True), Part(2, 70)], [Told(1, PAID, 100, part_id=1)]
    assert to_take_out(parts, told) == [1]
    assert to_tell(100, parts, [Back(9, 30)], told) == [Tell(PAID, 70, part_id=2), Tell(OVER, 30), Tell(REFUND, 30, refund_id=9)]


def test_a_refund_that_is_still_asked_for_is_credit_over_there():
    told = [Told(1, OVER, 100)]
    assert to_tell(100, [Part(1, 70)], [], told) == [Tell(USE, 70, part_id=1, over_id=1)]
    assert to_tell(100, [], [], told) == []
    assert to_tell(100, [], [Back(9, 30)], told) == [Tell(REFUND, 30, refund_id=9, over_id=1)]


def test_an_invoice_that_the_books_do_not_have_yet_keeps_its_money_waiting():
    assert to_tell(100, [Part(1, 60, ready=False)], [], []) == [Tell(OVER, 40)]
    assert to_tell(100, [Part(1, 60)], [], [Told(1, OVER, 40)]) == [Tell(PAID, 60, part_id=1)]


def test_of_money_from_before_only_what_it_pays_is_told():
    assert to_tell(100, [Part(1, 60)], [Back(9, 10)], [], whole=False) == [Tell(PAID, 60, part_id=1)]


class Payment:
    """One that is applied, taken back and refunded at random; the books hear of it now and then."""

    def __init__(self, amount):
        self.amount, self.parts, self.refunds, self.told, self.gone = amount, [], [], [], set()

    @property
    def standing(self):
        return [each for each in self.told if each.id not in self.gone]

    @property
    def credit(self):
        return self.amount - sum(each.cents for each in self.parts if not each.back) - sum(each.cents for each in self.refunds)

    def move(self, what, size, ready):
        live = [number for number, each in enumerate(self.parts) if not each.back]
        cents = min(self.credit, size)
        if what == "tell":
            self.tell()
        elif what == "apply" and cents:
            self.parts.append(Part(100 + len(self.parts), cents, ready=ready))
        elif what == "refund" and cents:
            self.refunds.append(Back(len(self.refunds), cents))
        elif what == "back" and live:
            number = live[size % len(live)]
            self.parts[number] = replace(self.parts[number], back=True)
        elif what == "ready":
            self.parts = [replace(each, ready=True) for each in self.parts]

    def tell(self):
        self.gone |= set(to_take_out(self.parts, self.standing))
        new = None
        for each in to_tell(self.amount, self.parts, self.refunds, self.standing):
            out_of = each.over_id if each.over_id is not None or each.kind in (PAID, OVER) else new
            self.told.append(Told(len(self.told), each.kind, each.cents, each.part_id, each.refund_id, out_of))
            new = self.told[-1].id if each.kind is OVER else new


MOVES = st.lists(
    st.tuples(st.sampled_from(["apply", "apply", "back", "refund", "tell", "ready"]), st.integers(1, 60), st.booleans()), max_size=14
)


@given(st.integers(1, 100), MOVES)
def test_at_the_end_every_cent_is_told_once(amount, moves):
    payment = Payment(amount)
    for move in moves:
        payment.move(*move)
        assert sum(each.cents for each in payment.standing if each.kind in (PAID, OVER)) <= amount
    payment.move("ready", 1, True)
    payment.tell()
    told = payment.standing
    assert sum(each.cents for each in told if each.kind in (PAID, OVER)) == amount
    for part in payment.parts:
        assert sum(each.cents for each in told if each.part_id == part.id) == (0 if part.back else part.cents)
    for refund in payment.refunds:
        assert sum(each.cents for each in told if each.refund_id == refund.id) == refund.cents
    left = {over.id: over.cents - sum(each.cents for each in told if each.over_id == over.id) for over in told if over.kind is OVER}
    assert min(left.values(), default=0) >= 0 and sum(left.values()) == payment.credit
    count = len(payment.told)
    payment.tell()
    assert len(payment.told) == count
