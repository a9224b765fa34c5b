"""Nobody reads a text that a translator cannot reach: en_XA walks through the main screens of staff and the portal."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from tests.pseudo import OPEN, left_plain, pseudo, pseudo_spoken
from tests.views.every import fill_every_screen
from tests.views.portal.conftest import browser_of, member

__all__ = ["browser_of", "member"]
STAFF = (
    "/", "/tickets/list/", "/tickets/new", "/members/list/", "/organisations/list/", "/licenses/add", "/rooms/list/", "/calendar/", "/availability/", "/waiting-list/",
    "/runs/", "/invoices/list/", "/payments/list/", "/debtors/", "/wallets/list/", "/leads/list/", "/pipeline/", "/my-day/", "/access/list/", "/desk/",
    "/locations/add", "/mail-texts/", "/settings/", "/retention/", "/schedules/list/", "/profile/", "/profile/edit",
)  # fmt: skip
PORTAL = (
    "/my/",
    "/my/bookings/",
    "/my/wallet/",
    "/my/invoices/",
    "/my/shop/",
    "/my/team/",
    "/my/help/",
    "/my/help/new",
    "/my/guests/",
    "/my/presence/",
    "/my-access/",
    "/my/profile/",
)
# Names, units and signs that are the same in every language.
SAME = re.compile(
    r"Foyer|Xero|PayFast|PaperCut|Salto|WiFi|VAT|PDF|CSV|QR|Ctrl(?:\+| )K|Ctrl|Enter|Esc|English|Afrikaans|isiZulu|Nederlands|https?://\S+|\S+@\S+|[A-Z]{3}|ZAR|UTC|Africa/\w+|min"
)
DATES = re.compile(
    r"\b(?:[A-Z][a-z]{1,8}|[a-z]{3})\.? ?\d{1,2}\b|\b\d{1,2} [A-Za-z]+\.?(?: \d{4})?|\b[A-Za-z]{2,10} \d{4}\b|\b(?:So|Ma|Di|Wo|Do|Vr|Sa)\.?\b"
)


def test_placeholders_and_marks_stay():
    assert pseudo("%(num)d <b>rooms</b>") == "⟦%(num)d <b>róómš</b>~~~~~~~~⟧"


@pytest.mark.parametrize("who", ["staff", "member"])
def test_every_text_can_be_translated(web_app, make, member, browser_of, session, who):
    rows = fill_every_screen(make)
    organisation = rows["OrganisationView"]
    user = make.user("Network admin", language="af") if who == "staff" else member(organisation, team_role="owner", language="af")
    browser, found = browser_of(user), {}
    told = _data(session)
    with pseudo_spoken(web_app):
        for address in STAFF if who == "staff" else PORTAL:
            answer = browser.get(address)
            if answer.status_code != 200:
                found[address] = {str(answer.status_code)}
                continue
            page = answer.get_data(as_text=True)
            assert '<html lang="af">' in page and page.count(OPEN) > 20, address
            plain = {each for each in left_plain(page) if _is_ours(each, told)}
            if plain:
                found[address] = plain
    assert not found, "\n".join(f"{address}: {sorted(texts)}" for address, texts in found.items())


def _data(session) -> str:
    """Everything that people typed, as the database has it."""
    tables = (
        "location",
        "organisation",
        "ab_user",
        "room",
        "space",
        "membership",
        "license",
        "product",
        "invoice",
        "payment",
        "lead",
        "ticket",
        "opportunity",
        "task",
        "track",
        "booking",
        "wallet",
        "saved_answer",
        "closure",
        "contact",
        "access",
        "adhoc",
        "waiting_entry",
        "purchase",
        "ab_role",
        "schedule",
    )
    return " ".join(str(row) for table in tables for row in session.scalars(text(f"SELECT t::text FROM {table} t"))).lower()


def _is_ours(text: str, told: str) -> bool:
    rest = DATES.sub(" ", SAME.sub(" ", text))
    words = [word for word in re.findall(r"[A-Za-z]{3,}", rest) if word.lower() not in told]
    return bool(words)
