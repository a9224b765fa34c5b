"""The mailbox: mails as they came, and what can be read out of them."""

from __future__ import annotations

import base64
import datetime as dt
import email
import json
import re
from email.message import EmailMessage
from email.policy import default
from typing import Any, NamedTuple

from app.core import clock
from app.sandbox.store import Store


class Part(NamedTuple):
    """One attachment."""

    name: str
    type: str
    size: int
    content: bytes


def keep(store: Store, sender: str, recipients: list[str], raw: bytes) -> int:
    """Store one delivery; returns its number."""
    message = parsed(raw)
    shown = [_header(message, name) for name in ("Subject", "From", "To", "Message-ID")]
    columns = "at, sender, recipients, subject, shown_from, shown_to, message_id, attachments, raw"
    sql = f"INSERT INTO mail ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - fixed names
    return store.run(sql, clock.now().timestamp(), sender, json.dumps(recipients), *shown, len(attachments(message)), raw)


def listed(store: Store, *, q: str = "", to: str = "", limit: int = 50, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """Mails, newest first, and how many match. `q`: in subject or addresses; `to`: one exact envelope recipient."""
    pattern = "%" + re.sub(r"([%_\\])", r"\\\1", q) + "%"
    person = "%" + re.sub(r"([%_\\])", r"\\\1", json.dumps(to)) + "%" if to else "%"
    condition = (
        "(subject LIKE ? ESCAPE '\\' OR recipients LIKE ? ESCAPE '\\' OR shown_from LIKE ? ESCAPE '\\') AND recipients LIKE ? ESCAPE '\\'"
    )
    values = (pattern, pattern, pattern, person)
    (count,) = store.rows(f"SELECT count(*) AS mails FROM mail WHERE {condition}", *values)  # noqa: S608 - a fixed condition
    rows = store.rows(f"SELECT * FROM mail WHERE {condition} ORDER BY id DESC LIMIT ? OFFSET ?", *values, limit, offset)  # noqa: S608
    return [summary(row) for row in rows], count["mails"]


def summary(row: Any) -> dict[str, Any]:
    """What a list shows of one mail."""
    at = dt.datetime.fromtimestamp(row["at"], dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    names = {"from": row["shown_from"], "to": row["shown_to"], "recipients": json.loads(row["recipients"]), "at": at}
    return {name: row[name] for name in ("id", "subject", "sender", "message_id", "attachments")} | names


def forget(store: Store, address: str) -> int:
    """Throw away every mail that went to this address, in whatever letters; returns how many."""
    rows = store.rows("SELECT id, recipients FROM mail")
    theirs = [row["id"] for row in rows if address.lower() in (each.lower() for each in json.loads(row["recipients"]))]
    for number in theirs:
        store.run("DELETE FROM mail WHERE id = ?", number)
    return len(theirs)


def fetched(store: Store, number: str) -> tuple[dict[str, Any], EmailMessage, bytes] | None:
    row = store.row("SELECT * FROM mail WHERE id = ?", number)
    return (summary(row), parsed(row["raw"]), row["raw"]) if row else None


def parsed(raw: bytes) -> EmailMessage:
    message: EmailMessage = email.message_from_bytes(raw, policy=default)
    return message


def body(message: EmailMessage, kind: str) -> str:
    """The text or the html of a mail; empty when it has none. Pictures inside are put in place."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    text = str(part.get_content())
    return _with_pictures(message, text) if kind == "html" else text


def attachments(message: EmailMessage) -> list[Part]:
    found = []
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        raw = content if isinstance(content, bytes) else part.as_bytes()
        found.append(Part(part.get_filename() or part.get_content_type().replace("/", "."), part.get_content_type(), len(raw), raw))
    return found


def headers(message: EmailMessage) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in message.items()]


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "")).strip()
    except Exception:  # noqa: BLE001 - a header that the parser chokes on is still kept in the raw mail
        return ""


def _with_pictures(message: EmailMessage, html: str) -> str:
    for part in message.walk():
        identity, content = str(part.get("Content-ID", "")).strip("<> "), part.get_payload(decode=True)
        if identity and part.get_content_maintype() == "image" and isinstance(content, bytes):
            picture = f"data:{part.get_content_type()};base64,{base64.b64encode(content).decode()}"
            html = html.replace(f"cid:{identity}", picture)
    return html
