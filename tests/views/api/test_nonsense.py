"""What no program should send is answered as its mistake, in words, and never with a fault of ours (ASVS 2.2.1, 16.5.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest


def sent(program: Any, method: str, path: str, **more: Any) -> Any:
    """As a network admin; the answer as it came."""
    caller = program()
    return caller.client.open(f"/api/v1/{path}", method=method, headers=caller.headers, **more)


QUERIES = ["(((", "!(" * 3000, '{"page":-5,"page_size":-1}', '{"page":99999999999999999999}', '{"filters":[{"col":"id","opr":"eq","value":99999999999999999999}]}', '{"filters":[5]}', "[" * 50_000, "(a:", "'", "\x00"]
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


@pytest.mark.parametrize("number", [2**31, 2**63, 2**70, -(2**63) - 1, 1e308])
def test_a_number_that_no_row_has(program: Any, make: Any, number: float) -> None:
    contact = make.contact()
    answer = sent(program, "POST", f"contact/{contact.id}/merge", json={"gone_id": number})
    assert answer.status_code in (404, 422) and answer.json["message"]
