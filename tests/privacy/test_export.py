"""What is known about somebody goes into one file, with nobody else in it, for who asked and for nobody else."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.access.permissions import Permission
from app.access.roles import FRONT_DESK, LOCATION_MANAGER, MEMBER, NETWORK_ADMIN
from app.actions.access.settle import settle_access
from app.actions.privacy.export import ask_export, ask_own_export, fetch_export
from app.core import clock
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, Delivery, Document, PersonalExport
from app.models.delivery import DeliveryKind, DeliveryState
from app.models.personal import REGISTER
from app.models.personal_export import ExportState
from tests.make import PASSWORD
from tests.privacy.conftest import MAIL


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_everything_about_them_and_nothing_about_others(canary, make, world, session, admin):
    colleague = make.user(
        "Member",
        organisation_id=canary.user.organisation_id,
        first_name="Nomvula",
        last_name="Khumalo",
        email="nomvula@acme.example",
        phone="0731112233",
    )
    settle_access([colleague.id], by=SYSTEM)
    make.wallet(canary.user, bought=50000)
    make.wallet(colleague, bought=70000)
    asked = ask_export(canary.user.id, by=admin)
    assert ask_export(canary.user.id, by=admin).id == asked.id
    world.run_jobs()
    session.expire_all()
    row, content = fetch_export(asked.public_id, by=admin)
    archive = opened(content)
    told = json.loads(archive.read("personal-data.json"))
    assert set(told["tables"]) == {name.replace("radius.", "wifi_").removeprefix("ab_") for name, marks in REGISTER.items() if marks.of}
    rows = {name: table["rows"] for name, table in told["tables"].items() if table["rows"]}
    assert {"user", "access", "sign_up", "license", "delivery", "wifi_radacct", "audit_event", "booking", "booking_attendee"} <= set(rows)
    assert [(row["room"], row["title"]) for row in rows["booking"]] == [("Garden room", "saxophone rehearsals")]
    assert [row["booking"] for row in rows["booking_attendee"]] == ["Garden room, 2026-01-12 11:00"]
    assert [(each["kind"], each["cents"], each["reason"]) for each in rows["ledger_entry"]] == [("topup", 50000, "EFT 1")]
    assert [each["balance_cents"] for each in (*rows["wallet"], *rows["lot"])] == [50000, 50000]
    assert [name.partition("-photo")[0] for name in archive.namelist() if name.endswith(".jpg")] == ["files/ticket"]
    everything = "".join(archive.read(name).decode() for name in archive.namelist() if not name.endswith(".jpg"))
    for own in (MAIL, "Zerlina", "Quickenborn", "0825559173", "aa-bb-cc-de-ad-07", "saxophone rehearsals", "Acme (Pty) Ltd"):
        assert own in everything, own
    for others in ("Sipho", "Nomvula", "0731112233", "books@acme.example", "boss@house.example", admin.name, "scrypt:"):
        assert others not in everything, others
    assert not re.search(r"\b[0-9A-F]{32}\b", everything), "a hash of the WiFi's password"
    assert row.state is ExportState.READY and bytes(row.sealed)[:2] != b"PK" and MAIL.encode() not in bytes(row.sealed)
    told_audit = session.scalars(select(AuditEvent.verb).where(AuditEvent.noun == "ab_user", AuditEvent.noun_id == canary.user.id)).all()
    assert {"ask export", "fetch export"} <= set(told_audit)


def test_papers_that_were_sent_to_them_alone_are_in_it(make, world, session, admin):
    organisation = make.organisation(name="Ada Lone")
    user = make.user("Member", organisation_id=organisation.id, first_name="Ada", last_name="Lone")
    invoice = make.invoice(organisation)
    paper = Document(
        organisation_id=organisation.id, name=f"{invoice.number}.pdf", media_type="application/pdf", sha256="0", content=b"%PDF-1.7 Ada"
    )
    session.add(paper)
    session.flush()
    invoice.document_id = paper.id
    sent = {"kind": DeliveryKind.INVOICE, "state": DeliveryState.SENT, "invoice_id": invoice.id, "location_id": invoice.location_id}
    session.add(Delivery(**sent, address=user.email, key=f"invoice-{invoice.id}-{user.email}", message_id="<1@x>"))
    session.commit()

    def files() -> list[str]:
        asked = ask_export(user.id, by=admin)
        world.run_jobs()
        session.expire_all()
        return [name for name in opened(fetch_export(asked.public_id, by=admin)[1]).namelist() if name.startswith("files/")]

    assert files() == [f"files/{invoice.number}.pdf"]
    make.user("Member", organisation_id=organisation.id)
    assert files() == []


def test_only_who_asked_gets_it_and_only_for_a_week(make, world, session, admin):
    person = make.user("Member")
    asked = ask_export(person.id, by=admin)
    world.run_jobs()
    session.expire_all()
    fetch_export(asked.public_id, by=admin)
    for other in (make.actor(), Actor(person.id, "them", is_staff=False, location_ids=frozenset())):
        with pytest.raises(Missing):
            fetch_export(asked.public_id, by=other)
    assert asked.expires_at - asked.ready_at == dt.timedelta(days=7)
    with clock.lived_at(asked.expires_at), pytest.raises(Missing):
        fetch_export(asked.public_id, by=admin)


def test_who_asked_gets_it_while_they_may_still_ask(make, world, session):
    """A colleague who lost the role, or works elsewhere since, has no more right to the file than to the button."""
    place = make.location()
    person = make.user("Member", organisation_id=make.organisation(place).id, location_id=place.id)
    asker = make.user(NETWORK_ADMIN, locations=[place])
    by = Actor(asker.id, str(asker), frozenset({Permission.USER_EXPORT}), location_ids=frozenset({place.id}))
    asked = ask_export(person.id, by=by)
    world.run_jobs()
    portal = Actor(asker.id, str(asker), is_staff=False, location_ids=frozenset())
    assert fetch_export(asked.public_id, by=portal)[0].user_id == person.id
    asker.locations[:] = [make.location()]
    session.commit()
    with pytest.raises(Missing):
        fetch_export(asked.public_id, by=portal)
    asker.locations[:] = [place]
    session.commit()
    fetch_export(asked.public_id, by=portal)
    asker.roles[:] = []
    session.commit()
    with pytest.raises(Missing):
        fetch_export(asked.public_id, by=portal)


def test_who_may_ask(make, session):
    here, elsewhere = make.location(), make.location()
    person = make.user("Member", location_id=here.id)
    assert ask_export(person.id, by=make.manager(of=here)).id
    with pytest.raises(Missing):
        ask_export(person.id, by=make.manager(of=elsewhere))
    with pytest.raises(Forbidden):
        ask_export(person.id, by=make.actor(FRONT_DESK, at=[here]))
    me = make.actor(MEMBER)
    with pytest.raises(Refused) as wrong:
        ask_own_export(present_password="not mine at all", by=me)
    assert wrong.value.field == "present"
    assert ask_own_export(present_password=PASSWORD, by=me).user_id == me.id
    assert session.query(PersonalExport).count() == 2


def test_colleagues_above_and_of_elsewhere_are_exported_by_nobody_below_them(make, world, session):
    """Their export has what they wrote at every place."""
    here, elsewhere = make.location(), make.location()
    manager = make.manager(of=here)
    above = make.user(NETWORK_ADMIN, location_id=here.id)
    both = make.user(FRONT_DESK, location_id=here.id, locations=[here, elsewhere])
    for colleague in (above, both):
        with pytest.raises(Forbidden):
            ask_export(colleague.id, by=manager)
    desk = make.user(FRONT_DESK, location_id=here.id, locations=[here])
    asked = ask_export(desk.id, by=manager)
    world.run_jobs()
    portal = Actor(manager.id, manager.name, is_staff=False, location_ids=frozenset())
    assert fetch_export(asked.public_id, by=portal)
    desk.locations.append(elsewhere)
    session.commit()
    with pytest.raises(Missing):
        fetch_export(asked.public_id, by=portal)


def test_the_pages(make, world, session, login):
    """Staff see what would become of somebody and get the file; a manager elsewhere is told that there is nobody."""
    here = make.location()
    person = make.user("Member", location_id=here.id, first_name="Ada", last_name="Lone")
    make.license(user_id=person.id)
    browser = login(LOCATION_MANAGER, locations=[here])
    page = browser.get(f"/personal-data/{person.id}").get_data(as_text=True)
    assert "If they were erased today" in page and "runs. End it first." in page and "Erase for good" not in page
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert browser.post(f"/personal-data/{person.id}/export", data={"csrf_token": token}).status_code == 302
    world.run_jobs()
    progress = browser.get(f"/personal-data/{person.id}/progress").get_data(as_text=True)
    address = progress.split('href="')[1].split('"')[0]
    answer = browser.get(address)
    assert answer.mimetype == "application/zip" and answer.headers["Cache-Control"] == "no-store" and opened(answer.data).testzip() is None
    assert browser.get(f"/personal-data/{make.user('Member', location_id=make.location().id).id}").status_code == 404


def test_my_own_page_asks_who_it_is(make, world, session, login, client):
    login(MEMBER)
    page = client.get("/my/data/").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    wrong = client.post("/my/data/", data={"present": "not mine at all", "csrf_token": token}).get_data(as_text=True)
    assert "not your present password" in wrong and session.query(PersonalExport).count() == 0
    assert client.post("/my/data/", data={"present": PASSWORD, "csrf_token": token}).status_code == 302
    world.run_jobs()
    (address,) = re.findall(r'href="(/my/data/[^"]+[.]zip)"', client.get("/my/data/").get_data(as_text=True))
    assert "personal-data.json" in opened(client.get(address).data).namelist()


def test_erased_on_the_page(gone, world, login, session):
    browser = login()
    address = f"/personal-data/{gone.user.id}"
    page = browser.get(address).get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    slip = browser.post(f"{address}/erase", data={"typed": "somebody@else.example", "csrf_token": token}).get_data(as_text=True)
    assert "Type their mail address exactly" in slip and "somebody@else.example" in slip
    assert browser.post(f"{address}/erase", data={"typed": MAIL, "csrf_token": token}).status_code == 302
    world.run_jobs()
    receipt = browser.get(address).get_data(as_text=True)
    assert "This is the receipt" in receipt and "WiFi sessions" in receipt and "Zerlina" not in receipt
