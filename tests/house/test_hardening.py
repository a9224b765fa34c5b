"""What no screen shows and every installation relies on: what the code never does, and how secrets are made, kept and forgotten."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.security import check_password_hash

from app.access import passwords
from app.access.roles import MEMBER
from app.core.secrets import seal, unseal
from app.models import FoyerUser
from app.web.safe_next import safe_next
from config import HERE
from tests.house.test_elsewhere import form_token, signed_in
from tests.make import PASSWORD

BY_TEXT = re.compile(
    r"(?<![.\w])(eval|exec|compile|__import__)\(|\bos\.(system|popen)\b|shell=True|\bimport (pickle|marshal|shelve|dill)\b|\bpickle\.|yaml\.load\(|verify=False|CERT_NONE|check_hostname = False|_create_unverified"
)
PLAYS = ("app/sandbox/", "app/cli/demo_network/")
LONG = "kettle umbrella lantern harvest orange window " * 5
# Where a browser listens to a message: two workers that are files of ours, and the pages that began them.
LISTENERS = {"kiosk_decode.js", "kiosk_queue.js", "kiosk_scan.js", "kiosk_worker.js"}


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((HERE / folder).rglob("*.py")):
            if (name := str(path.relative_to(HERE))).startswith(PLAYS) is False:
                yield name, path.read_text()


def test_what_runs_text_is_nowhere():
    assert [f"{name}: {match[0]}" for name, text in sources("app", "views", "jobs") for match in BY_TEXT.finditer(text)] == []
    assert BY_TEXT.search("subprocess.run(x, shell=True)") and BY_TEXT.search("x = eval(y)") and BY_TEXT.search("import pickle")


def test_chance_is_never_of_the_ordinary_kind():
    """`random` is for shuffling demos; what opens something comes from `secrets` or the system."""
    assert [
        name
        for name, text in sources(
            "app/core", "app/rules", "app/access", "app/actions", "app/queries", "app/web", "app/integrations", "views", "jobs"
        )
        if re.search(r"^\s*(import random|from random import)", text, re.MULTILINE)
    ] == []


def test_pages_listen_to_nobody():
    said = {path.name: path.read_text() for path in (HERE / "static").glob("*.js")}
    assert {name for name, text in said.items() if re.search(r"addEventListener\(\"message\"|onmessage", text)} == LISTENERS
    assert [name for name, text in said.items() if re.search(r"\beval\(|new Function\(|document\.write\(|__proto__", text)] == []


def test_passwords_are_masked_and_may_be_pasted():
    pages = {str(path.relative_to(HERE)): path.read_text() for path in (HERE / "templates").rglob("*.html")}
    named = [
        (name, field)
        for name, text in pages.items()
        for field in re.findall(r"<input[^>]*name=\"(?:password|present|again|pin)\"[^>]*>", text)
    ]
    assert named and [name for name, field in named if 'type="password"' not in field] == []
    assert [name for name, text in pages.items() if "onpaste" in text] == []
    assert [path.name for path in (HERE / "static").glob("*.js") if '"paste"' in path.read_text()] == []


def test_long_passwords_are_taken_whole(web_app: Any, make: Any, session: Any) -> None:
    assert len(LONG) > 200 and passwords.problem(LONG) is None
    user = make.user()
    with web_app.app_context():
        web_app.appbuilder.sm.reset_password(user.id, LONG)
    session.expire_all()
    assert check_password_hash(user.password, LONG) and not check_password_hash(user.password, LONG[:72])


def test_passwords_are_kept_by_scrypt(web_app: Any, make: Any, session: Any) -> None:
    user = make.user()
    with web_app.app_context():
        web_app.appbuilder.sm.reset_password(user.id, LONG)
    session.expire_all()
    method, salt, _hash = user.password.split("$")
    assert method == "scrypt:32768:8:1" and len(salt) >= 16
    assert web_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"].startswith("scrypt:32768:8:1$"), "a name that is not known costs the same"


def test_what_is_sealed_opens_only_whole_and_for_its_purpose() -> None:
    key = "k" * 40
    first, second = (seal(b"card", secret_key=key, purpose="card") for _ in range(2))
    assert first != second and b"card" not in first and unseal(first, secret_keys=(key,), purpose="card") == b"card"
    changed = [first[:-1] + bytes([first[-1] ^ 1]), b"\x02" + first[1:], first[:-1], first[:5], b""]
    for sealed, own_key, purpose in [*((each, key, "card") for each in changed), (first, key, "mail"), (first, "q" * 40, "card")]:
        with pytest.raises((ValueError, IndexError)):
            unseal(sealed, secret_keys=(own_key,), purpose=purpose)


def test_a_session_begins_anew(web_app: Any, make: Any) -> None:
    """Fixation: what somebody put into this browser before is worth nothing after."""
    browser = web_app.test_client()
    browser.get("/login/")
    with browser.session_transaction() as session:
        session["planted"] = session["key"] = "yes"
    before = browser.get_cookie("foyer").value
    user = make.user(MEMBER)
    browser.post("/login/", data={"username": user.username, "password": PASSWORD, "csrf_token": form_token(browser, "/login/")})
    with browser.session_transaction() as session:
        assert "planted" not in session and session["key"] != "yes"
    assert browser.get("/my/").status_code == 200
    browser.set_cookie("foyer", before)
    assert browser.get("/my/").status_code == 302, "the cookie of before leads nowhere"


def test_an_empty_house_has_nobody_in_it(session: Any) -> None:
    assert session.scalar(select(func.count()).select_from(FoyerUser)) == 0


@pytest.mark.parametrize(
    "address",
    [
        "/static/",
        "/static/vendor/",
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/..%2fconfig.py",
        "/static//etc/passwd",
        "/.git/config",
        "/.env",
        "/config.py",
        "/var/secret.key",
        "/swagger/v1",
        "/api/v1/_openapi",
    ],
)
def test_no_folder_is_listed_and_nothing_is_traced(web_app: Any, address: str) -> None:
    browser = web_app.test_client()
    assert browser.get(address, follow_redirects=True).status_code in (401, 404)
    assert browser.open("/login/", method="TRACE").status_code == 405


def test_the_framework_s_own_pages_of_accounts_are_not_there(web_app: Any) -> None:
    """Resetting by id, registering, the OpenID of old, and the API of roles (CVE-2025-58065 and its kin)."""
    rules = {str(rule) for rule in web_app.url_map.iter_rules()}
    assert [
        each
        for each in rules
        if re.search(
            r"resetmypassword|resetpassword|userinfoedit|registeruser|/register/|oauth|openid|^/back\b|security/(roles|users|permissions|view-menus)",
            each,
        )
    ] == []


@pytest.mark.parametrize(
    "payload",
    [
        "//evil.example", "/\\evil.example", "\\/evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)", "data:text/html,x", "/\t/evil.example", "/\n/evil.example", "/%09//evil",
        "//evil.example@localhost", "http://localhost@evil.example", "http://localhost.evil.example", "///evil", "////evil", "/ /evil", " //evil", "\x00//evil", "/\x7f/evil", "//\u3002evil", "/\u2028/evil", "//%2fevil",
        "https:///evil", "//[::1]", "//0x7f.1", "vbscript:x", "//evil:443", "?next=//evil", "#//evil", "evil", "./evil", "../evil", "@evil", ":80", "http://", "//", "\\\\evil", "/\\/evil", "/.\\evil", "\r\nLocation: //evil",
    ],
)  # fmt: skip
def test_forty_ways_out_lead_nowhere(payload: str) -> None:
    found = safe_next(payload, "/home")
    assert found == "/home" or (
        found.startswith("/") and not found.startswith(("//", "/\\")) and "\\" not in found and found.isascii() and found.isprintable()
    )


def test_time_tells_no_names(web_app: Any, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """CVE-2021-29621, 2022-21659, 2025-24023: whoever asks, one hash is computed, of the same cost."""
    costs: list[str] = []

    def counted(kept: str, password: str) -> bool:
        costs.append(kept.split("$")[0])
        return check_password_hash(kept, password)

    monkeypatch.setattr("app.web.security.check_password_hash", counted)
    known, shut = make.user(), make.user(active=False)
    with web_app.app_context():
        for user in (known, shut):
            web_app.appbuilder.sm.reset_password(user.id, LONG)
    with web_app.test_request_context():
        for name in (known.username, known.email, shut.username, "nobody", "", "x" * 5000, "\x00"):
            assert web_app.appbuilder.sm.auth_user_db(name, "wrong") is None
    assert costs == ["scrypt:32768:8:1"] * 7


def test_a_page_of_somebody_is_shown_to_nobody_else_after(web_app: Any, make: Any) -> None:
    """A browser that goes back after signing out is asked to sign in: no cache may hold the page."""
    browser, _head, token = signed_in(web_app, make.user(MEMBER))
    assert browser.get("/my/").headers["Cache-Control"] == "no-store"
    browser.post("/logout/", data={"csrf_token": token})
    assert browser.get("/my/").status_code == 302


def test_what_is_too_large_is_refused_before_it_is_read(web_app: Any) -> None:
    browser = web_app.test_client()
    assert (
        browser.post(
            "/login/",
            data=b"x",
            environ_overrides={"CONTENT_LENGTH": str(64 * 1024 * 1024)},
            content_type="application/x-www-form-urlencoded",
        ).status_code
        == 413
    )
    assert browser.post("/login/", data={f"field{number}": (io.BytesIO(b"x"), "x") for number in range(5_001)}).status_code == 413
    assert browser.post("/login/", data={"username": "x" * (3 * 1024 * 1024)}, content_type="multipart/form-data").status_code == 413
