"""Forms keep what was typed, say what is wrong beside the field, write all or nothing, and never show the insides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.access.roles import NETWORK_ADMIN
from app.models import AuditEvent, License, Membership, Organisation, Space
from tests.make import Make

Post = Callable[..., Any]


@pytest.fixture
def admin_browser(login: Any) -> FlaskClient:
    browser: FlaskClient = login(NETWORK_ADMIN)
    return browser


@pytest.fixture
def place(make: Make) -> Any:
    return make.location(name="Kloof")


def space(place: Any, **said: Any) -> dict[str, Any]:
    return {"code": "SP1", "name": "Loft", "location": place.id, "kind": "studio", "capacity": "", **said}


def test_a_saved_form_leads_to_the_list_and_is_audited(admin_browser: FlaskClient, place: Any, post: Post, session: Any) -> None:
    answer = post("/spaceview/add", space(place), follow=True)

    assert answer.request.path == "/spaceview/list/" and "Saved." in answer.get_data(as_text=True)
    row = session.query(Space).one()
    assert (row.name, row.location_id, row.kind.value, row.capacity) == ("Loft", place.id, "studio", None)
    event = session.query(AuditEvent).filter_by(noun="space", verb="create").one()
    assert event.actor.startswith("Pat") and event.changes["name"] == [None, "Loft"]


def test_a_refusal_goes_to_its_field_and_nothing_is_half_written(admin_browser: FlaskClient, place: Any, post: Post, session: Any) -> None:
    """FAB redirects, loses the form, and keeps what was committed before the hook failed."""
    answer = post("/spaceview/add", space(place, name="Attic", capacity="7"))
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert page.index('id="name"') < page.index("Nobody may sit in the attic.") < page.index('id="location"')
    assert 'value="Attic"' in page and 'value="7"' in page and f'value="{place.id}" selected' in page
    assert session.query(Space).count() == 0


def test_what_the_database_refuses_is_said_in_words(admin_browser: FlaskClient, place: Any, post: Post, session: Any) -> None:
    page = post("/spaceview/add", space(place, capacity="-3")).get_data(as_text=True)

    assert "invalid-feedback" in page or "alert-danger" in page
    for inside in ("psycopg", "IntegrityError", "violates", "INSERT", "ck_space"):
        assert inside not in page
    assert session.query(Space).count() == 0


@pytest.mark.parametrize("key", ["99999999", "abc", "9" * 30, "-1", "", "1 OR 1=1", "\x00"])
def test_a_look_up_takes_no_key_that_it_would_not_offer(admin_browser: FlaskClient, place: Any, post: Post, session: Any, key: str) -> None:
    answer = post("/spaceview/add", space(place, location=key))

    assert answer.status_code == 200 and "Choose one" in answer.get_data(as_text=True)
    assert 'value="Loft"' in answer.get_data(as_text=True)
    assert session.query(Space).count() == 0


@pytest.mark.parametrize(
    ("field", "text"),
    [("kind", "palace"), ("capacity", "many"), ("capacity", "9" * 25), ("name", ""), ("name", "x" * 10_000), ("code", "SP\x00" + "y" * 50)],
)
def test_nonsense_stays_on_the_form(admin_browser: FlaskClient, place: Any, post: Post, session: Any, field: str, text: str) -> None:
    answer = post("/spaceview/add", space(place, **{field: text}))

    assert answer.status_code == 200 and "invalid-feedback" in answer.get_data(as_text=True)
    assert session.query(Space).count() == 0


def test_a_code_that_is_taken_is_refused_at_the_code(admin_browser: FlaskClient, place: Any, make: Make, post: Post) -> None:
    make.space(place, code="SP1")

    assert "This is already taken." in post("/spaceview/add", space(place)).get_data(as_text=True)


def test_money_is_typed_in_rand_and_boxes_may_stay_empty(admin_browser: FlaskClient, place: Any, post: Post, session: Any) -> None:
    """FAB takes NOT NULL for "must be ticked"."""
    values = {"code": "M1", "name": "Desk", "location": place.id, "quota_cents": "2 950,50", "room_discount_percent": "12.5"}

    post("/membershipview/add", values)

    row = session.query(Membership).one()
    assert (row.quota_cents, str(row.room_discount_percent), row.is_active) == (295050, "12.500", False)
    assert 'value="2950.50"' in admin_browser.get(f"/membershipview/edit/{row.id}").get_data(as_text=True)


@pytest.mark.parametrize("text", ["1.234", "R 10", "1e99", "NaN", "ten"])
def test_an_amount_that_is_none_is_refused_as_typed(admin_browser: FlaskClient, place: Any, post: Post, text: str) -> None:
    page = post(
        "/membershipview/add", {"code": "M1", "name": "Desk", "location": place.id, "quota_cents": text, "room_discount_percent": "0"}
    )

    assert "This is not an amount." in page.get_data(as_text=True) and f'value="{text}"' in page.get_data(as_text=True)


def test_editing_changes_the_row_and_returns_to_it(admin_browser: FlaskClient, make: Make, post: Post, session: Any) -> None:
    license = make.license()
    other = make.organisation(license.location, name="Other Ltd")
    values = {
        "code": license.code, "location": license.location_id, "organisation": other.id, "membership": license.membership_id,
        "space": license.space_id, "starts_on": "2026-02-01", "ends_on": "",
    }  # fmt: skip

    answer = post(f"/licenseview/edit/{license.id}", values, follow=True)

    assert answer.request.path == f"/licenseview/show/{license.id}" and "Other Ltd" in answer.get_data(as_text=True)
    session.expire_all()
    assert session.get(License, license.id).organisation_id == other.id


def test_deleting_needs_a_token_and_a_post(admin_browser: FlaskClient, make: Make, post: Post, session: Any) -> None:
    row = make.space()

    assert admin_browser.get(f"/spaceview/delete/{row.id}").status_code == 405
    assert admin_browser.post(f"/spaceview/delete/{row.id}").status_code == 400
    assert session.query(Space).count() == 1
    answer = post(f"/spaceview/delete/{row.id}", follow=True)
    assert answer.request.path == "/spaceview/list/" and "deleted" in answer.get_data(as_text=True)
    session.expire_all()
    assert session.query(Space).count() == 0


def test_what_others_use_stays_and_says_so(admin_browser: FlaskClient, make: Make, post: Post, session: Any) -> None:
    organisation = make.license().organisation

    page = post(f"/organisationview/delete/{organisation.id}", follow=True).get_data(as_text=True)

    assert "Other records still use this" in page and "violates" not in page
    assert session.get(Organisation, organisation.id) is not None


def test_script_in_a_name_is_text_on_every_page(admin_browser: FlaskClient, make: Make) -> None:
    organisation = make.organisation(name="<script>alert(1)</script>")

    for address in ("list/", f"show/{organisation.id}", f"edit/{organisation.id}"):
        assert "<script>alert(1)" not in admin_browser.get(f"/organisationview/{address}").get_data(as_text=True)
    assert "<script>alert(1)" not in admin_browser.get(f"/licenseview/add?_flt_0_organisation={organisation.id}").get_data(as_text=True)
