"""The audit tells of what its reader may read, on the screen, in files and by the API; every table that is audited says which permission that is."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.audit_scope import ABOUT_ANYTHING, NEEDED
from app.access.permissions import P
from app.access.roles import FINANCE, NETWORK_ADMIN
from app.access.scope import narrowed
from app.audit import UNTOLD
from app.core.entity import Record
from app.models import AuditEvent, Comment, Task
from app.work import transaction
from tests.actions.users.test_users import granting
from tests.make import PASSWORD

NOUNS = ("lead", "contact", "invoice", "setting", "paper", "check_in", "activity")


@pytest.fixture
def told(make, session, admin):
    lead = make.lead(make.location())
    invoice = make.invoice(make.organisation(lead.location))
    comments = [
        make._kept(Comment(noun=noun, noun_id=row.id, written_by="Pat", text="x", location_id=lead.location_id))
        for noun, row in (("lead", lead), ("invoice", invoice))
    ]
    tasks = [
        make._kept(
            Task(position=0, title=f"About {noun}", noun=noun, noun_id=row.id, location_id=lead.location_id, due_on=dt.date(2026, 6, 1))
        )
        for noun, row in (("lead", lead), ("invoice", invoice))
    ]
    with transaction(by=admin) as work:
        for noun in NOUNS:
            work.record(
                "change",
                noun,
                [
                    {
                        "noun_id": 1,
                        "name": f"Told {noun}",
                        "location_id": lead.location_id,
                        "changes": {"email": ["a@x.example", "b@x.example"]},
                    }
                ],
            )
        for noun, rows in (("comment", comments), ("task", tasks)):
            work.record(
                "change",
                noun,
                [
                    {
                        "noun_id": row.id,
                        "name": f"Told {noun} of {row.noun}",
                        "location_id": lead.location_id,
                        "changes": {"text": ["", "x"]},
                    }
                    for row in rows
                ],
            )
    return lead.location


def names(session, by):
    return set(session.scalars(narrowed(select(AuditEvent.name).where(AuditEvent.name.like("Told %")), by, AuditEvent)))


ALL = {f"Told {noun}" for noun in NOUNS} | {f"Told {noun} of {of}" for noun in ("comment", "task") for of in ("lead", "invoice")}


def test_each_reads_of_what_they_may_read(told, make, session, admin):
    assert names(session, admin) == ALL
    assert names(session, make.actor(FINANCE)) == ALL - {
        f"Told {noun}" for noun in ("lead", "contact", "setting", "paper", "check_in", "activity")
    } - {"Told comment of lead", "Told task of lead"}
    manager = make.manager(told)
    assert names(session, manager) == ALL - {"Told setting"} and names(session, make.manager(make.location())) == set()


def test_the_screen_its_file_and_the_api_say_the_same(told, login, make, session, client):
    granting(make, session, "Auditor of spaces", P.AUDIT_READ, P.SPACE_READ, P.API)
    browser = login(FINANCE)
    page = browser.get("/audit/list/?psize=100").get_data(as_text=True)
    assert "Told invoice" in page and "Told lead" not in page and "Told contact" not in page
    hidden = session.scalars(select(AuditEvent).where(AuditEvent.name == "Told lead")).one()
    assert browser.get(f"/audit/show/{hidden.id}").status_code == 404
    user = make.user("Auditor of spaces")
    said = client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"})
    head = {"Authorization": f"Bearer {said.get_json()['access_token']}"}
    rows = client.get("/api/v1/audit_event/?page_size=200", headers=head).get_json()
    assert "Told" not in str(rows)
    assert client.get(f"/api/v1/audit_event/{hidden.id}", headers=head).status_code == 404


def test_every_table_that_is_audited_says_who_reads_of_it(app):
    audited = {str(mapper.local_table.name) for mapper in Record.registry.mappers} - UNTOLD
    tests_own = {table for table in audited if table.startswith(("paint", "pseudo", "test_"))}
    assert audited - tests_own - NEEDED.keys() - ABOUT_ANYTHING == set()
    assert all(NEEDED.values()) and NETWORK_ADMIN
