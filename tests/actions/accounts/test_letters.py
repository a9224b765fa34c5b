"""Letters to persons: they arrive once, signed by the location, with a link that nobody has stored."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.access.sign_in_tokens import verified
from app.actions.accounts.change_address import change_address
from app.actions.accounts.invite import invite
from app.actions.accounts.person import the_person
from app.actions.accounts.resend import resend
from app.actions.accounts.right_password import right_password
from app.actions.accounts.send_reset import send_reset
from app.actions.users.change import change_user
from app.actions.users.deactivate import deactivate_user
from app.core.clock import now
from app.core.errors import Forbidden, Missing, Refused
from app.core.formats import instant_text
from app.models import AuditEvent, Delivery, OutboxMessage, SignInToken
from app.models.delivery import DeliveryState
from app.models.location import MailMode
from app.models.sign_in_token import Purpose
from app.web.lockout import note_failure
from tests.letters import link_in, path_in
from tests.make import PASSWORD, hashed

LATER = dt.timedelta(minutes=2)


def test_a_welcome_mail_arrives_signed_by_the_location(make, admin, ann, world, session):
    delivery = invite(ann.id, by=admin)
    (mail,) = world.letters()
    assert mail["recipients"] == ["ann@acme.example"] and "Kloof Street" in mail["from"] and "desk@kloof.example" in mail["from"]
    assert mail["subject"] == "Welcome to Kloof Street: choose your password"
    assert path_in(mail).startswith("/welcome/") and "Ring at the blue door." in mail["text"]
    assert verified(link_in(mail), Purpose.WELCOME).user_id == ann.id
    session.expire_all()
    assert (delivery.state, delivery.message_id) == (DeliveryState.SENT, mail["message_id"])


def test_nothing_that_is_kept_opens_the_door(make, admin, ann, world, session):
    invite(ann.id, by=admin)
    (mail,) = world.letters()
    link = link_in(mail)
    for table in ("sign_in_token", "delivery", "outbox_message", "audit_event"):
        kept = session.execute(text(f"SELECT string_agg(row_to_json(t)::text, ' ') FROM {table} t")).scalar() or ""
        assert link not in kept and link.split(".")[2] not in kept, table


def test_inviting_twice_sends_once(admin, ann, world, session):
    first = invite(ann.id, by=admin)
    assert invite(ann.id, by=admin).id == first.id
    assert len(world.letters()) == 1
    assert len(session.scalars(select(SignInToken)).all()) == 1


def test_inviting_twice_at_once_sends_once(app, admin, ann, world, session):
    person, start = ann.id, threading.Barrier(2)

    def ask() -> None:
        with app.app_context():
            start.wait()
            invite(person, by=admin)

    threads = [threading.Thread(target=ask) for _turn in range(2)]
    session.rollback()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(world.letters()) == 1


def test_a_letter_goes_as_well_where_earlier_ones_were_forgotten(admin, ann, world, session):
    """The term of letters took the first: neither the key of what is left nor the Message-ID of what went comes back."""
    for minutes in (0, 10, 20):
        with time_machine.travel(now() + dt.timedelta(minutes=minutes)):
            send_reset(ann.email, by=SYSTEM)
            assert len(world.letters()) == minutes // 10 + 1
        if minutes == 10:
            session.delete(session.scalars(select(Delivery).order_by(Delivery.id).limit(1)).one())
            session.commit()
    assert len({mail["message_id"] for mail in world.letters()}) == 3


def test_whoever_has_come_in_is_not_welcomed_by_itself(admin, ann, session):
    """Their first welcome mail is forgotten, their password is not."""
    ann.last_login = now().replace(tzinfo=None)
    session.commit()
    with pytest.raises(Refused, match="has signed in already"):
        invite(ann.id, by=admin)


def test_a_second_welcome_ends_the_first_link(admin, ann, world, session):
    invite(ann.id, by=admin)
    with pytest.raises(Refused, match="on its way"):
        resend(ann.id, by=admin)
    world.letters()
    with pytest.raises(Refused, match="minute ago"):
        resend(ann.id, by=admin)
    with time_machine.travel(now() + LATER):
        resend(ann.id, by=admin)
        first, second = world.letters()
    assert link_in(first) != link_in(second) and first["message_id"] != second["message_id"]
    assert [token.spent_at is None for token in session.scalars(select(SignInToken).order_by(SignInToken.id))] == [False, True]


def test_a_deactivated_person_gets_none(admin, ann, world, session):
    invite(ann.id, by=admin)
    deactivate_user(ann.id, by=admin)
    assert world.letters() == []
    assert session.scalars(select(Delivery)).one().state is DeliveryState.WITHHELD
    for verb in (invite, resend):
        with pytest.raises(Refused, match="deactivated"):
            verb(ann.id, by=admin)


def test_a_link_that_is_over_is_not_sent(admin, ann, world, session):
    invite(ann.id, by=admin)
    with time_machine.travel(now() + dt.timedelta(hours=73)):
        assert world.letters() == []
    delivery = session.scalars(select(Delivery)).one()
    assert (delivery.state, "over before" in delivery.reason) == (DeliveryState.WITHHELD, True)


def test_a_silent_location_sends_none_and_a_redirected_one_elsewhere(admin, ann, world, session):
    location = ann.organisation.location
    location.mail_mode = MailMode.SILENT
    session.commit()
    assert invite(ann.id, by=admin).state is DeliveryState.WITHHELD and world.letters() == []
    location.mail_mode, location.redirect_email = MailMode.REDIRECT, "tests@kloof.example"
    session.commit()
    with time_machine.travel(now() + LATER):
        assert "ann@acme.example" in resend(ann.id, by=admin).reason
        (mail,) = world.letters()
    assert mail["recipients"] == ["tests@kloof.example"]


def test_a_mail_in_doubt_waits_for_a_person(admin, ann, world, session):
    world.vendors.fault("cut_after", "DATA *", vendor="mail")
    invite(ann.id, by=admin)
    world.run_jobs()
    assert session.scalars(select(Delivery)).one().state is DeliveryState.UNKNOWN
    assert len(world.vendors.mails()) == 1


def test_somebody_of_no_location_is_written_to_by_the_house(make, admin, world):
    invite(make.user(email="root@foyer.example").id, by=admin)
    (mail,) = world.letters()
    assert "Foyer" in mail["from"] and mail["subject"] == "Welcome to Foyer: choose your password"


def test_hostile_names_stay_text(make, admin, world):
    name = "Ann\r\nBcc: thief@example.com <script>alert(1)</script>"
    location = make.location(name='Kloof "Street" <b>', welcome_text="{{7*7}} <img src=https://evil.example/x.png>")
    ann = make.user(location_id=location.id, first_name=name, last_name="{% raw %}", email="ann@acme.example")
    invite(ann.id, by=admin)
    (mail,) = world.letters()
    assert mail["recipients"] == ["ann@acme.example"]
    assert "<script" not in mail["html"] and "<img" not in mail["html"] and "{{7*7}}" in mail["text"]


def test_nobody_invites_above_or_elsewhere(make, ann):
    here = ann.organisation.location
    with pytest.raises(Forbidden):
        invite(make.user(location_id=here.id).id, by=make.manager(here))
    with pytest.raises(Missing):
        invite(ann.id, by=make.manager(make.location()))
    with pytest.raises(Forbidden):
        invite(ann.id, by=make.actor("Finance", at=[here]))


def test_the_desk_sends_the_welcome_mail_again_and_changes_nobody(make, ann, world):
    desk = make.actor(FRONT_DESK, at=[ann.organisation.location])
    invite(ann.id, by=desk)
    assert len(world.letters()) == 1
    with time_machine.travel(now() + LATER):
        resend(ann.id, by=desk)
        assert len(world.letters()) == 2
    with pytest.raises(Forbidden):
        change_user(ann.id, first_name="Bob", by=desk)
    with pytest.raises(Forbidden):
        resend(make.user(LOCATION_MANAGER, locations=[ann.organisation.location], location_id=ann.organisation.location_id).id, by=desk)


@pytest.mark.parametrize(("mode", "elsewhere"), [(MailMode.SILENT, None), (MailMode.REDIRECT, "tests@kloof.example")])
@pytest.mark.parametrize(
    ("ask", "reached"),
    [
        (lambda ann, admin: send_reset(ann.email, by=SYSTEM), ["ann@acme.example"]),
        (
            lambda ann, admin: change_address(ann.id, "new@acme.example", password=PASSWORD, by=the_person(ann)),
            ["ann@acme.example", "new@acme.example"],
        ),
        (lambda ann, admin: change_user(ann.id, email="other@acme.example", by=admin), ["ann@acme.example", "other@acme.example"]),
        (lambda ann, admin: resend(ann.id, by=admin), ["ann@acme.example"]),
    ],
    ids=["forgotten password", "address change", "address changed", "welcome to somebody who came in once"],
)
def test_what_an_account_hangs_on_goes_to_its_person_whatever_the_location_does(admin, ann, world, session, mode, elsewhere, ask, reached):
    """A rehearsal must neither lock real people out, nor put the link to their new password into another mailbox."""
    location = ann.organisation.location
    location.mail_mode, location.redirect_email, ann.last_login = mode, elsewhere, now().replace(tzinfo=None)
    ann.password = hashed()
    session.commit()
    ask(ann, admin)
    assert sorted(mail["recipients"][0] for mail in world.letters()) == reached


def test_staff_who_change_an_address_end_its_links_and_tell_who_has_signed_in(make, admin, ann, world, session):
    invite(ann.id, by=admin)
    change_user(ann.id, email="anne@acme.example", by=admin)
    assert world.letters() == []
    ann.last_login = dt.datetime(2026, 6, 1)
    session.commit()
    change_user(ann.id, email="ann@new.example", by=admin)
    assert [mail["recipients"] for mail in world.letters()] == [["anne@acme.example"], ["ann@new.example"]]


def test_tokens_are_no_audit(admin, ann, session):
    invite(ann.id, by=admin)
    nouns = set(session.scalars(select(AuditEvent.noun)))
    assert "delivery" in nouns and "sign_in_token" not in nouns
    assert [row.payload for row in session.scalars(select(OutboxMessage))] == [{"delivery_id": session.scalars(select(Delivery.id)).one()}]


def test_the_owner_hears_at_most_once_a_day_that_the_account_waits(ann, world, session):
    for _turn in range(9):
        note_failure(ann.id)
    assert world.letters() == []
    for _turn in range(4):
        note_failure(ann.id)
        mails = world.letters()
    (mail,) = mails
    assert mail["recipients"] == ["ann@acme.example"] and mail["subject"] == "Many wrong passwords for your account at Kloof Street"
    (letter,) = session.scalars(select(Delivery)).all()
    told = instant_text(letter.created_at, "Africa/Johannesburg", "en_ZA")
    assert all(part in mail[kind] for part in (ann.username, told, "second step") for kind in ("text", "html"))
    assert "://" not in mail["text"] and "href" not in mail["html"], "it has nothing to click"

    session.execute(text("UPDATE delivery SET created_at = now() - interval '25 hours'"))
    session.commit()
    note_failure(ann.id)
    assert len(world.letters()) == 2


def test_wrong_passwords_of_somebody_who_is_signed_in_are_told_too_and_those_of_nobody_are_not(ann, world):
    for _turn in range(12):
        note_failure(0)
        with pytest.raises(Refused):
            right_password(ann.id, "wrong", by=the_person(ann))
    assert [mail["recipients"] for mail in world.letters()] == [["ann@acme.example"]]
