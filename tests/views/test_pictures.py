"""Every picture of numbers is offered as PNG and SVG beside it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import time_machine

from app.actions.invoice_runs.approve import approve_run
from app.core import clock
from tests.views.billing import two_months

NOW = dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC)


def test_each_picture_can_be_taken_along(make: Any, login: Any, admin: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        place, run = two_months(make, admin)
        make.opportunity(make.lead(place), stage="visited", value_cents=400_000, expected_on=dt.date(2026, 7, 20))
        make.check_in(make.user("Member", location_id=place.id), place, arrived_at=clock.now())
        browser = login()
        shown = browser.get(f"/runs/{run.id}").get_data(as_text=True)
        approve_run(run.id, run.fingerprint, by=admin)
        asked = f"location={place.id}&from=2026-01&to=2026-12&percent=%2B6"
        pages = {
            each: browser.get(each).get_data(as_text=True)
            for each in ("/reports/sales/", "/reports/presence/", "/pipeline/forecast/", f"/reports/what-if/result?{asked}")
        }
    for address, page in (pages | {"run": shown}).items():
        drawn = re.findall(r'<div class="chart" (?:id="([^"]*)")?', page)
        assert drawn, address
        for kind in ("png", "svg"):
            assert re.findall(rf'data-save-chart="{kind}" data-of="([^"]+)"', page) == drawn, (address, kind)
