"""The texts of mails that staff wrote, and what happened to them."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.scope import narrowed
from app.models import AuditEvent, MailText

MOST = 20


@dataclass(frozen=True, slots=True)
class Rewritten:
    """One change. `lines` are of subject and body, each with its sign: "-" went, "+" came, " " stayed nearby."""

    at: dt.datetime
    who: str
    verb: str
    language: str
    lines: list[tuple[str, str]]


def written(session: Session, *, by: Actor) -> list[MailText]:
    """Those of the network, and of the locations that somebody sees."""
    query = select(MailText).order_by(
        MailText.mail, MailText.variant, MailText.location_id.is_not(None), MailText.location_id, MailText.language
    )
    return list(session.scalars(narrowed(query, by, MailText)))


def text_at(session: Session, mail: str, variant: str, location_id: int | None, language: str) -> MailText | None:
    """The text of exactly that place."""
    here = MailText.location_id.is_(None) if location_id is None else MailText.location_id == location_id
    query = select(MailText).where(MailText.mail == mail, MailText.variant == variant, MailText.language == language, here)
    return session.scalars(query).one_or_none()


def rewritten(session: Session, mail: str, variant: str, location_id: int | None) -> list[Rewritten]:
    """What became of the texts of one mail at one place, in whatever language, the newest first; also of texts that are gone."""
    made = select(AuditEvent.noun_id, AuditEvent.changes["language"][1].astext).where(
        AuditEvent.noun == "mail_text",
        AuditEvent.verb == "create",
        AuditEvent.changes["mail"][1].astext == mail,
        AuditEvent.changes["variant"][1].astext == variant,
        AuditEvent.location_id.is_(None) if location_id is None else AuditEvent.location_id == location_id,
    )
    languages: dict[int | None, str] = dict(tuple(each) for each in session.execute(made))
    query = (
        select(AuditEvent)
        .where(AuditEvent.noun == "mail_text", AuditEvent.noun_id.in_(languages))
        .order_by(AuditEvent.id.desc())
        .limit(MOST)
    )
    return [Rewritten(row.at, row.actor, row.verb, languages[row.noun_id] or "", _lines(row)) for row in session.scalars(query)]


def _lines(row: AuditEvent) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for column in ("subject", "body"):
        before, after = ((str(side) if side is not None else "").splitlines() for side in row.changes.get(column, (None, None)))
        lines = list(difflib.unified_diff(before, after, lineterm="", n=1))[2:]
        found += [(line[:1], line[1:]) for line in lines if not line.startswith("@@")]
    return found
