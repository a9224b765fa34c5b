"""`run.py invoice-run`: what it approves, until when it counts charges, and the seven states of each invoice that it prints."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.settings.put import put_setting
from app.cli import invoice_run
from app.core.errors import Refused
from app.core.month import Month
from app.models import InvoiceRun, Organisation

JUNE = Month(2026, 6)
KLF = ("--location", "KLF", "--month", "2026-06")


@pytest.fixture
def kloof(make):
    """Kloof and its two tenants; Acme has bought room credits as well."""
    location = make.location(name="Kloof", code="KLF", invoice_prefix="KLF", sender_email="kloof@example.com", mail_mode="silent")
    desk = make.membership(location)
    acme, zed = (make.organisation(location, name=name, buys_on_account=True) for name in ("Acme", "Zed"))
    for each in (acme, zed):
        make.license(each, desk)
    credits = make.product(location, name="Room credits", type="space", price_cents=50000, credit_cents=50000)
    make.adhoc(acme, date=dt.date(2026, 6, 20), product_id=credits.id, unit_price_cents=50000, description="Room credits")
    return location


def asked(settings, capsys, *argv):
    capsys.readouterr()
    assert invoice_run.main([*KLF, *argv, "--json"], settings) == 0
    return json.loads(capsys.readouterr().out)


def test_each_invoice_has_its_seven_states(kloof, settings, world, capsys, admin):
    put_setting("fulfil", "on_sent", by=admin)
    told = asked(settings, capsys, "--approve", "--send")
    acme, zed = sorted(told["documents"], key=lambda each: each["organisation"])
    assert set(acme["steps"]) >= {"number", "pdf"} and {"deliveries", "charge", "fulfil"} <= set(acme)
    assert [(each["what"], each["state"]) for each in acme["fulfil"]] == [("Room credits for Acme", "done")]
    assert zed["fulfil"] == []
    assert told["steps"]["fulfil"] == {"done": 1} and told["steps"]["pdf"] == {"done": 2}
    assert told["run"]["status"] == "done"


def test_what_is_open_beside_an_approved_piece_is_approved(kloof, settings, capsys, session):
    run = preview_run(create_run(kloof.id, JUNE, by=SYSTEM).id, by=SYSTEM)
    approve_run(
        run.id,
        run.fingerprint,
        by=SYSTEM,
        organisation_ids=[session.scalars(select(Organisation.id).where(Organisation.name == "Acme")).one()],
    )
    assert len(asked(settings, capsys, "--approve")["documents"]) == 2
    assert len(asked(settings, capsys, "--approve")["documents"]) == 2, "a second time finds nothing to approve"


def test_a_cut_off_holds_for_a_run_that_is_open(kloof, settings, capsys, session):
    asked(settings, capsys)
    assert session.scalars(select(InvoiceRun)).one().cut_off == JUNE.last
    told = asked(settings, capsys, "--cut-off", "2026-06-19")
    assert (told["run"]["cut_off"], told["run"]["net"]) == ("2026-06-19", "5900.00")
    assert asked(settings, capsys)["run"]["cut_off"] == "2026-06-19", "it was chosen"
    assert asked(settings, capsys, "--cut-off", "2026-06-20", "--approve")["run"]["net"] == "6400.00"
    assert asked(settings, capsys, "--cut-off", "2026-06-20")["run"]["cut_off"] == "2026-06-20", "the same script again"
    with pytest.raises(Refused, match=r"^Kloof · June 2026 is approved, with charges until 2026-06-20"):
        invoice_run.main([*KLF, "--cut-off", "2026-06-21"], settings)
