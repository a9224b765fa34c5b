"""People see and change their own data and picture, and nobody else's."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.actions.accounts.change_own import change_own
from app.actions.accounts.person import the_person
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest
from app.actions.guests.keep_photo import keep_photo
from app.core.errors import Forbidden, Refused
from app.models import AuditEvent, FoyerUser, Guest, Picture
from app.models.check_in import Source
from app.translation import LANGUAGES
from app.work import transaction
from tests.views.test_forms import Form, said_at


def photo(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, "PNG")
    return out.getvalue()


def send(browser: Any, content: bytes, name: str = "me.png") -> Any:
    token = Form(browser, "/profile/picture").values["csrf_token"]
    return browser.post("/profile/picture", data={"csrf_token": token, "picture": (io.BytesIO(content), name)})


@pytest.fixture
def ann(make: Any, member: Any) -> Any:
    return member(make.organisation(name="Acme"), first_name="Ann", last_name="Other")


def test_the_own_name_and_phone(ann: Any, browser_of: Any, session: Any) -> None:
    browser = browser_of(ann)
    page = browser.get("/my/profile/").get_data(as_text=True)
    assert "Ann Other" in page and "Where you are signed in" in page and "API keys" not in page and "Roles" not in page

    assert "characters" in said_at(Form(browser, "/profile/edit").send(phone="1" * 41), "phone")
    assert Form(browser, "/profile/edit").send(first_name="Anna", phone="+27 82 555 0100").status_code == 302

    session.expire_all()
    assert (session.get_one(FoyerUser, ann.id).first_name, session.get_one(FoyerUser, ann.id).phone) == ("Anna", "+27 82 555 0100")
    event = session.scalars(select(AuditEvent).where(AuditEvent.noun == "ab_user").order_by(AuditEvent.id.desc())).first()
    assert event.actor_id == ann.id and event.changes["first_name"] == ["Ann", "Anna"]


def test_a_picture_is_put_replaced_and_taken_away(ann: Any, browser_of: Any, session: Any) -> None:
    browser = browser_of(ann)
    assert send(browser, photo()).status_code == 302
    page = browser.get("/my/profile/").get_data(as_text=True)
    first = page.split('src="/pictures/', 1)[1].split('"')[0]
    answer = browser.get(f"/pictures/{first}")
    assert answer.content_type == "image/jpeg" and answer.headers["Cache-Control"].startswith("private")
    assert Image.open(io.BytesIO(answer.data)).size == (320, 320)

    assert send(browser, photo()).status_code == 302  # the same once more
    assert f"/pictures/{first}" in browser.get("/my/profile/").get_data(as_text=True)
    send(browser, photo("blue"))
    assert browser.get(f"/pictures/{first}").status_code == 404
    assert session.scalar(select(func.count()).select_from(Picture)) == 1

    token = Form(browser, "/profile/picture").values["csrf_token"]
    browser.post("/profile/picture/remove", data={"csrf_token": token})
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Picture)) == 0
    assert "AO" in browser.get("/my/profile/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7", "me.png", "no picture that can be read"),
        (b"<svg/>", "me.png", "SVG can hold programs"),
        (b"", "me.png", "Choose a picture"),
        (b"\xff\xd8" + bytes(10 * 1024 * 1024), "me.jpg", "larger than 10 MB"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(ann: Any, browser_of: Any, session: Any, content: bytes, name: str, said: str) -> None:
    assert said in said_at(send(browser_of(ann), content, name), "picture")
    assert session.scalar(select(func.count()).select_from(Picture)) == 0


def test_a_picture_is_seen_by_who_may_see_the_person(make: Any, ann: Any, member: Any, browser_of: Any, session: Any) -> None:
    send(browser_of(ann), photo())
    session.expire_all()
    address = f"/pictures/{session.get_one(FoyerUser, ann.id).picture_id}.jpg"
    owner, colleague = member(ann.organisation, team_role="owner"), member(ann.organisation)
    elsewhere = make.user("Front desk", locations=[make.location()])
    stranger = member(make.organisation(), team_role="owner")
    seen = {
        name: browser_of(user).get(address).status_code
        for name, user in [("owner", owner), ("colleague", colleague), ("desk elsewhere", elsewhere), ("stranger", stranger)]
    }
    assert seen == {"owner": 200, "colleague": 404, "desk elsewhere": 404, "stranger": 404}
    assert browser_of(make.user("Front desk", locations=[ann.location])).get(address).status_code == 200


def test_a_photo_of_a_guest_is_seen_by_who_may_read_guests_there(make: Any, member: Any, browser_of: Any, session: Any) -> None:
    here = make.location()
    arrive_guest(GuestFacts(email="nomsa@guest.example", name="Nomsa"), Arrival(here.id, Source.DESK, "a"), by=SYSTEM)
    guest = session.scalars(select(Guest)).one()
    with transaction(by=SYSTEM) as work:
        keep_photo(work, work.lock(Guest, guest.id), photo())
    session.refresh(guest)
    address = f"/pictures/{guest.picture_id}.jpg"
    people = {
        "desk": make.user("Front desk", locations=[here]),
        "desk elsewhere": make.user("Front desk", locations=[make.location()]),
        "finance": make.user("Finance"),
        "sales": make.user("Sales"),
        "member": member(make.organisation(here)),
    }
    assert [name for name, user in people.items() if browser_of(user).get(address).status_code == 200] == ["desk"]
    guest.picture_id = None
    session.commit()
    assert browser_of(people["desk"]).get(address).status_code == 404


def test_nobody_changes_anybody_else(make: Any, ann: Any, member: Any) -> None:
    with pytest.raises(Forbidden):
        change_own(ann.id, first_name="Mallory", by=the_person(member(ann.organisation, team_role="owner")))
    with pytest.raises(Refused):
        change_own(ann.id, language="klingon", by=the_person(ann))


def test_who_chose_a_language_reads_it(make: Any, ann: Any, browser_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "nl", "Nederlands")
    browser = browser_of(ann)
    assert Form(browser, "/profile/edit").send(language="nl").status_code == 302
    page = browser.get("/my/profile/").get_data(as_text=True)
    assert '<html lang="nl">' in page and "Nederlands" in page
