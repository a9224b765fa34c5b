"""A contact without an account: exported at once, erased wherever they appear, and refused in words where that is a customer (K5)."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.roles import LOCATION_MANAGER
from app.actions.check_ins.arrive import Arrival, GuestFacts, arrive_guest
from app.actions.guests.keep_photo import keep_photo
from app.actions.privacy.erase_contact import erase_contact
from app.actions.privacy.export_contact import export_contact
from app.actions.visits.invite import Invited, Time, invite_guests
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.models import CheckIn, Contact, Erasure, Guest, Lead, Location, Picture, Visit, WifiVoucher
from app.models.check_in import Source
from app.models.erasure import ErasureState
from app.rendering.personal_zip import personal_zip
from app.work import transaction
from jobs.contacts import follow
from tests.make import picture
from tests.privacy.conftest import MAIL
from tests.privacy.test_erase import traces
from tests.views.test_forms import Form


@pytest.fixture
def contact(make: Any, world: Any, session: Any) -> Contact:
    """A guest, and a lead with another address that came by phone."""
    place = make.location(code="KLF", wifi_network="Foyer")
    arrive_guest(GuestFacts(email=MAIL, name="Zerlina Quickenborn", company="Quickenborn"), Arrival(place.id, Source.KIOSK, "a"), by=SYSTEM)
    follow()
    found = session.scalars(select(Contact).where(Contact.email == MAIL)).one()
    make.lead(place, found, message="Zerlina Quickenborn asks")
    world.run_jobs()
    session.commit()
    return found


def test_an_export_has_what_is_theirs(contact: Contact, admin: Any) -> None:
    found = export_contact(contact.id, by=admin)
    told = json.loads(
        zipfile.ZipFile(io.BytesIO(personal_zip(found.person, "2026-06-01", found.tables, found.files))).read("personal-data.json")
    )
    assert [row["name"] for row in told["tables"]["guest"]["rows"]] == ["Zerlina Quickenborn"] and len(
        told["tables"]["check_in"]["rows"]
    ) == 1
    assert len(told["tables"]["lead"]["rows"]) == 1 and "sealed_password" not in json.dumps(told)


def test_afterwards_they_are_nowhere(contact: Contact, world: Any, session: Any, admin: Any, login: Any) -> None:
    number = contact.id
    browser = login()
    assert "Guests" in Form(browser, f"/contact-data/{number}").browser.get(f"/contact-data/{number}").get_data(as_text=True)
    erasure = erase_contact(number, typed=MAIL.upper(), by=admin)
    assert erase_contact(number, typed="", by=admin).id == erasure.id
    world.run_jobs()
    session.expire_all()
    assert (erasure.state, erasure.reason) == (ErasureState.DONE, "")
    assert traces(session) == []
    for model in (Guest, CheckIn, WifiVoucher):
        assert session.scalars(select(model)).all() == []
    assert session.scalars(select(Lead.name)).one() == f"erased-contact-{number}"
    assert session.scalar(text("SELECT count(*) FROM radius.radcheck")) == 0
    follow()
    assert session.scalars(select(Contact.email).where(Contact.email.like("%@%"))).all() == []


def test_a_photo_of_a_guest_goes_out_and_goes_away_with_them(contact: Contact, world: Any, session: Any, admin: Any) -> None:
    with transaction(by=SYSTEM) as work:
        keep_photo(work, work.session.scalars(select(Guest).where(Guest.email == MAIL)).one(), picture())
    taken = session.scalars(select(Picture)).one()
    assert [(file.name, file.content[:2]) for file in export_contact(contact.id, by=admin).files] == [
        (f"guest-{taken.id}.jpg", b"\xff\xd8")
    ]
    erasure = erase_contact(contact.id, typed=MAIL, by=admin)
    world.run_jobs()
    session.expire_all()
    assert (erasure.state, erasure.done["picture"], session.scalars(select(Picture)).all()) == (ErasureState.DONE, 1, [])


def test_who_has_an_account_is_erased_with_it_and_who_may(contact: Contact, make: Any, session: Any, admin: Any) -> None:
    with pytest.raises(Forbidden):
        erase_contact(contact.id, typed=MAIL, by=make.actor(LOCATION_MANAGER, at=[]))
    with pytest.raises(Refused) as slip:
        erase_contact(contact.id, typed="somebody", by=admin)
    assert slip.value.field == "typed"
    make.user("Member", organisation_id=make.organisation().id, email=MAIL, first_name="Ann", last_name="Other")
    with pytest.raises(Refused, match="Ann Other has an account"):
        erase_contact(contact.id, typed=MAIL, by=admin)
    assert session.scalars(select(Erasure)).all() == []


def test_visits_under_the_name_alone_are_shown_and_go_only_where_somebody_says_that_they_are_theirs(
    contact: Contact, make: Any, world: Any, session: Any, admin: Any, login: Any
) -> None:
    place = session.scalars(select(Location)).first()
    at = [Time(clock.now() + dt.timedelta(days=day)) for day in (1, 2)]
    theirs, namesakes = invite_guests([Invited("zerlina quickenborn", "", "Choir")], at, location_id=place.id, by=admin)
    (other,) = invite_guests([Invited("Zerlina Quickenborn", "another@choir.example")], at[:1], location_id=place.id, by=admin)
    kept, gone, addressed = namesakes.id, theirs.id, other.id
    form = Form(login(), f"/contact-data/{contact.id}")
    page = form.browser.get(form.address).get_data(as_text=True)
    assert page.count('name="visits"') == 2 and "Choir" in page, "an address says whose it is"
    with pytest.raises(Refused, match="another name"):
        erase_contact(contact.id, typed=MAIL, visits=[addressed], by=admin)
    form.address += "/erase"
    assert form.send(typed=MAIL, visits=str(gone)).status_code == 302
    world.run_jobs()
    session.expire_all()
    assert session.scalars(select(Erasure.state)).one() is ErasureState.DONE
    assert set(session.scalars(select(Visit.id))) == {kept, addressed}
