"""The mailbox's pages, and the same as JSON."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from app.sandbox.exchange import HTML, Answer, Request, Routes
from app.sandbox.pages import page
from app.sandbox.post import mailbox
from app.sandbox.state import State

routes = Routes("mailbox")
A_PAGE = 50
# the mail is a stranger's page: it may style itself and show the pictures it carries, nothing else
HARMLESS = {"Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:", "Cache-Control": "no-store"}
MISSING = Answer.of({"message": "There is no such mail."}, 404)


@routes.on("GET", "/mail")
def mails(state: State, request: Request) -> Answer:
    q, number = request.query.get("q", ""), _whole(request, "page", 1)
    found, total = mailbox.listed(state.store, q=q, limit=A_PAGE, offset=(number - 1) * A_PAGE)

    def link(to: int) -> str:
        return f"/mail?{urlencode({'q': q, 'page': to})}"

    older = link(number + 1) if number * A_PAGE < total else ""
    return page("mailbox.html", mails=found, total=total, q=q, newer=link(number - 1) if number > 1 else "", older=older)


@routes.on("GET", "/mail.json")
def mails_as_json(state: State, request: Request) -> Answer:
    """?q= ?to= ?limit= ?offset= ; {"total": .., "mails": [..]}."""
    limit, offset = _whole(request, "limit", 50), _whole(request, "offset", 0)
    found, total = mailbox.listed(state.store, q=request.query.get("q", ""), to=request.query.get("to", ""), limit=limit, offset=offset)
    return Answer.of({"total": total, "mails": found})


@routes.on("POST", "/mail/forget")
def forget(state: State, request: Request) -> Answer:
    """{"address"}: what went there is thrown away; {"mails": how many}."""
    return Answer.of({"mails": mailbox.forget(state.store, str(request.json().get("address", "")))})


@routes.on("GET", "/mail/{number}")
def mail(state: State, request: Request, number: str) -> Answer:
    found = mailbox.fetched(state.store, number)
    if found is None:
        return MISSING
    shown, message, _ = found
    parts = {"attachments": mailbox.attachments(message), "text": mailbox.body(message, "plain"), "headers": mailbox.headers(message)}
    return page("mail.html", mail=shown, has_html=message.get_body(("html",)) is not None, **parts)


@routes.on("GET", "/mail/{number}/json")
def mail_as_json(state: State, request: Request, number: str) -> Answer:
    found = mailbox.fetched(state.store, number)
    if found is None:
        return MISSING
    shown, message, _ = found
    files = [{"name": part.name, "type": part.type, "size": part.size} for part in mailbox.attachments(message)]
    texts = {"text": mailbox.body(message, "plain"), "html": mailbox.body(message, "html")}
    return Answer.of({**shown, **texts, "files": files, "headers": mailbox.headers(message)})


@routes.on("GET", "/mail/{number}/html")
def html(state: State, request: Request, number: str) -> Answer:
    found = mailbox.fetched(state.store, number)
    return Answer(200, mailbox.body(found[1], "html").encode(), HTML, HARMLESS) if found else MISSING


@routes.on("GET", "/mail/{number}/raw")
def raw(state: State, request: Request, number: str) -> Answer:
    found = mailbox.fetched(state.store, number)
    return Answer(200, found[2], "text/plain; charset=utf-8", HARMLESS) if found else MISSING


@routes.on("GET", "/mail/{number}/attachments/{index}")
def attachment(state: State, request: Request, number: str, index: str) -> Answer:
    found = mailbox.fetched(state.store, number)
    parts = mailbox.attachments(found[1]) if found else []
    if not index.isdigit() or int(index) >= len(parts):
        return MISSING
    part = parts[int(index)]
    return Answer(
        200, part.content, part.type, {**HARMLESS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(part.name, safe='')}"}
    )


def _whole(request: Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default
