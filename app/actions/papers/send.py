"""Send a draft: from now on it stays as it is."""

from __future__ import annotations

import math
from decimal import Decimal

from flask_babel import gettext as _

from app.access.actor import Actor
from app.access.paper_links import renewed
from app.access.permissions import Permission
from app.actions.papers.draft import check_draft, lock_draft
from app.actions.papers.events import PaperSent
from app.actions.papers.lines import check_start
from app.actions.papers.stage import comes_to
from app.core.clock import now
from app.core.errors import Refused
from app.core.formats import percent_text
from app.models import Opportunity, Paper
from app.models.opportunity import OPEN_STAGES, Stage
from app.models.paper import PaperKind
from app.queries.papers.given_away import most_given_away
from app.queries.papers.priced import Offer
from app.queries.papers.terms import most_percent_off
from app.queries.papers.view import offered, values_of
from app.rules.placeholders import filled
from app.work import Work, transaction

STAGES = {PaperKind.PROPOSAL: Stage.PROPOSAL, PaperKind.CONTRACT: Stage.CONTRACT}


def send_paper(paper_id: int, *, by: Actor) -> Paper:
    """Freezes text and figures, and lets the PDF and the mail follow. The version before is superseded.

    Raises Refused without lines, when more is given away than this person may (`proposal.most_percent_off`), without an address, or when its day or a start is past.
    """
    with transaction(by=by) as work:
        paper = lock_draft(work, paper_id)
        opportunity = work.lock(Opportunity, paper.opportunity_id)
        if opportunity.stage not in OPEN_STAGES:
            raise Refused(_("%(deal)s is closed.", deal=opportunity))
        check_draft(work, paper)
        if not paper.email:
            raise Refused(_("Say to which address it goes."), field="email")
        for line in paper.lines:
            check_start(paper, line)
        offer = offered(work.session, paper)
        if offer is None:
            raise Refused(_("Add what you offer first: at least one line."))
        _require_price(work, paper, offer)
        _freeze(work, paper, offer)
        _supersede(work, paper)
        Paper.moves.move(paper, "send")
        paper.sent_at, paper.sent_by = now(), by.name
        renewed(paper)
        comes_to(work, opportunity, STAGES[paper.kind])
        work.emit(PaperSent(paper.id))
    return paper


def _require_price(work: Work, paper: Paper, offer: Offer) -> None:
    """Who sends is who said yes: the audit has both, and nothing else has to be kept."""
    limit = most_percent_off(work.session)
    if limit is None or work.by.may(Permission.LICENSE_PRICE):
        return
    found = most_given_away(work.session, paper, offer)
    if found is not None and found[1] > limit:
        line, off = found
        told = {
            "membership": line.membership.name,
            "percent": percent_text(Decimal(math.ceil(off * 10)) / 10, "en"),
            "limit": percent_text(limit, "en"),
        }
        raise Refused(
            _(
                "%(membership)s is %(percent)s below its price. Beyond %(limit)s the location's manager sends it, or somebody else who may set prices.",
                **told,
            )
        )


def _freeze(work: Work, paper: Paper, offer: Offer) -> None:
    values = values_of(paper, offer.first, offer.monthly)
    for line, deposit in zip(paper.lines, offer.deposits, strict=True):
        line.deposit_cents = deposit
    work.session.flush()  # the lines are written while their paper is a draft
    paper.subject, paper.content = filled(paper.subject, values)[:300], filled(paper.body, values)
    paper.first_invoice, paper.monthly = offer.first, offer.monthly


def _supersede(work: Work, paper: Paper) -> None:
    """What was agreed to stays agreed until the new version is."""
    if paper.replaces_id is None:
        return
    before = work.lock(Paper, paper.replaces_id)
    if Paper.moves.may(before, "supersede"):
        Paper.moves.move(before, "supersede")
