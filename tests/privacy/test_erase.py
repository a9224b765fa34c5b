"""A person is erased: afterwards six things that only they had are nowhere, and the books still stand."""

from __future__ import annotations

import datetime as dt
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from sqlalchemy import select, text, update

from app.access.actor import SYSTEM
from app.access.roles import LOCATION_MANAGER
from app.actions.accounts.invite import invite
from app.actions.bookings.cancel import cancel_booking
from app.actions.bookings.create import create_booking
from app.actions.licenses.create import create_license
from app.actions.privacy.erase_person import erase_person
from app.actions.privacy.erasing import fail_erasure
from app.actions.privacy.try_again import try_again
from app.actions.users.activate import activate_user
from app.actions.users.change import change_user
from app.actions.users.set_password import set_password
from app.actions.wallets.adjust import adjust_wallet
from app.core.clock import lived_at, now
from app.core.entity import db
from app.core.errors import Forbidden, Refused
from app.integrations.xero import ContactForXero
from app.models import Access, AuditEvent, Booking, Erasure, FoyerUser, License, Location, Organisation, SecretLink, XeroContact
from app.models.booking import BookingStatus
from app.models.erasure import ErasureState
from app.queries.personal.plan import plan_of
from app.queries.verify.books import verify
from app.work import transaction
from jobs import privacy
from tests.privacy.conftest import CANARIES, MAIL, Canary, dump

WAITS = text("SELECT count(*) FROM pg_locks WHERE locktype IN ('tuple', 'transactionid') AND NOT granted")


def traces(session) -> list[str]:
    found = re.compile("|".join(map(re.escape, CANARIES)), re.IGNORECASE)
    return [row for row in dump(session) if found.search(row)]


def test_before_it_they_are_everywhere(gone, session):
    """Else the test below would prove nothing."""
    where = {row.partition(":")[0].partition(".")[2] for row in traces(session)}
    assert {
        "ab_user",
        "access",
        "adhoc",
        "audit_event",
        "delivery",
        "license",
        "location",
        "organisation",
        "outbox_message",
        "radacct",
        "radpostauth",
        "secret_link",
        "sign_up",
        "usage",
        "booking",
        "booking_attendee",
        "contact",
        "lead",
        "activity",
        "mail_reference",
        "mail_bounce",
        "suppressed_address",
        "ticket",
        "ticket_entry",
    } <= where
    for canary in CANARIES:
        assert any(canary.lower() in row.lower() for row in dump(session)), canary


def test_afterwards_they_are_nowhere(gone, make, world, session, admin, settings, capfd):
    person = gone.user.id
    erasure = erase_person(person, typed=MAIL, by=admin)
    world.run_jobs()
    session.expire_all()

    assert (erasure.state, erasure.sealed_subject) == (ErasureState.DONE, None), erasure.reason
    assert traces(session) == []
    with Redis.from_url(settings.redis_url) as redis:
        assert [key for key in redis.scan_iter("*") if b"canary" in key] == []
    assert [mail for mail in world.vendors.mails() if "canary" in str(mail["recipients"])] == []
    told = "".join(capfd.readouterr())
    assert not any(canary.lower() in told.lower() for canary in CANARIES)

    user = session.get_one(FoyerUser, person)
    assert (user.username, user.email, user.first_name, user.last_name, user.phone, user.active) == (
        f"erased-{person}",
        f"erased-{person}",
        f"erased-{person}",
        "",
        "",
        False,
    )
    assert session.scalars(select(License.user_id)).one() == person
    for verb in (activate_user, invite):
        with pytest.raises(Refused, match="was erased"):
            verb(person, by=admin)
    assert session.scalars(select(Organisation)).one().invoice_email == f"erased-{person};books@acme.example"
    assert session.scalars(select(Location)).one().manager_email == f"boss@house.example; erased-{person}"
    assert session.scalars(select(Access)).all() == session.scalars(select(SecretLink)).all() == []
    assert session.execute(select(Booking.user_id == person, Booking.title).order_by(Booking.id)).all() == [
        (True, ""),
        (False, f"Talk with erased-{person}"),
    ]
    assert erasure.done["sign_up"] == 1 and erasure.done["radius.radacct"] == 1
    assert {name: found for name, found in verify(session).items() if found.violations} == {}


def test_the_audit_tells_the_same_story_without_the_name(gone, world, session, admin):
    before = session.execute(
        select(AuditEvent.id, AuditEvent.at, AuditEvent.verb, AuditEvent.noun, AuditEvent.noun_id).order_by(AuditEvent.id)
    ).all()
    changes = dict(session.execute(select(AuditEvent.id, AuditEvent.changes)).all())
    erase_person(gone.user.id, typed=MAIL, by=admin)
    world.run_jobs()
    session.expire_all()
    after = session.execute(
        select(AuditEvent.id, AuditEvent.at, AuditEvent.verb, AuditEvent.noun, AuditEvent.noun_id).order_by(AuditEvent.id)
    ).all()
    assert after[: len(before)] == before
    for row_id, present in session.execute(select(AuditEvent.id, AuditEvent.changes).where(AuditEvent.id.in_(changes))):
        assert present.keys() == changes[row_id].keys()
    moved = session.scalars(
        select(AuditEvent).where(AuditEvent.noun == "ab_user", AuditEvent.verb == "change", AuditEvent.changes.has_key("email"))
    ).one()
    erased = f"erased-{gone.user.id}"
    assert moved.changes["email"] == [erased, erased]
    (said,) = session.scalars(select(AuditEvent).where(AuditEvent.verb == "pseudonymise")).all()
    assert said.changes["rows"][1] > 5


def test_by_hand_the_audit_still_stays(gone, session):
    for statement in (
        "UPDATE audit_event SET actor = 'x'",
        "DELETE FROM audit_event",
        "SELECT set_config('foyer.forgetting', 'erasure 1', true); UPDATE audit_event SET actor = 'x'",
        "SELECT forget_in_audit(1, 1, 9, 'a', '{}', 'x')",
        "SELECT forget_old_audit(now() + interval '99 years', 12)",
    ):
        with pytest.raises(Exception, match=r"never changed|not at work|five years"):
            session.execute(text(statement))
        session.rollback()


def test_killed_in_the_middle_it_goes_on_where_it_was(gone, world, session, admin, monkeypatch):
    """The worker dies after some steps; the next one does the rest, and nothing twice."""
    real, begun = privacy.do_step, []

    def dies(erasure_id, step, subject, columns, *, by):
        if len(begun) == 9:
            raise SystemExit
        begun.append(step)
        return real(erasure_id, step, subject, columns, by=by)

    monkeypatch.setattr(privacy, "do_step", dies)
    erasure = erase_person(gone.user.id, typed=MAIL, by=admin)
    with pytest.raises(SystemExit):
        privacy.erase(erasure.id)
    session.expire_all()
    halfway = dict(session.get_one(Erasure, erasure.id).done)
    assert set(begun) <= set(halfway)

    monkeypatch.setattr(privacy, "do_step", real)
    for _ in range(2):
        privacy.erase(erasure.id)
    session.expire_all()
    done = session.get_one(Erasure, erasure.id)
    assert done.state is ErasureState.DONE and traces(session) == []
    assert {step: rows for step, rows in halfway.items() if rows}.items() <= done.done.items()


def test_nothing_is_begun_with_somebody_who_is_being_erased(gone, make, session, admin):
    erase_person(gone.user.id, typed=MAIL, by=admin)
    person, license = gone.user.id, gone.license
    start = now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=2)
    hour = {"starts_at": start, "ends_at": start + dt.timedelta(hours=1)}
    terms = {
        "organisation_id": license.organisation_id,
        "membership_id": license.membership_id,
        "space_id": license.space_id,
        "starts_on": dt.date(2026, 7, 1),
    }
    for verb in (
        lambda: activate_user(person, by=admin),
        lambda: change_user(person, phone="021 555 0100", by=admin),
        lambda: set_password(person, "an umbrella for every kettle", by=admin),
        lambda: invite(person, by=admin),
        lambda: erase_person(person, typed=MAIL, by=admin),
        lambda: create_license(**terms, user_id=person, by=admin),
        lambda: create_booking(
            by=admin, room_id=make.room(make.space(license.location)).id, user_id=person, override_reason="As agreed", **hour
        ),
    ):
        with pytest.raises(Refused, match="is being erased"):
            verb()
    assert session.get_one(FoyerUser, person).active is False


def test_a_booking_that_comes_while_somebody_asks_waits_and_is_refused(gone, app, make, session, admin):
    """And the other way round the asking hears of the booking."""
    room_id, person, start = (
        make.room(make.space(gone.license.location)).id,
        gone.user.id,
        now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=2),
    )
    session.commit()

    def book(*, hours=0):
        create_booking(
            by=admin,
            room_id=room_id,
            user_id=person,
            override_reason="As agreed",
            starts_at=start + dt.timedelta(hours=hours),
            ends_at=start + dt.timedelta(hours=hours + 1),
        )

    def in_a_thread():
        with app.app_context():
            try:
                book()
            finally:
                db.session.remove()

    def erase():
        with app.app_context():
            try:
                erase_person(person, typed=MAIL, by=admin)
            finally:
                db.session.remove()

    for first, second, said in (
        (lambda: book(hours=3), erase, "is booked for them"),
        (lambda: erase_person(person, typed=MAIL, by=admin), in_a_thread, "is being erased"),
    ):
        with ThreadPoolExecutor(1) as pool:
            with transaction(by=admin) as work:
                first()
                work.session.flush()
                given, until = pool.submit(second), time.monotonic() + 60
                while not given.done() and not work.session.scalar(WAITS) and time.monotonic() < until:
                    time.sleep(0.02)
            with pytest.raises(Refused, match=said):
                given.result()
        for booking_id in session.scalars(
            select(Booking.id).where(Booking.room_id == room_id, Booking.status == BookingStatus.CONFIRMED)
        ).all():
            cancel_booking(booking_id, by=admin)
    assert len(session.scalars(select(Booking.id).where(Booking.room_id == room_id)).all()) == 1


def test_a_license_that_comes_while_somebody_asks_waits_and_is_refused(gone, app, session, admin):
    license, person = gone.license, gone.user.id
    terms = {
        "organisation_id": license.organisation_id,
        "membership_id": license.membership_id,
        "space_id": license.space_id,
        "starts_on": dt.date(2026, 7, 1),
    }
    session.commit()

    def give():
        with app.app_context():
            create_license(**terms, user_id=person, by=admin)

    with ThreadPoolExecutor(1) as pool:
        with transaction(by=admin) as work:
            erase_person(person, typed=MAIL, by=admin)
            work.session.flush()
            given = pool.submit(give)
            until = time.monotonic() + 60
            while not given.done() and not work.session.scalar(WAITS) and time.monotonic() < until:
                time.sleep(0.02)
        with pytest.raises(Refused, match="is being erased"):
            given.result()
    assert session.scalars(select(License.id).where(License.user_id == person)).all() == [license.id]


def test_one_that_stopped_is_looked_at_again(gone, make, world, session, admin):
    """Days later: they were let in once more by hand, have another name, and a license runs."""
    person = gone.user.id
    erasure = erase_person(person, typed=MAIL, by=admin)
    fail_erasure(erasure.id, "The books said no", by=SYSTEM)
    session.execute(text("UPDATE ab_user SET active = true, last_name = 'Marigold' WHERE id = :id"), {"id": person})
    session.commit()
    charge = make.adhoc(description="Locker of Zerlina Marigold")
    license = make.license(gone.license.organisation, gone.license.membership, user_id=person)
    with pytest.raises(Refused, match=f"{license.code} at .* runs"):
        try_again(erasure.id, by=admin)
    session.execute(update(License).where(License.id == license.id).values(ends_on=license.starts_on))
    session.commit()
    assert try_again(erasure.id, by=admin).state is ErasureState.WORKING
    with pytest.raises(Refused, match="has not stopped"):
        try_again(erasure.id, by=admin)
    world.run_jobs()
    session.expire_all()
    assert (erasure.state, session.get_one(FoyerUser, person).active) == (ErasureState.DONE, False)
    assert traces(session) == [] and charge.description == f"Locker of erased-{person}"


def test_when_it_is_done_nobody_is_in_who_was_let_in_meanwhile(gone, world, session, admin):
    erase_person(gone.user.id, typed=MAIL, by=admin)
    session.execute(text("UPDATE ab_user SET active = true WHERE id = :id"), {"id": gone.user.id})
    session.commit()
    world.run_jobs()
    session.expire_all()
    assert session.get_one(FoyerUser, gone.user.id).active is False


def test_it_is_refused_in_words_while_something_is_open(canary: Canary, make, session, admin):
    with pytest.raises(Refused) as refused:
        erase_person(canary.user.id, typed=MAIL, by=admin)
    said = refused.value.message
    assert f"{canary.license.code} at" in said and "is not proven gone yet" in said
    assert session.scalars(select(Erasure)).all() == []


def test_money_that_is_open_is_theirs_when_the_business_is(make, session, admin):
    organisation = make.organisation(name="Ada Lone")
    user = make.user("Member", organisation_id=organisation.id, first_name="Ada", last_name="Lone")
    invoice = make.invoice(organisation)
    with pytest.raises(Refused, match=f"{invoice.number} is not paid yet"):
        erase_person(user.id, typed=user.email, by=admin)
    make.user("Member", organisation_id=organisation.id)
    organisation.name = "Lone Brothers Ltd"
    session.commit()
    assert erase_person(user.id, typed=user.email, by=admin).state is ErasureState.WORKING


def test_rooms_that_are_booked_for_them_are_cancelled_first(make, world, session, admin):
    """What comes back is decided with the cancellation; a hold that has lapsed, and what was cancelled, stands against nothing."""
    room = make.room(name="Boardroom")
    user = make.user("Member", organisation_id=make.organisation(room.location).id)
    start = now().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=2)
    booked = []
    for day in range(2):
        times = {"starts_at": start + dt.timedelta(days=day), "ends_at": start + dt.timedelta(days=day, hours=1)}
        booked.append(create_booking(by=SYSTEM, room_id=room.id, user_id=user.id, override_reason="No license yet", **times).id)
    later = {"starts_at": start + dt.timedelta(days=9), "ends_at": start + dt.timedelta(days=9, hours=1)}
    create_booking(by=SYSTEM, room_id=room.id, user_id=user.id, override_reason="No license yet", hold=True, **later)
    with lived_at(now() + dt.timedelta(hours=1)):
        with pytest.raises(Refused, match=r"They have 2 bookings to come, the first of Boardroom on .* Cancel them first\."):
            erase_person(user.id, typed=user.email, by=admin)
        cancel_booking(booked[0], by=SYSTEM, by_operator=True, reason="Moved away")
        with pytest.raises(Refused, match=r"Boardroom is booked for them on .* Cancel it first\."):
            erase_person(user.id, typed=user.email, by=admin)
        cancel_booking(booked[1], by=SYSTEM, by_operator=True, reason="Moved away")
        make.user("Member", organisation_id=user.organisation_id)
        assert erase_person(user.id, typed=user.email, by=admin).state is ErasureState.WORKING


def test_credits_are_dealt_with_first(gone, make, session, admin):
    wallet = make.wallet(gone.user, bought=50000)
    with pytest.raises(Refused, match=r"500\.00 ZAR is in the wallet of Zerlina Quickenborn\. Transfer it"):
        erase_person(gone.user.id, typed=MAIL, by=admin)
    adjust_wallet(wallet.id, -50000, by=admin, key="k", reason="Paid out")
    assert plan_of(session, gone.user).against == []


def test_who_may_and_how(gone, make, admin):
    with pytest.raises(Forbidden):
        erase_person(gone.user.id, typed=MAIL, by=make.actor(LOCATION_MANAGER, at=[gone.license.location]))
    with pytest.raises(Refused) as slip:
        erase_person(gone.user.id, typed="zerlinaq@canary.exampel", by=admin)
    assert slip.value.field == "typed"
    myself = make.session.get_one(FoyerUser, admin.id)
    with pytest.raises(Refused, match="Somebody else"):
        erase_person(myself.id, typed=myself.email, by=admin)


def test_a_namesake_loses_nothing(make, world, session, admin):
    gone, stays = (make.user("Member", first_name="Jan", last_name="Smit") for _ in range(2))
    make.adhoc(description="Locker of Jan Smit")
    erase_person(gone.id, typed=gone.email, by=admin)
    world.run_jobs()
    session.expire_all()
    assert str(session.get_one(FoyerUser, stays.id)) == "Jan Smit"
    assert session.scalar(text("SELECT description FROM adhoc")) == "Locker of Jan Smit"


def test_the_dry_run_says_what_goes_and_what_stays_and_writes_nothing(gone, session):
    before = dump(session)
    plan = plan_of(session, gone.user)
    assert plan.against == []
    assert {"Requests to become a member": 1, "WiFi sessions": 1}.items() <= {item.title: item.rows for item in plan.goes}.items()
    assert any("erased-" in item.title for item in plan.stays)
    session.rollback()
    assert dump(session) == before


def test_their_own_business_goes_as_well_and_its_invoices_stay_until_the_term(make, world, session, admin):
    organisation = make.organisation(name="Ada Lone", address="7 Home Street")
    user = make.user("Member", organisation_id=organisation.id, first_name="Ada", last_name="Lone")
    invoice = make.invoice(organisation, paid_cents=115000, status="paid")
    stays = plan_of(session, user).stays
    assert any(item.until and item.until.year == 2033 for item in stays)
    erase_person(user.id, typed=user.email, by=admin)
    world.run_jobs()
    session.expire_all()
    assert (organisation.name, organisation.address) == (f"erased-{user.id}", "")
    assert invoice.buyer == {"name": "Ada Lone"}


def test_the_books_lose_the_address_and_keep_the_name(gone, make, world, session, admin):
    location = gone.license.location
    books = world.vendors.connection().books()
    code = gone.license.organisation.code
    held = books.create_contacts([ContactForXero(code, "Acme (Pty) Ltd", MAIL, None)], key="k")[0]
    session.add(
        XeroContact(organisation_id=gone.license.organisation_id, xero_connection_id=location.xero_connection_id, contact_id=held.xero_id)
    )
    session.commit()
    erase_person(gone.user.id, typed=MAIL, by=admin)
    world.run_jobs()
    (contact,) = [each for each in world.vendors.held("Contacts") if each.get("ContactNumber") == code]
    assert (contact["Name"], contact["EmailAddress"]) == ("Acme (Pty) Ltd", "books@acme.example")
