"""Set-up, Mails: what is typed is shown as it would go, tried out on oneself, and kept on the page when it is refused."""

from __future__ import annotations

import html
import re

from sqlalchemy import select

from app.access.roles import FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN
from app.actions.mail_texts.place import TextPlace
from app.actions.mail_texts.write import write_mail_text
from app.models import Delivery, MailCopy, MailText

BODY = "# Hello {{ name }}\n\n<script>alert(1)</script> [x](javascript:alert(1))\n\n{{ button }}\n\n{{ details }}"


def posted(client, address, **said):
    page = client.get(address).get_data(as_text=True)
    found = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("csrf_token", "variant", "location", "language", "seen", "key")
    }
    return client.post(address.partition("?")[0] + ("preview" if said.pop("preview", False) else ""), data=found | said)


def test_a_text_is_previewed_tried_saved_and_taken_back(make, login, client, world, session):
    location = make.location(name="Kloof")
    login(LOCATION_MANAGER, locations=[location])
    page = f"/mail-texts/welcome/?location={location.id}"
    shown = client.get(page).get_data(as_text=True)
    assert (
        "Welcome to {{ place }}: choose your password" in shown and 'data-insert="{{ button }}"' in shown and "Nobody has changed" in shown
    )
    fragment = posted(client, page, preview=True, subject="Hi {{ name }}", body=BODY).get_data(as_text=True)
    framed = html.unescape(re.search(r'srcdoc="([^"]*)"', fragment)[1])
    assert (
        "Hi Thandi" in fragment
        and "<script" not in framed
        and "&lt;script&gt;" in framed
        and 'href="javascript' not in framed
        and "<style" not in framed
        and "sandbox" in fragment
    )
    for _twice in range(2):
        answer = posted(client, page, verb="test", subject="Hi {{ name }}", body=BODY, key="k").get_data(as_text=True)
        assert "A test is on its way to" in answer and "Hi {{ name }}" in answer
    (mail,) = world.letters()
    assert (
        mail["subject"] == "Test: Hi Thandi"
        and mail["recipients"] == [session.scalars(select(Delivery)).one().address]
        and session.scalar(select(MailText.id)) is None
    )
    assert posted(client, page, verb="save", subject="Hi", body=BODY).status_code == 302
    assert "own text" in client.get(page).get_data(as_text=True) and "Kloof" in client.get("/mail-texts/").get_data(as_text=True)
    assert posted(client, page, verb="restore").status_code == 302 and session.scalar(select(MailText.id)) is None
    history = client.get(page).get_data(as_text=True)
    assert "went back" in history and "<ins># Hello {{ name }}</ins>" in history
    assert session.scalars(select(MailCopy.sender)).one().startswith("Kloof")


def test_what_is_refused_or_overtaken_stays_on_the_page(make, login, client, session):
    login(NETWORK_ADMIN)
    page = "/mail-texts/welcome/"
    refused = posted(client, page, verb="save", subject="Hi {{ nmae }}", body=BODY).get_data(as_text=True)
    assert (
        "Do you mean {{ name }}?" in html.unescape(refused) and "Hi {{ nmae }}" in refused and session.scalar(select(MailText.id)) is None
    )
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(page).get_data(as_text=True))[1]
    write_mail_text(TextPlace("welcome"), subject="Theirs", body=BODY, by=make.actor(NETWORK_ADMIN))
    late = posted(client, page, verb="save", subject="Mine", body=BODY, seen=seen).get_data(as_text=True)
    assert "after this page was opened" in late and "Theirs" in late and 'value="Mine"' in late
    again = re.search(r'name="seen" value="([^"]*)"', late)[1]
    assert (
        posted(client, page, verb="save", subject="Mine", body=BODY, seen=again).status_code == 302
        and session.scalars(select(MailText.subject)).one() == "Mine"
    )


def test_nobody_reaches_a_text_or_a_place_that_is_not_theirs(make, login, client):
    here, there = make.location(), make.location()
    login(LOCATION_MANAGER, locations=[here])
    assert [
        client.get(f"/mail-texts/{rest}").status_code
        for rest in (
            f"welcome/?location={there.id}",
            "nothing/",
            "welcome/?variant=x",
            "welcome/?language=xx",
            f"welcome/?location={here.id}",
        )
    ] == [404, 404, 404, 404, 200]
    network = client.get("/mail-texts/welcome/").get_data(as_text=True)
    assert "readonly" in network and 'value="save"' not in network
    assert (
        posted(client, "/mail-texts/welcome/", verb="save", subject="Hi", body=BODY).get_data(as_text=True).count("works only at some") == 1
    )


def test_the_desk_has_no_business_here(login, client):
    login(FRONT_DESK)
    assert client.get("/mail-texts/").status_code in (302, 403)
