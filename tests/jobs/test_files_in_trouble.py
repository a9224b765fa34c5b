"""Storage that is away, another one, or somebody else's, and bytes that are not as they were: nothing is lost, mixed or shown."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import delete, text

from app.access.actor import SYSTEM
from app.actions.files.own import own_name
from app.core.errors import Damaged, Unavailable
from app.core.storage import NotThere, StorageAway, WrongBytes
from app.integrations.errors import GiveUp, Retry
from app.models import Document, Setting
from app.models.setting import FILES_OWNER
from app.queries.kept_files import content_of
from jobs import files
from jobs.limit import at_most
from jobs.reasons import TooLong
from tests.jobs.kept_files import DIGEST, PDF, held, kept, later, sound
from tests.storages import overwrite


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


def test_a_storage_that_hangs_is_not_waited_for_once_the_time_of_the_job_is_over():
    hold, back = threading.Event(), []

    def hang(_each):
        hold.wait(30)
        back.append(_each)

    with pytest.raises(TooLong), at_most(1):
        files.side_by_side(hang, [1, 2])
    assert back == []
    hold.set()


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
    assert (
        isinstance(told.value.__cause__, WrongBytes) and DIGEST not in told.value.message and house_of_files.place not in told.value.message
    )
    house_of_files.delete(DIGEST)
    with pytest.raises(Damaged) as told:
        content_of(row)
    assert isinstance(told.value.__cause__, NotThere)


def test_a_document_that_is_not_what_its_row_says_is_left_where_the_books_look(house_of_files, session):
    row = kept(session)
    session.execute(
        text(
            "SET session_replication_role = replica; UPDATE document SET content = 'something else'; SET session_replication_role = origin"
        )
    )
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


def test_two_foyers_in_one_place_are_told_and_the_second_moves_and_removes_nothing(house_of_files, session):
    """As when the settings of a house were copied, or a backup of it was restored beside it."""
    kept(session)
    assert files.follow() == "1 files moved, 0 wait, 0 contents removed."
    session.execute(delete(Setting).where(Setting.name == FILES_OWNER))  # a database of its own, or one that was restored
    session.execute(delete(Document))
    other = kept(session, b"of the other")
    with pytest.raises(GiveUp, match="Another Foyer keeps files"):
        files.follow()
    assert list(house_of_files.digests()) == [DIGEST], "what the first Foyer needs is there, and nothing of the second"
    assert held(session, other).content == b"of the other"


def test_what_another_foyer_keeps_is_still_read(house_of_files, session):
    row = kept(session)
    files.follow()
    house_of_files.own("another")
    session.expire_all()
    assert content_of(row) == PDF


def test_a_place_from_before_anybody_said_whose_it_is_becomes_that_of_who_uses_it(house_of_files, session):
    house_of_files.begin()
    assert house_of_files.owner() == ""
    kept(session)
    files.follow()
    assert house_of_files.owner() == own_name(by=SYSTEM) != ""
