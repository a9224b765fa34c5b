"""The screens of a run: what they say, who may press what, and that a run of thousands stays one page."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
import time_machine
from sqlalchemy import event, select

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, MEMBER, SALES
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.core.entity import db
from app.models import AuditEvent, Invoice, InvoiceRun, RunOrganisation
from app.models.invoice_run import Decision, RunStatus
from tests.views.billing import JULY, JUNE, instead, press, previewed, text_of, two_months


@pytest.fixture
def months(make, admin):
    return two_months(make, admin)


def test_the_list_has_a_row_a_month_with_the_difference(months, login):
    page = text_of(login(FINANCE).get("/runs/"))
    assert re.search(r"July 2026 Kloof Previewed 3 R 10 465\.00", page), page
    assert "+R 250.00" in page, "one joined, one is gone, one day pass"
    assert "June 2026" in page


def test_new_run_proposes_and_previews_in_one_click(make, admin, login, session):
    location = make.location(name="Kloof")
    make.license(make.organisation(location))
    finance = login(FINANCE)
    page = finance.get("/runs/").get_data(as_text=True)
    assert "New run" in page
    month = re.search(r'name="month" value="(\d{4}-\d{2})"', page)[1]
    answer = press(finance, "/runs/new", "/runs/", location=location.id, month=month)
    run = session.scalars(select(InvoiceRun)).one()
    assert answer.headers["Location"].endswith(f"/runs/{run.id}")
    assert (run.status, run.organisations, str(run.month)) == (RunStatus.PREVIEWED, 1, month)


def test_a_second_click_on_new_run_says_that_it_is_open(months, login):
    location, _run = months
    finance = login(FINANCE)
    press(finance, "/runs/new", "/runs/", location=location.id, month="2026-07")
    assert "is already open" in text_of(finance.get("/runs/"))


@pytest.mark.parametrize("wrong", [{"month": "soon", "location": "1"}, {"month": "2026-07", "location": "x"}, {}])
def test_nonsense_makes_no_run(months, login, session, wrong):
    finance = login(FINANCE)
    assert press(finance, "/runs/new", "/runs/", **wrong).status_code == 302
    assert len(session.scalars(select(InvoiceRun)).all()) == 2


def test_the_preview_says_why_the_month_differs(months, login):
    _location, run = months
    page = text_of(login(FINANCE).get(f"/runs/{run.id}"))
    assert "more than June 2026" in page
    assert "1 organisation of last month has nothing to bill now" in page
    for name, cause in (("Newcomer", "Joined"), ("Acme", "Usage")):
        row = page.split(name)[1][:160]
        assert cause in row, row
    table = page.split("As a table")[1].split("Organisations")[0]
    assert re.search(
        r"June 2026 R 8 850\.00 Joined .* \+R 2 950\.00 Left .* −R 2 950\.00 Usage .* \+R 250\.00 July 2026 R 9 100\.00", table
    ), table


def test_filters_search_and_order_are_addresses(months, login):
    _location, run = months
    finance = login(FINANCE)

    def names(query):
        page = finance.get(f"/runs/{run.id}?{query}").get_data(as_text=True)
        return re.findall(r'<span class="fw-medium">([^<]+)</span>', page)

    assert names("") == ["Acme", "Newcomer", "Zed =Ltd"]
    assert names("show=changed") == ["Acme", "Newcomer"]
    assert names("show=new") == ["Newcomer"]
    assert names("q=zed") == ["Zed =Ltd"]
    assert names("sort=size&down=1")[0] == "Newcomer"
    assert names("show=left_out") == []
    assert names("show=nonsense&sort=nonsense&page=x&q=%25") == []
    assert names("show=nonsense&sort=nonsense&page=-1") == ["Acme", "Newcomer", "Zed =Ltd"]


def test_only_the_table_is_drawn_when_only_the_table_is_asked_for(months, login):
    _location, run = months
    part = (
        login(FINANCE).get(f"/runs/{run.id}?show=new", headers={"HX-Request": "true", "HX-Target": "organisations"}).get_data(as_text=True)
    )
    assert part.lstrip().startswith("<section")
    assert "Newcomer" in part
    assert "<html" not in part


def test_a_row_opens_to_lines_and_their_traces(months, login, session):
    _location, run = months
    row = session.scalars(select(RunOrganisation).where(RunOrganisation.run_id == run.id)).first()
    page = text_of(login(FINANCE).get(f"/runs/{run.id}/lines/{row.organisation_id}"))
    assert "2 950.00 = 2 950.00" not in page
    assert "1 × 250.00 = 250.00" in page
    assert "The price of a whole month is" in page
    assert "VAT of 15 % on this line is" in page


def test_leaving_out_needs_a_reason_and_can_be_taken_back(months, login, session):
    _location, run = months
    finance = login(FINANCE)
    row = session.scalars(select(RunOrganisation).where(RunOrganisation.run_id == run.id)).first()
    here, leave = f"/runs/{run.id}", f"/runs/{run.id}/leave-out/{row.organisation_id}"
    press(finance, leave, here, reason=" ")
    assert "Say why" in text_of(finance.get(here))
    press(finance, leave, here, reason="Disputed")
    session.refresh(row)
    assert (row.decision, row.left_out_reason) == (Decision.LEFT_OUT, "Disputed")
    assert "Disputed" in text_of(finance.get(here))
    press(finance, f"/runs/{run.id}/take-back/{row.organisation_id}", here)
    session.refresh(row)
    assert row.decision is Decision.OPEN


def test_approving_says_what_will_happen_and_does_it_once(months, login, session):
    _location, run = months
    finance = login(FINANCE)
    address = f"/runs/{run.id}/approve"
    page = text_of(finance.get(address))
    assert "3 invoices" in page
    assert "is not connected to Xero" in page
    assert "3 mails to 3 addresses" in page
    seen = session.get(InvoiceRun, run.id).fingerprint
    assert press(finance, address, address, fingerprint=seen).status_code == 302
    again = finance.post(address, data={"fingerprint": seen, "csrf_token": press_token(finance)})
    assert again.status_code == 302
    assert session.query(Invoice).filter_by(run_id=run.id).count() == 3
    assert "Nothing is left to approve" in text_of(finance.get(f"/runs/{run.id}"))


def press_token(client):
    return client.get("/runs/").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def test_what_moved_is_shown_before_and_after(months, make, login, session):
    _location, run = months
    finance = login(FINANCE)
    make.adhoc(
        session.scalars(select(RunOrganisation).where(RunOrganisation.run_id == run.id)).first().organisation, unit_price_cents=10000
    )
    answer = press(finance, f"/runs/{run.id}/approve", f"/runs/{run.id}/approve", fingerprint=run.fingerprint)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "Nothing was approved" in page
    assert re.search(r"Acme R 3 680\.00 R 3 795\.00", page), page
    assert "Look again" in page
    assert session.query(Invoice).filter_by(run_id=run.id).count() == 0


def test_who_is_too_late_is_told_who_approved(months, admin, login):
    _location, run = months
    address = f"/runs/{run.id}/approve"
    finance = login(FINANCE)
    finance.get(address)
    approve_run(run.id, run.fingerprint, by=admin)
    answer = press(finance, address, "/profile/edit", fingerprint=run.fingerprint)
    assert answer.status_code == 409
    assert f"{admin.name} has approved Kloof · July 2026 already." in text_of(answer)
    assert "Open the run" in text_of(answer)


def test_a_row_is_a_link_to_its_lines_without_script(months, login, session):
    _location, run = months
    row = session.scalars(select(RunOrganisation).where(RunOrganisation.run_id == run.id)).first()
    finance = login(FINANCE)
    address = f"/runs/{run.id}/lines/{row.organisation_id}"
    assert f'class="btn-open" href="{address}"' in finance.get(f"/runs/{run.id}").get_data(as_text=True)
    page = finance.get(address)
    assert "<html" in page.get_data(as_text=True)
    assert "The price of a whole month is" in text_of(page)
    assert "Kloof · July 2026" in text_of(page), "the way back"
    assert "<html" not in finance.get(address, headers={"HX-Request": "true"}).get_data(as_text=True)


def test_only_the_chosen_are_approved(months, login, session):
    _location, run = months
    chosen = session.scalars(select(RunOrganisation).where(RunOrganisation.run_id == run.id)).first()
    finance = login(FINANCE)
    address = f"/runs/{run.id}/approve?id={chosen.organisation_id}"
    assert "Only the one organisation that you chose" in text_of(finance.get(address))
    press(finance, f"/runs/{run.id}/approve", address, fingerprint=run.fingerprint, id=chosen.organisation_id)
    assert [each.organisation_id for each in session.query(Invoice).filter_by(run_id=run.id)] == [chosen.organisation_id]


def test_a_second_person_is_asked_for_above_the_threshold(make, admin, login, session):
    _location, run = two_months(make, admin, second_approver_above_cents=1_000_000)
    address = f"/runs/{run.id}/approve"
    first = login(FINANCE)
    assert "two people approve" in text_of(first.get(address))
    press(first, address, address, fingerprint=run.fingerprint)
    assert "You have approved this preview" in text_of(first.get(address))
    page = first.get(f"/runs/{run.id}").get_data(as_text=True)
    assert "their start page says so" in page
    assert "Approve…" not in page, "it is somebody else's turn"
    assert session.query(Invoice).filter_by(run_id=run.id).count() == 0
    second = instead(login, first, LOCATION_MANAGER)
    assert "With your approval it is done" in text_of(second.get(address))
    assert re.search(r"\w+ \w+ has approved this preview. Above R 10 000.00", text_of(second.get(f"/runs/{run.id}")))
    press(second, address, address, fingerprint=run.fingerprint)
    assert session.query(Invoice).filter_by(run_id=run.id).count() == 3


def test_sending_names_the_mails_and_moves_the_run(months, login, session):
    _location, run = months
    finance = login(FINANCE)
    address = f"/runs/{run.id}/approve"
    press(finance, address, address, fingerprint=run.fingerprint)
    page = finance.get(f"/runs/{run.id}").get_data(as_text=True)
    assert 'hx-trigger="every 1s"' in page, "PDFs are being made"
    assert "3 mails" in text_of(finance.get(f"/runs/{run.id}/send"))
    press(finance, f"/runs/{run.id}/send", f"/runs/{run.id}/send")
    session.expire_all()
    assert session.get(InvoiceRun, run.id).send_wanted_at is not None
    progress = text_of(finance.get(f"/runs/{run.id}/progress"))
    assert "0 of 6 steps are done" in progress
    press(finance, f"/runs/{run.id}/pause", f"/runs/{run.id}")
    page = finance.get(f"/runs/{run.id}/progress").get_data(as_text=True)
    assert "Paused" in page
    assert "every 1s" not in page
    press(finance, f"/runs/{run.id}/resume", f"/runs/{run.id}")
    assert "every 1s" in finance.get(f"/runs/{run.id}/progress").get_data(as_text=True)


def test_who_may_do_what(months, login, session):
    _location, run = months
    addresses = ["/runs/", f"/runs/{run.id}", f"/runs/{run.id}/approve", f"/runs/{run.id}/export.csv", f"/runs/{run.id}/progress"]
    for role, expected in ((SALES, 403), (FRONT_DESK, 403), (MEMBER, 403)):
        person = login(role)
        assert {person.get(each).status_code for each in addresses} == {expected}, role
        token = person.get("/profile/").get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        for verb in ("new", f"{run.id}/again", f"{run.id}/approve", f"{run.id}/send", f"{run.id}/pause"):
            assert person.post(f"/runs/{verb}", data={"csrf_token": token}).status_code == 403, (role, verb)
        person.post("/logout/", data={"csrf_token": token})


def test_a_manager_elsewhere_knows_nothing_of_it(months, make, login, session):
    _location, run = months
    row = session.scalars(select(RunOrganisation).where(RunOrganisation.run_id == run.id)).first()
    manager = login(LOCATION_MANAGER, locations=[make.location(name="Elsewhere")])
    for address in ("", "/approve", "/send", "/export.csv", "/export.xlsx", "/progress", f"/lines/{row.organisation_id}"):
        assert manager.get(f"/runs/{run.id}{address}").status_code == 404, address
    assert manager.get(f"/papers/runs/{run.id}/{row.organisation_id}.pdf").status_code == 404
    assert "Kloof" not in text_of(manager.get("/runs/"))


def test_the_pdf_of_a_preview_may_be_framed_by_us_alone(months, login, session):
    _location, run = months
    row = session.scalars(select(RunOrganisation).where(RunOrganisation.run_id == run.id)).first()
    answer = login(FINANCE).get(f"/papers/runs/{run.id}/{row.organisation_id}.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_exports_hold_every_line_and_nothing_that_runs(months, login):
    _location, run = months
    finance = login(FINANCE)
    rows = list(csv.DictReader(io.StringIO(finance.get(f"/runs/{run.id}/export.csv").get_data(as_text=True))))
    assert [(row["Organisation"], row["Net"]) for row in rows] == [
        ("Acme", "2950.00"), ("Acme", "250.00"), ("Newcomer", "2950.00"), ("Zed =Ltd", "2950.00"),
    ]  # fmt: skip
    assert [(row["Decision"], row["Kind"], row["How it came about"]) for row in rows[:2]] == [
        ("Open", "License", ""),
        ("Open", "Adhoc", "1 × 250.00 = 250.00"),
    ]
    book = openpyxl.load_workbook(io.BytesIO(finance.get(f"/runs/{run.id}/export.xlsx").data))
    cells = list(book.active.iter_rows(values_only=True))
    assert len(cells) == 5
    assert cells[1][8:11] == (2950, 442.5, 3392.5)
    assert "Newcomer" not in finance.get(f"/runs/{run.id}/export.csv?q=acme").get_data(as_text=True)


def test_an_export_holds_what_the_screen_shows_and_is_on_record(months, login, session):
    _location, run = months
    finance = login(FINANCE)
    page = finance.get(f"/runs/{run.id}?show=changed&q=acme").get_data(as_text=True)
    address = re.search(r'href="(/runs/\d+/export\.csv[^"]*)"', page)[1].replace("&amp;", "&")
    told = finance.get(address).get_data(as_text=True)
    assert told.count("Acme") == 2 and "Newcomer" not in told and "Zed" not in told
    finance.get(re.search(r'href="(/runs/\d+/export\.xlsx[^"]*)"', finance.get(f"/runs/{run.id}").get_data(as_text=True))[1])
    kept = session.scalars(select(AuditEvent).where(AuditEvent.verb == "export").order_by(AuditEvent.id)).all()
    assert [(each.noun, each.noun_id, each.location_id) for each in kept] == [("invoice_run", run.id, run.location_id)] * 2
    assert [each.changes for each in kept] == [
        {"rows": [None, 2], "file": [None, "csv"], "filter": [None, "show=changed&q=acme"]},
        {"rows": [None, 4], "file": [None, "xlsx"], "filter": [None, ""]},
    ]


def test_a_formula_in_a_name_is_text_in_both_exports(make, admin, login):
    location = make.location()
    make.license(make.organisation(location, name="=HYPERLINK(1)"))
    run = previewed(location, JUNE, admin)
    finance = login(FINANCE)
    assert "'=HYPERLINK(1)" in finance.get(f"/runs/{run.id}/export.csv").get_data(as_text=True)
    book = openpyxl.load_workbook(io.BytesIO(finance.get(f"/runs/{run.id}/export.xlsx").data))
    assert (book.active["A2"].value, book.active["A2"].data_type) == ("'=HYPERLINK(1)", "s")


def test_a_run_of_thousands_is_one_page_and_few_questions(make, admin, login, session, web_app):
    location = make.location()
    run = previewed(location, JULY, admin)
    owner = make.organisation(location)
    session.execute(
        db.text(
            "INSERT INTO organisation (code, name, location_id, currency) SELECT 'B'||n, 'Bulk '||lpad(n::text, 5, '0'), :place, 'ZAR' FROM generate_series(1, 5000) n"
        ),
        {"place": location.id},
    )
    session.execute(
        db.text(
            "INSERT INTO run_organisation (run_id, organisation_id, fingerprint, net_cents, vat_cents, total_cents, previous_net_cents, licenses, warnings, causes, lines)"
            " SELECT :run, id, 'f', 100000, 15000, 115000, 90000, 1, '[]', '{\"price\": 10000}', '[]' FROM organisation WHERE id <> :owner"
        ),
        {"run": run.id, "owner": owner.id},
    )
    session.commit()
    finance = login(FINANCE)
    finance.get(f"/runs/{run.id}")
    asked = []
    with web_app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda conn, cursor, statement, *rest: asked.append(statement))
    page = finance.get(f"/runs/{run.id}?page=3").get_data(as_text=True)
    assert page.count("data-open=") == 50
    assert "Bulk 00151" in page
    assert len(page) < 400_000
    assert len(asked) <= 20, len(asked)


def test_nothing_to_show_says_so(make, admin, login):
    finance = login(FINANCE)
    assert "No invoice run yet" in text_of(finance.get("/runs/"))
    run = previewed(make.location(), JUNE, admin)
    assert "Nobody is billed here" in text_of(finance.get(f"/runs/{run.id}"))
    assert "Nothing is left to approve" in text_of(finance.get(f"/runs/{run.id}/approve", follow_redirects=True))
    assert finance.get("/runs/999999").status_code == 404


def test_a_location_without_its_vat_number_is_told_before(make, admin, login):
    location = make.location(name="Kloof", vat_number="")
    make.license(make.organisation(location))
    run = previewed(location, JUNE, admin)
    assert "Kloof has no VAT number" in text_of(login(FINANCE).get(f"/runs/{run.id}"))


@pytest.fixture
def early(make, admin):
    """Kloof's June, opened on 25 May; on the 28th a room was used."""
    location = make.location(name="Kloof")
    acme = make.organisation(location, name="Acme")
    make.license(acme, make.membership(location))
    with time_machine.travel(dt.datetime(2026, 5, 25, 10, tzinfo=dt.UTC)):
        run = preview_run(create_run(location.id, JUNE, by=admin).id, by=admin)
    make.adhoc(acme, date=dt.date(2026, 5, 28), unit_price_cents=10000, description="Room")
    return run


def test_a_preview_from_before_says_so_and_is_made_anew_as_it_is_opened(early, login, session):
    here = f"/runs/{early.id}"
    with time_machine.travel(dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC), tick=True):
        finance = login(FINANCE)
        assert "charges until 25 May 2026. Look again for those until 1 Jun 2026" in text_of(finance.get(here))
        assert "They have charges until 25 May 2026." in text_of(finance.get(f"{here}/approve"))
        assert f'action="{here}/again"' in finance.get("/runs/").get_data(as_text=True), "the list opens it anew"
        press(finance, f"{here}/again", "/runs/")
        page = text_of(finance.get(here))
        assert "Charges until 1 Jun 2026" in page and "Look again for those" not in page
        assert f'action="{here}/again"' not in finance.get("/runs/").get_data(as_text=True)
    session.expire_all()
    assert session.get(InvoiceRun, early.id).net_cents == 305000


def test_a_day_is_chosen_on_the_page_and_let_go_again(early, login, session):
    here = f"/runs/{early.id}"
    finance = login(FINANCE)
    assert "Moves on to today whenever you look again" in text_of(finance.get(here))
    press(finance, f"{here}/cut-off", here, cut_off="2026-05-27")
    page = text_of(finance.get(here))
    assert "The preview has charges until 27 May 2026." in page and "Until today again" in page
    assert "Look again for those" not in page, "it was chosen"
    press(finance, f"{here}/cut-off", here, cut_off="2026-07-01")
    assert "choose 30 Jun 2026 or an earlier day" in text_of(finance.get(here))
    press(finance, f"{here}/cut-off", here, cut_off="soon")
    assert "Choose a day." in text_of(finance.get(here))
    session.expire_all()
    assert (early.cut_off, early.cut_off_chosen) == (dt.date(2026, 5, 27), True)
    press(finance, f"{here}/cut-off", here, cut_off="")
    session.expire_all()
    assert (early.cut_off, early.cut_off_chosen) == (JUNE.last, False)


def test_who_joined_since_can_be_billed_at_once(months, make, admin, login):
    location, run = months
    approve_run(run.id, run.fingerprint, by=admin)
    finance = login(FINANCE)
    assert "Supplementary run" not in text_of(finance.get(f"/runs/{run.id}"))
    press(finance, "/runs/new", "/runs/", location=location.id, month="2026-07")
    assert "Nobody is left to bill" in text_of(finance.get("/runs/"))
    make.license(make.organisation(location, name="Quagga"), make.membership(location), starts_on=dt.date(2026, 7, 20))
    page = text_of(finance.get(f"/runs/{run.id}"))
    assert "1 organisation joined since: Quagga. A supplementary run bills" in page
    answer = press(finance, "/runs/new", f"/runs/{run.id}", location=location.id, month="2026-07")
    assert "Quagga" in text_of(finance.get(answer.headers["Location"]))
    assert "joined since" not in text_of(finance.get(f"/runs/{run.id}")), "the supplementary run has it"
