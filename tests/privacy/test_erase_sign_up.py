"""Somebody asked to become a member and never had an account: they are erased as a person is, and nobody else is touched."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.roles import FRONT_DESK, LOCATION_MANAGER
from app.actions.privacy.erase_sign_up import erase_sign_up
from app.actions.signups.decline import decline_sign_up
from app.actions.signups.sign_up import sign_up
from app.core.errors import Forbidden, Missing, Refused
from app.models import AuditEvent, Erasure, SignUp
from app.models.erasure import ErasureState
from tests.privacy.conftest import dump
from tests.views.test_forms import Form, said_at

MAIL = "zerlinaq@canary.example"
TYPED = {
    "first_name": "Zerlina",
    "last_name": "Quickenborn",
    "email": MAIL,
    "phone": "0825559173",
    "company": "Quickenborn Saxophones",
    "message": "Room for saxophone rehearsals",
}
CANARIES = re.compile("Zerlina|Quickenborn|zerlinaq|0825559173|saxophone", re.IGNORECASE)


def traces(session: Any) -> list[str]:
    return [row for row in dump(session) if CANARIES.search(row)]


@pytest.fixture
def asked(make: Any, world: Any) -> SignUp:
    """Twice at two locations, declined at one, and waiting for a place in the meantime; whoever onboards there has heard of it."""
    make.user(FRONT_DESK)
    _here, there = (make.location(code=code, takes_sign_ups=True) for code in ("KLF", "RSB"))
    row = sign_up("RSB", **TYPED)
    decline_sign_up(row.id, reason="Zerlina Quickenborn is too loud", by=SYSTEM)
    make.waiting(make.space(there), name="Zerlina Quickenborn", email=MAIL, note="For Zerlina Quickenborn")
    make.adhoc(description="Day pass of Sipho Dlamini")
    sign_up(
        "KLF",
        **TYPED | {"first_name": "Sipho", "last_name": "Dlamini", "email": "sipho@acme.example", "phone": "", "company": "", "message": ""},
    )
    asked = sign_up("KLF", **TYPED)
    world.run_jobs()
    return asked


def test_afterwards_they_are_nowhere_and_others_are_where_they_were(asked: SignUp, world: Any, session: Any, admin: Any) -> None:
    assert {"sign_up", "audit_event", "waiting_entry", "notification"} <= {
        row.partition(":")[0].partition(".")[2] for row in traces(session)
    }
    number = asked.id
    erasure = erase_sign_up(number, typed=MAIL.upper(), by=admin)
    assert erase_sign_up(number, typed="", by=admin).id == erasure.id
    world.run_jobs()
    session.expire_all()
    assert (erasure.state, erasure.sealed_subject) == (ErasureState.DONE, None), erasure.reason
    assert traces(session) == []
    assert erasure.done["sign_up"] == 2
    (left,) = session.scalars(select(SignUp))
    assert (left.name, left.email) == ("Sipho Dlamini", "sipho@acme.example")
    told = session.scalars(select(AuditEvent).where(AuditEvent.verb.in_(("erase", "erased"))).order_by(AuditEvent.id)).all()
    assert [(each.noun, each.noun_id, each.name) for each in told] == [("sign_up", number, f"erased-sign-up-{number}")] * 2


def test_who_has_an_account_or_is_billed_there_is_refused_in_words(asked: SignUp, make: Any, session: Any, admin: Any) -> None:
    organisation = make.organisation(name="Acme", invoice_email=f"{MAIL}; books@acme.example")
    with pytest.raises(Refused, match="invoices of Acme go to this address"):
        erase_sign_up(asked.id, typed=MAIL, by=admin)
    make.user("Member", organisation_id=organisation.id, email=MAIL, first_name="Ann", last_name="Other")
    with pytest.raises(Refused, match="Ann Other has an account"):
        erase_sign_up(asked.id, typed=MAIL, by=admin)
    assert session.scalars(select(Erasure)).all() == []


def test_who_may_and_how(asked: SignUp, make: Any, admin: Any) -> None:
    with pytest.raises(Forbidden):
        erase_sign_up(asked.id, typed=MAIL, by=make.actor(LOCATION_MANAGER, at=[asked.location]))
    with pytest.raises(Refused) as slip:
        erase_sign_up(asked.id, typed="zerlinaq@canary.exampel", by=admin)
    assert slip.value.field == "typed"
    with pytest.raises(Missing):
        erase_sign_up(2**40, typed=MAIL, by=admin)


def test_the_page_tells_before_and_shows_the_receipt_after(asked: SignUp, world: Any, session: Any, login: Any) -> None:
    browser, number = login(), asked.id
    assert "Personal data" in browser.get(f"/sign-ups/show/{number}").get_data(as_text=True)
    page = f"/sign-up-data/{number}"
    shown = browser.get(page).get_data(as_text=True)
    assert "Requests to become a member" in shown and f"erased-sign-up-{number}" in shown and "Make an export" not in shown
    form = Form(browser, page)
    form.address = f"{page}/erase"
    assert "exactly" in said_at(form.send(typed="somebody@else.example"), "typed")
    assert form.send(typed=MAIL).status_code == 302
    world.run_jobs()
    receipt = browser.get(page).get_data(as_text=True)
    assert "This is the receipt" in receipt and not CANARIES.search(receipt)
    assert browser.get("/sign-up-data/999999").status_code == 404


def test_managers_have_no_such_page(asked: SignUp, login: Any) -> None:
    browser = login(LOCATION_MANAGER, locations=[asked.location])
    assert browser.get(f"/sign-up-data/{asked.id}").status_code == 403
    assert "Personal data" not in browser.get(f"/sign-ups/show/{asked.id}").get_data(as_text=True)
