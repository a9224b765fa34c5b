"""The story of a record: one stream of what a person may see, comments with mentions and files, and nothing for anybody else."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import time_machine
from sqlalchemy import event, select, update

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER, NETWORK_ADMIN, SALES
from app.access.staff import staff
from app.actions.activities.log import log_activity
from app.actions.comments.change import change_comment, remove_comment
from app.actions.comments.write import Upload, write_comment
from app.actions.leads.heat import set_heat
from app.actions.opportunities.open import open_opportunity
from app.actions.privacy.erase_person import erase_person
from app.actions.tasks.add_about import add_task_about
from app.actions.tasks.complete import complete_task
from app.actions.users.change import change_user
from app.core import clock
from app.core.entity import db
from app.core.errors import Missing, Refused
from app.core.files import named, type_of
from app.models import Attachment, AuditEvent, Comment, Delivery, Location, Notification, OutboxMessage, Task
from app.models.delivery import DeliveryKind
from app.models.outbox import OutboxState
from app.queries.story.entries import Group
from app.queries.story.told import story
from app.rules.lead_heat import Heat
from tests.make import picture
from tests.views.test_forms import Form

PDF = b"%PDF-1.7\n%x"


def docx(*more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            packed.writestr(name, "x")
    return out.getvalue()


@pytest.fixture
def acme(make):
    return make.organisation(make.location(name="Kloof"), name="Acme")


def test_one_stream_of_what_each_may_see(make, session, acme):
    invoice = make.invoice(acme, status="sent", sent_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    make._kept(
        Delivery(
            kind=DeliveryKind.INVOICE,
            invoice_id=invoice.id,
            location_id=invoice.location_id,
            address="pay@acme.example",
            key="k",
            message_id="m",
            state="failed",
            reason="No such address.",
        )
    )
    make._kept(
        OutboxMessage(
            event="X",
            job="jobs.xero.push_invoice",
            queue="xero",
            key="x",
            payload={"invoice_id": invoice.id},
            state=OutboxState.PARKED,
            last_error="Xero said no.",
        )
    )
    make._kept(
        OutboxMessage(
            event="X",
            job="jobs.xero.push_invoice",
            queue="xero",
            key="y",
            payload={"invoice_id": invoice.id + 1},
            state=OutboxState.PARKED,
            last_error="Another's.",
        )
    )
    write_comment("invoice", invoice.id, text="They will pay on Friday.", by=make.actor(FRONT_DESK))

    def groups(role, noun, row, **how):
        found = story(session, noun, row.id, by=make.actor(role), **how)
        return {each.group for each in found.events}, found

    seen, found = groups(NETWORK_ADMIN, "invoice", invoice)
    assert seen == {Group.COMMENTS, Group.CHANGES, Group.MAILS, Group.JOBS} and [
        each.text for each in found.events if each.group is Group.JOBS
    ] == ["Xero said no."]
    assert groups(FRONT_DESK, "invoice", invoice)[0] == {Group.COMMENTS, Group.MAILS}
    assert groups(FINANCE, "organisation", acme)[0] == {Group.CHANGES, Group.MAILS, Group.DOCUMENTS}
    assert groups(SALES, "organisation", acme)[0] == set()
    assert groups(NETWORK_ADMIN, "invoice", invoice, group=Group.MAILS)[0] == {Group.MAILS}
    with pytest.raises(Missing):
        story(session, "invoice", invoice.id, by=make.actor(SALES))
    with pytest.raises(Missing):
        story(session, "invoice", invoice.id, by=make.actor(LOCATION_MANAGER, at=[make.location()]))
    with pytest.raises(Missing):
        story(session, "organisation", acme.id, by=make.actor(MEMBER, organisation=acme))


def test_older_ones_follow_and_the_number_of_queries_does_not_grow(make, session, acme):
    by = make.actor(NETWORK_ADMIN)
    for each in range(60):
        write_comment("organisation", acme.id, text=f"Number {each}", by=by)
    texts, before, counts, number = [], None, [], acme.id
    count = lambda *_args: counts.append(1)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", count)
    while True:
        session.expunge_all()
        found = story(session, "organisation", number, by=by, group=Group.COMMENTS, before=before)
        texts += [each.comment.text for each in found.events]
        before = found.older
        if before is None:
            break
    event.remove(db.engine, "before_cursor_execute", count)
    assert texts == [f"Number {number}" for number in range(59, -1, -1)]
    assert len(counts) <= 24, f"{len(counts)} for four pages of fifteen"


def test_a_change_does_not_hide_behind_what_says_nothing(make, session, acme, login):
    """The page is full before it is cut: not a column of the house's own, nor one that its screen tells nobody, takes a place."""
    place_id, at = acme.location_id, dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    invoice, lead = make.invoice(acme, status="sent"), make.lead(session.get(Location, place_id))

    def happen(row, number, **changes):
        session.add(
            AuditEvent(
                at=at - dt.timedelta(hours=number), actor="Ann", verb="change", noun=row.__tablename__, noun_id=row.id, changes=changes
            )
        )

    for row, silent in (
        (invoice, {"fingerprint": ["a", "b"]}),
        (lead, {"owned_since": ["2026-01-01", "2026-02-01"]}),
        (acme, {"name": ["A" * 200, "A" * 199 + "B"]}),
    ):
        for number in range(40):
            happen(row, number, **silent)
        for number in range(40, 60):
            happen(row, number, name=["A", f"Number {number}"])
    session.commit()
    by, untold = make.actor(NETWORK_ADMIN), frozenset({"owned_since"})
    for row in (invoice, lead, acme):
        said, before = [], at + dt.timedelta(minutes=1)
        while before is not None:
            found = story(session, row.__tablename__, row.id, by=by, group=Group.CHANGES, before=before, untold=untold)
            said += [each.changed.changes[0][2] for each in found.events if each.changed.verb == "change"]
            assert before == at + dt.timedelta(minutes=1) or found.events, "no page is empty"
            before = found.older
        assert said == [f"Number {number}" for number in range(40, 60)], row
    page = login(NETWORK_ADMIN).get(f"/story/lead/{lead.id}?group=changes&before=2026-06-01T01:00:00Z").get_data(as_text=True)
    assert "Number 40" in page, "by the screen of leads"


def test_a_mention_tells_who_may_see_the_record(make, session, acme):
    ann, ben = (
        make.user(FINANCE, first_name="Ann", last_name="Lee"),
        make.user(LOCATION_MANAGER, first_name="Ben", last_name="Far", locations=[make.location()]),
    )
    me = make.actor(FRONT_DESK)
    comment = write_comment("organisation", acme.id, text="@Ann Lee and @Ben Far, please look.", by=me)
    (told,) = session.scalars(select(Notification)).all()
    assert (told.user_id, told.noun, told.noun_id, told.words["name"]) == (ann.id, "organisation", acme.id, "Acme")
    assert comment.written_by == me.name and ben.id != told.user_id


def test_writing_changing_and_taking_back_on_the_page(login, make, session, acme):
    client = login(FRONT_DESK)
    page = client.get(f"/organisations/show/{acme.id}").get_data(as_text=True)
    assert f'hx-get="/story/organisation/{acme.id}"' in page
    token = Form(client, f"/organisations/show/{acme.id}").values["csrf_token"]
    address = f"/story/organisation/{acme.id}/comment"
    sent = {"csrf_token": token, "text": "**Look** <b>", "files": [(io.BytesIO(PDF), "../quote.exe"), (io.BytesIO(b""), "")]}
    assert client.post(address, data=sent, content_type="multipart/form-data").status_code == 302
    make.user(FINANCE, first_name="Ann", last_name="Lee")
    assert client.get(f"/story/organisation/{acme.id}/people?q=le").json == ["Ann Lee"]
    told = client.get(f"/story/organisation/{acme.id}").get_data(as_text=True)
    assert "<strong>Look</strong> &lt;b&gt;" in told and "quote.exe.pdf" in told and "Delete this comment?" in told

    file = session.scalars(select(Attachment)).one()
    got = client.get(f"/story/files/{file.id}")
    assert (
        got.data == PDF
        and got.headers["Content-Type"] == "application/pdf"
        and got.headers["Content-Disposition"].startswith("attachment")
        and "sandbox" in got.headers["Content-Security-Policy"]
    )

    refused = client.post(
        address,
        data={"csrf_token": token, "text": "Mine", "files": [(io.BytesIO(b"MZ\x90\x00\x01"), "x.pdf")]},
        content_type="multipart/form-data",
    )
    assert refused.status_code == 200 and "Mine" in refused.get_data(as_text=True) and "x.pdf is no PDF" in refused.get_data(as_text=True)

    row = session.scalars(select(Comment)).one()
    client.post(f"/story/comments/{row.id}/change", data={"csrf_token": token, "text": "Seen"})
    session.refresh(row)
    assert row.text == "Seen" and row.changed_at is not None
    with time_machine.travel(row.created_at + dt.timedelta(minutes=16), tick=True):
        (me,) = staff(session, [row.author_id])
        with pytest.raises(Refused, match="15 minutes"):
            remove_comment(row.id, by=me)
    answer = client.post(f"/story/comments/{row.id}/remove", data={"csrf_token": token})
    session.expire_all()
    assert answer.status_code == 302 and (row.text, row.files) == ("", []) and row.removed_at is not None
    kept = session.scalars(
        select(AuditEvent).where(AuditEvent.noun == "comment", AuditEvent.verb == "change").order_by(AuditEvent.id)
    ).all()
    assert kept[0].changes["text"] == ["**Look** <b>", "Seen"]
    assert "This comment was taken back." in client.get(f"/story/organisation/{acme.id}").get_data(as_text=True)


def test_nobody_reaches_what_is_not_theirs(login, make, session, acme):
    comment = write_comment("organisation", acme.id, text="Ours", files=[Upload("a.txt", b"Ours too")], by=make.actor(FRONT_DESK))
    client = login(LOCATION_MANAGER, locations=[make.location()])
    token = Form(client, "/profile/edit").values["csrf_token"]
    for address in (
        f"/story/organisation/{acme.id}",
        f"/story/organisation/{acme.id}/people",
        f"/story/files/{comment.files[0].id}",
        f"/story/comments/{comment.id}/change",
        "/story/nothing/1",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/story/organisation/{acme.id}/comment", data={"csrf_token": token, "text": "x"}).status_code == 404


def test_a_file_is_what_its_content_says():
    assert [type_of(each) for each in (PDF, picture(), docx(), b"Hello", b"\x00\x01", b"<svg onload=x>", b"<html>", docx("word/vbaProject.bin"), b"PK\x03\x04zz", b"")] == [
        "application/pdf", "image/png", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/plain", *[None] * 6,
    ]  # fmt: skip
    assert (named("C:\\x\\a<b>.PDF", "application/pdf"), named("…/", "image/png")) == ("ab.PDF", "file.png")


def test_what_is_about_a_person_goes_with_them(make, session, admin, world):
    person = make.user(MEMBER, first_name="Thandi", last_name="Mokoena")
    write_comment("ab_user", person.id, text="Thandi Mokoena asked for a quiet desk.", files=[Upload("cv.txt", b"Thandi")], by=admin)
    with pytest.raises(Refused):
        write_comment("ab_user", person.id, text="  ", by=admin)
    erase_person(person.id, typed=person.email, by=admin)
    world.run_jobs()
    session.expire_all()
    assert session.scalars(select(Attachment)).all() == []
    assert "Thandi" not in session.scalars(select(Comment)).one().text


def test_a_person_has_one_story_on_their_contact_lead_and_deal(make, session):
    place = make.location()
    lead = make.lead(place, make.contact("Thandi Mokoena", email="t@example.com"), email="t@example.com")
    other = make.lead(place, lead.contact, email="t@example.com")
    me, desk = make.actor(NETWORK_ADMIN), make.actor(FRONT_DESK)
    deal = open_opportunity(lead.id, by=me)
    log_activity(lead.contact_id, kind="call", text="Wants six desks", lead_id=lead.id, by=me)
    log_activity(lead.contact_id, kind="call", text="Of another lead", lead_id=other.id, by=me)
    set_heat(lead.id, Heat.HOT, "Called twice", by=me)
    write_comment("lead", lead.id, text="Knows Ben.", by=me)
    write_comment("opportunity", deal.id, text="Asks for a discount.", by=me)
    make._kept(
        Delivery(
            kind=DeliveryKind.LEAD_THANKS,
            lead_id=lead.id,
            location_id=place.id,
            address="t@example.com",
            key="k",
            message_id="m",
            state="sent",
        )
    )
    add_task_about("lead", lead.id, title="Call again", by=me)
    complete_task(session.scalars(select(Task.id).where(Task.noun == "lead")).one(), outcome="Done at once", by=me)

    def told(noun, row, by=me):
        found = story(session, noun, row.id, by=by, most=100).events
        return {each.comment.text if each.comment else each.text or each.after or each.what for each in found if each.changed is None}

    said = {"Wants six desks", "Called twice", "Knows Ben.", "Asks for a discount.", "lead_thanks", deal.stage.value}
    assert told("contact", lead.contact) == said | {"Of another lead"}
    assert told("opportunity", deal) == said
    assert told("lead", lead) == said | {"Done at once"}
    assert told("lead", lead, desk) == said - {"Asks for a discount.", deal.stage.value} | {"Done at once"}, "the desk sees no deals"
    noted = [each.changed for each in story(session, "opportunity", deal.id, by=me, most=100).events if each.changed]
    assert {each.noun for each in noted} == {"contact", "lead", "opportunity"} and not any(
        "heat" in dict.fromkeys(pair[0] for pair in each.changes) for each in noted
    )


def test_the_account_of_a_colleague_has_its_story(login, make, session):
    client, colleague = login(NETWORK_ADMIN), make.user(FINANCE, first_name="Ann")
    make.role(SALES)
    user_id = colleague.id
    change_user(user_id, roles=[SALES], by=make.actor(NETWORK_ADMIN))
    assert f'hx-get="/story/ab_user/{user_id}"' in client.get(f"/users/show/{user_id}").get_data(as_text=True)
    told = client.get(f"/story/ab_user/{user_id}").get_data(as_text=True)
    assert "Finance → Sales" in told
    token = Form(client, f"/users/show/{user_id}").values["csrf_token"]
    assert (
        client.post(f"/story/ab_user/{user_id}/comment", data={"csrf_token": token, "text": "On leave."}).location
        == f"/users/show/{user_id}#story"
    )


def test_what_was_said_otherwise_or_taken_back_stands_in_no_bell(make, session, acme):
    """A slip of the pen would go out with the mail of the morning; whoever has read it is told no second time."""
    thandi, sipho = (make.user(FRONT_DESK, locations=[acme.location], first_name=name, last_name="Nkosi") for name in ("Thandi", "Sipho"))
    writer = make.actor(FRONT_DESK, at=[acme.location])
    comment = write_comment("organisation", acme.id, text="@Thandi Nkosi their code is 4711", by=writer)

    def told() -> dict[int, str]:
        session.expire_all()
        return {row.user_id: row.words["text"] for row in session.scalars(select(Notification))}

    assert told() == {thandi.id: "@Thandi Nkosi their code is 4711"}
    session.execute(update(Notification).values(read_at=clock.now()))
    session.commit()
    change_comment(comment.id, text="@Thandi Nkosi @Sipho Nkosi they have a code", by=writer)
    said = "@Thandi Nkosi @Sipho Nkosi they have a code"
    assert told() == {thandi.id: said, sipho.id: said} and session.scalars(
        select(Notification.user_id).where(Notification.read_at.is_(None))
    ).all() == [sipho.id]
    change_comment(comment.id, text="@Sipho Nkosi they have a code", by=writer)
    assert told() == {sipho.id: "@Sipho Nkosi they have a code"}
    remove_comment(comment.id, by=writer)
    assert told() == {}
