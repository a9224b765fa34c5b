"""An owner invites, asks and removes within the licenses of the own organisation, each once, and reaches nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM, Actor
from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.actions.accounts.person import the_person
from app.actions.onboarding.onboard import onboard
from app.actions.teams.ask_for_license import ask_for_license
from app.actions.teams.invite_member import invite_member
from app.actions.teams.remove_member import remove_member
from app.actions.teams.resend_invitation import resend_invitation
from app.actions.users.change import change_user
from app.actions.users.set_team_role import set_team_role
from app.core.errors import Forbidden, FoyerError, Missing, Refused
from app.models import Access, AuditEvent, Delivery, FoyerUser, License, SignUp
from app.models.invoice import InvoiceStatus
from app.models.user import TeamRole
from app.rules.access import Standing

SIPHO = {"first_name": "Sipho", "last_name": "Dube", "email": "Sipho@Acme.example"}


@pytest.fixture
def desk(make: Any) -> Any:
    """A license of Acme that nobody has."""
    make.role("Member")
    return make.license(make.organisation(make.location(name="Kloof"), name="Acme"))


@pytest.fixture
def ann(make: Any, desk: Any) -> Any:
    return make.user(
        "Member", organisation_id=desk.organisation_id, location_id=desk.location_id, team_role=TeamRole.OWNER, first_name="Ann"
    )


@pytest.fixture
def owner(ann: Any) -> Actor:
    return the_person(ann)


def count(session: Any, model: Any) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def wanted(session: Any, user: FoyerUser) -> set[str]:
    session.expire_all()
    return {row.wanted["standing"] for row in session.scalars(select(Access).where(Access.user_id == user.id))}


def test_a_new_person_gets_the_license_access_and_a_mail_once(make: Any, session: Any, desk: Any, ann: Any, owner: Actor) -> None:
    sipho = invite_member(desk.id, by=owner, **SIPHO)
    again = invite_member(desk.id, by=owner, **SIPHO)

    assert again.id == sipho.id and (sipho.email, sipho.organisation_id, sipho.team_role) == (
        "sipho@acme.example",
        desk.organisation_id,
        TeamRole.MEMBER,
    )
    assert [role.name for role in sipho.roles] == ["Member"]
    session.expire_all()
    assert session.get_one(License, desk.id).user_id == sipho.id
    assert wanted(session, sipho) == {Standing.GRANTED}
    assert count(session, Delivery) == 1
    assert session.scalars(select(AuditEvent).where(AuditEvent.noun == "license", AuditEvent.verb == "change")).one().actor_id == ann.id


def test_a_taken_or_ended_license_is_refused(make: Any, session: Any, desk: Any, owner: Actor) -> None:
    invite_member(desk.id, by=owner, **SIPHO)
    ended = make.license(desk.organisation, desk.membership, ends_on=dt.date(2026, 1, 31))
    before = count(session, FoyerUser)
    for license in (desk, ended):
        with pytest.raises(Refused) as refusal:
            invite_member(license.id, by=owner, first_name="Bob", last_name="B", email="bob@acme.example")
        assert refusal.value.field == "license"
    assert count(session, FoyerUser) == before


@pytest.mark.parametrize("kind", ["another team", "staff", "switched off"])
def test_an_address_of_somebody_else_is_refused_without_saying_whose(make: Any, session: Any, desk: Any, owner: Actor, kind: str) -> None:
    wishes: dict[str, Any] = {"first_name": "Secret", "last_name": "Surname", "email": "sipho@acme.example"}
    if kind == "another team":
        make.user("Member", organisation_id=make.organisation(name="Rival").id, **wishes)
    elif kind == "staff":
        make.user(FRONT_DESK, **wishes)
    else:
        make.user("Member", organisation_id=desk.organisation_id, active=False, **wishes)

    with pytest.raises(Refused) as refusal:
        invite_member(desk.id, by=owner, **SIPHO)
    assert refusal.value.field == "email" and refusal.value.message == "This address cannot be invited. Ask Kloof to help."
    assert count(session, Delivery) == 0 and session.get_one(License, desk.id).user_id is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"first_name": " "}, "first_name"),
        ({"last_name": "x" * 65}, "last_name"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(session: Any, desk: Any, owner: Actor, change: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        invite_member(desk.id, by=owner, **SIPHO | change)  # type: ignore[arg-type]
    assert refusal.value.field == field
    session.rollback()
    assert session.get_one(License, desk.id).user_id is None


def test_who_is_taken_out_loses_all_of_it_and_another_takes_the_place(make: Any, session: Any, desk: Any, owner: Actor) -> None:
    sipho = invite_member(desk.id, by=owner, **SIPHO)
    epoch = sipho.session_epoch
    make.invoice(desk.organisation, status=InvoiceStatus.LOCKED)  # also while invoices go out: nothing of a price moves

    remove_member(sipho.id, by=owner)
    with pytest.raises(Missing):  # a second click
        remove_member(sipho.id, by=owner)

    session.expire_all()
    gone = session.get_one(FoyerUser, sipho.id)
    assert (gone.organisation_id, gone.active, gone.location_id) == (None, True, desk.location_id) and gone.session_epoch > epoch
    assert session.get_one(License, desk.id).user_id is None
    assert wanted(session, gone) == {Standing.NONE}
    lindiwe = invite_member(desk.id, by=owner, first_name="Lindiwe", last_name="L", email="lindiwe@acme.example")
    assert wanted(session, lindiwe) == {Standing.GRANTED}

    rival = make.license()
    boss = make.user("Member", organisation_id=rival.organisation_id, team_role=TeamRole.OWNER)
    assert invite_member(rival.id, by=the_person(boss), **SIPHO).id == sipho.id  # a new employer may have them
    assert session.get_one(FoyerUser, sipho.id).organisation_id == rival.organisation_id


def test_owners_and_oneself_are_not_taken_out(make: Any, desk: Any, ann: Any, owner: Actor) -> None:
    other = make.user("Member", organisation_id=desk.organisation_id, team_role=TeamRole.OWNER)
    for user in (ann, other):
        with pytest.raises(Refused, match="Ask Kloof"):
            remove_member(user.id, by=owner)


def test_asking_waits_among_the_sign_ups_once(make: Any, session: Any, desk: Any, owner: Actor) -> None:
    other = make.membership(desk.location, name="Studio")
    ask_for_license(by=owner, membership_id=desk.membership_id, message="", **SIPHO)
    row = ask_for_license(by=owner, membership_id=other.id, message="By the window, please", **SIPHO)

    assert count(session, SignUp) == 1 and count(session, FoyerUser) == 1
    assert (row.organisation_id, row.company, row.membership_id, row.message) == (
        desk.organisation_id,
        "Acme",
        other.id,
        "By the window, please",
    )
    with pytest.raises(Refused) as refusal:
        ask_for_license(by=owner, membership_id=make.membership().id, **SIPHO)
    assert refusal.value.field == "membership_id"

    done = onboard(
        key="k1", sign_up_id=row.id, organisation_id=row.organisation_id, person=SIPHO,
        license={"membership_id": other.id, "space_id": desk.space_id, "starts_on": dt.date(2026, 6, 1)}, by=SYSTEM,
    )  # fmt: skip
    assert done.organisation_id == desk.organisation_id and done.user.team_role is TeamRole.MEMBER


def test_an_invitation_is_sent_again_to_who_never_came(make: Any, session: Any, desk: Any, owner: Actor) -> None:
    sipho = invite_member(desk.id, by=owner, **SIPHO)
    with pytest.raises(Refused, match="on its way"):
        resend_invitation(sipho.id, by=owner)
    sipho.last_login = dt.datetime(2026, 6, 1)
    session.commit()
    with pytest.raises(Refused, match="signed in already"):
        resend_invitation(sipho.id, by=owner)


@pytest.mark.parametrize("role", [TeamRole.MEMBER, TeamRole.BILLING])
def test_only_owners_do_any_of_it(make: Any, desk: Any, role: TeamRole) -> None:
    by = the_person(make.user("Member", organisation_id=desk.organisation_id, team_role=role))
    for act in (
        lambda: invite_member(desk.id, by=by, **SIPHO),
        lambda: remove_member(1, by=by),
        lambda: ask_for_license(by=by, membership_id=desk.membership_id, **SIPHO),
    ):
        with pytest.raises(Forbidden):
            act()


def test_an_owner_who_is_one_no_more_is_refused_at_once(session: Any, desk: Any, ann: Any, owner: Actor) -> None:
    """The actor of an open session still says owner; the tables do not."""
    ann.team_role = TeamRole.MEMBER
    session.commit()
    with pytest.raises(Forbidden):
        invite_member(desk.id, by=owner, **SIPHO)


def test_nothing_of_another_team_is_reached(make: Any, session: Any, desk: Any, owner: Actor) -> None:
    rival = make.license()
    stranger = make.user("Member", organisation_id=rival.organisation_id)
    for act in (
        lambda: invite_member(rival.id, by=owner, **SIPHO),
        lambda: remove_member(stranger.id, by=owner),
        lambda: resend_invitation(stranger.id, by=owner),
    ):
        with pytest.raises(FoyerError) as refusal:
            act()
        assert isinstance(refusal.value, Missing)
    session.expire_all()
    assert (
        session.get_one(License, rival.id).user_id is None
        and session.get_one(FoyerUser, stranger.id).organisation_id == rival.organisation_id
    )


def test_staff_give_the_role_and_are_warned_before_the_last_owner_goes(make: Any, session: Any, desk: Any, ann: Any) -> None:
    manager = make.manager(of=desk.location)
    with pytest.raises(Refused, match="last owner of Acme") as refusal:
        set_team_role(ann.id, TeamRole.MEMBER, by=manager)
    assert refusal.value.field == "knowingly"
    second = make.user("Member", organisation_id=desk.organisation_id)
    set_team_role(second.id, TeamRole.OWNER, by=manager)
    assert set_team_role(ann.id, TeamRole.BILLING, by=manager).team_role is TeamRole.BILLING
    assert set_team_role(second.id, TeamRole.MEMBER, knowingly=True, by=manager).team_role is TeamRole.MEMBER
    with pytest.raises(Forbidden):
        set_team_role(ann.id, TeamRole.OWNER, by=make.actor(FRONT_DESK, at=[desk.location]))
    with pytest.raises(Missing):
        set_team_role(ann.id, TeamRole.OWNER, by=make.actor(LOCATION_MANAGER, at=[make.location()]))


def test_a_role_does_not_go_with_somebody_to_another_organisation(make: Any, session: Any, desk: Any, ann: Any) -> None:
    other = make.organisation(desk.location)
    change_user(ann.id, organisation_id=other.id, by=make.manager(of=desk.location))
    session.expire_all()
    assert (session.get_one(FoyerUser, ann.id).organisation_id, session.get_one(FoyerUser, ann.id).team_role) == (other.id, TeamRole.MEMBER)


def test_who_comes_first_into_a_new_organisation_owns_it(make: Any) -> None:
    make.role("Member")
    membership = make.membership()
    done = onboard(
        key="k1", organisation={"name": "New"}, person=SIPHO, by=SYSTEM,
        license={"membership_id": membership.id, "space_id": make.space(membership.location).id, "starts_on": dt.date(2026, 6, 1)},
    )  # fmt: skip
    assert done.user.team_role is TeamRole.OWNER
