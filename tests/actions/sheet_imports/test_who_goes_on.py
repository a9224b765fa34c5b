"""A job at work has the rights of this moment, and speaks the language of whoever ordered it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.access.actor import SYSTEM, Actor
from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER
from app.actions.notifications.of_import import tell_of_import
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.carry_on import carry_on
from app.actions.people_imports.forget import forget_people_import
from app.actions.people_imports.leftovers import left_rows
from app.actions.people_imports.start import start_people_import
from app.actions.people_imports.try_out import try_people_import
from app.actions.sheet_imports import read
from app.actions.users.change import change_user
from app.actions.users.deactivate import deactivate_user
from app.core.errors import Missing, Refused
from app.models import Notification, Organisation, PeopleImport
from app.models.people_import import ImportState
from app.queries.people_imports import import_of
from tests.actions.people_imports.test_people_imports import count, reasons, states
from tests.actions.sheet_imports.test_sheet_imports import K, run, tried
from tests.make import Make

ROWS = ("name,location", *(f"Number {number},KLF" for number in range(5)))


def let_go(by: Actor) -> None:
    deactivate_user(by.id or 0, by=SYSTEM)


def demote(by: Actor) -> None:
    change_user(by.id or 0, roles=[FINANCE], by=SYSTEM)


@pytest.mark.parametrize(("changed", "reason"), [(let_go, "works here no more"), (demote, "may not do this")])
@pytest.mark.parametrize("whole", [False, True])
def test_whoever_loses_the_right_is_stopped_at_the_next_chunk(
    make: Make, monkeypatch: pytest.MonkeyPatch, changed: Callable[[Actor], None], reason: str, whole: bool
) -> None:
    place = make.location(code="KLF", name="Kloof")
    make.role(FINANCE)
    monkeypatch.setattr(read, "BATCH", 2)
    by, other = make.actor(LOCATION_MANAGER, at=[place]), make.actor(FRONT_DESK, at=[place])
    found = tried(K.ORGANISATIONS, *ROWS, by=by)
    start_people_import(found.id, whole=whole, by=by)
    came = 0
    if not whole:
        assert carry_on(found.id, seconds=0)
        came = 2
    changed(by)
    run(found)
    make.session.refresh(found)
    assert found.state is ImportState.TESTED and reason in found.problem and count(make, Organisation) == came
    for_all = make.actor(LOCATION_MANAGER)
    make.actor(LOCATION_MANAGER, at=[make.location()]), make.actor(FINANCE)  # elsewhere, and without the right
    tell_of_import(found.id)
    tell_of_import(found.id)
    told = make.session.scalars(select(Notification).order_by(Notification.user_id)).all()
    assert [each.user_id for each in told] == [other.id, for_all.id]
    assert {(each.path, each.words["result"]) for each in told} == {(f"/import/{found.id}", found.problem)}
    start_people_import(found.id, by=other)
    run(found)
    assert count(make, Organisation) == 5 and make.session.get_one(PeopleImport, found.id).state is ImportState.DONE


def test_whoever_loses_one_place_brings_in_what_is_at_the_others(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their own import is in their list no more, which is no reason to leave it at work for ever."""
    here, there = make.location(code="KLF", name="Kloof"), make.location(code="RSB", name="Rosebank")
    monkeypatch.setattr(read, "BATCH", 2)
    by = make.actor(LOCATION_MANAGER, at=[here, there])
    found = tried(K.ORGANISATIONS, "name,location", "One,KLF", "Two,RSB", "Three,KLF", "Four,RSB", by=by)
    start_people_import(found.id, by=by)
    assert carry_on(found.id, seconds=0)
    change_user(by.id or 0, location_ids=[here.id], by=SYSTEM)
    run(found)
    make.session.refresh(found)
    assert found.state is ImportState.DONE and states(make, found) == ["onboarded", "onboarded", "onboarded", "bad"]
    assert reasons(make, found) == {5: "location: You do not work at Rosebank."}


def test_a_test_is_stopped_too_and_goes_on_for_who_may(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make.location(code="KLF", name="Kloof")
    monkeypatch.setattr(read, "BATCH", 2)
    by, other = make.actor(LOCATION_MANAGER, at=[place]), make.actor(FRONT_DESK, at=[place])
    found = begin_people_import("o.csv", "\n".join(ROWS).encode(), kind=K.ORGANISATIONS, by=by)
    assert carry_on(found.id, seconds=0) and carry_on(found.id, seconds=0)
    let_go(by)
    run(found)
    make.session.refresh(found)
    assert found.state is ImportState.MATCHING and "works here no more" in found.problem
    try_people_import(found.id, found.columns, by=other)
    assert states(make, run(found)) == ["good"] * 5


def test_reasons_are_in_the_language_of_who_uploaded(make: Make) -> None:
    place = make.location(code="KLF", name="Kloof")
    make.role("Member")
    by = make.actor(LOCATION_MANAGER, at=[place])
    with force_locale("af"):
        found = begin_people_import("p.csv", b"email,name,organisation\nnobody,Thandi M,Akme\n", kind=K.USERS, by=by)
        with pytest.raises(Refused) as at_work:
            forget_people_import(found.id, by=by)
        with pytest.raises(Missing) as none:
            import_of(make.session, found.id + 1, by=by)
    run(found)
    said = reasons(make, found)[2]
    assert "Daar is geen organisasie Akme" in said and "is not an e-mail" not in said
    assert "Daar is geen organisasie Akme" in next(left_rows(make.session, found))[-1]
    assert "at work" not in str(at_work.value) and str(none.value) == "Daar is nie so 'n lêer nie."
