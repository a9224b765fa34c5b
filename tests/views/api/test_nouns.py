"""Every noun can be read, and what has actions can be written, with the same rules as on the screens."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.models import FoyerUser
from app.models.invoice import InvoiceStatus
from tests.views.every import fill_every_screen
from views.api import RESOURCES

NAMES = [resource.resource_name for resource in RESOURCES if hasattr(resource, "datamodel")]
SHARED = {"abandon_reason", "tax_rate", "schedule", "location", "user"}


def test_each_can_be_read_with_a_token_and_not_without(program, client, make):
    """All in one house: to fill it costs more than to read it."""
    fill_every_screen(make)
    admin, nobody = program(), program("Location manager", locations=[make.location()])
    for noun in NAMES:
        assert client.get(f"/api/v1/{noun}/").status_code == 401, noun
        status, found = admin.get(f"{noun}/")
        assert status == 200, noun
        for row in found["result"]:
            assert not {"password", "session_epoch", "sealed_token", "content"} & row.keys(), noun
        if found["ids"]:
            assert admin.get(f"{noun}/{found['ids'][0]}")[0] == 200, noun
            if noun not in SHARED:
                assert nobody.get(f"{noun}/{found['ids'][0]}")[0] in (403, 404), noun


def test_pages_follow_each_other_by_number_whatever_was_changed_last(program, make):
    """PostgreSQL gives rows as they lie, and a row that is changed lies elsewhere."""
    rows = [make.organisation() for _ in range(4)]
    rows[0].name = "Changed"
    make.session.commit()
    admin = program()
    pages = [admin.get(f"organisation/?q=(page:{page},page_size:2)")[1]["ids"] for page in range(2)]
    assert pages == [[row.id for row in rows[:2]], [row.id for row in rows[2:]]]


def test_only_who_may_use_the_api(program):
    assert program("Front desk").get("organisation/")[0] == 403


def test_a_network_from_nothing(program):
    admin = program()
    place = {"zone": "Africa/Johannesburg", "currency": "ZAR", "country": "ZA", "invoice_prefix": "KLF"}
    location = admin.post("location/", code="KLF", name="Kloof", **place)[1]["id"]
    space = admin.post("space/", location_id=location, name="Ground floor", kind="desk_area")[1]["id"]
    status, room = admin.post("room/", space_id=space, name="Boardroom", capacity=8, peak_rate_cents=20000)
    assert (status, room["result"]["location_id"]) == (201, location)
    status, membership = admin.post("membership/", location_id=location, name="Hot desk", primary_cents=295000, extra_cents=245000)
    assert status == 201, membership
    status, organisation = admin.post("organisation/", name="Acme", location_id=location, invoice_email="pay@acme.example")
    assert (status, organisation["result"]["currency"]) == (201, "ZAR")
    person = admin.post("user/", email="ann@acme.example", first_name="Ann", last_name="Acme", organisation_id=organisation["id"])[1]["id"]
    status, license = admin.post(
        "license/",
        organisation_id=organisation["id"],
        user_id=person,
        membership_id=membership["id"],
        space_id=space,
        starts_on="2026-06-12",
    )
    assert status == 201, license
    assert license["result"]["code"].startswith("KLF-L")
    assert admin.put(f"license/{license['id']}", commitment_months=12)[1]["result"]["commitment_months"] == 12
    assert admin.post(f"license/{license['id']}/pause", starts_on="2026-06-20", ends_on="2026-06-25")[0] == 200
    status, ended = admin.post(f"license/{license['id']}/end", on="2026-07-31")
    assert (status, ended["result"]["ends_on"]) == (200, "2026-07-31")
    status, items = admin.get("line_item/")
    assert [row["ends_on"] for row in items["result"]] == ["2026-07-31"]
    assert admin.post("adhoc/", organisation_id=organisation["id"], description="Day pass", unit_price_cents=25000)[0] == 201
    assert admin.post("discount/", license_id=license["id"], percent="5", reason="A friend")[0] == 201
    assert (
        admin.post("membership_price/", membership_id=membership["id"], valid_from="2026-08-01", primary_cents=310000, extra_cents=1)[0]
        == 201
    )
    assert admin.delete(f"room/{room['id']}")[0] == 200
    assert admin.delete(f"space/{space}") == (422, {"message": "Other records still use this, so it stays."})


def test_an_end_before_the_notice_is_over_names_the_earliest_day_and_asks_for_a_reason(program, make):
    license = make.license(membership=make.membership(notice_days=730))
    admin = program()
    status, said = admin.post(f"license/{license.id}/end", on="2026-06-30")
    assert (status, said["field"]) == (422, "end_reason") and "730 days" in said["message"]
    status, ended = admin.post(f"license/{license.id}/end", on="2026-06-30", end_reason="Bankrupt")
    assert (status, ended["result"]["end_reason"]) == (200, "Bankrupt")


def test_an_organisation_leaves_in_one_call_and_whoever_cannot_end_is_named(program, make):
    organisation, plain, slow = make.organisation(), make.membership(), make.membership(notice_days=730)
    first, second = make.license(organisation, plain), make.license(organisation, slow)
    admin = program()
    status, said = admin.post(f"organisation/{organisation.id}/leave", on="2026-06-30")
    assert (status, said["field"]) == (422, "end_reason") and second.code in said["message"]
    assert admin.get(f"license/{first.id}")[1]["result"]["ends_on"] is None
    assert admin.post(f"organisation/{organisation.id}/leave", on="2026-06-30", end_reason="Moved")[0] == 200
    assert {admin.get(f"license/{each.id}")[1]["result"]["ends_on"] for each in (first, second)} == {"2026-06-30"}


def test_a_lost_phone_is_signed_out_by_a_call(program, make, login):
    member = login("Member")
    person = make.session.scalars(select(FoyerUser).order_by(FoyerUser.id.desc())).first()
    assert member.get("/my/").status_code == 200
    assert program().post(f"user/{person.id}/sign_out")[0] == 200
    assert member.get("/my/").status_code != 200


@pytest.mark.parametrize(
    ("noun", "body", "field"),
    [
        ("location", {"name": "x", "code": "X", "zone": "Mars/Base", "currency": "ZAR", "country": "ZA", "invoice_prefix": "X"}, "zone"),
        ("location", {"name": "x", "code": "X", "zone": "UTC", "currency": "ZZZ", "country": "ZA", "invoice_prefix": "X"}, "currency"),
        ("location", {"name": "x" * 10000, "code": "X", "zone": "UTC", "currency": "ZAR", "country": "ZA", "invoice_prefix": "X"}, "name"),
        ("organisation", {"name": "x"}, "location"),
        ("license", {}, "organisation"),
        ("user", {"email": "nobody", "first_name": "a", "last_name": "b"}, "email"),
        ("tax_rate", {"country": "ZA", "name": "VAT", "percent": "101", "valid_from": "2030-01-01"}, "percent"),
        ("tax_rate", {"country": "ZA", "name": "VAT", "percent": "15.12345", "valid_from": "2030-01-01"}, "percent"),
        ("discount", {"percent": "5", "reason": "x"}, "organisation"),
    ],
)
def test_a_refusal_names_its_field(program, noun, body, field):
    status, said = program().post(f"{noun}/", **body)
    assert status == 422
    assert said.get("field", "") == field or field in said.get("fields", {})


def test_unknown_fields_are_refused(program):
    status, said = program().post("space/", nonsense=1)
    assert status == 422
    assert "nonsense" in said["fields"]


def test_a_locked_license_answers_423_with_the_name_of_the_run(program, make):
    license = make.license(membership=make.membership(make.location(name="Kloof")))
    make.invoice(license.organisation, status=InvoiceStatus.LOCKED)
    status, said = program().post(f"license/{license.id}/end", on="2026-06-30")
    assert status == 423
    assert said["message"].startswith("Kloof's June run is locked")


def test_a_manager_writes_only_at_home(program, make):
    here, there = make.location(), make.location()
    manager = program("Location manager", locations=[here])
    status, said = manager.post("space/", location_id=there.id, name="Attic")
    assert (status, said["field"]) == (422, "location")
    other = make.space(there)
    assert manager.put(f"space/{other.id}", name="Mine")[0] == 404
    assert manager.delete(f"space/{other.id}")[0] == 404
    assert manager.post("location/", code="N", name="N", zone="UTC", currency="ZAR", country="ZA", invoice_prefix="N")[0] == 403
    product = make.product()
    assert manager.put(f"product/{product.id}", name="x")[0] in (403, 404)


def test_nobody_makes_somebody_more_than_they_are(program, make):
    here = make.location()
    manager = program("Location manager", locations=[here])
    status, said = manager.post(
        "user/", email="a@b.example", first_name="a", last_name="b", roles=["Network admin"], location_ids=[here.id]
    )
    assert status == 403, said
    assert "Network admin" in said["message"]
    status, said = manager.post("user/", email="a@b.example", first_name="a", last_name="b", roles=["Front desk"])
    assert (status, said["field"]) == (422, "locations")
    assert manager.post("user/", email="a@b.example", first_name="a", last_name="b", roles=["Front desk"], location_ids=[here.id])[0] == 201
    admin = make.user()
    assert manager.post(f"user/{admin.id}/deactivate")[0] in (403, 404)


def test_an_unknown_verb_is_not_there(program, make):
    assert program().post(f"license/{make.license().id}/explode")[0] == 404


def test_a_charge_that_was_invoiced_stays(program, make, session):
    adhoc = make.adhoc(invoiced_at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    status, said = program().put(f"adhoc/{adhoc.id}", description="Another")
    assert status == 422
    assert "has been invoiced" in said["message"]


def test_the_description_of_the_api_names_every_noun_and_verb(login, client):
    assert client.get("/docs/openapi.json").status_code in (302, 401)
    found = login().get("/docs/openapi.json").get_json()
    assert {f"/api/v1/{noun}/" for noun in NAMES} <= found["paths"].keys()
    pause = found["paths"]["/api/v1/license/{pk}/pause"]["post"]
    assert pause["requestBody"]["content"]["application/json"]["schema"]["required"] == ["starts_on"]
    assert "Idempotency-Key" in [each["name"] for each in pause["parameters"]]
    assert not [path for path in found["paths"] if "{verb}" in path]


def test_somebody_is_onboarded_once_in_one_call(program, make):
    make.role("Member")
    membership = make.membership()
    said = {
        "key": "crm-77",
        "organisation": {"name": "Acme"},
        "person": {"email": "ann@acme.example", "first_name": "Ann", "last_name": "Acme"},
        "license": {"membership_id": membership.id, "space_id": make.space(membership.location).id, "starts_on": "2026-06-12"},
    }
    manager = program("Location manager", locations=[membership.location])
    status, first = manager.post("onboarding/", **said)
    assert status == 201, first
    assert manager.post("onboarding/", **said)[1]["id"] == first["id"]
    status, refused = manager.post("onboarding/", **said | {"key": "crm-78", "person": {"email": "ann"}})
    assert (status, refused["field"]) == (422, "email")
    assert manager.post("onboarding/", **said | {"key": "crm-79", "license": {"starts_on": "someday"}})[0] == 422
