"""What another key of the instance made and nobody can make anew: links that were mailed, codes that people wrote down, keys that programs have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access import paper_links, visit_passes
from app.core import clock
from app.models import LeadForm, Paper, RecoveryCode, Visit
from app.models.paper import WAITING
from app.models.visit import VisitStatus


@dataclass(frozen=True, slots=True)
class Leaning:
    """Links and passes that another key opens, among those that are still of use; of codes and programs nobody can tell, so that these are all there are."""

    papers: int
    passes: int
    codes: int
    programs: int


def leaning(session: Session) -> Leaning:
    papers = select(Paper).where(Paper.status.in_(WAITING), Paper.secret_hash.is_not(None), Paper.revoked_at.is_(None))
    visits = select(Visit).where(Visit.status == VisitStatus.EXPECTED, Visit.expected_at > clock.now() - dt.timedelta(days=1))
    return Leaning(
        sum(not paper_links.is_of_present_key(paper) for paper in session.scalars(papers)),
        sum(not visit_passes.is_of_present_key(visit) for visit in session.scalars(visits)),
        session.scalar(select(func.count(RecoveryCode.id)).where(RecoveryCode.used_at.is_(None))) or 0,
        session.scalar(select(func.count(LeadForm.id)).where(LeadForm.hook_key_mark.is_not(None))) or 0,
    )
