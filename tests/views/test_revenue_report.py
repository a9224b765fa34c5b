"""What the report of revenue says of months that are not all run, of deposits, of currencies and of corrections."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.roles import FINANCE, ROLES
from app.actions.report_subscriptions.send_due import send_due_reports
from app.core.month import Month
from app.models import Delivery, RunOrganisation
from app.models.invoice_run import Decision, RunStatus
from jobs.mail import deliver
from jobs.reports import NEEDS
from tests.jobs.test_report_mails import subscribed
from tests.make import Make
from tests.views.test_reports import followed
from tests.world import World

NOW = dt.datetime(2026, 7, 8, 9, tzinfo=dt.UTC)
JUNE, JULY = Month(2026, 6), Month(2026, 7)
FROM = "?from=2026-06&to=2026-07"


@pytest.fixture(autouse=True)
def july() -> Any:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def run(make: Make, session: Session, place: Any, own: Any, month: Month, net: int, causes: dict[str, int]) -> None:
    """An approved run of one organisation."""
    made = make.run(place, month=month, approved_at=NOW, status=RunStatus.DONE)
    make.invoice(own, net=net, month=month, run_id=made.id, issued_on=month.first, due_on=month.first + dt.timedelta(days=7))
    previewed = {"fingerprint": "", "net_cents": net, "vat_cents": 0, "total_cents": net, "warnings": [], "lines": []}
    session.add(RunOrganisation(run_id=made.id, organisation_id=own.id, decision=Decision.APPROVED, causes=causes, **previewed))
    session.commit()


@pytest.fixture
def one_is_not_run(make: Make, session: Session) -> Any:
    """July is approved at Kloof; at Nile it is previewed, and nothing of it is there yet. Who was at Kloof alone in June has left."""
    kloof, nile = make.location(name="Kloof"), make.location(name="Nile")
    stays, goes, other = make.organisation(kloof, name="Stays"), make.organisation(kloof, name="Goes"), make.organisation(nile, name="Other")
    run(make, session, kloof, stays, JUNE, 100_000, {})
    make.invoice(goes, net=7_000, month=JUNE)
    run(make, session, nile, other, JUNE, 400_000, {})
    run(make, session, kloof, stays, JULY, 120_000, {"joined": 20_000})
    make.run(nile, month=JULY, status=RunStatus.PREVIEWED)
    return kloof, nile


def test_nobody_has_left_a_location_that_is_not_run_yet(one_is_not_run: Any, login: Any) -> None:
    kloof, nile = one_is_not_run
    browser = login()
    table = browser.get(f"/reports/revenue/why-ZAR.csv{FROM}").get_data(as_text=True).splitlines()
    assert table[1:] == ["Jun 2026,1070.00", "Joined,200.00", "Left,-70.00", "Jul 2026,1200.00"]
    assert "Not run for Jul 2026 yet, and in neither month: Nile." in browser.get(f"/reports/revenue/{FROM}").get_data(as_text=True)
    assert followed(browser, f"/reports/revenue/{FROM}") > 6
    behind = "/reports/revenue/list.csv?what=runs&month=2026-06&currency=ZAR&from=2026-06&to=2026-07&run="
    of_july, of_june = (browser.get(f"{behind}{each}").get_data(as_text=True) for each in ("2026-07", "2026-06"))
    assert ",Other," not in of_july and ",Goes," in of_july and ",Other," in of_june
    assert "why-ZAR" in browser.get(f"/reports/revenue/{FROM}&location={kloof.id}").get_data(as_text=True)
    assert "Left" not in browser.get(f"/reports/revenue/why-ZAR.csv?from=2026-06&to=2026-07&location={nile.id}").get_data(as_text=True)


def test_its_mail_says_so_too(one_is_not_run: Any, make: Make, session: Session, world: World) -> None:
    user = make.user(FINANCE)
    with time_machine.travel(dt.datetime(2026, 7, 20, 7, tzinfo=dt.UTC), tick=False):
        subscribed(session, user, Actor(id=user.id, name=str(user), permissions=ROLES[FINANCE], location_ids=None))
        send_due_reports(NEEDS)
        for number in session.scalars(select(Delivery.id)).all():
            deliver(number)
    told = world.letters()[-1]["text"].replace("\N{NO-BREAK SPACE}", " ")
    assert "Not run for Jul 2026 yet, and in neither month: Nile." in told
    assert re.findall("Left: [^\r\n]*", told) == ["Left: Net, ZAR \N{MINUS SIGN}R 70.00"], told


def test_of_many_locations_the_first_are_named(make: Make, session: Session, login: Any) -> None:
    kloof = make.location(name="Kloof")
    own = make.organisation(kloof)
    run(make, session, kloof, own, JUNE, 100_000, {})
    run(make, session, kloof, own, JULY, 120_000, {"price": 20_000})
    for number in range(7):
        make.invoice(make.organisation(make.location(name=f"House {number}")), net=1_000, month=JUNE)
    assert "in neither month: House 0, House 1, House 2, House 3, House 4 and 2 more." in login().get(f"/reports/revenue/{FROM}").get_data(as_text=True)
