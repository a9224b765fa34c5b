"""Leads, tracks and their tasks in a data package: whom a lead is about, what hangs on what, and what is wrong with it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.access.actor import SYSTEM
from app.access.roles import SALES
from app.actions.contacts.merge import merge_contacts
from app.actions.leads.create import create_lead
from app.actions.leads.heat import set_heat
from app.actions.packages.import_package import import_package
from app.models import Contact, FoyerUser, Lead, Location, OutboxMessage, Track, TrackTask
from app.rules.lead_heat import Heat
from app.rules.task_dates import Anchor
from tests.actions.packages.packing import folder, good

BASE = ("locations", "spaces", "organisations", "users", "tracks", "track_tasks", "leads")


def sales(**rows):
    """Only what leads lead to, with these rows added to their files."""
    tables = {name: good()[name] for name in BASE}
    for name, more in rows.items():
        tables[name] += more
    return tables


def loaded(tables, tmp_path, **how):
    return import_package(folder(tables, tmp_path / "package"), by=SYSTEM, **how)


def said(found):
    return [(each.file, each.line, each.column, each.reason) for each in found.errors]


def test_leads_come_in_with_their_people_and_nobody_hears_of_it(session, tmp_path):
    found = loaded(sales(), tmp_path)
    assert (found.errors, found.files["leads"]["created"]) == ([], 2)
    ann, ben = session.scalars(select(Lead).order_by(Lead.code))
    assert (ann.heat, ann.message, ann.origin, ann.referrer.email, ann.contact.email_key) == (
        Heat.MILD,
        "A desk?\nFor two.",
        "import",
        "thandi@acme.example",
        "ann@other.example",
    )
    assert (ben.heat, ben.referred_by, ben.contact.phone_key, ben.owner_id) == (Heat.COLD, "My sister", "+27825550101", None)
    assert not session.scalars(select(OutboxMessage.id).where(OutboxMessage.event.in_(("LeadCreated", "LeadAssigned")))).all()


def test_the_same_leads_again_leave_what_became_of_them(session, tmp_path):
    loaded(sales(), tmp_path)
    lead = session.scalars(select(Lead).where(Lead.code == "S1")).one()
    set_heat(lead.id, Heat.HOT, "Came by", by=SYSTEM)
    again = loaded(sales(), tmp_path)
    assert (again.errors, again.files["leads"]["unchanged"]) == ([], 2)
    tables = sales()
    tables["leads"][0] |= {"company": "Other (Pty) Ltd", "email": "ann@another.example"}
    found = loaded(tables, tmp_path)
    session.expire_all()
    assert (found.files["leads"]["changed"], lead.company, lead.heat, lead.contact.email) == (
        1,
        "Other (Pty) Ltd",
        Heat.HOT,
        "ann@another.example",
    )


def test_people_are_found_by_address_before_phone_and_merged_ones_where_they_went(make, session, tmp_path):
    loaded({"locations": good()["locations"]}, tmp_path)
    kept, gone = make.contact("Ann", email="ann@here.example"), make.contact("Ann", email="ann@other.example")
    merge_contacts(kept.id, gone.id, by=SYSTEM)
    known = make.contact("Ben", email="", phone="082 555 0101")
    row = good()["leads"][0] | {"referrer": ""}
    twins = [row | {"code": code, "name": "Cas", "email": "cas@other.example", "phone": "082 555 0199"} for code in ("S3", "S4")]
    tables = {"locations": good()["locations"], "leads": [row, good()["leads"][1] | {"email": "ben@other.example"}, *twins]}
    assert loaded(tables, tmp_path).errors == []
    found = {lead.code: lead.contact_id for lead in session.scalars(select(Lead))}
    assert (found["S1"], found["S2"]) == (kept.id, known.id) and found["S3"] == found["S4"]
    session.refresh(known)
    assert known.email_key == "ben@other.example", "what was empty is filled in"
    assert session.scalar(select(func.count()).select_from(Contact)) == 4


def test_a_person_in_both_files_is_one_contact(make, session, tmp_path):
    """New ones, by address and by phone; and one who was here without a company, of whom both files know more."""
    loaded({"locations": good()["locations"]}, tmp_path)
    known = make.contact("Cas", email="cas@other.example", company="")
    contacts = [
        {"email": "Ann@other.example", "name": "Ann Other", "phone": ""},
        {"email": "ben@other.example", "name": "Ben Other", "phone": "082 555 0101"},
        {"email": "cas@other.example", "name": "Cas Other", "phone": "082 555 0103"},
    ]
    leads = [
        good()["leads"][0] | {"phone": "082 555 0104"},
        good()["leads"][1],
        good()["leads"][0] | {"code": "S3", "name": "Cas", "email": "cas@other.example", "company": "Cas & Co"},
        good()["leads"][1] | {"code": "S4", "name": "Ben", "email": "ben@other.example"},
    ]
    tables = sales() | {"contacts": contacts, "leads": leads}
    found = loaded(tables, tmp_path)
    assert (found.errors, found.files["contacts"]["created"], found.files["contacts"]["changed"]) == ([], 2, 1)
    by_code = {lead.code: lead.contact for lead in session.scalars(select(Lead))}
    session.refresh(known)
    assert (by_code["S1"].name, by_code["S1"].company, by_code["S1"].phone) == ("Ann Other", "Other", ""), (
        "the lead fills in what nothing is said of"
    )
    assert by_code["S3"] is known and (known.name, known.phone_key, known.company) == ("Cas Other", "+27825550103", "Cas & Co")
    assert by_code["S2"] is by_code["S4"] and by_code["S4"].name == "Ben Other"
    assert session.scalar(select(func.count()).select_from(Contact)) == 3
    again = loaded(tables, tmp_path)
    assert [again.files[name]["unchanged"] for name in ("contacts", "leads")] == [3, 4]


def test_a_bad_contact_leaves_its_lead_alone(session, tmp_path):
    tables = sales() | {"contacts": [{"email": "ann@other.example", "name": "Ann Other", "phone": "12"}]}
    found = loaded(tables, tmp_path, leftovers=tmp_path / "rest")
    assert (found.is_written, found.left_out) == (True, 1)
    assert session.scalars(select(Contact.name).where(Contact.email_key == "ann@other.example")).one() == "Ann Other"


def test_a_merged_contact_that_comes_again_is_the_one_that_stayed(make, session, tmp_path):
    contacts = [
        {"email": "Ann@here.example", "name": "Ann", "company": "Here"},
        {"email": "Ann@other.example", "name": "A. Other", "company": "Other"},
    ]
    tables = {"locations": good()["locations"], "contacts": contacts}
    loaded(tables, tmp_path)
    kept, gone = session.scalars(select(Contact).order_by(Contact.id)).all()
    merge_contacts(kept.id, gone.id, by=SYSTEM)
    found = loaded(tables, tmp_path)
    assert found.files["contacts"] == {"rows": 2, "created": 0, "changed": 0, "unchanged": 2, "refused": 0}
    found = loaded(tables | {"contacts": [contacts[0] | {"company": "Here Ltd"}, contacts[1] | {"company": "Elsewhere"}]}, tmp_path)
    session.expire_all()
    assert (found.files["contacts"]["changed"], found.files["contacts"]["unchanged"], kept.company, gone.company) == (
        1,
        1,
        "Here Ltd",
        "Other",
    )


def test_a_phone_that_is_taken_away_finds_nobody_any_more(session, tmp_path):
    tables = {"locations": good()["locations"], "contacts": [{"email": "ann@other.example", "name": "Ann", "phone": "082 555 0101"}]}
    loaded(tables, tmp_path)
    ann = session.scalars(select(Contact)).one()
    assert ann.phone_key == "+27825550101"
    tables["contacts"][0]["phone"] = ""
    assert loaded(tables, tmp_path).files["contacts"]["changed"] == 1
    session.refresh(ann)
    assert (ann.phone, ann.phone_key) == ("", None)
    assert loaded(tables, tmp_path).files["contacts"]["unchanged"] == 1


def test_new_leads_go_round_and_owners_are_looked_at(make, session, tmp_path):
    loaded({"locations": good()["locations"]}, tmp_path)
    place = session.scalars(select(Location).where(Location.code == "KLF")).one()
    first, second = (make.user(SALES, locations=[place], email=f"sales{n}@foyer.example") for n in range(2))
    leads = [
        good()["leads"][0] | {"code": f"S{n}", "email": f"s{n}@a.example", "referrer": "", "owner": owner, "asked_on": "2026-01-31"}
        for n, owner in enumerate(("", "", "", second.email))
    ]
    found = loaded({"leads": leads}, tmp_path)
    assert found.errors == []
    rows = session.scalars(select(Lead).order_by(Lead.code)).all()
    assert [row.owner_id for row in rows] == [first.id, second.id, first.id, second.id]
    assert {row.asked_at for row in rows} == {dt.datetime(2026, 1, 31, 10, tzinfo=dt.UTC)}
    wrong = loaded(
        {
            "leads": [
                leads[0] | {"code": "S9", "owner": "nobody@foyer.example"},
                leads[0] | {"code": "S8", "asked_on": "2199-01-01"},
                leads[0] | {"code": "S7", "phone": "", "email": ""},
            ]
        },
        tmp_path,
    )
    assert [(line, column) for _file, line, column, _reason in said(wrong)] == [(2, "owner"), (4, "asked_on"), (6, "email")]


def test_an_open_lead_of_the_same_person_is_warned_of(session, tmp_path):
    loaded({"locations": good()["locations"]}, tmp_path)
    known = create_lead(
        location_id=session.scalars(select(Location.id).where(Location.code == "KLF")).one(),
        name="Ann",
        email="ann@other.example",
        by=SYSTEM,
    )
    found = loaded({"leads": [good()["leads"][0] | {"referrer": ""}]}, tmp_path)
    assert [known.code in each.reason for each in found.warnings] == [True] and found.is_written


def test_a_tree_stands_in_its_order_whatever_the_order_of_the_file(session, tmp_path):
    assert loaded(sales(), tmp_path).errors == []
    track = session.scalars(select(Track)).one()
    assert [(task.code, task.position, task.parent_id, task.anchor, task.role.value) for task in track.tasks] == [
        ("CALL", 0, None, Anchor.OPENED, "sales"),
        ("SHOW", 1, track.tasks[0].id, Anchor.PARENT_DONE, "owner"),
    ]
    task = {**good()["track_tasks"][1], "code": "PREP", "parent": "CALL", "title": "Prepare"}
    tables = sales(track_tasks=[task])
    tables["track_tasks"][0]["parent"] = "PREP"
    found = loaded(tables, tmp_path)
    assert (found.errors, found.files["track_tasks"]) == ([], {"rows": 3, "created": 1, "changed": 1, "unchanged": 1, "refused": 0})
    session.expire_all()
    assert [task.code for task in track.tasks] == ["CALL", "PREP", "SHOW"] and track.tasks[2].parent_id == track.tasks[1].id
    assert track.tasks[1].anchor is Anchor.PARENT_DUE, "where nothing is said it counts from its parent"
    assert all(counts["unchanged"] == counts["rows"] for counts in loaded(tables, tmp_path).files.values())


@pytest.mark.parametrize(
    ("wrong", "line", "column", "reason"),
    [
        ({"parent": "CAL"}, 2, "parent", "There is no task CAL in this track, neither here nor in Foyer. Did you mean CALL?"),
        ({"parent": "SHOW"}, 2, "parent", "Hangs, by way of others, on itself."),
        ({"parent": "", "anchor": "parent_due"}, 2, "anchor", "A task that is under no other counts from the day of opening."),
        ({"offset_days": "-1"}, 2, "offset_days", "Nothing can be due before the task above it is done"),
        ({"track": "TOR"}, 2, "track", "There is no track TOR, neither here nor in Foyer. Did you mean TOUR?"),
        ({"title": ""}, 2, "title", "Is needed for a new row."),
        ({"code": "CALL", "parent": "", "anchor": ""}, 3, "code", "TOUR CALL stands on line 2 already."),
    ],
)
def test_what_does_not_hang_together_is_named_and_nothing_is_written(session, tmp_path, wrong, line, column, reason):
    tables = sales()
    tables["track_tasks"][0] |= wrong
    found = loaded(tables, tmp_path)
    first = next(each for each in said(found) if each[0] == "track_tasks.csv")
    assert first[1:3] == (line, column) and first[3].startswith(reason)
    assert session.scalar(select(func.count()).select_from(TrackTask)) == session.scalar(select(func.count()).select_from(Lead)) == 0


def test_the_rows_that_are_good_come_in_and_the_others_go_back(session, tmp_path):
    tables = sales(leads=[{**good()["leads"][0], "code": "S3", "heat": "warm"}])
    tables["track_tasks"][1]["type"] = "shout"
    found = loaded(tables, tmp_path, leftovers=tmp_path / "left")
    assert (found.is_written, session.scalar(select(func.count()).select_from(Lead)), session.scalars(select(TrackTask)).all()) == (
        True,
        2,
        [],
    )
    assert "S3" in (tmp_path / "left" / "leads.csv").read_text() and "SHOW" in (tmp_path / "left" / "track_tasks.csv").read_text(), (
        "what hangs on a bad one"
    )


def test_a_track_does_not_take_the_name_of_another(make, session, tmp_path):
    make.track(name="A tour first")
    found = loaded(sales(), tmp_path)
    assert said(found)[0] == ("tracks.csv", 2, "name", "Another track has this name already.")
    assert session.scalars(select(FoyerUser.id).where(FoyerUser.email == "desk@example.com")).all() == []
