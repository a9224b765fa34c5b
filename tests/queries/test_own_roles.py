"""Roles that a network adds are roles of staff wherever somebody is looked for by what they may do."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.permissions import Permission as P
from app.access.role_grants import granting as roles_granting
from app.access.roles import MEMBER, ROLES
from app.access.staff import staff
from app.actions.activities.host import chosen_host
from app.core.errors import Refused
from app.models import FoyerUser
from app.queries.contacts.hosts import hosts_at
from app.queries.leads.turn import owners_of
from app.queries.tickets.helpers import helpers
from app.work import transaction
from tests.actions.people_imports.test_people_imports import reasons
from tests.actions.sheet_imports.test_sheet_imports import K, tried
from tests.actions.users.test_users import granting


@pytest.fixture
def kloof(make):
    return make.location(name="Kloof", code="KLF")


def test_whoever_holds_one_receives_visitors_takes_leads_and_answers_tickets(make, session, kloof):
    granting(make, session, "Host", P.VISIT_WRITE, P.LEAD_WRITE, P.TICKET_WRITE)
    here = make.user("Host", first_name="Here", locations=[kloof])
    elsewhere = make.user("Host", first_name="There", locations=[make.location()])
    make.user(MEMBER, first_name="Member", organisation_id=make.organisation(kloof).id)
    session.commit()
    assert [each.id for each in session.execute(hosts_at(kloof.id))] == [here.id]
    assert [each.id for each in owners_of(session, kloof.id)] == [each.id for each in helpers(session, kloof.id)] == [here.id]
    with transaction(by=SYSTEM) as work:
        assert chosen_host(work, here.id, kloof) == here.id
        with pytest.raises(Refused) as no:
            chosen_host(work, elsewhere.id, kloof)
    assert no.value.field == "host"


def test_roles_are_found_by_what_they_grant(make, session):
    granting(make, session, "Host", P.VISIT_WRITE)
    session.commit()
    assert roles_granting(session, P.VISIT_WRITE) == {name for name, held in ROLES.items() if P.VISIT_WRITE in held} | {"Host"}
    assert "Host" not in roles_granting(session, P.MONTH_CLOSE)


def test_a_file_of_people_gives_them_by_name_and_within_what_whoever_brings_it_may(make, session, kloof):
    make.role(MEMBER)
    granting(make, session, "Front of House", P.VISIT_WRITE)
    granting(make, session, "Bookkeeper", P.MONTH_CLOSE)
    granting(make, session, "Deputy", P.USER_WRITE, P.USER_READ, P.ROLE_WRITE, P.SPREADSHEET_IMPORT, P.VISIT_WRITE)
    session.commit()
    head = "email,name,location,roles"
    said = reasons(
        make,
        tried(
            K.USERS,
            head,
            "a@b.example,Ann B,KLF,front of house",
            "c@d.example,Cee D,KLF,Frnt of House; member",
            "e@f.example,Eve F,KLF,king",
        ),
    )
    assert (
        said.keys() == {3, 4}
        and "frnt_of_house is no role" in said[3]
        and "Did you mean front_of_house" in said[3]
        and "king is no role; they are" in said[4]
    )
    deputy = staff(session, [make.user("Deputy").id])[0]
    said = reasons(make, tried(K.USERS, head, "g@h.example,Gus H,KLF,bookkeeper", "i@j.example,Ida J,KLF,Front_of_House", by=deputy))
    assert said.keys() == {2} and "may not give or take the role Bookkeeper" in said[2]
    assert session.scalars(select(FoyerUser).where(FoyerUser.email == "a@b.example")).one_or_none() is None, "tested, not brought in"
