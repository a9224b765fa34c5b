"""Cells that are changed where they stand: through the view's own checks, for who may, and never over somebody else's change in silence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.access.roles import FINANCE, FRONT_DESK, NETWORK_ADMIN
from app.models import AuditEvent, Organisation


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, page
    return found[1]


def change(browser: FlaskClient, address: str, **values: str) -> Any:
    form = browser.get(address).text
    return browser.post(address, data={"csrf_token": hidden(form, "csrf_token"), "before": hidden(form, "before"), **values})


def test_a_name_is_changed_in_the_list_and_refused_with_its_reason(login: Any, make: Any, session: Any) -> None:
    acme = make.organisation(name="Acme")
    browser = login(NETWORK_ADMIN)
    assert f'hx-get="/cell/OrganisationView/{acme.id}/name?first=1"' in browser.get("/organisations/list/").text
    address = f"/cell/OrganisationView/{acme.id}/name"

    answer = change(browser, address, name="Acme <b>Studio</b>")

    assert answer.status_code == 200 and "Acme &lt;b&gt;Studio" in answer.text and "Saved." in answer.text
    session.expire_all()
    assert session.get(Organisation, acme.id).name == "Acme <b>Studio</b>"
    assert session.query(AuditEvent).filter_by(noun="organisation", noun_id=acme.id, verb="change").count() == 1
    empty = change(browser, address, name=" ")
    assert empty.status_code == 422 and "Please fill this in." in empty.text
    bad = change(browser, f"/cell/OrganisationView/{acme.id}/invoice_email", invoice_email="nobody")
    assert bad.status_code == 422 and "nobody" in bad.text and "invalid-feedback" in bad.text


def test_who_was_slower_chooses_between_both_values(login: Any, make: Any, session: Any) -> None:
    acme = make.organisation(name="Acme")
    browser = login(NETWORK_ADMIN)
    address = f"/cell/OrganisationView/{acme.id}/name"
    form = browser.get(address).text
    acme.name = "Acme Holdings"
    session.commit()

    late = browser.post(address, data={"csrf_token": hidden(form, "csrf_token"), "before": hidden(form, "before"), "name": "Acme Labs"})

    assert late.status_code == 409 and "<strong>Acme Holdings</strong>" in late.text and 'value="Acme Labs"' in late.text
    again = browser.post(
        address, data={"csrf_token": hidden(late.text, "csrf_token"), "before": hidden(late.text, "before"), "name": "Acme Labs"}
    )
    session.expire_all()
    assert again.status_code == 200 and session.get(Organisation, acme.id).name == "Acme Labs"


def test_only_who_may_and_only_what_is_theirs(login: Any, make: Any) -> None:
    here, there = make.organisation(), make.organisation()
    browser = login(FRONT_DESK, locations=[here.location])

    assert browser.get(f"/cell/OrganisationView/{here.id}/name").status_code == 200
    assert browser.get(f"/cell/OrganisationView/{there.id}/name").status_code == 404
    assert browser.get(f"/cell/OrganisationView/{here.id}/currency").status_code == 404
    assert browser.get(f"/cell/RoomView/{make.room(make.space(here.location)).id}/name").status_code == 403
    assert browser.get(f"/cell/NoSuchView/{here.id}/name").status_code == 404


def test_who_only_reads_sees_no_fields(login: Any, make: Any) -> None:
    make.organisation()
    assert "data-cell" not in login(FINANCE).get("/organisations/list/").text


@pytest.mark.parametrize("kind", ["OrganisationView", "RoomView", "SpaceView", "ProductView", "LeadView", "MemberView"])
def test_each_column_that_is_offered_can_be_changed(login: Any, make: Any, kind: str, web_app: Any) -> None:
    rows = {
        "OrganisationView": lambda: make.organisation(), "RoomView": lambda: make.room(), "SpaceView": lambda: make.space(), "ProductView": lambda: make.product(),
        "LeadView": lambda: make.lead(), "MemberView": lambda: make.user("Member", organisation_id=make.organisation().id),
    }  # fmt: skip
    row = rows[kind]()
    browser = login(NETWORK_ADMIN)
    view = next(each for each in web_app.appbuilder.baseviews if type(each).__name__ == kind)
    typed = {
        "capacity": "7",
        "places": "7",
        "wanted_on": "2027-01-31",
        "phone": "+27 21 555 0100",
        "invoice_email": "x@example.com",
        "accounting_email": "y@example.com",
    }
    for column in view.inline_columns:
        answer = change(browser, f"/cell/{kind}/{row.id}/{column}", **{column: typed.get(column, "Something else")})
        assert answer.status_code == 200, (column, answer.text)
