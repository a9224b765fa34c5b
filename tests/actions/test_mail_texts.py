"""Mails in somebody's own words: at the right place, in the right language, with known names alone, and never so that a mail does not go."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN
from app.actions.accounts.invite import invite
from app.actions.mail_texts.place import NONE, TextPlace
from app.actions.mail_texts.restore import restore_mail_text
from app.actions.mail_texts.write import write_mail_text
from app.core.errors import Conflict, Forbidden, Missing, Refused
from app.models import MailText
from app.queries.health.troubles import of_mails
from app.queries.mail_texts.chosen import text_for
from app.queries.mail_texts.written import rewritten

BODY = "# Hello {{ name }}\n\nCome in **now**.\n\n{{ button }}\n\n{{ details }}\n\n> From {{ place }}"
WELCOME = TextPlace("welcome")


def test_the_nearest_text_counts(make, session, admin):
    here, there = make.location(), make.location()
    places = {
        name: TextPlace("welcome", "", *place)
        for name, place in {"network": (None, ""), "network nl": (None, "nl"), "here": (here.id, ""), "here nl": (here.id, "nl")}.items()
    }
    for name, place in places.items():
        write_mail_text(place, subject=name, body=BODY, by=admin)

    def chosen(location, language):
        found = text_for(session, "welcome", "", location, language)
        return found.subject if found else None

    assert [chosen(here.id, "nl"), chosen(here.id, "af"), chosen(there.id, "nl"), chosen(there.id, "en"), chosen(None, "nl")] == [
        "here nl",
        "here",
        "network nl",
        "network",
        "network nl",
    ]
    restore_mail_text(places["here nl"], by=admin)
    assert chosen(here.id, "nl") == "here" and text_for(session, "welcome", "x", here.id, "nl") is None


def test_a_mail_goes_in_these_words_and_in_the_houses_when_they_fit_no_more(make, world, admin, session):
    location = make.location(name="Kloof <Nek>")
    ann, ben = (
        make.user("Member", organisation_id=make.organisation(location).id, location_id=location.id, first_name=name)
        for name in ("{{ button }} **Ann** <b>", "Ben")
    )
    write_mail_text(TextPlace("welcome", "", location.id), subject="Hi {{ name }}", body=BODY, by=admin)
    invite(ann.id, by=admin)
    (mail,) = world.letters()
    assert (
        mail["subject"] == "Hi {{ button }} **Ann** <b>"
        and "<strong>now</strong>" in mail["html"]
        and "&lt;b&gt;" in mail["html"]
        and "<b>" not in mail["html"]
    )
    assert (
        mail["html"].count("/welcome/") == 1
        and "<strong>Ann" not in mail["html"]
        and "Kloof &lt;Nek&gt;" in mail["html"]
        and "From Kloof <Nek>" in mail["text"]
    )
    session.execute(update(MailText).values(body="Old {{ gone }}"))
    session.commit()
    invite(ben.id, by=admin)
    assert world.letters()[-1]["subject"].startswith("Welcome to Kloof") and len(of_mails(session)) == 1


@pytest.mark.parametrize(
    ("subject", "body", "field", "said"),
    [
        ("", BODY, "subject", "fill this in"),
        ("Hi {{ nmae }}", BODY, "subject", "Line 1: nothing stands behind {{ nmae }}. Do you mean {{ name }}?"),
        ("Hi", BODY.replace("{{ button }}", ""), "body", "{{ button }} is missing"),
        ("Hi", BODY + "\n\n{{ facts }} and more", "body", "Line 11: {{ facts }} stands for several lines"),
        ("Hi", BODY + "\n{% for x in y %}", "body", "Line 10: “{% for x in y %}” is no placeholder"),
        ("Hi", BODY + "\n{{ name.__class__ }}", "body", "Line 10: “{{ name.__class__ }}” is no placeholder"),
        ("Hi {{ button }}", BODY, "subject", "nothing stands behind {{ button }}"),
        ("Hi", BODY + "x" * 20_000, "body", "too long"),
        ("Hi \u202e", BODY, "subject", "cannot be printed"),
    ],
)
def test_what_no_mail_can_be_written_from_is_refused_where_it_stands(admin, session, subject, body, field, said):
    with pytest.raises(Refused) as refusal:
        write_mail_text(WELCOME, subject=subject, body=body, by=admin)
    assert refusal.value.field == field and said in refusal.value.message and session.scalar(select(MailText.id)) is None


def test_a_subject_is_one_line(admin):
    assert write_mail_text(WELCOME, subject="Hi\r\nBcc: thief@example.com", body=BODY, by=admin).subject == "Hi Bcc: thief@example.com"


def test_who_may_write_where(make):
    here, there = make.location(), make.location()
    manager = make.actor(LOCATION_MANAGER, at=[here])
    write_mail_text(TextPlace("welcome", "", here.id), subject="Hi", body=BODY, by=manager)
    for place, by, refusal in (
        (TextPlace("welcome", "", there.id), manager, Missing),
        (WELCOME, manager, Forbidden),
        (WELCOME, make.actor(FRONT_DESK), Forbidden),
        (WELCOME, make.actor(FINANCE), Forbidden),
        (TextPlace("nothing"), make.actor(NETWORK_ADMIN), Missing),
        (TextPlace("welcome", "late"), make.actor(NETWORK_ADMIN), Missing),
        (TextPlace("welcome", "", None, "xx"), make.actor(NETWORK_ADMIN), Missing),
    ):
        with pytest.raises(refusal):
            write_mail_text(place, subject="Hi", body=BODY, by=by)


def test_whoever_is_slower_is_told_and_everything_is_on_record(admin, session):
    first = write_mail_text(WELCOME, subject="One", body=BODY, seen=NONE, by=admin).version
    with pytest.raises(Conflict):
        write_mail_text(WELCOME, subject="Two", body=BODY, seen=NONE, by=admin)
    second = write_mail_text(WELCOME, subject="Three", body=BODY, seen=first, by=admin).version
    with pytest.raises(Conflict):
        restore_mail_text(WELCOME, seen=first, by=admin)
    restore_mail_text(WELCOME, seen=second, by=admin)
    with pytest.raises(Conflict):
        write_mail_text(WELCOME, subject="Four", body=BODY, seen=second, by=admin)
    told = rewritten(session, "welcome", "", None)
    assert [(each.verb, each.who) for each in told] == [(verb, admin.name) for verb in ("delete", "change", "create")]
    assert told[1].lines == [("-", "One"), ("+", "Three")] and session.scalar(select(MailText.id)) is None
