"""What nobody thought of stops an import with a reason, and never leaves it at work for ever."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from app.access.actor import SYSTEM
from app.access.roles import LOCATION_MANAGER
from app.actions.people_imports import carry_on as carrying
from app.actions.people_imports import read as reading
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.start import start_people_import
from app.actions.sheet_imports import chunk, steps
from app.core.errors import Missing
from app.models import Notification, Organisation, PeopleImport, Room
from app.models.people_import import ImportState
from jobs.people_import import carry_on
from tests.actions.people_imports.test_people_imports import count, reasons, states
from tests.actions.sheet_imports.test_sheet_imports import K, brought, run, tried
from tests.make import Make

ROWS = ("name,location", "One,KLF", "Two,KLF")
TOO_LARGE = text("SELECT CAST(repeat('9', 30) AS bigint)")


def breaking(failure: Exception) -> Any:
    def fail(*_given: Any, **_more: Any) -> Any:
        raise failure

    return fail


def test_several_values_are_measured_as_they_are_kept(make: Make) -> None:
    """A space is put behind each `;`, and the column takes 500."""
    place = make.location(code="KLF", name="Kloof")
    make.space(place, code="FLOOR", name="First floor")
    found = tried(K.ROOMS, "code,space,name,amenities", f"R1,FLOOR,Long,{'ab;' * 160}", "R2,FLOOR,Short,tv;board")
    assert states(make, found) == ["bad", "good"] and "amenities: Has 638 characters; at most 500" in reasons(make, found)[2]
    brought(found)
    assert make.session.scalars(select(Room.amenities)).one() == "tv; board"


def test_a_value_that_the_database_does_not_take_is_of_its_row_alone(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make.location(code="KLF", name="Kloof")
    write = chunk.write

    def too_large(work: Any, book: Any) -> None:
        write(work, book)
        if any(line.values["name"] == "Two" for line in book.all_lines()):
            work.session.execute(TOO_LARGE)

    monkeypatch.setattr(chunk, "write", too_large)
    found = brought(tried(K.ORGANISATIONS, *ROWS, "Three,KLF"))
    assert states(make, found) == ["onboarded", "bad", "onboarded"] and "too large or too long" in reasons(make, found)[3]


@pytest.mark.parametrize("failure", [RuntimeError("nobody thought of this"), Missing("It is not there.")])
@pytest.mark.parametrize("whole", [False, True])
def test_a_fault_stops_it_with_a_reason(make: Make, monkeypatch: pytest.MonkeyPatch, failure: Exception, whole: bool) -> None:
    by = make.actor(LOCATION_MANAGER, at=[make.location(code="KLF", name="Kloof")])
    found = tried(K.ORGANISATIONS, *ROWS, by=by)
    start_people_import(found.id, whole=whole, by=by)
    with monkeypatch.context() as broken:
        broken.setattr(steps, "bring_chunk", breaking(failure))
        with pytest.raises(type(failure)):
            carry_on(found.id)
    make.session.expire_all()
    said = "It is not there." if isinstance(failure, Missing) else "fault of Foyer"
    assert found.state is ImportState.TESTED and said in found.problem and "nobody thought" not in found.problem
    assert [(each.user_id, each.words["result"]) for each in make.session.scalars(select(Notification))] == [(by.id, found.problem)]
    carry_on(found.id)  # the job is tried again, and finds nothing to do
    start_people_import(found.id, by=by)
    run(found)
    assert count(make, Organisation) == 2


@pytest.mark.parametrize(
    ("module", "name", "state"), [(reading, "read_sheet", ImportState.READING), (steps, "bring_chunk", ImportState.TESTING)]
)
def test_so_does_one_while_it_is_read_or_tested(
    make: Make, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, state: ImportState
) -> None:
    make.location(code="KLF", name="Kloof")
    found = begin_people_import("a.csv", "\n".join(ROWS).encode(), kind=K.ORGANISATIONS, by=SYSTEM)
    if state is ImportState.TESTING:
        carrying.carry_on(found.id, seconds=0)
    make.session.expire_all()
    assert found.state is state
    monkeypatch.setattr(module, name, breaking(RuntimeError("nobody thought of this")))
    with pytest.raises(RuntimeError):
        carry_on(found.id)
    make.session.expire_all()
    assert found.state is ImportState.MATCHING and "fault of Foyer" in found.problem


def test_a_database_that_is_away_is_waited_for(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make.location(code="KLF", name="Kloof")
    found = tried(K.ORGANISATIONS, *ROWS)
    start_people_import(found.id, by=SYSTEM)
    monkeypatch.setattr(steps, "bring_chunk", breaking(OperationalError("SELECT 1", None, Exception("gone"))))
    with pytest.raises(OperationalError):
        carry_on(found.id)
    make.session.expire_all()
    assert make.session.get_one(PeopleImport, found.id).state is ImportState.ONBOARDING
