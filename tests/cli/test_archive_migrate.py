"""The migration that takes out of the kept mails what opens something, and what never belonged to a contact."""

from __future__ import annotations

import datetime as dt
import importlib
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select

from app.access.roles import MEMBER, SALES
from app.models import Activity, MailReference
from app.models.activity import ActivityKind
from app.models.delivery import DeliveryKind
from app.models.mail_reference import BodyState
from app.rules.lead_heat import Heat
from tests.views.test_sent_mails import kept

STEP: Any = importlib.import_module("app.migrations.versions.0087_no_links_out_of_the_archive")
NOW = dt.datetime(2026, 6, 10, 9, tzinfo=dt.UTC)
SIGN = "https://house.example/sign/" + "aB3_" * 11
CARRIED = "https://safe.example/?url=https%3A%2F%2Fhouse.example%2Fsign%2F" + "aB3_" * 11 + "&data=1"
RESET = "https://house.example/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2ln"


def test_what_was_kept_opens_nothing_any_more(make: Any, session: Any) -> None:
    location = make.location()
    ann = make.lead(location, make.contact("Ann", email="ann@acme.example"), heat=Heat.MILD)
    make.user(SALES, email="Boss@kloof.example")
    boss = make.contact("Boss", email="boss@kloof.example")
    copy = kept(make, make.organisation(location), kind=DeliveryKind.PASSWORD_RESET, user_id=make.user(MEMBER, email="ann@acme.example").id)
    about = {"archive_id": "1/1", "at": NOW}
    whole = {"body_state": BodyState.THERE, "body": RESET}
    session.add(MailReference(contact_id=ann.contact_id, message_id=copy.message_id, snippet=RESET, **about))
    session.add(MailReference(contact_id=boss.id, message_id="<1@wife.example>", snippet="Colleague's own", **about))
    session.add(
        MailReference(contact_id=ann.contact_id, message_id="<2@acme.example>", snippet=f"See {SIGN} or {RESET} and 1/2", **about, **whole)
    )
    for contact, number, text in ((ann.contact_id, 2, f"> {RESET} {CARRIED}"), (boss.id, 3, "Colleague's own")):
        session.add(
            Activity(
                kind=ActivityKind.REPLY,
                at=NOW,
                location_id=location.id,
                contact_id=contact,
                text=text,
                message_id=f"<{number}@acme.example>",
                done_by="Ann",
            )
        )
    session.commit()
    with Operations.context(MigrationContext.configure(session.connection())):
        STEP.upgrade()
    session.commit()
    left = session.scalars(select(MailReference)).one()
    assert (left.snippet, left.body_state, left.body) == (
        "See https://house.example/sign/••• or https://house.example/reset/••• and 1/2",
        BodyState.UNASKED,
        None,
    )
    assert (
        session.scalars(select(Activity)).one().text
        == "> https://house.example/reset/••• https://safe.example/?url=https%3A%2F%2Fhouse.example%2Fsign%2F•••&data=1"
    )
