"""What another key of the instance made and nobody can make anew: links that were mailed, codes that people wrote down, keys that programs have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access import paper_links, visit_passes
from app.core import clock
from app.models import LeadForm, Paper, RecoveryCode, SignInToken, Visit
from app.models.paper import WAITING
from app.models.visit import VisitStatus


@dataclass(frozen=True, slots=True)
class Leaning:
    """Links and passes that another key made, among those that are still of use. Of the others nobody can tell, so that these are all there are: recovery codes,
    keys of programs and of websites' forms, links of letters to set a password.
    """

    papers: int
    passes: int
    codes: int
    programs: int
    letters: int


def leaning_papers(session: Session) -> list[Paper]:
    waits = select(Paper).where(Paper.status.in_(WAITING), Paper.secret_hash.is_not(None), Paper.revoked_at.is_(None)).order_by(Paper.id)
    return [paper for paper in session.scalars(waits) if not paper_links.made(paper).is_of_present_key]


def leaning_visits(session: Session) -> list[Visit]:
    expected = (
        select(Visit).where(Visit.status == VisitStatus.EXPECTED, Visit.expected_at > clock.now() - dt.timedelta(days=1)).order_by(Visit.id)
    )
    return [visit for visit in session.scalars(expected) if not visit_passes.made(visit).is_of_present_key]


def leaning(session: Session) -> Leaning:
    def count(key: Any, *of: Any) -> int:
        return session.scalar(select(func.count(key)).where(*of)) or 0

    of_programs = LeadForm.metadata.tables["ab_api_key"].c

    return Leaning(
        len(leaning_papers(session)),
        len(leaning_visits(session)),
        count(RecoveryCode.id, RecoveryCode.used_at.is_(None)),
        count(LeadForm.id, LeadForm.hook_key_mark.is_not(None))
        + count(of_programs.id, of_programs.active.is_(True), of_programs.revoked_on.is_(None)),
        count(SignInToken.id, SignInToken.spent_at.is_(None), SignInToken.expires_at > clock.now()),
    )
