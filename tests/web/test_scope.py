"""A person limited to a location meets no other location's row, whichever door of Flask-AppBuilder they try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER, NETWORK_ADMIN
from app.models import Invoice, Organisation, Space
from tests.make import Make

Post = Callable[..., Any]


@pytest.fixture
def two(make: Make) -> tuple[Any, Any]:
    """An invoice at home and one elsewhere."""
    return make.invoice(make.organisation(make.location(), name="Home Ltd")), make.invoice(
        make.organisation(make.location(), name="Elsewhere Ltd")
    )


@pytest.fixture
def manager(login: Any, two: tuple[Any, Any]) -> FlaskClient:
    browser: FlaskClient = login(LOCATION_MANAGER, locations=[two[0].location])
    return browser


def test_lists_count_and_show_the_own_rows_alone(manager: FlaskClient) -> None:
    page = manager.get("/invoiceview/list/").get_data(as_text=True)

    assert "Home Ltd" in page and "Elsewhere Ltd" not in page
    assert "1 in all" in page


@pytest.mark.parametrize("address", ["/invoiceview/show/{}", "/organisationview/edit/{}", "/organisationview/related/{}/LicenseView"])
def test_single_records_elsewhere_are_not_found(manager: FlaskClient, two: tuple[Any, Any], address: str) -> None:
    home, elsewhere = (row.id if "invoice" in address else row.organisation_id for row in two)

    assert manager.get(address.format(home)).status_code == 200
    assert manager.get(address.format(elsewhere)).status_code == 404


def test_actions_reach_no_row_elsewhere(manager: FlaskClient, two: tuple[Any, Any], post: Post, session: Any) -> None:
    """FAB itself loads action rows with get(pk) and no filter."""
    elsewhere = two[1].id

    assert post(f"/invoiceview/action/void/{elsewhere}").status_code == 404
    assert post("/invoiceview/action_post", {"action": "void", "rowid": [two[0].id, elsewhere]}).status_code == 404
    session.expire_all()
    assert {row.void_reason for row in session.query(Invoice)} == {""}


def test_deleting_elsewhere_is_not_found(manager: FlaskClient, two: tuple[Any, Any], post: Post, session: Any) -> None:
    assert post(f"/organisationview/delete/{two[1].organisation_id}").status_code == 404
    session.expire_all()
    assert session.get(Organisation, two[1].organisation_id) is not None


def test_look_ups_offer_and_accept_the_own_rows_alone(manager: FlaskClient, two: tuple[Any, Any]) -> None:
    offered = manager.get("/lookup/LicenseView/organisation?q=ltd").json
    asked = manager.get(f"/lookup/LicenseView/organisation?id={two[0].organisation_id}&id={two[1].organisation_id}").json

    assert [row["text"] for row in offered] == [row["text"] for row in asked] == [f"Home Ltd · {two[0].location}"]


def test_a_form_cannot_put_a_row_elsewhere(manager: FlaskClient, two: tuple[Any, Any], post: Post, session: Any) -> None:
    values = {"code": "NEW", "name": "Loft", "location": two[1].location_id, "kind": "studio"}

    answer = post("/spaceview/add", values)

    assert answer.status_code == 200 and "Choose one of the list." in answer.get_data(as_text=True)
    assert session.query(Space).filter_by(code="NEW").count() == 0


def test_a_row_is_not_filled_in_from_elsewhere_by_the_address(manager: FlaskClient, two: tuple[Any, Any]) -> None:
    assert manager.get(f"/licenseview/add?_flt_0_organisation={two[0].organisation_id}").status_code == 200
    assert manager.get(f"/licenseview/add?_flt_0_organisation={two[1].organisation_id}").status_code == 404


def test_filters_and_exports_stay_inside(manager: FlaskClient, two: tuple[Any, Any]) -> None:
    page = manager.get(f"/invoiceview/list/?_flt_0_organisation={two[1].organisation_id}").get_data(as_text=True)

    assert "Elsewhere Ltd" not in page
    assert "Elsewhere Ltd" not in manager.get("/invoiceview/export/").get_data(as_text=True)


def test_the_location_switch_narrows_lists_and_no_more(login: Any, two: tuple[Any, Any], post: Post) -> None:
    browser = login(NETWORK_ADMIN)
    assert "2 in all" in browser.get("/invoiceview/list/").get_data(as_text=True)

    post("/location", {"location": two[1].location_id, "next": "/invoiceview/list/"})

    page = browser.get("/invoiceview/list/").get_data(as_text=True)
    assert "Elsewhere Ltd" in page and "Home Ltd" not in page
    assert browser.get(f"/invoiceview/show/{two[0].id}").status_code == 200


def test_the_switch_offers_no_location_of_others(manager: FlaskClient, two: tuple[Any, Any], post: Post) -> None:
    post("/location", {"location": two[1].location_id, "next": "/"})

    assert "Home Ltd" in manager.get("/invoiceview/list/").get_data(as_text=True)


def test_members_see_no_screens_of_staff(login: Any) -> None:
    browser = login(MEMBER)

    assert browser.get("/invoiceview/list/").status_code == 403
    assert browser.get("/lookup/LicenseView/organisation?q=a").status_code == 404


def test_a_role_opens_what_it_grants_and_no_more(login: Any) -> None:
    browser = login(FRONT_DESK)

    assert browser.get("/membershipview/list/").status_code == 200
    assert browser.get("/membershipview/add").status_code == 403
    assert browser.post("/membershipview/delete/1").status_code == 400  # no token


def test_strangers_are_asked_to_sign_in_and_brought_back(client: FlaskClient) -> None:
    answer = client.get("/invoiceview/list/?_flt_0_status=sent")

    assert answer.status_code == 302 and "/login/?next=" in answer.location
    assert client.get("/lookup/LicenseView/organisation?q=a").status_code == 404
