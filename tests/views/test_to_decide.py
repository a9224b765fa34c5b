"""What a person has to decide: Home and Health count what their buttons open, however much else there is."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest

from app.access.roles import FINANCE, FRONT_DESK
from app.models import Access, Delivery, Fulfilment, Location, PaymentAttempt, PaymentMethod, Step
from app.models.access import AccessState
from app.models.delivery import DeliveryKind
from app.models.step import StepName
from app.rules.access import System
from app.rules.units import Unit
from tests.make import Make
from tests.views.test_start_page_numbers import told

NOW = dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC)
PLACES = {"here": (2, ["a", "b"]), "far": (1, ["c"])}


@pytest.fixture
def here(make: Make) -> Location:
    """With a far one, at each of which something of every kind has to be decided, among much that has not."""
    here, far = make.location(name="Here"), make.location(name="Far")
    for place, (_count, letters) in zip((here, far), PLACES.values(), strict=True):
        for letter in letters:
            _trouble(make, place, letter)
        for number in range(30):
            _well(make, place, number)
    return here


def _trouble(make: Make, place: Location, letter: str) -> None:
    own, bad = make.organisation(place), "failed" if letter == "a" else "unknown"
    invoice = make.invoice(own, kind="purchase", number=f"INV-{letter}")
    note = make.credit_note(own, kind="correction", number=f"NOTE-{letter}")
    _mail(make, place, f"mail-{letter}@acme.example", bad, invoice_id=make.invoice(own, kind="purchase").id)
    _step(make, bad, invoice_id=invoice.id)
    _step(make, bad, credit_note_id=note.id)
    _step(make, "done", invoice_id=invoice.id, name=StepName.XERO_CHECK)
    _brings(make, own, f"Credits {letter}", bad)
    _charge(make, own, f"CHARGE-{letter}", state="lost", asked_at=NOW) if letter == "a" else _charge(
        make, own, f"CHARGE-{letter}", created_at=NOW
    )


def _well(make: Make, place: Location, number: int) -> None:
    own = make.organisation(place)
    _mail(make, place, f"fine{number}@{place.code.lower()}.example", "sent", sent_at=NOW)
    if number < 2:
        invoice, note = make.invoice(own, kind="purchase"), make.credit_note(own, kind="correction")
        _step(make, "done", invoice_id=invoice.id)
        _step(make, "todo", credit_note_id=note.id)
        _charge(make, own, f"FINE-{place.code}-{number}", state="taken")
        _charge(make, own, f"FRESH-{place.code}-{number}")
        _brings(make, own, f"Fine {number}", "done", done_at=NOW, days=1, cents=0)


def _mail(make: Make, place: Location, address: str, state: str, **more: Any) -> None:
    if "invoice_id" not in more:
        more["invoice_id"] = make.invoice(make.organisation(place)).id
    make._kept(
        Delivery(
            kind=DeliveryKind.INVOICE, location_id=place.id, address=address, key=address, message_id=f"<{address}>", state=state, **more
        )
    )


def _step(make: Make, state: str, *, name: StepName = StepName.PDF, **of: int) -> None:
    make._kept(Step(name=name, state=state, key=f"{of}-{name}", **of))


def _brings(make: Make, own: Any, what: str, state: str, **more: Any) -> None:
    sold = make.sold(make.product(own.location, type=Unit.SPACE, credit_cents=50000), own)
    values = {"cents": 50000, "currency": "ZAR", "vat_point": "sale", "reason": "No wallet takes it." if state != "done" else ""}
    row = {"invoice_line_id": sold.lines[0].id, "invoice_id": sold.id, "organisation_id": own.id, "location_id": own.location_id}
    make._kept(Fulfilment(what=what, unit=Unit.SPACE, key=f"fulfil:{sold.id}", state=state, **row | values | more))


def _charge(make: Make, own: Any, reference: str, *, state: str = "open", invoice: Any = None, **more: Any) -> PaymentAttempt:
    card = make._kept(PaymentMethod(organisation_id=own.id, name="Visa 4242", token_mark=reference, sealed_token=b"x"))
    invoice = invoice or make.invoice(own, kind="purchase")
    row = PaymentAttempt(
        organisation_id=own.id,
        location_id=own.location_id,
        invoice_id=invoice.id,
        method_id=card.id,
        reference=reference,
        amount_cents=invoice.total_cents,
        state=state,
        **more,
    )
    kept: PaymentAttempt = make._kept(row)
    return kept


KINDS = [
    ("mails need a decision", "Mails that failed", "mail-"),
    ("invoices outside the runs need you", "Invoices of which a step failed", "INV-"),
    ("credit notes outside the runs need you", "Credit notes of which a step failed", "NOTE-"),
    ("card charges need a decision", "Card charges of which nobody knows", "CHARGE-"),
    ("purchases did not come through", "Purchases that did not come through", "Credits "),
]


@pytest.mark.parametrize("limited", [True, False])
def test_the_numbers_of_home_and_health_are_those_of_the_lists_that_open(here: Location, login: Any, limited: bool) -> None:
    browser = login(locations=[here]) if limited else login()
    count, seen = (2, {"a", "b"}) if limited else (3, {"a", "b", "c"})
    for said, label, mark in KINDS:
        number, listed = told(browser, said) or (0, "")
        assert (number, set(re.findall(rf"{mark}([abc])\b", listed))) == (count, seen), said
        assert f"{count} in all" in listed, said
        page = browser.get("/health/").get_data(as_text=True)
        found = re.search(rf"(?s)href=\"([^\"]+)\">{label}.*?bg-yellow-lt\">(\d+)<", page)
        assert found is not None and int(found[2]) == count, label
        assert f"{count} in all" in browser.get(html.unescape(found[1])).get_data(as_text=True), label


def test_the_steps_of_a_run_are_told_with_the_run_and_not_twice(make: Make, login: Any) -> None:
    place = make.location()
    run = make.run(place)
    invoice, note = make.invoice(make.organisation(place), run_id=run.id), make.credit_note(make.organisation(place), run_id=run.id)
    _step(make, "failed", invoice_id=invoice.id, run_id=run.id)
    _step(make, "unknown", credit_note_id=note.id, run_id=run.id)
    browser = login(FINANCE)
    page = browser.get("/").get_data(as_text=True)
    assert "2 steps need you" in page and "outside the runs" not in page
    health = browser.get("/health/").get_data(as_text=True)
    assert "Invoices of which a step failed" in health and "Credit notes of which a step failed" in health


def test_access_that_failed_or_stays_open_is_told_to_whoever_settles_it(make: Make, login: Any) -> None:
    here, far = make.location(), make.location()
    ended, runs = {"standing": "none", "groups": {}}, {"standing": "granted", "groups": {}}
    rows = [
        (here, "failed", {"reason": "No seat is free."}),
        (here, "differs", {"state": AccessState.GRANTED, "drift": [{"text": "One group more"}]}),
        (here, "stays", {"state": AccessState.WANTED, "wanted": ended, "held": runs, "reason": "PaperCut does not answer."}),
        (here, "fine", {"state": AccessState.GRANTED, "held": runs}),
        (here, "begins", {"state": AccessState.WANTED}),
        (here, "ends", {"state": AccessState.WANTED, "wanted": ended, "held": runs}),
        (far, "elsewhere", {}),
    ]
    for place, name, wishes in rows:
        person = make.user("Member", organisation_id=make.organisation(place).id)
        make._kept(
            Access(
                **{
                    "user_id": person.id,
                    "location_id": place.id,
                    "system": System.PRINTING,
                    "username": name,
                    "wanted": runs,
                    "state": AccessState.FAILED,
                }
                | wishes
            )
        )
    desk = login(FRONT_DESK, locations=[here])
    count, listed = told(desk, "accesses are not as they should be") or (0, "")
    assert count == 3 and "3 in all" in listed
    assert [name for _place, name, _wishes in rows if f">{name}<" in listed] == ["failed", "differs", "stays"]


def test_declined_charges_are_told_until_the_money_comes(make: Make, login: Any) -> None:
    """Not the one before the last, not what was paid since, however it was, and no open page hides one."""
    place = make.location()
    own = [make.organisation(place) for _each in range(5)]
    twice, page, paid, settled, tried = (make.invoice(each) for each in own)
    _charge(make, own[0], "FIRST", state="declined", invoice=twice)
    _charge(make, own[0], "SECOND", state="declined", invoice=twice)
    _charge(make, own[1], "LEFT", state="declined", invoice=page)
    make._kept(PaymentAttempt(organisation_id=own[1].id, location_id=place.id, invoice_id=page.id, reference="PAGE", amount_cents=115000))
    _charge(make, own[2], "PAID", state="declined", invoice=paid)
    paid.status, paid.paid_cents = "paid", paid.total_cents
    _charge(make, own[3], "TAKEN", state="declined", invoice=settled)
    _charge(make, own[3], "LATER", state="taken", invoice=settled)
    _charge(make, own[4], "TRIED", state="declined", invoice=tried)
    _charge(make, own[4], "AGAIN", invoice=tried)
    make.session.commit()
    finance = login(FINANCE)
    count, listed = told(finance, "cards were declined, and the money has not come since") or (0, "")
    assert count == 2 and "2 in all" in listed
    assert {name for name in ("FIRST", "SECOND", "LEFT", "PAGE", "PAID", "TAKEN", "LATER", "TRIED", "AGAIN") if f">{name}<" in listed} == {
        "SECOND",
        "LEFT",
    }
