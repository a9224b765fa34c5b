"""Guests at the tablet: asked for what is missing, told once, and never shown anybody else (K1, least data)."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from app.access.visit_passes import link_of
from app.actions.settings.put import put_setting
from app.actions.visits.invite import Invited, Time, invite_guests
from app.core.clock import now
from app.models import CheckIn, Guest, Picture, TermsConsent, VisitorTerms
from tests.make import picture
from tests.views.kiosk.tablet import Tablet


def rows(session: Any) -> list[CheckIn]:
    session.expire_all()
    return list(session.scalars(select(CheckIn).order_by(CheckIn.id)))


def test_somebody_new_accepts_the_terms_and_gets_wifi(tablet: Any, terms: Any, anna: Any, session: Any) -> None:
    assert tablet.asks("look", email="Nomsa@Visitor.example") == {"known": False, "agreed": False, "same": False}
    found = tablet.asks("hosts", words="ann")["hosts"]
    assert [(each["name"], each["company"]) for each in found] == [("Anna Smit", "Acme")]

    assert tablet.arrives(host=found[0]["host"])["field"] == "terms"
    assert rows(session) == [] and session.query(Guest).count() == 0
    said = tablet.arrives(host=found[0]["host"], terms=terms.id, company="Dlamini Ltd")["welcome"]

    row = rows(session)[0]
    assert (row.name, row.company, row.host_id, row.source, row.made_by) == (
        "Nomsa Dlamini",
        "Dlamini Ltd",
        anna.id,
        "kiosk",
        "Kiosk Front door",
    )
    assert session.scalars(select(TermsConsent.terms_id)).all() == [terms.id]
    assert (
        said["told"] == "Anna has been told."
        and said["wifi"]["network"] == "Kloof Guests"
        and said["wifi"]["username"].startswith("guest-")
    )
    assert said["wifi"]["code"].startswith("data:image/svg") and said["badge"] is None


def test_somebody_known_is_asked_for_the_host_alone_who_is_never_named(
    tablet: Any, terms: Any, anna: Any, session: Any, admin: Any
) -> None:
    put_setting("presence.badge", "on", by=admin)
    ref = tablet.asks("hosts", words="anna smit")["hosts"][0]["host"]
    tablet.arrives(host=ref, terms=terms.id)
    assert tablet.asks("leave", email="nomsa@visitor.example") == {"left": True}

    known = tablet.asks("look", email="nomsa@visitor.example")
    said = tablet.arrives(name="", host_name="", same=True)
    assert known == {"known": True, "agreed": True, "same": True}
    assert "Anna" not in str(said) and "Smit" not in str(said) and said["welcome"]["told"] == "Your host has been told."
    assert said["welcome"]["badge"]["name"] == "Nomsa Dlamini" and said["welcome"]["badge"]["host"] == ""
    assert [row.host_id for row in rows(session)] == [anna.id, anna.id]

    again = tablet.asks("look", email="nomsa@visitor.example")
    assert set(again) == {"again"} and set(again["again"]) == {"since", "leave"}  # neither name nor WiFi
    assert tablet.arrives(name="")["again"]["since"] == again["again"]["since"]
    assert tablet.asks("leave", ref=again["again"]["leave"]) == {"left": True}
    assert [row.left_by for row in rows(session)] == ["kiosk", "kiosk"]


def test_a_new_version_of_the_terms_is_asked_for(tablet: Any, terms: Any, session: Any) -> None:
    tablet.arrives(terms=terms.id)
    tablet.asks("leave", email="nomsa@visitor.example")
    session.add(VisitorTerms(version=2, language="en", text="Two.", published_at=now(), published_by="Pat"))
    session.commit()

    assert tablet.asks("look", email="nomsa@visitor.example") == {"known": True, "agreed": False, "same": True}
    assert tablet.arrives(terms=terms.id)["field"] == "terms"  # a page that is older than the terms
    assert "Two." in tablet.page()


def test_a_search_finds_few_and_only_who_was_begun(tablet: Any, make: Any, kloof: Any, anna: Any) -> None:
    team = anna.organisation
    for name in ("Bea", "Ben", "Bob", "Bettina", "Berta", "Bernd"):
        make.user("Member", first_name=name, last_name="Botha", organisation=team)
    make.user("Member", first_name="Anneke", last_name="Elsewhere", organisation=make.organisation(make.location(name="Far", code="FAR")))
    make.user("Member", first_name="Annalise", last_name="Gone", organisation=team, active=False)

    for words in ("", "a", "an", "%%%", "___", "a%n", "' OR 1=1 --"):
        assert tablet.asks("hosts", words=words)["hosts"] == [], words
    many = tablet.asks("hosts", words="Botha")
    assert len(many["hosts"]) == 5 and many["more"]
    assert [each["name"] for each in tablet.asks("hosts", words="ann")["hosts"]] == ["Anna Smit"]
    assert tablet.asks("hosts", words="acm")["hosts"] == [{"name": "Acme", "company": "", "host": ""}]
    page = tablet.page()
    assert "Anna" not in page and "Acme" not in page


def test_a_host_is_chosen_here_or_not_at_all(tablet: Any, web_app: Any, admin: Any, make: Any, anna: Any, session: Any) -> None:
    other = Tablet(web_app, make.location(name="Sea Point", code="SPT"), admin)
    ref = tablet.asks("hosts", words="anna")["hosts"][0]["host"]
    for wrong in (ref[:-2] + "xx", str(anna.id), "x"):
        assert tablet.arrives(host=wrong)["field"] == "host"
    assert other.arrives(host=ref)["field"] == "host"
    tablet.arrives(host_name="anna  SMIT")  # typed in full, as without a network
    assert [row.host_id for row in rows(session)] == [anna.id]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "nomsa"}, "email"),
        ({"name": " "}, "name"),
        ({"same": True}, "host"),
        ({"photo": "data:image/jpeg;base64,AAAA"}, "photo"),
        ({"photo": "!"}, "photo"),
    ],
)
def test_what_is_wrong_is_said_at_its_question(tablet: Any, session: Any, said: dict[str, Any], field: str) -> None:
    answer = tablet.arrives(**said)
    assert answer["field"] == field and answer["refused"] and rows(session) == []


def test_the_same_tap_twice_is_one(tablet: Any, session: Any) -> None:
    key = str(uuid.uuid4())
    first, second = (tablet.arrives(key=key) for _ in range(2))
    assert first == second and len(rows(session)) == 1
    assert "start again" in tablet.arrives(key="1")["refused"]


def test_a_photo_is_ours_and_the_last_one_goes(tablet: Any, session: Any) -> None:
    for _ in range(2):
        tablet.arrives(photo="data:image/png;base64," + base64.b64encode(picture()).decode())
        tablet.asks("leave", email="nomsa@visitor.example")
    kept = session.scalars(select(Picture)).all()
    assert len(kept) == 1 and kept[0].content.startswith(b"\xff\xd8") and session.scalars(select(Guest.picture_id)).one() == kept[0].id


def test_an_invitation_needs_no_typing(
    tablet: Any, terms: Any, anna: Any, kloof: Any, session: Any, admin: Any, web_app: Any, make: Any
) -> None:
    with web_app.test_request_context():
        visit = invite_guests(
            [Invited("Lebo Nkosi", "lebo@visitor.example")],
            [Time(now() + dt.timedelta(hours=1))],
            location_id=kloof.id,
            host_id=anna.id,
            by=admin,
        )[0]
        link = link_of(visit)
    assert tablet.asks("pass", **{"pass": link, "key": str(uuid.uuid4())}) == {
        "invited": {"name": "Lebo Nkosi", "has_email": True, "agreed": False}
    }
    said = tablet.asks("arrive", **{"pass": link.rpartition("/")[2], "terms": terms.id, "key": str(uuid.uuid4())})["welcome"]
    row = rows(session)[0]
    assert (row.name, row.host_id, row.visit_id, row.visit.status) == ("Lebo Nkosi", anna.id, visit.id, "arrived") and said[
        "told"
    ] == "Anna has been told."
    assert "again" in tablet.asks("pass", **{"pass": link, "key": str(uuid.uuid4())})
    assert tablet.asks("pass", **{"pass": link, "leaving": True}) == {"left": True}

    assert tablet.asks("pass", **{"pass": "no such thing"})["field"] == "pass"
    elsewhere = Tablet(web_app, make.location(name="Sea Point", code="SPT"), admin)
    assert "for Kloof" in elsewhere.asks("pass", **{"pass": link})["refused"]


def test_nobody_talks_to_the_house_without_a_tablet(web_app: Any, app: Any, tablet: Any, session: Any) -> None:
    said = {"key": str(uuid.uuid4()), "email": "a@visitor.example", "name": "A", "host_name": "B"}
    stranger = web_app.test_client()
    assert stranger.post("/kiosk/do/arrive", json=said).status_code == 404
    assert tablet.browser.post("/kiosk/do/arrive", data=said).status_code == 415  # a form of another site
    assert tablet.browser.post("/kiosk/do/arrive", data="[]", content_type="application/json").status_code == 415
    assert tablet.browser.post("/kiosk/do/arrive", data="{", content_type="application/json").status_code == 415
    assert session.scalar(select(func.count()).select_from(CheckIn)) == 0


def test_a_tablet_taps_no_faster_than_people(tablet: Any) -> None:
    answers = [tablet.browser.post("/kiosk/do/look", json={"email": "x"}).status_code for _ in range(121)]
    assert answers == [200] * 120 + [429]
