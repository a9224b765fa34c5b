"""pictures: the screens that the documentation shows, taken from the demo network that is up."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cli.demo_network.staff import LOGINS
from app.cli.programs import chromium
from app.cli.say import CannotStart, say, step
from app.cli.servers import lease
from app.core import clock
from config import HERE, Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = HERE / "docs" / "pictures"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
QUALITY = 82  # of a JPEG: text stays sharp, and a picture is a tenth of a PNG


@dataclass(frozen=True)
class Picture:
    """`username` is one of the demo's; `then` is what somebody does on the page before it is taken."""

    name: str
    username: str
    address: str
    then: Callable[[Page], None] = lambda page: None
    dark: bool = False
    phone: bool = False


def newest_run(page: Page) -> None:
    """The run that somebody worked at last."""
    page.locator("main table a[href^='/runs/']").first.click()
    page.wait_for_load_state("networkidle")


def working_day(day: dt.date) -> dt.date:
    """That day, or the Monday after it: on a Sunday rooms are shut, and there is little to see."""
    return day if day.weekday() < 5 else day + dt.timedelta(days=7 - day.weekday())


PICTURES = (
    Picture("start", "naledi", "/"),
    Picture("run", "fatima", "/runs/", newest_run),
    Picture("debtors", "fatima", "/debtors/"),
    Picture("overview", "pieter", "/reports/overview/"),
    Picture("calendar", "zanele", f"/calendar/?on={working_day(clock.now().date())}"),
    Picture("floor-plan", "zanele", "/floor-plans/"),
    Picture("desk", "zanele", "/desk/"),
    Picture("board", "joost", "/pipeline/", dark=True),
    Picture("health", "naledi", "/health/", dark=True),
    Picture("portal", "lerato", "/my/", phone=True),
)


def main(argv: list[str], settings: Settings) -> int:
    """Every picture anew, or those that are named. CannotStart without a demo that is up, or without Chromium."""
    parser = argparse.ArgumentParser("run.py pictures", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(picture.name for picture in PICTURES))
    names = parser.parse_args(argv).names
    places, program = lease.published(settings.var), chromium()
    if places is None:
        raise CannotStart("Pictures are taken from a demo that is up. Start it first: python3 run.py")
    if program is None:
        raise CannotStart("This needs Chromium.")
    from playwright.sync_api import sync_playwright

    address = settings.moved(port=places["port"]).public_url
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as door:
        browser = door.chromium.launch(executable_path=program, args=FLAGS)
        for picture in PICTURES:
            if not names or picture.name in names:
                with step(f"docs/pictures/{picture.name}.jpg"):
                    taken(browser, address, picture)
        browser.close()
    say("Look at each of them before you commit it.")
    return 0


def taken(browser: Browser, address: str, picture: Picture) -> None:
    """One picture, by its own person in a browser of their own."""
    password = next(password for _role, username, password in LOGINS if username == picture.username)
    context = browser.new_context(
        viewport=PHONE if picture.phone else DESK, color_scheme="dark" if picture.dark else "light", locale="en-ZA"
    )  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/login/")
    page.fill("[name=username]", picture.username)
    page.fill("[name=password]", password)
    page.click("main form button.btn-primary")
    page.wait_for_load_state("networkidle")
    answer = page.goto(f"{address}{picture.address}")
    page.wait_for_load_state("networkidle")
    if answer is None or answer.status != 200:
        raise CannotStart(f"{picture.address} does not open for {picture.username}.")
    picture.then(page)
    page.wait_for_timeout(600)  # charts draw themselves
    page.screenshot(path=FOLDER / f"{picture.name}.jpg", type="jpeg", quality=QUALITY)
    context.close()
