"""Reading lists: filters, paging, and what changed since."""

from __future__ import annotations

import re
from typing import Any

from app.sandbox.exchange import Answer, Request
from app.sandbox.store import Store
from app.sandbox.xero.batch import envelope
from app.sandbox.xero.dates import instant
from app.sandbox.xero.problems import Invalid
from app.sandbox.xero.tenants import everything, found

Body = dict[str, Any]
FILTERS = {"ids": ("InvoiceID", "ContactID"), "invoicenumbers": ("InvoiceNumber",), "statuses": ("Status",)}
CONDITION = re.compile(r'\s*([A-Za-z.]+)\s*==\s*"((?:[^"\\]|\\.)*)"\s*(?:(OR|AND|\|\||&&)|$)', re.IGNORECASE)


def listed(store: Store, request: Request, tenant: str, kind: str, *, lines_when_paged: bool = False) -> Answer:
    """Documents outside a page come without their lines, as Xero's do."""
    since = request.headers.get("if-modified-since")
    try:
        changed = instant(since) if since else 0
    except (ValueError, TypeError) as wrong:
        raise Invalid("If-Modified-Since is not a date") from wrong
    wanted = [body for body in _candidates(store, request, tenant, kind, changed) if _wanted(body, request)]
    if "page" not in request.query:
        return envelope(kind, [_brief(body) if lines_when_paged else body for body in wanted])
    page, size = _whole(request, "page", "1"), min(1000, _whole(request, "pagesize", "100"))
    pages = {"page": page, "pageSize": size, "pageCount": -(-len(wanted) // size), "itemCount": len(wanted)}
    return envelope(kind, wanted[(page - 1) * size : page * size], pagination=pages)


def _candidates(store: Store, request: Request, tenant: str, kind: str, since: float) -> list[Body]:
    """Few when numbers are asked for, all otherwise."""
    numbers = request.query.get("invoicenumbers")
    if not numbers or since:
        return everything(store, tenant, kind, since=since)
    named = (found(store, tenant, kind, name=number) for number in dict.fromkeys(numbers.split(",")))
    return [body for body in named if body]


def _wanted(body: Body, request: Request) -> bool:
    for name, fields in FILTERS.items():
        allowed = request.query.get(name)
        if allowed and not any(body.get(field) in allowed.split(",") for field in fields):
            return False
    contacts = request.query.get("contactids")
    if contacts and body.get("Contact", {}).get("ContactID") not in contacts.split(","):
        return False
    if body.get("ContactStatus") == "ARCHIVED" and request.query.get("includearchived", "").lower() != "true":
        return False
    return _where(body, request.query.get("where", ""))


def _where(body: Body, condition: str) -> bool:
    """`Field=="value"` joined by OR or AND, read from left to right."""
    position, result, joint = 0, True, "AND"
    while position < len(condition):
        part = CONDITION.match(condition, position)
        if part is None:
            raise Invalid("The where filter could not be read")
        equal = str(_field(body, part[1])) == re.sub(r"\\(.)", r"\1", part[2])
        result = (result or equal) if joint.upper() in ("OR", "||") else (result and equal)
        joint, position = part[3] or "", part.end()
    return result


def _field(body: Body, path: str) -> Any:
    value: Any = body
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _brief(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in ("LineItems", "Payments", "Allocations")}


def _whole(request: Request, name: str, default: str) -> int:
    text = request.query.get(name, default)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise Invalid(f"{name} is not a page")
    return int(text)
