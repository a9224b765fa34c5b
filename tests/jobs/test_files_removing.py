"""Contents that no row needs any more go from storage, and nothing that one needs."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

import time_machine
from sqlalchemy import delete, text

from app.access.actor import SYSTEM
from app.actions.files.claim import claim_files
from app.actions.files.remove import condemn_files, forget_removed
from app.actions.files.settle import settle_files
from app.models import Attachment, Comment, ReleasedFile, StoredFile
from app.queries.kept_files import content_of
from jobs import files
from tests.jobs.kept_files import DIGEST, PDF, held, kept, later, rows


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


def put_and_gone(place, session):
    """Its content lies in storage already, and the row that it was put for went before it could say so."""
    row = kept(session)
    place.begin()
    (claimed,) = claim_files(place.place, by=SYSTEM)
    place.put(claimed.content)
    session.delete(row)
    session.commit()
    return claimed


def test_what_was_put_of_a_row_that_went_meanwhile_goes_as_well(house_of_files, session):
    claimed = put_and_gone(house_of_files, session)
    assert settle_files([claimed], by=SYSTEM) == 0
    files.follow()
    assert (list(house_of_files.digests()), rows(session, StoredFile)) == ([], 0)


def test_what_somebody_began_and_nobody_ended_goes_after_an_hour(house_of_files, session):
    put_and_gone(house_of_files, session)
    files.follow()
    assert list(house_of_files.digests()) == [DIGEST]
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=61), tick=True):
        files.follow()
    assert (list(house_of_files.digests()), rows(session, StoredFile)) == ([], 0)


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
