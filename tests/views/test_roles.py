"""Roles that a network makes: nobody gives or takes more than they have, and none who works only at some places."""

from __future__ import annotations

import pytest
from flask_appbuilder.security.sqla.models import PermissionView, Role
from sqlalchemy import select

from app.access.permissions import P
from tests.actions.users.test_users import granting
from tests.views.test_forms import Form

HELD = (P.ROLE_READ, P.ROLE_WRITE, P.VISIT_READ)


@pytest.fixture
def ids(make, session):
    """Of the rows that grant something, by what they grant."""
    granting(make, session, "Keeper", *HELD)
    granting(make, session, "Above", P.VISIT_READ, P.MONTH_CLOSE)
    granting(make, session, "Below", P.VISIT_READ)

    def find(*permissions):
        rows = session.scalars(select(PermissionView)).all()
        return [
            row.id
            for row in rows
            for each in permissions
            if f"{row.view_menu.name}:{row.permission.name.removeprefix('can_')}".lower() == each.value.replace("_", "").lower()
        ]

    return find


def role(session, name):
    session.expire_all()
    return session.scalars(select(Role).where(Role.name == name)).one_or_none()


def granted(session, name):
    return {f"{each.view_menu.name}:{each.permission.name.removeprefix('can_')}" for each in role(session, name).permissions}


def test_who_keeps_roles_gives_nothing_that_they_have_not(ids, login, session):
    browser = login("Keeper")
    assert Form(browser, "/roles/add").send(name="Mine", permissions=ids(P.VISIT_READ)).status_code == 302
    assert granted(session, "Mine") == {"Visit:read"}
    more = ids(P.VISIT_READ, P.MONTH_CLOSE)
    assert len(more) == 2
    assert "may not give or take" in Form(browser, "/roles/add").send(name="Theirs", permissions=more).get_data(as_text=True)
    assert role(session, "Theirs") is None
    for name in ("Mine", "Keeper", "Below"):
        before = granted(session, name)
        assert "may not give or take" in Form(browser, f"/roles/edit/{role(session, name).id}").send(name=name, permissions=more).get_data(
            as_text=True
        )
        assert granted(session, name) == before


def test_who_keeps_roles_takes_nothing_that_they_have_not(ids, login, session):
    browser = login("Keeper")
    above = role(session, "Above").id
    assert "may not give or take" in Form(browser, f"/roles/edit/{above}").send(name="Above", permissions=ids(P.VISIT_READ)).get_data(
        as_text=True
    )
    browser.post(f"/roles/delete/{above}", data={"csrf_token": Form(browser, "/roles/add").values["csrf_token"]})
    assert granted(session, "Above") == {"Visit:read", "Month:close"}
    below = role(session, "Below").id
    browser.post(f"/roles/delete/{below}", data={"csrf_token": Form(browser, "/roles/add").values["csrf_token"]})
    assert role(session, "Below") is None


def test_roles_are_kept_by_people_of_the_whole_network(ids, login, make, session):
    browser = login("Keeper", locations=[make.location()])
    assert "concerns every location" in Form(browser, "/roles/add").send(name="Ours", permissions=ids(P.VISIT_READ)).get_data(as_text=True)
    below = role(session, "Below").id
    assert "concerns every location" in Form(browser, f"/roles/edit/{below}").send(name="Lower", permissions=ids(P.VISIT_READ)).get_data(
        as_text=True
    )
    browser.post(f"/roles/delete/{below}", data={"csrf_token": Form(browser, "/roles/add").values["csrf_token"]})
    assert role(session, "Ours") is None and role(session, "Below") is not None
