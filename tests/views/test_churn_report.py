"""Who left, when and why: each time by itself, whatever came later."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from app.access.actor import SYSTEM
from app.actions.revenue.work_out import work_out_revenue
from tests.make import Make
from tests.views.test_reports import followed

NOW = dt.datetime(2026, 6, 17, 9, tzinfo=dt.UTC)
FROM = "from=2026-01&to=2026-06"


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_who_came_back_left_with_the_day_and_the_reason_of_then(make: Make, login: Any) -> None:
    """Twice gone, and here again with a license that is open and one that will end: each leaving says its own."""
    place = make.location(name="Kloof")
    desk, acme, bolt = (
        make.membership(place, primary=100_000, extra=100_000),
        make.organisation(place, name="Acme"),
        make.organisation(place, name="Bolt"),
    )
    make.license(acme, desk, starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2026, 1, 31), end_reason="Went abroad")
    make.license(acme, desk, starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2025, 12, 31), end_reason="One desk is enough")
    make.license(acme, desk, starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 4, 15), end_reason="Too loud")
    make.license(acme, desk, starts_on=dt.date(2026, 5, 1))
    make.license(acme, desk, starts_on=dt.date(2026, 5, 1), ends_on=dt.date(2026, 12, 31), end_reason="Moves to another town")
    make.license(bolt, desk, starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 8, 31), end_reason="Ends its project")
    work_out_revenue(place.id, by=SYSTEM)
    browser = login()
    rows = browser.get(f"/reports/churn/list.csv?what=left&currency=ZAR&{FROM}").get_data(as_text=True).splitlines()
    assert rows == [
        "Customer,Left in,Last day,Why,A month",
        "Acme,2026-04,2026-04-15,Too loud,1000.00",
        "Acme,2026-02,2026-01-31,Went abroad,1000.00",
    ]
    table = browser.get(f"/reports/churn/left-ZAR.csv?{FROM}").get_data(as_text=True).splitlines()
    assert table[1:3] == ["2026-04,Acme,2026-04-15,Too loud,1000.00", "2026-02,Acme,2026-01-31,Went abroad,1000.00"]
    for born, listed in (("2025-10", "Acme,2025-10,,2000.00"), ("2026-03", "Bolt,2026-03,2026-08-31,1000.00")):
        cohort = (
            browser.get(f"/reports/churn/list.csv?what=cohort&currency=ZAR&born={born}&month=2026-06&{FROM}")
            .get_data(as_text=True)
            .splitlines()
        )
        assert cohort == ["Customer,Came in,Last day,A month", listed], "who has a license that is open has no last day, least of all today"
    assert followed(browser, f"/reports/churn/?{FROM}") > 6
