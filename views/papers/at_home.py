"""The start page's tasks about proposals and contracts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import Permission
from app.models import Paper
from app.models.paper import PaperKind
from app.queries.papers.declined import declined_papers
from app.queries.papers.waiting import Looks, papers_to_look_at

SINGLY = 3

Told = tuple[str, str, str, str, str]


def told_of_papers(session: Session, *, by: Actor, location_id: int | None) -> list[Told]:
    """(icon, text, hint, address, button) for who may write them."""
    found: list[Told] = []
    if by.may(Permission.PROPOSAL_WRITE):
        looks = papers_to_look_at(session, PaperKind.PROPOSAL, by=by, location_id=location_id)
        found += _declined(declined_papers(session, PaperKind.PROPOSAL, by=by, location_id=location_id), "ProposalView")
        found += _told(looks, "ProposalView", _proposals)
    if by.may(Permission.CONTRACT_WRITE):
        looks = papers_to_look_at(session, PaperKind.CONTRACT, by=by, location_id=location_id)
        found += _declined(declined_papers(session, PaperKind.CONTRACT, by=by, location_id=location_id), "ContractView")
        found += _told(looks, "ContractView", _contracts)
    return found


def _declined(rows: list[Paper], view: str) -> Iterator[Told]:
    """Each with its reason, and the deal where the next step is; from the fourth on they are counted."""
    for row in rows[:SINGLY]:
        text = _("%(who)s declined %(number)s", who=row.company or row.addressee, number=row.code)
        hint = _("“%(reason)s”", reason=row.decline_reason) if row.decline_reason else _("They did not say why; a call may tell.")
        yield "circle-x", text, hint, url_for("OpportunityView.show", opportunity_id=row.opportunity_id), _("Next step")
    if (more := len(rows) - SINGLY) > 0:
        text = ngettext("%(num)d more was declined", "%(num)d more were declined", more)
        yield "circle-x", text, _("Nobody has written or called since."), url_for(f"{view}.list", _flt_0_status="declined"), _("Look")


def _told(looks: Looks, view: str, words: Any) -> Iterator[Told]:
    """Those that end come first in the list, those that were read are filtered by that."""
    ending, read = words(looks)
    by_day = {f"_oc_{view}": "valid_until", f"_od_{view}": "asc"}
    if looks.ending:
        yield "hourglass", ending, _("Within three days; a word from you may help."), url_for(f"{view}.list", **by_day), _("Look")
    if looks.unanswered:
        yield "eye", read, _("Two days ago or more."), url_for(f"{view}.list", _flt_0_status="opened", **by_day), _("Look")


def _proposals(looks: Looks) -> tuple[str, str]:
    return (
        ngettext("%(num)d proposal is about to expire", "%(num)d proposals are about to expire", looks.ending),
        ngettext("%(num)d proposal was read and not answered", "%(num)d proposals were read and not answered", looks.unanswered),
    )


def _contracts(looks: Looks) -> tuple[str, str]:
    return (
        ngettext("%(num)d contract is about to expire", "%(num)d contracts are about to expire", looks.ending),
        ngettext("%(num)d contract was read and not signed", "%(num)d contracts were read and not signed", looks.unanswered),
    )
