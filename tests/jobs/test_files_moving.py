"""Contents of files on their way into storage, and back: wherever they are, they are read as before."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import delete, select, text

from app.access.actor import SYSTEM
from app.access.roles import NETWORK_ADMIN
from app.actions.files.back import hold_again
from app.actions.files.claim import claim_files
from app.actions.files.settle import settle_files
from app.actions.schedules.ensure import ensure_schedules
from app.core.errors import Refused
from app.models import Attachment, Comment, Document, MailFile, Picture, ReleasedFile
from app.queries.kept_files import content_of
from app.queries.stored_files import standing, to_move
from jobs import files, timetable
from tests.jobs.kept_files import DIGEST, PDF, held, kept, later, rows, sound


def test_every_kind_of_file_is_moved_and_read_as_before(house_of_files, session, make):
    document = kept(session)
    picture = Picture(sha256=sha256(b"face").hexdigest(), content=b"face")
    comment = Comment(noun="ab_user", noun_id=1, written_by="Ann", text="")
    comment.files = [Attachment(name="a.txt", media_type="text/plain", size=4, sha256=sha256(b"note").hexdigest(), content=b"note")]
    session.add_all([picture, comment])
    session.commit()
    assert files.follow() == "3 files moved, 0 wait, 0 contents removed."
    for row, content in ((document, PDF), (picture, b"face"), (comment.files[0], b"note")):
        assert held(session, row).content is None and content_of(row) == content
    assert sorted(house_of_files.digests()) == sorted(sha256(each).hexdigest() for each in (PDF, b"face", b"note"))
    found = standing(session)
    assert (found.files, found.size, found.leaving) == (0, 0, 0)
    assert [(each.address, each.files, each.size) for each in found.places] == [(house_of_files.place, 3, len(PDF) + 8)]
    assert sound(session) == {}
    assert files.follow() == "0 files moved, 0 wait, 0 contents removed."


def test_the_oldest_go_first_a_batch_at_a_time(house_of_files, session):
    old = [kept(session, b"%d" % number, f"{number}.pdf") for number in range(60)]
    house_of_files.begin()
    claimed = claim_files(house_of_files.place, by=SYSTEM)
    assert [row_id for each in claimed for _model, row_id in each.rows] == [row.id for row in old[:50]]
    with later():
        assert files.move(house_of_files, seconds=60) == 60 and to_move(session) == 0


def test_killed_between_storage_and_the_commit_it_is_moved_again(house_of_files, session):
    row = kept(session)
    house_of_files.begin()
    (claimed,) = claim_files(house_of_files.place, by=SYSTEM)
    house_of_files.put(claimed.content)  # and here the process dies
    assert held(session, row) == (PDF, None) and content_of(row) == PDF
    assert files.follow() == "0 files moved, 1 wait, 0 contents removed.", "whoever claimed it may be at it still"
    with later():
        assert files.follow() == "1 files moved, 0 wait, 0 contents removed."
    assert content_of(row) == PDF and list(house_of_files.digests()) == [DIGEST] and sound(session) == {}


def test_a_row_that_somebody_erases_at_this_moment_is_not_waited_for(house_of_files, session, settings):
    import psycopg

    row, other = kept(session), kept(session, b"other", "other.pdf")
    house_of_files.begin()
    claimed = claim_files(house_of_files.place, by=SYSTEM)
    for each in claimed:
        house_of_files.put(each.content)
    with psycopg.connect(settings.database_url) as eraser:
        eraser.execute("DELETE FROM document WHERE id = %s", [row.id])
        assert settle_files(claimed, by=SYSTEM) == 1
        eraser.commit()
    assert held(session, other).content is None and content_of(other) == b"other"
    files.follow()
    assert list(house_of_files.digests()) == [sha256(b"other").hexdigest()] and sound(session) == {}


def test_two_movers_share_the_work(house_of_files, session):
    made = [kept(session, b"%d" % number, f"{number}.pdf") for number in range(70)]
    house_of_files.begin()
    one, two = (claim_files(house_of_files.place, by=SYSTEM) for _ in range(2))
    assert [len(one), len(two)] == [50, 20] and not {each.digest for each in one} & {each.digest for each in two}
    for share in (two, one, two):  # and one of them twice
        for each in share:
            house_of_files.put(each.content)
        settle_files(share, by=SYSTEM)
    assert [content_of(row) for row in made] == [b"%d" % number for number in range(70)]
    assert sound(session) == {}


def test_without_a_place_nothing_is_moved(session):
    row = kept(session)
    assert files.follow() == "Files stay in the database."
    assert held(session, row) == (PDF, None)


def test_bytes_come_back_into_their_rows(house_of_files, session):
    row, twin = kept(session), kept(session, name="two.pdf")
    files.follow()
    stored_id = held(session, row).stored_id
    with pytest.raises(Refused):
        hold_again(stored_id, b"something else", by=SYSTEM)
    session.rollback()
    assert hold_again(stored_id, PDF, by=SYSTEM) == 2
    assert held(session, row) == held(session, twin) == (PDF, None)
    assert rows(session, ReleasedFile) == 2


def test_a_mails_file_without_content_is_none_of_this(house_of_files, session, make):
    from app.models import Delivery, MailCopy
    from app.models.delivery import DeliveryKind

    location = make.location()
    delivery = Delivery(
        location_id=location.id,
        kind=DeliveryKind.WELCOME,
        addressee="a@example.com",
        address="a@example.com",
        key="a",
        message_id="a",
        user_id=make.user().id,
    )
    session.add(delivery)
    session.flush()
    copy = MailCopy(delivery_id=delivery.id, subject="s", text="t")
    session.add(copy)
    session.flush()
    session.add_all(
        [
            MailFile(copy_id=copy.id, name="pass.png", media_type="image/png", size=9),
            MailFile(copy_id=copy.id, name="a.csv", media_type="text/csv", size=3, content=b"a;b"),
        ]
    )
    session.commit()
    files.follow()
    found = session.scalars(select(MailFile).order_by(MailFile.name)).all()
    assert [(each.name, each.is_kept, content_of(each)) for each in found] == [("a.csv", True, b"a;b"), ("pass.png", False, b"")]
    assert sound(session) == {}


def test_a_row_that_goes_while_it_is_being_claimed_puts_nothing_there(house_of_files, session, monkeypatch):
    """Between being found and being read its bytes may be gone: found by killing movers."""
    from app.actions.files import claim

    kept(session)
    read = claim._content
    monkeypatch.setattr(claim, "_content", lambda work, model, row_id: work.session.execute(delete(Document)) and read(work, model, row_id))
    house_of_files.begin()
    assert claim_files(house_of_files.place, by=SYSTEM) == []


def test_a_house_with_storage_tells_how_it_is(app, house_of_files, session, login):
    ensure_schedules(timetable.defaults(), by=SYSTEM)
    browser = login()
    session.execute(text("UPDATE schedule SET last_outcome = 'done', last_finished_at = now() WHERE task = 'files'"))
    session.commit()
    assert browser.get("/readyz").json["files"] == "ok" and "The storage of files" in browser.get("/health/").get_data(as_text=True)
    session.execute(
        text(
            "UPDATE schedule SET last_outcome = 'failed', last_result = 'Failed: The place where files are kept does not answer: AccessDenied.' WHERE task = 'files'"
        )
    )
    session.commit()
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json["files"]) == (200, "does not answer"), "all else works"
    assert "AccessDenied" in browser.get("/health/").get_data(as_text=True)


def test_portraits_are_shown_from_storage(house_of_files, session, make, login):
    from app.actions.accounts.put_picture import put_picture
    from tests.make import picture

    browser, by = login(), make.actor(NETWORK_ADMIN)
    user = put_picture(by.id, picture(), by=by)
    shown = browser.get(f"/pictures/{user.picture_id}.jpg").get_data()
    files.follow()
    assert held(session, session.get(Picture, user.picture_id)).content is None
    assert browser.get(f"/pictures/{user.picture_id}.jpg").get_data() == shown != b""
    put_picture(by.id, picture("JPEG", (300, 300)), by=by)
    files.follow()
    assert len(list(house_of_files.digests())) == 1, "the one before is kept nowhere"
