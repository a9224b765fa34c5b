"""People: one address once, and nobody gives more than they have."""

from __future__ import annotations

import pytest
from flask_appbuilder.security.sqla.models import Permission as PermissionRow
from flask_appbuilder.security.sqla.models import PermissionView, Role, ViewMenu
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.access.permissions import Permission, pair_of
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER, NETWORK_ADMIN
from app.actions.accounts.invite import invite
from app.actions.users.activate import activate_user
from app.actions.users.change import change_user
from app.actions.users.create import create_user
from app.actions.users.deactivate import deactivate_user
from app.actions.users.grant import is_staff
from app.actions.users.set_password import set_password
from app.actions.users.set_team_role import set_team_role
from app.core.errors import Forbidden, Missing, Refused
from app.models import FoyerUser
from app.models.user import TeamRole, user_location

ANN = {"email": "Ann@Acme.Example", "first_name": "Ann", "last_name": "Acme"}


@pytest.fixture(autouse=True)
def roles(make):
    """As the permission sync leaves them."""
    for name in (NETWORK_ADMIN, LOCATION_MANAGER, FRONT_DESK, FINANCE, MEMBER):
        make.role(name)


def test_a_member_signs_in_with_the_address(make, admin):
    organisation = make.organisation()
    ann = create_user(**ANN, organisation_id=organisation.id, by=admin)
    assert (ann.username, ann.email, [role.name for role in ann.roles]) == ("ann@acme.example", "ann@acme.example", [MEMBER])
    with pytest.raises(Refused) as refused:
        create_user(**ANN | {"email": "ANN@acme.example"}, organisation_id=organisation.id, by=admin)
    assert refused.value.field == "email"
    assert change_user(ann.id, email="ann@new.example", by=admin).username == "ann@new.example"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "x" * 300 + "@acme.example"}, "email"),
        ({"first_name": ""}, "first_name"),
        ({"last_name": "x" * 65}, "last_name"),
        ({"roles": ["King"]}, "roles"),
        ({"location_ids": [2**30]}, "locations"),
        ({"organisation_id": 2**40}, "organisation"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(make, admin, fields, field):
    with pytest.raises(Refused) as refused:
        create_user(**ANN | fields, by=admin)
    assert refused.value.field == field


def test_a_weak_password_is_refused(make, admin):
    with pytest.raises(Refused):
        create_user(**ANN, password="password1234", by=admin)


def test_nobody_makes_somebody_more_than_they_are(make):
    here = make.location()
    manager = make.manager(here)
    for role in (NETWORK_ADMIN, FINANCE):
        with pytest.raises(Forbidden, match=role):
            create_user(**ANN, roles=[role], location_ids=[here.id], by=manager)
    with pytest.raises(Refused) as refused:
        create_user(**ANN, roles=[FRONT_DESK], by=manager)
    assert refused.value.field == "locations"
    with pytest.raises(Refused):
        create_user(**ANN, roles=[FRONT_DESK], location_ids=[make.location().id], by=manager)
    desk = create_user(**ANN, roles=[FRONT_DESK], location_ids=[here.id], location_id=here.id, by=manager)
    with pytest.raises(Forbidden):
        change_user(desk.id, roles=[NETWORK_ADMIN], by=manager)
    with pytest.raises(Refused):
        change_user(desk.id, location_ids=[], by=manager)


def granting(make, session, name: str, *permissions: Permission) -> Role:
    """A role that the network added on the screen."""
    role = make.role(name)
    session.refresh(role)  # links of a role of the same number outlive a test
    role.permissions = [
        one(session, PermissionView, permission=one(session, PermissionRow, name=verb), view_menu=one(session, ViewMenu, name=noun))
        for verb, noun in map(pair_of, permissions)
    ]
    session.commit()
    return role


def one(session, model, **facts):
    """The row, made when there is none: the sync may have left it."""
    row = session.scalars(select(model).filter_by(**facts)).one_or_none() or model(**facts)
    session.add(row)
    session.flush()
    return row


def test_a_role_that_the_network_added_is_given_by_what_it_grants(make, session, admin):
    here = make.location()
    granting(make, session, "Host", Permission.VISIT_WRITE)
    granting(make, session, "Bookkeeper", Permission.MONTH_CLOSE)
    assert [role.name for role in create_user(**ANN, roles=["Host"], by=admin).roles] == ["Host"]
    manager = make.manager(here)
    host = create_user(**ANN | {"email": "host@here.example"}, roles=["Host"], location_ids=[here.id], location_id=here.id, by=manager)
    with pytest.raises(Forbidden, match="Bookkeeper"):
        change_user(host.id, roles=["Host", "Bookkeeper"], by=manager)


def test_who_has_a_role_that_the_network_added_is_staff(make, session, admin):
    """They are reached where they work, not where they are at home, and nobody limited makes one of them who is not."""
    here = make.location()
    granting(make, session, "Host", Permission.VISIT_WRITE)
    granting(make, session, "Bookkeeper", Permission.MONTH_CLOSE)
    manager = make.manager(here)
    with pytest.raises(Refused) as refused:
        create_user(**ANN, roles=["Host"], location_id=here.id, by=manager)
    assert refused.value.field == "locations"
    everywhere = create_user(**ANN, roles=["Host"], location_id=here.id, by=admin)
    above = create_user(
        **ANN | {"email": "books@here.example"}, roles=["Bookkeeper"], location_id=here.id, location_ids=[here.id], by=admin
    )
    assert is_staff(everywhere)
    for who in (everywhere, above):
        with pytest.raises(Forbidden):
            set_password(who.id, "an umbrella for every kettle", by=manager)


def test_nobody_reaches_up_or_away(make):
    here = make.location()
    manager = make.manager(here)
    above = make.user(NETWORK_ADMIN, location_id=here.id)
    elsewhere = make.user(FRONT_DESK, location_id=make.location().id)
    with pytest.raises(Forbidden):
        deactivate_user(above.id, by=manager)
    with pytest.raises(Missing):
        deactivate_user(elsewhere.id, by=manager)
    with pytest.raises(Forbidden):
        deactivate_user(make.user(MEMBER, location_id=here.id).id, by=make.actor(FRONT_DESK, at=[here]))


def test_nobody_takes_over_a_colleague_who_works_elsewhere_too(make, session):
    here, there = make.location(), make.location()
    manager, both = make.manager(here), make.actor(LOCATION_MANAGER, at=[here, there])
    colleague = make.user(FRONT_DESK, location_id=here.id, locations=[here, there])
    everywhere = make.user(FRONT_DESK, location_id=here.id)
    for verb in (
        lambda who, by: set_password(who.id, "an umbrella for every kettle", by=by),
        lambda who, by: change_user(who.id, email="mine@here.example", by=by),
        lambda who, by: change_user(who.id, location_ids=[here.id], by=by),
        lambda who, by: deactivate_user(who.id, by=by),
    ):
        for who in (colleague, everywhere):
            with pytest.raises(Forbidden):
                verb(who, manager)
    assert {place.id for place in session.get(FoyerUser, colleague.id).locations} == {here.id, there.id}
    epoch = colleague.session_epoch
    assert check_password_hash(set_password(colleague.id, "an umbrella for every kettle", by=both).password, "an umbrella for every kettle")
    session.refresh(colleague)
    assert colleague.session_epoch > epoch


def test_a_member_of_two_places_is_looked_after_at_both(make):
    here, there = make.location(), make.location()
    member = make.user(MEMBER, location_id=there.id, organisation_id=make.organisation(location_id=here.id).id)
    for place in (here, there):
        assert change_user(member.id, phone="021 555 0100", by=make.manager(place)).phone


def test_nobody_comes_into_an_organisation_of_another_place(make, session):
    """A license here brings its members here; what their accounts open is their organisation's, and that is at home there."""
    here, there = make.location(), make.location()
    theirs, ours = make.organisation(there), make.organisation(here)
    make.license(theirs, make.membership(here))
    member = make.user(MEMBER, organisation_id=theirs.id, location_id=here.id)
    free = make.user(MEMBER, location_id=here.id)
    manager, at_home = make.manager(here), make.manager(there)
    for verb in (
        lambda by: set_password(member.id, "an umbrella for every kettle", by=by),
        lambda by: set_team_role(member.id, TeamRole.OWNER, by=by),
        lambda by: set_team_role(member.id, TeamRole.BILLING, by=by),
        lambda by: change_user(member.id, email="mine@here.example", by=by),
        lambda by: change_user(member.id, organisation_id=ours.id, by=by),
        lambda by: change_user(member.id, organisation_id=None, by=by),
        lambda by: change_user(free.id, organisation_id=theirs.id, by=by),
        lambda by: create_user(**ANN, organisation_id=theirs.id, location_id=here.id, password="an umbrella for every kettle", by=by),
    ):
        with pytest.raises(Forbidden, match="at home at another location"):
            verb(manager)
    session.expire_all()
    assert (member.organisation_id, member.team_role, free.organisation_id) == (theirs.id, TeamRole.MEMBER, None)
    assert (
        change_user(member.id, phone="021 555 0100", by=manager).phone
        and change_user(free.id, organisation_id=ours.id, by=manager).organisation_id == ours.id
    )
    assert set_team_role(member.id, TeamRole.OWNER, by=at_home).team_role is TeamRole.OWNER and set_password(
        member.id, "an umbrella for every kettle", by=at_home
    )
    invited = create_user(**ANN, organisation_id=theirs.id, location_id=here.id, by=manager)
    assert invite(invited.id, by=manager).address == "ann@acme.example", "who is invited by mail chooses the password"


def test_a_password_is_set_for_whom_it_was_allowed_at_that_moment(make, session, admin):
    """Somebody who came to work elsewhere meanwhile is out of reach, whatever the page had found."""
    here, there = make.location(), make.location()
    manager, colleague = make.manager(here), make.user(FRONT_DESK, location_id=here.id, locations=[here])
    assert [place.id for place in session.get(FoyerUser, colleague.id).locations] == [here.id]
    with Session(session.get_bind()) as other:
        other.execute(user_location.insert().values(user_id=colleague.id, location_id=there.id))
        other.commit()
    with pytest.raises(Forbidden):
        set_password(colleague.id, "an umbrella for every kettle", by=manager)


def test_switching_off_ends_the_sessions(make, session, admin):
    user = make.user(FRONT_DESK)
    epoch = user.session_epoch
    assert deactivate_user(user.id, by=admin).active is False
    session.refresh(user)
    assert user.session_epoch > epoch
    assert activate_user(user.id, by=admin).active is True


def test_nobody_switches_themselves_off(make):
    user = make.user()
    actor = make.actor()
    with pytest.raises(Refused, match="yourself"):
        deactivate_user(user.id, by=type(actor)(id=user.id, name=str(user), permissions=actor.permissions))
