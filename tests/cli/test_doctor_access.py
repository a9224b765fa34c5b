"""doctor looks at printing, doors and WiFi as Foyer itself will use them, and says what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.cli.diagnosis import Verdict, access
from app.cli.freeradius import program
from app.integrations.salto import token
from config import Settings
from tests.needs import need
from tests.vendors import Vendors

SECRET = "0123456789abcdef"


@pytest.fixture
def at(sandbox: Vendors, tmp_path):
    """Settings that point at the sandbox as at a vendor, with one wish or another."""
    sandbox.reset()
    token._kept.clear()

    def settings(**wishes: object) -> Settings:
        found = Settings.load({"FOYER_MODE": "test", "FOYER_VAR": str(tmp_path), "FOYER_SANDBOX_PORT": sandbox.url.rsplit(":", 1)[1]})
        return replace(found, **wishes)

    return settings


def told(settings: Settings, *, up: bool = False) -> dict[str, tuple[Verdict, str, str]]:
    return {each.about: (each.verdict, each.fact, each.remedy) for each in access.examined(settings, sandboxed=False, up=up)}


def test_what_answers_is_well(at):
    found = told(at(radius=False))
    assert found["PaperCut"][0] is found["Salto"][0] is Verdict.WELL
    assert "Foyer Demo" in found["Salto"][1]


@pytest.mark.parametrize(
    ("about", "wishes", "remedy"),
    [
        ("PaperCut", {"papercut_token": "another-token"}, "FOYER_PAPERCUT_TOKEN"),
        ("PaperCut", {"papercut_url": "http://127.0.0.1:9"}, "FOYER_PAPERCUT_URL"),
        ("Salto", {"salto_password": "another-password"}, "FOYER_SALTO_URL"),
        ("Salto", {"salto_site": "Elsewhere"}, "FOYER_SALTO_SITE"),
        ("Salto", {"salto_url": "http://127.0.0.1:9"}, "FOYER_SALTO_URL"),
    ],
)
def test_what_is_wrong_names_its_settings_and_no_secret(at, about, wishes, remedy):
    verdict, fact, what_to_do = told(at(radius=False, **wishes))[about]
    assert verdict is Verdict.WRONG
    assert remedy in what_to_do
    assert "another-" not in fact + what_to_do


@pytest.mark.parametrize("name", ["papercut_url", "salto_url"])
def test_what_is_off_says_how_it_is_switched_on(at, name):
    assert any(
        verdict is Verdict.NOTE and f"FOYER_{name.upper()}" in remedy
        for verdict, _fact, remedy in told(at(radius=False, **{name: ""})).values()
    )


@pytest.mark.parametrize(
    ("lines", "wishes", "up", "verdict", "words"),
    [
        ("", {}, False, Verdict.NOTE, "no access point but this machine"),
        (f"127.0.0.1 {SECRET}\n", {}, False, Verdict.NOTE, "no access point but this machine"),
        ("10.0.0.5 short\n", {}, False, Verdict.WRONG, "at least 16"),
        (f"10.0.0.5 {SECRET}\n", {}, False, Verdict.WRONG, "this machine alone, and 10.0.0.5"),
        (f"10.0.0.5 {SECRET}\n", {"radius_host": "0.0.0.0"}, False, Verdict.WELL, "ready for 1"),
        (f"10.0.0.5 {SECRET}\n", {"radius_host": "0.0.0.0", "radius_port": 9}, True, Verdict.WRONG, "does not listen at port 9"),
    ],
)
def test_the_wifi_says_who_may_ask_and_what_is_in_the_way(at, tmp_path, lines, wishes, up, verdict, words):
    need("FreeRADIUS")
    settings = at(**wishes)
    if lines:
        path = settings.var / "radius" / "clients"
        path.parent.mkdir()
        path.write_text(lines)
    found = told(settings, up=up)["WiFi"]
    assert found[0] is verdict
    assert words in found[1]


def test_without_freeradius_there_is_one_line_how_to_get_it(at, monkeypatch):
    monkeypatch.setattr(program, "NAMES", ("no-such-program",))
    verdict, fact, remedy = told(at())["WiFi"]
    assert (verdict, fact) == (Verdict.NOTE, "FreeRADIUS is not installed")
    assert "apt-get install freeradius freeradius-postgresql" in remedy
