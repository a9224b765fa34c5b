"""The header of a record: one button that is the likeliest, the rest behind "More" where that is many, and what ends or takes away last."""

from __future__ import annotations

import re
from typing import Any

from app.access.roles import FINANCE, NETWORK_ADMIN
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.person import the_person
from app.models.organisation import OrganisationStatus
from tests.make import PASSWORD
from tests.views.billing import instead


def header(browser: Any, address: str) -> tuple[list[str], list[str], list[str]]:
    """The words of the buttons, of those behind More, and of those set apart there."""
    page = browser.get(address).get_data(as_text=True)
    actions = page.split('page-actions d-flex flex-wrap gap-2">', 1)[1].split("</header>", 1)[0]
    shown, _, menu = actions.partition('<div class="dropdown">')
    rest, _, apart = menu.partition('<div class="dropdown-divider">')
    return words(shown), words(rest.split('<div class="dropdown-menu', 1)[-1]), words(apart)


def words(part: str) -> list[str]:
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each)).strip()
        for each in re.findall(r"<(?:a|button)\b.*?</(?:a|button)>", part, flags=re.S)
    ]


def primary(browser: Any, address: str) -> list[str]:
    page = browser.get(address).get_data(as_text=True).split("<main", 1)[1].split("</header>", 1)[0]
    return words("".join(re.findall(r'<(?:a|button) class="btn btn-primary".*?</(?:a|button)>', page, flags=re.S)))


def test_one_likely_button_and_the_rest_behind_more(login: Any, make: Any) -> None:
    license = make.license()
    browser, address = login(NETWORK_ADMIN), f"/licenses/show/{license.id}"
    shown, rest, apart = header(browser, address)
    assert shown == ["Edit"] == primary(browser, address)
    assert {"Pause", "Move", "Ask for a deposit"} <= set(rest)
    assert apart == ["End", "Delete"]
    shown, rest, apart = header(browser, f"/organisations/show/{license.organisation_id}")
    assert (shown, apart) == (["Edit"], ["They leave", "Off-board", "Delete"]) and {"Account", "Record a payment"} <= set(rest)


def test_what_takes_a_person_out_of_their_account_stands_apart(login: Any, make: Any) -> None:
    user = make.user(FINANCE)
    begin_second_factor(user.id, password=PASSWORD, by=the_person(user))
    apart = header(login(NETWORK_ADMIN), f"/users/show/{user.id}")[2]
    assert {"Sign out everywhere", "Take off second step", "Deactivate"} <= set(apart)


def test_the_screen_names_what_is_likeliest(login: Any, make: Any) -> None:
    prospect = make.organisation(status=OrganisationStatus.PROSPECT)
    browser = login(NETWORK_ADMIN)
    shown, rest, apart = header(browser, f"/organisations/show/{prospect.id}")
    assert shown == ["Make active"] and "Edit" in rest and apart[0] == "Decline"


def test_a_paper_is_never_behind_more(login: Any, make: Any) -> None:
    invoice = make.invoice()
    browser = login(FINANCE)
    shown, rest, _ = header(browser, f"/invoices/show/{invoice.id}")
    assert shown == ["Record a payment", "PDF"] and "Download the PDF" in rest
    assert primary(browser, f"/invoices/show/{invoice.id}") == ["Record a payment"]


def test_few_stand_side_by_side(login: Any, make: Any) -> None:
    space = make.space()
    browser = login(NETWORK_ADMIN)
    assert "More" not in header(browser, f"/spaces/show/{space.id}")[0]
    assert primary(browser, f"/spaces/show/{space.id}") == ["Edit"]
    assert instead(login, browser, FINANCE).get(f"/spaces/show/{space.id}").status_code == 200
