"""Which language somebody reads: what they chose, that of a member's location, or before a sign-in what the browser asks for; and so do their mails."""

from __future__ import annotations

import re

from app.models import Delivery
from app.queries.letter_sender import sender_to
from tests.views.portal.conftest import browser_of, member

__all__ = ["browser_of", "member"]
DUTCH = {"Accept-Language": "nl-NL,nl;q=0.9,en;q=0.5"}


def said(answer) -> str:
    return re.search(r'<html lang="([^"]*)"', answer.get_data(as_text=True))[1]


def test_before_the_sign_in_the_browser_says_and_after_it_the_person(web_app, make, member, browser_of):
    assert [
        said(web_app.test_client().get("/login/", headers={"Accept-Language": wanted}))
        for wanted in ("nl-NL,nl", "af", "de-DE,fr;q=0.8", "fr,zu;q=0.3")
    ] == ["nl", "af", "en", "zu"]
    amsterdam = make.organisation(make.location(language="nl"))
    people = (member(amsterdam), member(amsterdam, language="af"), make.user("Front desk"), make.user("Front desk", language="zu"))
    pages = ("/my/", "/my/", "/profile/", "/profile/")
    assert [said(browser_of(user).get(page, headers=DUTCH)) for user, page in zip(people, pages, strict=True)] == ["nl", "af", "en", "zu"]


def test_a_person_chooses_and_a_location_only_what_there_is(make, browser_of, session):
    from tests.views.test_forms import Form, said_at

    user, place = make.user("Network admin"), make.location(code="KLF")
    browser = browser_of(user)
    assert Form(browser, "/profile/edit").send(language="zu").status_code == 302
    assert said(browser.get("/profile/")) == "zu"
    assert Form(browser, f"/locations/edit/{place.id}").send(language="af").status_code == 302
    session.expire_all()
    assert (user.language, place.language) == ("zu", "af")
    assert said_at(Form(browser, f"/locations/edit/{place.id}").send(language="de"), "language")


def test_a_mail_is_in_the_language_of_who_reads_it(make, member, session):
    place = make.location(language="nl", country="NL")
    theirs, own, staff = member(make.organisation(place)), member(make.organisation(place), language="af"), make.user("Front desk")

    def signed(address: str) -> tuple[str, str]:
        found = sender_to(session, Delivery(location_id=place.id, location=place, address=address, addressee=address, kind="ticket_answer"))
        return found.language, found.locale

    assert [signed(user.email) for user in (theirs, own, staff)] == [("nl", "nl_NL"), ("af", "af"), ("en", "en_NL")]
    assert signed("guest@example.com") == ("nl", "nl_NL")
    session.expunge_all()
