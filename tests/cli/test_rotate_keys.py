"""run.py rotate-keys: what another key sealed opens under the present one, and what people hold goes on to work while the other is named."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import psycopg
import pyotp
import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import LargeBinary, select

from app import flask_config
from app.access import paper_links, sealing, sign_in_tokens, signed, unsubscribe_links, visit_passes
from app.access.one_time_codes import opened_secret
from app.access.passes import member_of_pass, pass_of
from app.access.pins import mark_of
from app.access.visit_links import location_of, location_token
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.confirm_second_factor import confirm_second_factor
from app.actions.accounts.person import the_person
from app.actions.accounts.use_code import use_code
from app.actions.keys.kept_sealed import KEPT_SEALED
from app.actions.papers.follow import follow_paper
from app.actions.pins.check import member_by_pin
from app.actions.pins.renew import renew_pin
from app.cli import rotate_keys as command
from app.cli.backup import other_keys
from app.cli.restore import fits
from app.cli.saved.manifest import Manifest
from app.cli.saved.manifest import mark_of as mark_of_key
from app.cli.say import CannotStart
from app.cli.schema import newest
from app.core import clock
from app.core.entity import Model
from app.models import Contact, OutboxMessage, PaymentMethod, Pin, SignInToken
from app.models.sign_in_token import Purpose
from app.queries.papers.by_secret import paper_by_secret
from app.queries.presence.by_pass import visit_by_pass
from app.web import config as web_config
from app.web import tokens
from tests.make import PASSWORD
from tests.offers import sent

NEW = "another key of this instance, made for tests"


@pytest.fixture
def under(app: Flask, settings, monkeypatch):
    """`under(key, others)`: as after a start with these settings."""

    def started(key: str, *others: str) -> None:
        monkeypatch.setitem(app.extensions, "settings", replace(settings, secret_key=key, other_secret_keys=others))

    return started


def a_card(make, token: bytes) -> PaymentMethod:
    made = PaymentMethod(
        organisation_id=make.organisation().id,
        token_mark=sealing.marked(token, sealing.CARD),
        sealed_token=sealing.sealed(token, sealing.CARD),
        is_default=True,
    )
    make.session.add(made)
    make.session.commit()
    return made


def test_what_was_sealed_and_marked_is_so_under_the_present_key_and_what_people_hold_still_works(make, session, settings, under, admin):
    old, place, user = settings.secret_key, make.location(), make.user()
    by = the_person(user)
    card, paper, visit = a_card(make, b"token-1"), sent(make, starts_on=clock.today("Africa/Johannesburg")), make.visit(place)
    totp = pyotp.TOTP(opened_secret(begin_second_factor(user.id, password=PASSWORD, by=by).sealed_secret))
    codes = confirm_second_factor(user.id, totp.at(int(clock.now().timestamp())), by=by)
    pin, paper_link, visit_pass = renew_pin(user.id, by=by), paper_links.secret_of(paper), visit_passes.secret_of(visit)
    token = SignInToken(user_id=user.id, purpose=Purpose.WELCOME, jti="j", expires_at=clock.now() + dt.timedelta(hours=1))
    link, small = sign_in_tokens.signed(token), signed.signed("a test", {"a": 1})
    contact = Contact(name="Thandi", email="thandi@example.com")
    session.add(contact)
    session.commit()
    stop = unsubscribe_links.unsubscribe_link(contact.public_id).rsplit("/", 1)[1]

    under(NEW, old)
    assert member_by_pin(pin, place.id, by=admin).id == user.id, "before anything is brought over"
    found = command.rotated()
    assert (found["lost"], found["pins"], found["leaning"]) == (
        0,
        1,
        {"papers": 1, "passes": 1, "codes": len(codes), "programs": 0, "letters": 0},
    )
    told = {each["name"]: (each["again"], each["rows"]) for each in found["columns"]}
    assert told["payment_method.sealed_token"] == told["second_factor.sealed_secret"] == (1, 1)
    assert {each["again"] for each in command.rotated()["columns"]} == {0}, "again changes nothing"

    session.expire_all()
    assert (paper_links.secret_of(paper), visit_passes.secret_of(visit)) == (paper_link, visit_pass), "what is sent again opens as well"
    assert sign_in_tokens.verified(link, Purpose.WELCOME).user_id == user.id
    assert signed.unsigned("a test", small, seconds=60) == {"a": 1}
    assert unsubscribe_links.unsubscribed(stop) == contact.public_id
    assert use_code(user.id, codes[0], by=by)

    under(NEW)
    session.expire_all()
    assert sealing.opened(card.sealed_token, sealing.CARD) == b"token-1"
    assert card.token_mark == sealing.marked(b"token-1", sealing.CARD)
    assert use_code(user.id, totp.at(int(clock.now().timestamp()) + 30), by=by)
    assert member_by_pin(pin, place.id, by=admin).id == user.id
    assert paper_by_secret(session, paper_link) is not None, "a link that was mailed opens by its hash alone"
    with clock.lived_at(clock.now() + dt.timedelta(days=(paper.valid_until - clock.today("Africa/Johannesburg")).days)):
        follow_paper(paper.id, 3, by=admin)
    session.expire_all()
    assert paper_by_secret(session, paper_links.secret_of(paper)) is not None, "the reminder has a link that opens"
    with pytest.raises(sign_in_tokens.LinkRefused):
        sign_in_tokens.verified(link, Purpose.WELCOME)
    assert signed.unsigned("a test", small, seconds=60) is None
    assert unsubscribe_links.unsubscribed(stop) is None
    assert not use_code(user.id, codes[1], by=by)


def test_where_the_other_key_leaked_links_and_passes_are_replaced_and_mailed_again(make, session, settings, under):
    paper, visit = sent(make, starts_on=clock.today("Africa/Johannesburg")), make.visit(make.location())
    before = paper_links.secret_of(paper), visit_passes.secret_of(visit)
    under(NEW, settings.secret_key)

    assert command.rotated(leaked=True)["replaced"] == 2
    session.expire_all()
    assert (paper_by_secret(session, before[0]), visit_by_pass(session, before[1])) == (None, None)
    assert (
        paper_by_secret(session, paper_links.secret_of(paper)) is not None
        and visit_by_pass(session, visit_passes.secret_of(visit)) is not None
    )
    told = set(session.scalars(select(OutboxMessage.event)))
    assert {"DeliveryWanted", "VisitInvited"} <= told, told
    assert command.rotated(leaked=True)["replaced"] == 0


def test_an_api_key_is_known_under_both_and_then_under_the_present_one(client, web_app, make, settings, monkeypatch, app):
    user = make.user()
    key = tokens.make_key(web_app.appbuilder.sm, name="Report", user_id=user.id, by=the_person(user))
    head = {"Authorization": f"Bearer {key}"}

    def asked(key: str, *others: str) -> int:
        monkeypatch.setitem(
            web_app.extensions, "settings", replace(web_app.extensions["settings"], secret_key=key, other_secret_keys=others)
        )
        return client.get("/api/v1/organisation/", headers=head).status_code

    assert asked(settings.secret_key) == 200
    assert asked(NEW) == 401
    assert asked(NEW, settings.secret_key) == 200
    assert asked(NEW) == 200, "it was written down under the present key as it was used"


def test_a_form_of_a_page_from_before_is_taken(settings):
    told = replace(settings, secret_key=NEW, other_secret_keys=(settings.secret_key,))
    before, after = ("/".join(web_config.flask_config(each, https=False)["WTF_CSRF_SECRET_KEY"]) for each in (settings, told))
    assert (before, after) == (settings.secret_key, f"{settings.secret_key}/{NEW}"), "the last one signs"
    page = URLSafeTimedSerializer([settings.secret_key], salt="wtf-csrf-token").dumps("x")
    assert URLSafeTimedSerializer([settings.secret_key, NEW], salt="wtf-csrf-token").loads(page) == "x"


def test_the_code_at_the_door_and_a_members_pass_are_known_under_both(app, make, settings, under):
    place, now = make.location(), clock.now()
    token, code = location_token(place.id, now), pass_of(7, now)
    under(NEW, settings.secret_key)
    assert (location_of(token, now), member_of_pass(code, now)) == (place.id, 7)
    under(NEW)
    assert (location_of(token, now), member_of_pass(code, now)) == (None, None)


def test_digits_that_somebody_else_was_given_since_stop_nobody(make, session, settings, under, admin):
    place, first, second = make.location(), make.user(), make.user()
    pin = renew_pin(first.id, by=the_person(first))
    under(NEW)
    session.add(Pin(user_id=second.id, mark=mark_of(pin), made_at=clock.now()))
    session.commit()
    under(NEW, settings.secret_key)

    assert member_by_pin(pin, place.id, by=admin).id == second.id
    assert command.rotated()["pins"] == 0


def test_a_backup_needs_the_other_key_until_all_is_sealed_anew(app, make, settings, under):
    told = replace(settings, secret_key=NEW, other_secret_keys=(settings.secret_key,))
    under(NEW, settings.secret_key)
    with psycopg.connect(settings.database_url) as door:
        assert other_keys(door, told) == (mark_of_key(settings.secret_key),)
    command.rotated()
    with psycopg.connect(settings.database_url) as door:
        assert other_keys(door, told) == ()
    backup = Manifest("2026-06-01", "1", newest(), 180000, mark_of_key(NEW), {}, (), other_keys=(mark_of_key(settings.secret_key),))
    with pytest.raises(CannotStart, match="FOYER_OTHER_SECRET_KEYS"):
        fits(backup, replace(told, other_secret_keys=()), without_key=False)
    fits(backup, told, without_key=False)


def test_what_no_named_key_opens_stays_as_it_is_and_is_told(make, session, settings, under, capsys):
    card = a_card(make, b"token-1")
    kept = card.sealed_token
    under(NEW, "a key that sealed nothing of all this, for tests")
    found = command.rotated()
    session.expire_all()

    assert (found["lost"], card.sealed_token) == (1, kept)
    assert "1 open under no key" in capsys.readouterr().err
    under(settings.secret_key)
    assert sealing.opened(card.sealed_token, sealing.CARD) == b"token-1"


def test_a_session_outlives_the_key_that_signed_it(settings):
    """Until the other key is taken away."""
    for others, value in (((settings.secret_key,), {"a": 1}), ((), {})):
        before, after = (Flask("test") for _turn in range(2))
        before.config.update(flask_config(settings))
        after.config.update(flask_config(replace(settings, secret_key=NEW, other_secret_keys=others)))
        with before.test_request_context():
            cookie = SecureCookieSessionInterface().get_signing_serializer(before).dumps({"a": 1})
        with after.test_request_context(headers={"Cookie": f"session={cookie}"}) as asked:
            assert dict(asked.session) == value


def test_without_another_key_there_is_nothing_to_do(settings):
    with pytest.raises(CannotStart, match="FOYER_OTHER_SECRET_KEYS"):
        command.main([], settings)


def test_the_outcome_as_json(app, settings, under, capsys):
    assert command.main(["--json"], replace(settings, other_secret_keys=(NEW,))) == 0
    assert json.loads(capsys.readouterr().out)["lost"] == 0


def test_every_column_that_is_kept_sealed_is_sealed_anew():
    sealed = {
        str(column)
        for table in Model.metadata.tables.values()
        for column in table.columns
        if column.name.startswith("sealed") and isinstance(column.type, LargeBinary)
    }

    assert {f"{column.class_.__tablename__}.{column.key}" for column, _purpose in KEPT_SEALED} == sealed
