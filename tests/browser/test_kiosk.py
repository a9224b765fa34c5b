"""A tablet at the door in a real browser: a guest, the guest again, ten minutes without a network, a code in front of the camera, and what axe finds."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.access.passes import pass_of
from app.actions.kiosks.create import create_kiosk
from app.actions.settings.put import put_setting
from app.cli import programs
from app.core.clock import now
from app.models import CheckIn, VisitorTerms
from app.web.static_files import StaticFiles
from config import HERE
from tests.chromium import FLAGS, listen

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STEPS = (
    "start",
    "email",
    "name",
    "host",
    "terms",
    "photo",
    "pin",
    "asking",
    "unreached",
    "pass",
    "leave",
    "again",
    "bye",
    "kept",
    "welcome",
)


@pytest.fixture
def kloof(make: Any, session: Any, admin: Any) -> Any:
    place = make.location(name="Kloof", code="KLF", wifi_network="Kloof Guests")
    session.add(VisitorTerms(version=1, language="en", text="Wear your badge.", published_at=now(), published_by="Pat"))
    make.user("Member", first_name="Anna", last_name="Smit", organisation=make.organisation(place, name="Acme"))
    put_setting("presence.badge", "on", by=admin)
    return place


@pytest.fixture
def tablet(chromium: Browser, address: str, web_app: Any, kloof: Any, admin: Any) -> Iterator[Page]:
    web_app.appbuilder.sm.limiter.reset()
    context = chromium.new_context(
        viewport={"width": 1024, "height": 768}, locale="en-ZA", base_url=address, bypass_csp=True
    )  # axe is put in by the test
    page, said = context.new_page(), []
    page.set_default_timeout(20_000)
    listen(page, said)
    page.goto(f"/kiosk/pair/{create_kiosk(location_id=kloof.id, name='Front door', by=admin)[1]}")
    page.click("text=Pair this tablet >> nth=-1")
    page.wait_for_url("**/kiosk/KLF")
    yield page
    context.close()
    assert [each for each in said if "ERR_INTERNET_DISCONNECTED" not in each] == []


def fill_in(page: Page, step: str, **fields: str) -> None:
    """One question."""
    asked = page.locator(f"[data-step={step}]")
    expect(asked).to_be_visible()
    for name, text in fields.items():
        asked.locator(f"[name={name}]").fill(text)
    asked.locator("form > .tap.is-first, form > button.is-first").first.click()


def shown(page: Page, step: str) -> Any:
    expect(page.locator(f"[data-step={step}]")).to_be_visible()
    return page.locator(f"[data-step={step}]")


def arrivals(session: Any) -> list[CheckIn]:
    session.expire_all()
    return list(session.scalars(select(CheckIn).order_by(CheckIn.id)))


def test_a_guest_comes_goes_and_comes_again(tablet: Page, session: Any) -> None:
    tablet.click("text=I am a guest")
    fill_in(tablet, "email", email="nomsa@visitor.example")
    fill_in(tablet, "name", name="Nomsa Dlamini", company="Dlamini Ltd")
    shown(tablet, "host").locator("[name=host_name]").press_sequentially("ann")
    tablet.click("#found >> text=Anna Smit")
    tablet.click("#agree")
    welcome = shown(tablet, "welcome")
    expect(welcome).to_contain_text("Anna has been told.")
    expect(welcome).to_contain_text("Kloof Guests")
    tablet.emulate_media(media="print")
    expect(tablet.locator("#badge")).to_contain_text("Nomsa Dlamini")
    expect(tablet.locator("#badge")).to_be_visible()
    expect(welcome).to_be_hidden()
    tablet.emulate_media(media="screen")
    welcome.get_by_text("Done").click()
    assert "Nomsa" not in tablet.inner_text("body") and tablet.input_value("[data-step=name] [name=name]") == ""

    tablet.click("text=Check out")
    fill_in(tablet, "leave", email="nomsa@visitor.example")
    shown(tablet, "bye").get_by_text("Done").click()
    tablet.click("text=I am a guest")
    fill_in(tablet, "email", email="nomsa@visitor.example")
    assert "Anna" not in shown(tablet, "host").inner_text()
    tablet.click("text=Same as last time")
    expect(shown(tablet, "welcome")).to_contain_text("Your host has been told.")
    one, two = arrivals(session)
    assert (one.host_id, one.left_at is None, two.host_id, two.left_at is None) == (one.host_id, False, one.host_id, True)


def until(page: Page, question: str, wanted: Any) -> None:
    """The worker says nothing of what it does."""
    for _ in range(200):
        if wanted(page.evaluate(question)):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never: {question}")


IS_KEPT = """async () => {
  const cache = await caches.open("kiosk-1"), needed = Array.from(document.querySelectorAll("link[rel~=stylesheet], script[src]"), (each) => each.href || each.src);
  return (await Promise.all([location.pathname, ...needed].map((each) => cache.match(each, { ignoreVary: true })))).every(Boolean);
}"""


def test_ten_minutes_without_a_network_lose_nobody(tablet: Page, session: Any) -> None:
    until(tablet, IS_KEPT, bool)
    tablet.context.set_offline(True)
    tablet.reload()  # the tablet was started anew meanwhile
    for n in (1, 2):
        tablet.click("text=I am a guest")
        fill_in(tablet, "email", email=f"g{n}@visitor.example")
        fill_in(tablet, "name", name=f"Guest {n}")
        fill_in(tablet, "host", host_name="Anna Smit")
        tablet.click("#agree")
        shown(tablet, "kept").get_by_text("Done").click()
    tablet.click("text=I am a member")
    for digit in "482913":
        tablet.click(f"[data-digit='{digit}']")
    expect(shown(tablet, "pin")).to_contain_text("PINs cannot be checked just now.")
    assert "482913" not in tablet.evaluate("JSON.stringify(localStorage)")
    assert arrivals(session) == []

    tablet.context.set_offline(False)
    expect(tablet.locator("#away")).to_be_hidden()
    until(tablet, "localStorage.getItem('kiosk-kept')", lambda kept: kept is None)
    assert [(row.name, row.was_offline, row.host is not None) for row in arrivals(session)] == [
        ("Guest 1", True, True),
        ("Guest 2", True, True),
    ]


KEPT_GUEST = """async () => {
  const cache = await caches.open("kiosk-1"), names = (await cache.keys()).filter((each) => each.url.includes("kiosk_guest.js"));
  return (await Promise.all(names.map(async (each) => (await cache.match(each)).text()))).join("");
}"""


@pytest.fixture
def brought_up_to_date(web_app: Any, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Until this is called, pages come from a new node and what they are made of from an old one, which has another file under the same name."""
    shutil.copy(HERE / "static" / "kiosk_guest.js", tmp_path)
    with (tmp_path / "kiosk_guest.js").open("a") as written:
        written.write("document.documentElement.dataset.madeOf = 'old';")
    with pytest.MonkeyPatch.context() as before:
        before.setattr(web_app, "wsgi_app", StaticFiles(web_app.wsgi_app, tmp_path))
        yield before.undo


def test_what_an_old_node_gave_is_not_kept_for_good(brought_up_to_date: Callable[[], None], tablet: Page) -> None:
    made_of, version = "document.documentElement.dataset.madeOf", "document.querySelector('[data-version]').dataset.version"
    assert tablet.evaluate(made_of) == "old"
    until(tablet, KEPT_GUEST, lambda text: "madeOf" in text)
    until(tablet, version, lambda said: said == "")  # so it comes anew by itself, when the code on the door turns

    brought_up_to_date()
    tablet.reload()
    assert tablet.evaluate(made_of) is None
    until(tablet, KEPT_GUEST, lambda text: text and "madeOf" not in text)
    assert tablet.evaluate(version) != ""


def test_axe_finds_nothing_on_any_page(tablet: Page, admin: Any) -> None:
    put_setting("presence.photo", "on", by=admin)
    tablet.reload()
    tablet.add_script_tag(path=AXE)
    found: list[str] = []
    for width, theme in ((1024, "light"), (360, "dark")):
        tablet.set_viewport_size({"width": width, "height": 768})
        tablet.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
        for step in STEPS:
            tablet.evaluate(DRAW, step)
            told = tablet.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
            found += [f"{step} {theme}: {json.dumps([each['id'], each['nodes'][0]['html']])}" for each in told["violations"]]
            assert tablet.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (step, width)
            small = tablet.evaluate(
                "[...document.querySelectorAll('button, input, a')].filter(e => e.offsetParent).map(e => e.getBoundingClientRect()).filter(b => b.height < 75.5 || b.width < 75.5).length"
            )
            assert small == 0, (step, width)
    assert found == []


def film(path: Path, text: str, side: int = 480) -> None:
    """One picture of a code for the camera that Chromium plays by itself: YUV4MPEG2, 4:2:0."""
    matrix = [bytes(row) for row in segno.make(text, error="m").matrix_iter(scale=5, border=4)]
    edge = (side - len(matrix)) // 2
    lines = [bytes([235]) * side] * side
    for n, row in enumerate(matrix):
        drawn = bytes(16 if each else 235 for each in row)
        lines[edge + n] = (bytes([235]) * edge + drawn).ljust(side, bytes([235]))
    frame = b"FRAME\n" + b"".join(lines) + bytes([128]) * (side * side // 2)
    path.write_bytes(f"YUV4MPEG2 W{side} H{side} F5:1 Ip A1:1 C420jpeg\n".encode() + frame)


def test_a_code_in_front_of_the_camera_checks_in(
    chromium: Browser, address: str, web_app: Any, kloof: Any, make: Any, admin: Any, session: Any, tmp_path: Path
) -> None:
    web_app.appbuilder.sm.limiter.reset()
    bea = make.user("Member", first_name="Bea", last_name="Botha")
    with web_app.app_context():
        film(tmp_path / "code.y4m", pass_of(bea.id, now() + dt.timedelta(seconds=60)))
    path = programs.chromium()
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'code.y4m'}",
    ]
    browser = chromium.browser_type.launch(executable_path=path, args=[*FLAGS, *camera])
    page, said = browser.new_page(base_url=address), []
    listen(page, said)
    page.goto(f"/kiosk/pair/{create_kiosk(location_id=kloof.id, name='Front door', by=admin)[1]}")
    page.click("text=Pair this tablet >> nth=-1")
    page.wait_for_url("**/kiosk/KLF")  # with its scripts: a tap before them is nobody's
    page.click("text=I have a pass")
    expect(page.locator("[data-step=welcome]")).to_contain_text(
        "Bea Botha", timeout=20_000
    )  # a picture a fifth of a second, decoded in a worker
    browser.close()
    assert said == [] and [row.user_id for row in arrivals(session)] == [bea.id]


DRAW = """step => {
    Kiosk.show(step);
    Kiosk.wrong("Something to say.");
    Kiosk.fill({name: "Nomsa", told: "Anna has been told.", until: "Until 18:00.", network: "Kloof Guests", username: "guest-k7mwp3", password: "rain-cloud-tree", since: "10:04"});
    document.getElementById("wifi").hidden = false;
    document.getElementById("still").hidden = step !== "bye";
    document.querySelectorAll("[data-badge]").forEach((each) => { each.hidden = false; });
}"""


def test_nobody_there_and_the_page_starts_again(tablet: Page) -> None:
    tablet.clock.install()
    tablet.reload()
    tablet.click("text=I am a guest")
    tablet.locator("[data-step=email] [name=email]").fill("nomsa@visitor.example")
    tablet.clock.run_for(22_000)
    expect(tablet.locator("#still")).to_contain_text("Still there?")
    tablet.click("#here")
    tablet.clock.run_for(19_000)
    expect(tablet.locator("#still")).to_be_hidden()
    tablet.clock.run_for(12_000)
    shown(tablet, "start")
    assert tablet.input_value("[data-step=email] [name=email]") == ""
