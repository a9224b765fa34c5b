"""Who is in the house: a guest at the tablet, one who was invited, a member in their own browser, and all of them at the desk until the house closes.

A member of another network, by their PIN from home, is the story of test_two_networks.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.access.roles import FRONT_DESK, MEMBER
from app.access.visit_passes import link_of
from app.actions.visits.invite import Invited, Time, invite_guests
from app.models import CheckIn, Guest, TermsConsent, VisitorTerms, WifiVoucher
from app.models.check_in import LeftBy, Source
from jobs.presence import follow
from tests.make import Make
from tests.views.billing import text_of
from tests.views.kiosk.tablet import Tablet
from tests.views.portal.conftest import browser_of
from tests.views.test_forms import Form
from tests.world import World

__all__ = ["browser_of"]
MORNING = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)  # Monday, nine o'clock at Kloof


@pytest.fixture(autouse=True)
def june(web_app: Any) -> Any:
    web_app.appbuilder.sm.limiter.reset()
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def kloof(make: Make) -> Any:
    return make.location(
        name="Kloof", code="KLF", wifi_network="Kloof Guests", sender_email="kloof@foyer.example", manager_email="pieter@foyer.example"
    )


@pytest.fixture
def anna(make: Make, kloof: Any) -> Any:
    organisation = make.organisation(kloof, name="Acme")
    return make.user(
        MEMBER, first_name="Anna", last_name="Smit", email="anna@acme.example", organisation_id=organisation.id, location_id=kloof.id
    )


@pytest.fixture
def tablet(web_app: Any, app: Any, kloof: Any, admin: Any) -> Tablet:
    return Tablet(web_app, kloof, admin)


@pytest.fixture
def terms(make: Make) -> VisitorTerms:
    row = VisitorTerms(version=1, language="en", text="Wear your badge.", published_at=MORNING, published_by="Pat")
    make.session.add(row)
    make.session.commit()
    return row


def inside(make: Make) -> list[tuple[str, Source, LeftBy | None]]:
    make.session.rollback()
    return [(row.name or str(row.user), row.source, row.left_by) for row in make.session.scalars(select(CheckIn).order_by(CheckIn.id))]


def test_a_guest_comes_in_accepts_the_terms_and_the_host_hears_of_it(
    make: Make, world: World, tablet: Tablet, terms: VisitorTerms, anna: Any
) -> None:
    assert tablet.asks("look", email="nomsa@visitor.example") == {"known": False, "agreed": False, "same": False}
    host = tablet.asks("hosts", words="ann")["hosts"][0]["host"]
    assert tablet.arrives(host=host)["field"] == "terms" and inside(make) == []
    key = str(uuid.uuid4())
    said = [tablet.arrives(host=host, terms=terms.id, company="Dlamini Ltd", key=key)["welcome"] for _tap in range(2)]
    assert said[0] == said[1] and said[0]["wifi"]["network"] == "Kloof Guests"
    assert inside(make) == [("Nomsa Dlamini", Source.KIOSK, None)]
    assert (
        len(make.session.scalars(select(Guest)).all())
        == len(make.session.scalars(select(TermsConsent)).all())
        == len(make.session.scalars(select(WifiVoucher)).all())
        == 1
    )

    mails = {mail["recipients"][0]: mail["text"] for mail in world.letters()}
    assert sorted(mails) == ["anna@acme.example", "nomsa@visitor.example", "pieter@foyer.example"]
    assert "Dlamini" in mails["anna@acme.example"] and said[0]["wifi"]["username"] in mails["nomsa@visitor.example"]

    assert tablet.asks("leave", email="nomsa@visitor.example") == {"left": True}
    known = tablet.asks("look", email="nomsa@visitor.example")
    assert known == {"known": True, "agreed": True, "same": True}, "who comes again types less"
    assert inside(make) == [("Nomsa Dlamini", Source.KIOSK, LeftBy.KIOSK)]


def test_whoever_was_invited_shows_the_code_of_the_mail(
    make: Make, world: World, web_app: Any, tablet: Tablet, terms: VisitorTerms, kloof: Any, anna: Any, admin: Any
) -> None:
    with web_app.test_request_context():
        (visit,) = invite_guests(
            [Invited("Lebo Nkosi", "lebo@visitor.example")],
            [Time(MORNING + dt.timedelta(hours=1))],
            location_id=kloof.id,
            host_id=anna.id,
            by=admin,
        )
        link = link_of(visit)
    (mail,) = world.letters()
    assert mail["recipients"] == ["lebo@visitor.example"] and link.rpartition("/")[2] in mail["text"]
    assert tablet.asks("pass", **{"pass": link, "key": str(uuid.uuid4())})["invited"]["name"] == "Lebo Nkosi"
    said = tablet.asks("arrive", **{"pass": link, "terms": terms.id, "key": str(uuid.uuid4())})["welcome"]
    assert said["told"] == "Anna has been told." and inside(make) == [("Lebo Nkosi", Source.KIOSK, None)]


def test_a_member_checks_in_at_home_page_and_the_desk_sees_everybody(
    make: Make, world: World, tablet: Tablet, terms: VisitorTerms, kloof: Any, anna: Any, browser_of: Any, login: Any, june: Any
) -> None:
    own = browser_of(anna)
    token = {"csrf_token": Form(own, "/my/").values["csrf_token"]}
    for _click in range(2):
        assert own.post("/my/presence/check-in", data=token | {"place": kloof.id}).status_code == 302
    tablet.arrives(terms=terms.id)
    assert inside(make) == [("Anna Smit", Source.SESSION, None), ("Nomsa Dlamini", Source.KIOSK, None)]
    assert "In since" in text_of(own.get("/my/"))

    desk = login(FRONT_DESK, locations=[kloof])
    page = text_of(desk.get("/desk/", follow_redirects=True))
    assert "Anna Smit" in page and "Nomsa Dlamini" in page
    listed = text_of(desk.get("/desk/evacuation/", follow_redirects=True))
    assert "Anna Smit" in listed and "Nomsa Dlamini" in listed, "the list that is printed when the alarm rings"

    june.move_to(MORNING + dt.timedelta(hours=17))
    follow()
    assert [left for _name, _source, left in inside(make)] == [LeftBy.CLOSING, LeftBy.CLOSING]
