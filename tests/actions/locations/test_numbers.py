"""Numbers carry on from the system before Foyer, and stay once a document has one; a logo is a picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.invoices.carry_on_numbers import carry_on_numbers
from app.actions.locations.change import change_location
from app.actions.locations.put_logo import put_logo, remove_logo
from app.core.errors import Refused
from app.core.month import Month
from app.models import Invoice
from app.queries.numbering import numbering
from app.queries.verify.documents import NUMBERS_WITHOUT_GAP
from tests.actions.locations.test_places import refused_field
from tests.make import picture

JUNE = Month(2026, 6)


def test_numbers_carry_on_without_a_gap_and_then_stay(make, admin, session):
    location = make.location(invoice_prefix="OLD")
    make.license(make.organisation(location), make.membership(location))
    carry_on_numbers(location.id, prefix=" klf ", next_invoice=413, next_credit_note=9, by=admin)
    carry_on_numbers(location.id, prefix="KLF", next_invoice=420, next_credit_note=9, by=admin)  # a slip is put right

    run = preview_run(create_run(location.id, JUNE, by=admin, cut_off=JUNE.last).id, by=admin)
    approve_run(run.id, run.fingerprint, by=admin)

    assert [each.number for each in session.query(Invoice)] == ["KLF-00420"]
    assert NUMBERS_WITHOUT_GAP.outcome(session).violations == 0
    found = numbering(session, location)
    assert (found.next_invoice, found.next_credit_note, found.is_used) == (421, 9, True)
    said = {"prefix": "KLF", "next_invoice": 421, "next_credit_note": 9}
    carry_on_numbers(location.id, **said, by=admin)  # as it is
    assert refused_field(lambda: carry_on_numbers(location.id, **said | {"next_invoice": 1}, by=admin)) == "next_invoice"
    assert refused_field(lambda: carry_on_numbers(location.id, **said | {"prefix": "NEW"}, by=admin)) == "invoice_prefix"
    assert refused_field(lambda: change_location(location.id, invoice_prefix="NEW", by=admin)) == "invoice_prefix"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"prefix": ""}, "invoice_prefix"),
        ({"prefix": "K L F"}, "invoice_prefix"),
        ({"prefix": "KLF-"}, "invoice_prefix"),
        ({"prefix": "KLF-CN"}, "invoice_prefix"),
        ({"prefix": "K" * 13}, "invoice_prefix"),
        ({"next_invoice": 0}, "next_invoice"),
        ({"next_credit_note": 10**9}, "next_credit_note"),
    ],
)
def test_numbers_that_cannot_be(make, admin, wrong, field):
    location = make.location()
    assert (
        refused_field(
            lambda: carry_on_numbers(location.id, **{"prefix": "KLF", "next_invoice": 1, "next_credit_note": 1} | wrong, by=admin)
        )
        == field
    )


def test_a_logo_is_a_picture(make, admin):
    location = make.location()
    for wrong in (b"", b"no picture", b"<svg/>"):
        assert refused_field(lambda wrong=wrong: put_logo(location.id, wrong, by=admin)) == "logo"
    kept = put_logo(location.id, picture(size=(4000, 1000)), by=admin).logo
    assert Image.open(io.BytesIO(kept)).size == (1416, 354)
    assert remove_logo(location.id, by=admin).logo is None
    with pytest.raises(Refused, match="SVG"):
        put_logo(location.id, b"<svg xmlns='http://www.w3.org/2000/svg'/>", by=admin)
