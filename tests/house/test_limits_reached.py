"""docs/limits.md: what happens one beyond, where no test nearer to it shows that."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_limiter.util import get_remote_address
from werkzeug.routing import IntegerConverter

from app.access.actor import SYSTEM
from app.actions.api_calls import begin
from app.actions.bank import upload
from app.actions.bookings import attendees
from app.actions.comments import write
from app.actions.day_passes import give
from app.actions.papers import lines
from app.actions.templates import check
from app.actions.tickets import said
from app.core import files
from app.core.errors import Refused
from app.models.booking_series import Repeat
from app.queries import feeds
from app.queries.bookings.series_preview import Plan, series_preview
from app.rules import bank_csv, repeats
from app.web import actions, downloads
from tests.make import PASSWORD, Make
from tests.offers import proposal
from views.reports import asked

HEAD = b"Date,Amount,Words\n"


def refused(done: Any) -> Refused:
    with pytest.raises(Refused) as told:
        done()
    return told.value


def test_a_comment_takes_so_much_and_so_many_files(make: Make) -> None:
    organisation, note = make.organisation(), write.Upload("note.txt", b"a note")
    write.write_comment("organisation", organisation.id, text="", files=[note] * write.MOST_FILES, by=SYSTEM)

    assert (
        refused(
            lambda: write.write_comment("organisation", organisation.id, text="", files=[note] * (write.MOST_FILES + 1), by=SYSTEM)
        ).field
        == "files"
    )
    assert write.kept(write.Upload("note.txt", b"x" * files.MOST_BYTES)).size == files.MOST_BYTES
    assert "larger than 10 MB" in refused(lambda: write.kept(write.Upload("note.txt", b"x" * (files.MOST_BYTES + 1)))).message


def test_a_statement_has_so_many_bytes_and_lines(make: Make) -> None:
    location = make.location()
    lines_of = [b"2026-06-05,%d.00,FNB\n" % number for number in range(1, bank_csv.MOST_LINES + 2)]
    kept = upload.upload_statement("a.csv", b"".join([HEAD, *lines_of[1:]]), location_id=location.id, account="62", by=SYSTEM)

    assert kept.came_in == bank_csv.MOST_LINES
    assert (
        "5000 lines"
        in refused(
            lambda: upload.upload_statement("b.csv", b"".join([HEAD, *lines_of]), location_id=location.id, account="62", by=SYSTEM)
        ).message
    )
    assert (
        "2 MB"
        in refused(
            lambda: upload.upload_statement("c.csv", b"x" * (upload.LARGEST + 1), location_id=location.id, account="62", by=SYSTEM)
        ).message
    )


def test_a_cell_of_a_workbook_is_cut_where_excel_would_refuse_the_file(web_app: Flask) -> None:
    with web_app.test_request_context():
        answer = downloads.xlsx_download("long", "Long", ["Words"], [["x" * (downloads.MOST_LETTERS + 1)]])
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.response)))  # type: ignore[arg-type]

    assert len(book.active["A2"].value) == downloads.MOST_LETTERS


def test_a_workbook_goes_on_on_further_sheets(web_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """With sheets of two rows, since a real one takes a million."""
    monkeypatch.setattr(downloads, "MOST_ROWS", 2)
    with web_app.test_request_context():
        answer = downloads.xlsx_download("long", "Long", ["Number"], [[number] for number in range(5)])
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.response)))  # type: ignore[arg-type]

    told = {sheet.title: [row[0].value for row in sheet.rows] for sheet in book}
    assert told == {"Long": ["Number", 0, 1], "Long 2": ["Number", 2, 3], "Long 3": ["Number", 4]}


def test_a_workbook_that_takes_too_long_is_refused_before_it_is_sent(
    web_app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With no time at all. Nothing of it stays on the disk."""
    monkeypatch.setattr(downloads, "LONGEST", 0)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with web_app.test_request_context():
        said = refused(lambda: downloads.xlsx_download("long", "Long", ["Number"], [[number] for number in range(5)]))
        assert "Take the CSV file" in said.message
        assert b"".join(downloads.csv_download("long", ["Number"], [[1]]).iter_encoded()) == b"Number\r\n1\r\n"

    assert list(tmp_path.iterdir()) == []


def test_a_series_has_so_many_dates(make: Make) -> None:
    first = dt.date(2026, 6, 1)
    days = dt.timedelta(days=repeats.MOST)
    plan = Plan(make.room().id, Repeat.DAILY, first, first + days, dt.time(9), dt.time(10))

    assert (
        len(series_preview(make.session, dataclasses.replace(plan, last_on=first + days - dt.timedelta(days=1)), by=SYSTEM).dates)
        == repeats.MOST
    )
    assert refused(lambda: series_preview(make.session, plan, by=SYSTEM)).field == "last_on"


def test_a_booking_has_so_many_guests(app: Flask) -> None:
    names = [f"guest{number}@example.com" for number in range(attendees.MOST + 1)]

    assert attendees.wanted_addresses([*names[:-1], names[0].upper()]) == names[:-1]
    assert refused(lambda: attendees.wanted_addresses(names)).field == "attendees"


def test_a_gift_of_day_passes_has_so_many_days(make: Make) -> None:
    organisation = make.organisation()

    assert give.give_day_pass(organisation_id=organisation.id, days=give.MOST, reason="A year", key="a", by=SYSTEM).days == give.MOST
    assert (
        refused(lambda: give.give_day_pass(organisation_id=organisation.id, days=give.MOST + 1, reason="More", key="b", by=SYSTEM)).field
        == "days"
    )


def test_a_feed_has_so_many_bookings(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST", 2)
    room = make.room()
    first, second, _third = (
        make.booking(room, starts_at=dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=2 * each))
        for each in (1, 2, 3)
    )

    assert [each.starts_at for each in feeds.room_entries(make.session, room.id)] == [first.starts_at, second.starts_at]


def test_a_paper_has_so_many_lines(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST", 2)
    paper = proposal(make, starts_on=dt.datetime.now(dt.UTC).date() + dt.timedelta(days=31))
    line = paper.lines[0]
    again = {"membership_id": line.membership_id, "space_id": line.space_id, "starts_on": line.starts_on}
    lines.add_line(paper.id, **again, by=SYSTEM)

    assert "At most 2 lines" in refused(lambda: lines.add_line(paper.id, **again, by=SYSTEM)).message


@pytest.mark.parametrize(
    ("module", "taken", "field"),
    [
        (check, lambda text: check.check_text("proposal", text, field="body"), "body"),
        (write, write.fitting, "text"),
        (said, said.words_of, "text"),
    ],
    ids=["a template", "a comment", "a ticket"],
)
def test_texts_have_so_many_letters(app: Flask, module: Any, taken: Any, field: str) -> None:
    taken("x" * module.LONGEST)
    told = refused(lambda: taken("x" * (module.LONGEST + 1)))

    assert (told.field, str(module.LONGEST) in told.message) == (field, True)


def test_a_report_goes_over_so_many_months(login: Any) -> None:
    login().get("/?from=2010-01&to=2026-06")
    found = asked.asked_of()  # of that address: the client keeps its request

    assert found.first == found.last.plus(1 - asked.MOST)


def test_so_many_rows_are_chosen_by_hand(login: Any, web_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = login()
    monkeypatch.setitem(web_app.config, "WTF_CSRF_ENABLED", False)
    rows = [str(number) for number in range(actions.MOST_SENT + 1)]
    answers = [browser.post("/organisations/action_post", data={"action": "offboard", "rowid": some}) for some in (rows[1:], rows)]

    assert "5000 rows" not in answers[0].get_data(as_text=True)
    assert "These are more than 5000 rows" in browser.get("/organisations/list/").get_data(as_text=True) + answers[1].get_data(as_text=True)


def test_a_key_of_a_call_has_so_many_letters(app: Flask, admin: Any) -> None:
    assert begin.begin_call("k" * begin.LONGEST, "POST /", by=admin).status is None
    assert refused(lambda: begin.begin_call("k" * (begin.LONGEST + 1), "POST /", by=admin)).field == begin.HEADER


def test_what_is_free_is_asked_for_so_many_people(client: FlaskClient, make: Make) -> None:
    location, user = make.location(), make.user()
    said = client.post("/api/v1/security/login", json={"username": user.username, "password": PASSWORD, "provider": "db"})
    headers = {"Authorization": f"Bearer {said.get_json()['access_token']}"}

    assert [
        client.get(f"/api/v1/availability/?location={location.code}&people={people}", headers=headers).status_code for people in (500, 501)
    ] == [200, 422]


RULES = [
    ("JoinView", "10 per hour"), ("VisitView", "60 per hour"), ("VisitView", "20 per 5 minutes"), ("SignView", "60 per hour"), ("SignView", "20 per 5 minutes"), ("IcalView", "120 per hour"), ("IcalView", "20 per 5 minutes"),
    ("AtKioskView", "120 per minute"), ("AtKioskView", "20 per 5 minutes"), ("KioskAnswersView", "120 per minute"), ("KioskAnswersView", "20 per 5 minutes"), ("RoomScreenView", "30 per hour"), ("RoomScreenView", "20 per 5 minutes"),
    ("UnsubscribeView", "60 per 5 minutes"), ("FederationView", "120 per minute"), ("MyDataView", "20 per hour"), ("MyTaskCalendarView", "20 per hour"), ("MyCalendarLinkView", "20 per hour"), ("MyAccessView", "20 per hour"),
    ("MyPresenceView", "60 per hour"), ("MyCardsView", "40 per hour"), ("MyShopView", "40 per hour"), ("MyGuestsView", "60 per hour"), ("MyPayView", "40 per hour"), ("MyHelpView", "40 per hour"), ("MyTeamView", "40 per hour"),
    ("MyBookingView", "60 per hour"), ("MyBookingsView", "60 per hour"),
]  # fmt: skip
WAYS = {
    ("VisitView", "60 per hour"): ("POST", "/visit/out"),  # its other ways count as wrong for who has not scanned the code of a door
    ("MyBookingView", "60 per hour"): ("POST", "/my/bookings/new"),  # questions of the form do not count
}


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_what_comes_too_often_is_told_to_come_later(
    client: FlaskClient, web_app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, rule: str
) -> None:
    """By the limit itself, before anything of the door is done: whoever asks need not be anybody. Another limit of that door counts elsewhere meanwhile."""
    monkeypatch.setitem(web_app.config, "WTF_CSRF_ENABLED", False)
    web_app.appbuilder.sm.limiter.reset()  # type: ignore[attr-defined]
    (view,) = [each for each in web_app.appbuilder.baseviews if type(each).__name__ == name]  # type: ignore[attr-defined]
    (limit,) = [each for each in view.limits if (each.limit_value() if callable(each.limit_value) else each.limit_value) == rule]
    method, address = WAYS.get((name, rule)) or door(web_app, view, limit)
    by_address = limit.key_func is get_remote_address
    most = int(rule.split()[0])
    codes = [
        client.open(address, method=method, environ_overrides={"REMOTE_ADDR": f"10.0.0.{1 if by_address else number}"}).status_code
        for number in range(most + 1)
    ]

    assert 429 not in codes[:-1]
    assert codes[-1] == 429


def door(web_app: Flask, view: Any, limit: Any) -> tuple[str, str]:
    """A way in that this limit counts; with a secret that opens nothing where wrong ones count."""
    ways = [
        rule
        for rule in web_app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{view.endpoint}.") and set(limit.methods or rule.methods) & set(rule.methods or ())
    ]
    ways.sort(key=lambda rule: len(rule.arguments), reverse=limit.deduct_when is not None)
    rule = ways[0]
    method = "POST" if "POST" in (limit.methods or ()) or "GET" not in (rule.methods or ()) else "GET"
    with web_app.test_request_context():
        url = web_app.url_map.bind("localhost").build(
            rule.endpoint,
            {name: 1 if isinstance(rule._converters[name], IntegerConverter) else "x" * 43 for name in rule.arguments},
            method=method,
        )
    return method, url
