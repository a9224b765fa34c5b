"""/my says what is true for this member, in words that members know."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine

from app.models import Access, Lot
from app.models.access import AccessState
from app.models.user import TeamRole
from app.rules.access import System
from tests.make import JUNE

STAFF_WORDS = ("LIC0", "ORG0", "MEM1", "subscription", "locked", "adhoc", "ad hoc", "license", "granted", "wanted", "drift", "None")


@pytest.fixture(autouse=True)
def june() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 16, 7, 30, tzinfo=dt.UTC)):
        yield


def words_of(answer: Any) -> str:
    page = answer.get_data(as_text=True).split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


@pytest.fixture
def acme(make: Any) -> Any:
    location = make.location(name="Kloof", opening_hours="Mon to Fri, 8 to 18", wifi_network="Foyer Kloof")
    return make.organisation(location, name="Acme (Pty) Ltd")


def test_a_member_is_greeted_and_told_what_they_have(make: Any, session: Any, acme: Any, member: Any, browser_of: Any) -> None:
    ann = member(acme, first_name="Ann")
    license = make.license(acme, make.membership(acme.location, name="Hot desk"), user_id=ann.id, ends_on=dt.date(2026, 9, 30))
    make.pause(license, dt.date(2026, 6, 10), dt.date(2026, 6, 20))
    later = make.membership(acme.location, name="Studio")
    make.license(acme, later, user_id=ann.id, starts_on=dt.date(2026, 10, 1))
    make.license(acme, make.membership(acme.location, name="Old desk"), user_id=ann.id, ends_on=dt.date(2026, 5, 31))
    make.license(acme, make.membership(acme.location, name="Of a colleague"), user_id=member(acme).id)
    wanted = {"standing": "granted", "groups": {}, "until": None}
    session.add(
        Access(user_id=ann.id, location_id=acme.location_id, system=System.WIFI, state=AccessState.WANTED, username="ann", wanted=wanted)
    )
    session.commit()
    make.invoice(acme, sent_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))

    browser = browser_of(ann)
    assert browser.get("/").location == "/my/"
    told = words_of(browser.get("/my/"))

    for said in (
        "Good morning, Ann", "Hot desk Paused", "at Kloof", "Paused until 20 Jun 2026. The last day is 30 Sept 2026.",
        "Studio Starts soon", "Starts on 1 Oct 2026. It runs on.", "Foyer Kloof", "Name: ann On its way", "Mon to Fri",
    ):  # fmt: skip
        assert said in told, (said, told)
    for never in ("Old desk", "Of a colleague", "To pay", "Invoice"):
        assert never not in told
    assert not [word for word in STAFF_WORDS if word.lower() in told.lower()]


def test_each_credit_says_what_of_it_ends_first(make: Any, session: Any, acme: Any, member: Any, browser_of: Any) -> None:
    ann = member(acme)
    wallet = make.wallet(ann, bought=20000, expires_at=dt.datetime(2026, 11, 30, 22, 0, tzinfo=dt.UTC))
    session.add(
        Lot(wallet_id=wallet.id, source="reward", grant_key="r", expires_at=dt.datetime(2026, 9, 30, 22, 0, tzinfo=dt.UTC), balance_cents=0)
    )
    session.commit()
    assert "R 200.00 until 30 Nov 2026" in words_of(browser_of(ann).get("/my/"))


def test_the_bar_is_home_book_wallet_invoices_and_me_with_the_rest(make: Any, acme: Any, member: Any, browser_of: Any) -> None:
    page = browser_of(member(acme, team_role=TeamRole.OWNER)).get("/my/").get_data(as_text=True)
    bar, rest = page.split('class="portal-bar"', 1)[1].split("</nav>")[0].split("<details", 1)
    shown = [re.sub(r"<[^>]+>", "", each).strip() for each in re.findall(r"<li>(.*?)</li>", bar)]
    within = re.findall(r"<span>(.*?)</span>", rest)
    assert (shown, within[0]) == (["Home", "Book", "Wallet", "Invoices"], "Me")
    assert {"Check in", "Help", "Shop", "Team", "Access", "Profile"} == set(within[1:])


def test_who_pays_sees_what_is_open_and_every_paper(make: Any, acme: Any, member: Any, browser_of: Any) -> None:
    sent = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    late = make.invoice(acme, sent_at=sent)
    paid = make.invoice(acme, sent_at=sent, month=late.month.plus(-1), paid_cents=115000, status="paid")
    draft = make.invoice(acme, month=late.month.plus(1), status="subscription_locked")
    browser = browser_of(member(acme, team_role=TeamRole.BILLING))

    home, every = words_of(browser.get("/my/")), words_of(browser.get("/my/invoices/"))

    assert f"Invoice {late.number}" in home and "Overdue since 8 Jun 2026" in home and "R 1 150.00" in home
    assert paid.number not in home and f"Invoice {paid.number}" in every and "Paid" in every
    assert draft.number not in home + every
    assert f'href="/my/invoices/{late.id}/pay"' in browser.get("/my/").get_data(as_text=True)
    pdf = browser.get(f"/my/invoices/invoice/{late.id}.pdf")
    assert pdf.content_type == "application/pdf" and pdf.data.startswith(b"%PDF")
    assert browser.get(f"/my/invoices/invoice/{draft.id}.pdf").status_code == 404


def test_who_does_not_pay_sees_no_invoice(make: Any, acme: Any, member: Any, browser_of: Any) -> None:
    invoice = make.invoice(acme, sent_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    browser = browser_of(member(acme))

    assert "/my/invoices" not in browser.get("/my/").get_data(as_text=True)
    assert browser.get("/my/invoices/").status_code == browser.get(f"/my/invoices/invoice/{invoice.id}.pdf").status_code == 403


def test_older_papers_are_a_page_away(make: Any, acme: Any, member: Any, browser_of: Any) -> None:
    for month in [JUNE.plus(-back) for back in range(26)]:
        make.invoice(
            acme, sent_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC), month=month, issued_on=month.first, status="paid", paid_cents=115000
        )
    browser = browser_of(member(acme, team_role=TeamRole.OWNER))
    first, second = browser.get("/my/invoices/").get_data(as_text=True), browser.get("/my/invoices/?page=1").get_data(as_text=True)
    assert first.count(".pdf") == 24 and second.count(".pdf") == 2
    assert "page=1" in first and "Newer" in second and "Older" not in second


def test_somebody_without_anything_is_told_where_to_turn(make: Any, acme: Any, member: Any, browser_of: Any) -> None:
    told = words_of(browser_of(member(acme)).get("/my/"))
    assert "You have no membership at the moment. Kloof can give you one." in told
    stray = words_of(browser_of(make.user("Member", organisation_id=None)).get("/my/"))
    assert "You have no membership at the moment." in stray


def test_staff_find_only_their_own_there(make: Any, acme: Any, browser_of: Any) -> None:
    """No role of staff reaches into /my: not even a network admin sees invoices there that are another organisation's."""
    invoice = make.invoice(acme, sent_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
    admin = browser_of(make.user())
    assert admin.get("/my/").status_code == 200
    assert admin.get("/my/invoices/").status_code == admin.get(f"/my/invoices/invoice/{invoice.id}.pdf").status_code == 403


def test_strangers_are_asked_to_sign_in_and_brought_back(client: Any) -> None:
    answer = client.get("/my/")
    assert answer.status_code == 302 and "/login/?next=%2Fmy%2F" in answer.location.replace("/my/", "%2Fmy%2F")
