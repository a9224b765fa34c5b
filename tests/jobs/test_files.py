"""Contents of files on their way into storage and out of it: whatever goes wrong, nothing is lost, and nothing stays that should be gone."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import pytest
import time_machine
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from app.access.actor import SYSTEM
from app.access.roles import NETWORK_ADMIN
from app.actions.files.back import hold_again
from app.actions.files.claim import claim_files
from app.actions.files.remove import condemn_files, forget_removed
from app.actions.files.settle import settle_files
from app.actions.schedules.ensure import ensure_schedules
from app.core.errors import Damaged, Refused, Unavailable
from app.core.storage import NotThere, StorageAway, WrongBytes
from app.integrations.errors import GiveUp, Retry
from app.models import Attachment, Comment, Document, MailFile, Picture, ReleasedFile, StoredFile
from app.queries.kept_files import content_of
from app.queries.stored_files import standing, to_move
from app.queries.verify.books import verify
from jobs import files, timetable
from tests.storages import overwrite

PDF = b"%PDF-1.7 one\n" * 100
DIGEST = sha256(PDF).hexdigest()
LATER = dt.timedelta(minutes=6)


def kept(session, content=PDF, name="one.pdf"):
    row = Document(name=name, media_type="application/pdf", sha256=sha256(content).hexdigest(), content=content)
    session.add(row)
    session.commit()
    return row


def held(session, row):
    """What is in its row, asked anew."""
    session.expire_all()
    found = session.execute(select(type(row).content, type(row).stored_id).where(type(row).id == row.id)).one()
    session.commit()
    return found


def rows(session, model):
    found = session.scalar(select(func.count()).select_from(model))
    session.commit()
    return found


def sound(session):
    found = {name: outcome.examples for name, outcome in verify(session).items() if outcome.violations}
    session.rollback()
    return found


def later():
    return time_machine.travel(dt.datetime.now(dt.UTC) + LATER, tick=True)


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


def test_one_content_of_two_rows_is_one_object_and_stays_as_long_as_one_needs_it(house_of_files, session):
    first, second = kept(session), kept(session, name="two.pdf")
    files.follow()
    third = kept(session, name="three.pdf")  # the same, when it is there already
    files.follow()
    assert rows(session, StoredFile) == 1 and list(house_of_files.digests()) == [DIGEST]
    for row in (first, second):
        session.delete(row)
        session.commit()
        files.follow()
        assert content_of(third) == PDF
    session.delete(third)
    session.commit()
    assert files.follow() == "0 files moved, 0 wait, 1 contents removed."
    assert (list(house_of_files.digests()), rows(session, StoredFile), rows(session, ReleasedFile)) == ([], 0, 0)


def test_rows_that_go_by_sql_alone_let_go_of_their_content(house_of_files, session, make):
    """As erasures, terms and the deletion of a comment do: nobody has to think of storage."""
    comment = Comment(noun="ab_user", noun_id=1, written_by="Ann", text="")
    comment.files = [Attachment(name="a.txt", media_type="text/plain", size=4, sha256=sha256(b"note").hexdigest(), content=b"note")]
    session.add(comment)
    session.commit()
    files.follow()
    session.execute(delete(Comment).where(Comment.id == comment.id))  # its files go by the foreign key
    session.commit()
    files.follow()
    assert list(house_of_files.digests()) == []


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


def test_what_was_put_of_a_row_that_went_meanwhile_goes_as_well(house_of_files, session):
    row = kept(session)
    house_of_files.begin()
    (claimed,) = claim_files(house_of_files.place, by=SYSTEM)
    house_of_files.put(claimed.content)
    session.delete(row)
    session.commit()
    assert settle_files([claimed], by=SYSTEM) == 0
    files.follow()
    assert (list(house_of_files.digests()), rows(session, StoredFile)) == ([], 0)


def test_what_somebody_began_and_nobody_ended_goes_after_an_hour(house_of_files, session):
    row = kept(session)
    house_of_files.begin()
    (claimed,) = claim_files(house_of_files.place, by=SYSTEM)
    house_of_files.put(claimed.content)
    session.delete(row)
    session.commit()
    files.follow()
    assert list(house_of_files.digests()) == [DIGEST]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=61), tick=True):
        files.follow()
    assert (list(house_of_files.digests()), rows(session, StoredFile)) == ([], 0)


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


def test_what_is_condemned_no_mover_points_to_and_comes_anew_afterwards(house_of_files, session):
    row = kept(session)
    files.follow()
    session.delete(row)
    session.commit()
    doomed = condemn_files(house_of_files.place, by=SYSTEM)
    assert [digest for _id, digest in doomed] == [DIGEST]
    assert condemn_files(house_of_files.place, by=SYSTEM) == [], "a second one would remove what comes anew"
    again = kept(session, name="again.pdf")
    assert claim_files(house_of_files.place, by=SYSTEM) == []
    house_of_files.delete(DIGEST)
    forget_removed([stored_id for stored_id, _digest in doomed], by=SYSTEM)
    files.follow()
    assert held(session, again).content is None and content_of(again) == PDF


def test_a_content_that_was_claimed_and_is_condemned_before_it_is_settled_stays_in_its_row(house_of_files, session):
    row = kept(session)
    house_of_files.begin()
    (claimed,) = claim_files(house_of_files.place, by=SYSTEM)
    session.execute(text("UPDATE stored_file SET state = 'going'"))
    session.commit()
    assert settle_files([claimed], by=SYSTEM) == 0
    assert held(session, row) == (PDF, None)


def test_killed_while_removing_it_is_removed_later(house_of_files, session):
    row = kept(session)
    files.follow()
    session.delete(row)
    session.commit()
    condemn_files(house_of_files.place, by=SYSTEM)  # and here the process dies
    files.follow()
    assert list(house_of_files.digests()) == [DIGEST]
    with later():
        files.follow()
    assert (list(house_of_files.digests()), rows(session, StoredFile)) == ([], 0)


class Away:
    """A storage that is not there: a place like any other, and nothing of it answers."""

    def __init__(self, place):
        self.place = place.place

    def __getattr__(self, _name):
        def away(*_asked):
            raise StorageAway("EndpointConnectionError")

        return away


def test_while_storage_is_away_rows_keep_their_bytes_and_the_task_says_so(app, house_of_files, session):
    moved = kept(session)
    files.follow()
    row = kept(session, b"new", "new.pdf")
    app.extensions["storage"] = Away(house_of_files)
    with pytest.raises(Retry, match="does not answer: EndpointConnectionError"):
        files.follow()
    assert held(session, row) == (b"new", None) and content_of(row) == b"new"
    with pytest.raises(Unavailable, match="Try again in a moment"):
        content_of(moved)
    app.extensions["storage"] = house_of_files
    with later():
        assert files.follow() == "1 files moved, 0 wait, 0 contents removed."


def test_a_storage_that_gives_back_other_bytes_gets_nothing(app, house_of_files, session):
    class Liar(type(house_of_files)):
        def _read(self, digest):
            return super()._read(digest)[:-1]

    row = kept(session)
    house_of_files.begin()
    house_of_files.__class__ = Liar
    assert files.follow() == "0 files moved, 1 wait, 0 contents removed."
    assert held(session, row) == (PDF, None)


def test_lost_or_other_bytes_are_said_and_not_shown(house_of_files, session, caplog):
    row = kept(session)
    files.follow()
    overwrite(house_of_files, DIGEST, b"something else")
    with pytest.raises(Damaged) as told:
        content_of(row)
    assert isinstance(told.value.__cause__, WrongBytes) and DIGEST not in told.value.message and house_of_files.place not in told.value.message
    house_of_files.delete(DIGEST)
    with pytest.raises(Damaged) as told:
        content_of(row)
    assert isinstance(told.value.__cause__, NotThere)


def test_a_document_that_is_not_what_its_row_says_is_left_where_the_books_look(house_of_files, session):
    row = kept(session)
    session.execute(text("SET session_replication_role = replica; UPDATE document SET content = 'something else'; SET session_replication_role = origin"))
    session.commit()
    assert files.follow() == "0 files moved, 1 wait, 0 contents removed."
    assert held(session, row).content == b"something else" and set(sound(session)) == {"I4.pdf"}


def test_another_place_in_the_settings_stops_the_task_before_it_mixes_two(app, house_of_files, session, settings, tmp_path):
    from app.core.storage import storage_of

    row = kept(session)
    files.follow()
    for other in (storage_of(settings.moved(files=f"file://{tmp_path / 'other'}")), None):
        app.extensions["storage"] = other
        with pytest.raises(GiveUp, match="FOYER_FILES names another place"):
            files.follow()
        with pytest.raises(Unavailable):
            content_of(row)


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


@pytest.mark.parametrize(
    "change",
    [
        "content = 'other'",
        "content = ''",
        "content = NULL",
        "content = NULL, stored_id = (SELECT min(id) FROM stored_file WHERE sha256 <> document.sha256)",
        "content = NULL, stored_id = (SELECT id FROM stored_file WHERE sha256 = document.sha256 AND state <> 'there')",
    ],
)
def test_the_database_allows_the_move_and_nothing_else(session, change):
    kept(session)
    for number, (digest, state) in enumerate(((DIGEST, "coming"), ("0" * 64, "there"))):
        session.add(StoredFile(id=number + 1, sha256=digest, place="file:///files", size=1, state=state, since=dt.datetime.now(dt.UTC)))
    session.commit()
    with pytest.raises(IntegrityError, match="a file that was kept stays as it is"):
        session.execute(text(f"UPDATE document SET {change}"))
    session.rollback()


def test_what_was_moved_cannot_be_emptied_or_exchanged(house_of_files, session):
    kept(session)
    other = kept(session, b"other", "other.pdf")
    files.follow()
    stored_id = held(session, other).stored_id
    for change in ("content = 'other', stored_id = NULL", "content = '', stored_id = NULL", f"stored_id = {stored_id}", "stored_id = NULL"):
        with pytest.raises(IntegrityError, match="stays as it is"):
            session.execute(text(f"UPDATE document SET {change} WHERE name = 'one.pdf'"))
        session.rollback()
    with pytest.raises(IntegrityError):  # a content that a row points to is not forgotten
        session.execute(delete(StoredFile))
    session.rollback()


def test_a_mails_file_without_content_is_none_of_this(house_of_files, session, make):
    from app.models import Delivery, MailCopy
    from app.models.delivery import DeliveryKind

    location = make.location()
    delivery = Delivery(location_id=location.id, kind=DeliveryKind.WELCOME, addressee="a@example.com", address="a@example.com", key="a", message_id="a", user_id=make.user().id)
    session.add(delivery)
    session.flush()
    copy = MailCopy(delivery_id=delivery.id, subject="s", text="t")
    session.add(copy)
    session.flush()
    session.add_all([MailFile(copy_id=copy.id, name="pass.png", media_type="image/png", size=9), MailFile(copy_id=copy.id, name="a.csv", media_type="text/csv", size=3, content=b"a;b")])
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
    session.execute(text("UPDATE schedule SET last_outcome = 'failed', last_result = 'Failed: The place where files are kept does not answer: AccessDenied.' WHERE task = 'files'"))
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
