"""What a paper does to its opportunity: it comes as far as the paper says, and never back."""

from __future__ import annotations

from app.actions.opportunities.move import into_stage
from app.models import Opportunity
from app.models.opportunity import OPEN_STAGES, Stage
from app.work import Work


def comes_to(work: Work, opportunity: Opportunity, stage: Stage) -> None:
    """Inner verb: the opportunity is locked."""
    if opportunity.stage in OPEN_STAGES and OPEN_STAGES.index(opportunity.stage) < OPEN_STAGES.index(stage):
        into_stage(work, opportunity, stage)
