"""The invoice on paper: complete by law (P9), adding up, in order over many pages, and the same each time."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal

import pikepdf
import pytest
from PIL import Image

from app.core.formats import amount_text, money_text
from app.models.document_line import LineKind
from app.queries.document_view import DocumentView, Line, Party
from app.rendering.mail import invoice_mail
from app.rendering.pdf import invoice_pdf
from tests.rendering.documents import DAY_PASSES, DESKS, credit_note, desk, invoice, pages_of


def words_of(view: DocumentView, *, preview: bool = False) -> str:
    return "\n".join(pages_of(invoice_pdf(view, preview=preview)))


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_tax_invoice_says_all_that_the_law_wants_in_full_form() -> None:
    view = invoice()
    words = words_of(view)

    for said in (
        "Tax Invoice",
        "KLF-00042",
        "1 June 2026",
        *(view.seller.name, "1 Kloof Street", "VAT no. 4123456789"),
        *(view.buyer.name, "12 Loop Street", "VAT no. 4987654321"),
        *(line.description for line in view.lines),
        *("R 13 496.00", "VAT 15 % on R 13 496.00 R 2 024.39", "R 15 520.39"),
    ):
        assert said in words
    assert "Day pass, 12 Jun 2026 2 250.00 15 % 500.00" in words


def test_a_deposit_is_plainly_no_revenue_and_no_vat() -> None:
    view = invoice(*DESKS, Line(LineKind.DEPOSIT, "Deposit, refundable, no VAT: Dedicated desk", 590000, 0, Decimal(0), price_cents=590000))
    words = words_of(view)

    assert "Deposit, refundable, no VAT: Dedicated desk 1 5 900.00 – 5 900.00" in words
    assert (
        "Subtotal, excluding VAT R 12 996.00\nVAT 15 % on R 12 996.00 R 1 949.39\nDeposits, refundable, no VAT R 5 900.00\nTotal, including VAT R 20 845.39"
        in words
    )
    assert "Of it a deposit, refundable, no VAT: R 5 900.00" in spaced(invoice_mail(view).text)


def test_every_amount_of_the_view_is_on_the_page_and_they_add_up() -> None:
    zero_rated = Line(LineKind.MANUAL, "Water", 999, 0, Decimal(0), price_cents=333, quantity=Decimal(3))
    view = invoice(*DESKS, zero_rated, credited_cents=100000, paid_cents=200050)
    words = words_of(view)

    for line in view.lines:
        assert spaced(amount_text(line.net_cents, view.locale)) in words
    for rate in view.vat_sums:
        assert spaced(money_text(rate.vat_cents, "ZAR", view.locale)) in words
    assert (sum(rate.net_cents for rate in view.vat_sums), sum(rate.vat_cents for rate in view.vat_sums)) == (
        view.net_cents,
        view.vat_cents,
    )
    assert sum(group.net_cents for group in view.groups) == view.net_cents
    assert "Credited −R 1 000.00" in words
    assert "Paid, thank you −R 2 000.50" in words
    assert f"Amount due {spaced(money_text(view.total_cents - 300050, 'ZAR', view.locale))}" in words


@pytest.mark.parametrize("count", [8, 12])
def test_an_ordinary_invoice_is_one_page(count: int) -> None:
    lines = (*(desk(f"Member Number {n:03d}", 295000, 252225, 37834) for n in range(count - 2)), DAY_PASSES, DAY_PASSES)
    assert len(pages_of(invoice_pdf(invoice(*lines)))) == 1


@pytest.mark.parametrize("count", range(13, 21))
def test_how_to_pay_is_never_alone_on_a_page(count: int) -> None:
    pages = pages_of(invoice_pdf(invoice(*(desk(f"Member {n:03d}", 295000, 252225, 37834) for n in range(count)))))
    last = pages[-1]
    assert "How to pay" in last
    assert "Amount due" in last
    assert "Member" in last, "with at least one line above it"


def test_a_hundred_and_twenty_lines_fill_numbered_pages_in_order() -> None:
    lines = tuple(desk(f"Member {n:03d}", 295000, 252225, 37834) for n in range(120))
    pages = pages_of(invoice_pdf(invoice(*lines)))

    assert len(pages) > 3
    for n, page in enumerate(pages, start=1):
        assert f"Page {n} of {len(pages)}" in page
        assert n == 1 or "Tax Invoice KLF-00042" in page
        assert "Description" in page
    assert [int(found) for page in pages for found in re.findall(r"Member (\d{3})", page)] == list(range(120))
    assert "Member 119" in pages[-1]
    assert "Amount due" in pages[-1]


@pytest.mark.parametrize(
    ("registered", "country", "title"), [(True, "ZA", "Tax Invoice"), (True, "NL", "Invoice"), (False, "ZA", "Invoice")]
)
def test_the_title_follows_the_tax_law(registered: bool, country: str, title: str) -> None:
    words = words_of(invoice(vat_registered=registered, country=country))

    assert words.splitlines()[0].endswith(title)
    assert ("Tax Invoice" in words) is (title == "Tax Invoice")


def test_a_seller_without_vat_shows_none() -> None:
    line = replace(DESKS[0], vat_cents=0, vat_percent=Decimal(0))
    words = words_of(invoice(line, vat_registered=False, seller=Party("Small Room", "2 Side Street", "4123456789"), buyer=Party("Acme")))

    assert "VAT" not in words
    assert "Total R 2 522.25" in words


def test_a_credit_note_names_the_invoice_and_the_reason_and_asks_for_nothing() -> None:
    words = words_of(credit_note())

    assert "Credit Note" in words
    assert "Credits invoice KLF-00042" in words
    assert "Two members had left on 31 May." in words
    assert "Credit on your account R 2 000.00" in words
    assert "How to pay" not in words


def test_a_credit_note_shows_what_was_charged_against_it_below_zero() -> None:
    given_back = Line(LineKind.ADHOC, "Deposit, 12 Jun 2026", 300000, 45000, Decimal(15), price_cents=-300000)
    charged = replace(DESKS[0], net_cents=-DESKS[0].net_cents, vat_cents=-DESKS[0].vat_cents, discounts=())
    words = words_of(replace(credit_note(), lines=(given_back, charged)))

    assert "Deposit, 12 Jun 2026 1 3 000.00 15 % 3 000.00" in words
    assert "1–30 Jun 2026 1 −2 950.00 15 % −2 522.25" in words


def test_a_preview_says_on_every_page_that_it_is_none() -> None:
    lines = tuple(desk(f"Member {n}", 295000, 252225, 37834) for n in range(40))
    view = replace(invoice(*lines), number=None, reference="")

    for page in pages_of(invoice_pdf(view, preview=True)):
        letters = "".join(page.split())
        assert all(letters.count(letter) for letter in "Preview")
    assert b"Preview, not an invoice" not in invoice_pdf(invoice())
    with pikepdf.open(io.BytesIO(invoice_pdf(view, preview=True))) as document:
        assert str(document.docinfo["/Title"]) == "Tax Invoice Preview"


def test_a_line_made_by_hand_shows_its_days_and_a_settled_invoice_asks_for_nothing() -> None:
    june = Line(
        LineKind.MANUAL, "Signboard", 63333, 9500, Decimal(15), Decimal(1), 100000, dt.date(2026, 6, 12), dt.date(2026, 6, 30), 19, 30
    )
    words = words_of(invoice(june, paid_cents=72833))

    assert "12 – 30 June 2026 · 19 of 30 days" in words
    assert "Nothing to pay" in words
    assert "How to pay" not in words


def test_amounts_are_written_as_in_the_sellers_country() -> None:
    assert "€ 15.520,39" in words_of(invoice(country="NL", currency="EUR"))
    assert "£15,520.39" in words_of(invoice(country="GB", currency="GBP"))


def test_the_same_invoice_is_the_same_file_with_its_fonts_inside_and_readable_aloud() -> None:
    first, second = invoice_pdf(invoice()), invoice_pdf(invoice())

    assert first == second
    with pikepdf.open(io.BytesIO(first)) as document:
        assert str(document.docinfo["/Title"]) == "Tax Invoice KLF-00042"
        assert str(document.docinfo["/Author"]) == "Kloof Street Workspaces (Pty) Ltd"
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en-ZA"
        names = {str(font.BaseFont) for page in document.pages for font in page.Resources.Font.values()}
    assert names
    assert all("+Foyer" in name for name in names)


def test_a_logo_is_shown_and_a_broken_one_gives_way_to_the_name() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (3000, 900), (20, 80, 160)).save(picture, "PNG")

    with pikepdf.open(io.BytesIO(invoice_pdf(invoice(logo=picture.getvalue())))) as document:
        assert list(document.pages[0].get_images())
    assert words_of(invoice(logo=b"GIF89a nonsense")).splitlines()[1] == "K Kloof Street"
