"""What no program should send is answered as its mistake, in words, and never with a fault of ours (ASVS 2.2.1, 16.5.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest


def sent(program: Any, method: str, path: str, **more: Any) -> Any:
    """As a network admin; the answer as it came."""
    caller = program()
    return caller.client.open(f"/api/v1/{path}", method=method, headers=caller.headers, **more)


QUERIES = [
    "(((",
    "!(" * 3000,
    '{"page":-5,"page_size":-1}',
    '{"page":99999999999999999999}',
    '{"filters":[{"col":"id","opr":"eq","value":99999999999999999999}]}',
    '{"filters":[5]}',
    "[" * 50_000,
    "(a:",
    "'",
    "\x00",
]
BODIES = [b"[" * 100_000, b'{"reason":"\\ud800"}', b'{"reason":"a\\u0000b"}', b"\xff\xfe", b'{"reason":NaN}', b"{", b"null"]


@pytest.mark.parametrize("asked", QUERIES, ids=range(len(QUERIES)))
@pytest.mark.parametrize("path", ["location/", "location/_info", "contact/"])
def test_a_query_that_is_none(program: Any, path: str, asked: str) -> None:
    assert sent(program, "GET", f"{path}?q={quote(asked)}").status_code in (200, 400, 422)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("verb", ["leave_in_peace", "contact_again", "merge"])
def test_a_body_that_is_none(program: Any, make: Any, verb: str, body: bytes) -> None:
    contact = make.contact()
    answer = sent(program, "POST", f"contact/{contact.id}/{verb}", data=body, content_type="application/json")
    assert answer.status_code in (200, 400, 409, 422) and "Fatal" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"', "application/json", 422), (b"[]", "application/json", 422), (b"null", "application/json", 422), (b"\xff", "application/json", 422), (b'{"reason":"x"}', "text/plain", 422),
        (b"reason=x", "application/x-www-form-urlencoded", 422), (b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n', "multipart/form-data; boundary=x", 422),
        (b"", "application/json", 200), (b"", None, 200), (b" ", None, 200), (b"{}", "application/json", 200),
    ],
)  # fmt: skip
def test_a_verb_is_not_done_without_the_body_that_came_with_it(
    program: Any, make: Any, session: Any, body: bytes, kind: str | None, status: int
) -> None:
    organisation = make.organisation()

    answer = sent(program, "POST", f"organisation/{organisation.id}/pause", data=body, content_type=kind)

    assert answer.status_code == status, answer.json
    session.refresh(organisation)
    assert (organisation.status != "active") is (status == 200)


@pytest.mark.parametrize("number", [2**31, 2**63, 2**70, -(2**63) - 1, 1e308])
def test_a_number_that_no_row_has(program: Any, make: Any, number: float) -> None:
    contact = make.contact()
    answer = sent(program, "POST", f"contact/{contact.id}/merge", json={"gone_id": number})
    assert answer.status_code in (404, 422) and answer.json["message"]


@pytest.mark.parametrize(
    "path",
    [
        "availability/?location=%00",
        "availability/?location=a%00b&people=1",
        "debtor/{0}/statement?currency=%00",
        "debtor/?location=%00",
        "debtor/?day=%00",
        'contact/?q={{"filters":[{{"col":"name","opr":"ct","value":"%00"}}]}}',
    ],
)
def test_a_zero_in_the_address(program: Any, make: Any, path: str) -> None:
    """PostgreSQL takes it in no text."""
    answer = sent(program, "GET", path.format(make.organisation().id))
    assert answer.status_code in (200, 400, 404, 422) and "Fatal" not in answer.get_data(as_text=True)


def test_a_zero_in_a_name_to_sign_in_with(client: Any) -> None:
    assert client.post("/api/v1/security/login", json={"username": "a\0b", "password": "x", "provider": "db"}).status_code in (
        400,
        401,
        422,
    )


def test_what_only_a_new_lead_takes_a_change_refuses(program: Any, make: Any) -> None:
    answer = sent(program, "PUT", f"lead/{make.lead().id}", json={"anyway": True})
    assert answer.status_code == 422 and "anyway" in answer.json["fields"]
