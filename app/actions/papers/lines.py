"""The lines of a draft: add, change, remove one."""

from __future__ import annotations

from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.fill import demand, fill
from app.actions.papers.draft import lock_draft
from app.actions.papers.fields import LineFields
from app.core.clock import today
from app.core.errors import Refused
from app.core.money import LARGEST_CENTS
from app.models import Membership, Paper, PaperLine, Space
from app.work import Work, transaction

MOST = 40  # lines of a paper


def add_line(paper_id: int, *, by: Actor, **fields: Unpack[LineFields]) -> PaperLine:
    """Raises Refused at the field that is wrong, and once the paper was sent."""
    with transaction(by=by) as work:
        paper = lock_draft(work, paper_id)
        if len(paper.lines) >= MOST:
            raise Refused(_("At most %(most)d lines.", most=MOST))
        position = max((line.position for line in paper.lines), default=0) + 1
        line = PaperLine(paper_id=paper.id, position=position, places=1, net_price=False)
        with work.session.no_autoflush:
            fill(work, line, fields)
            _check(work, paper, line)
        work.add(line)
        work.session.refresh(paper, ["lines"])
    return line


def change_line(line_id: int, *, by: Actor, **fields: Unpack[LineFields]) -> PaperLine:
    """Raises Refused at the field that is wrong, and once the paper was sent."""
    with transaction(by=by) as work:
        paper = lock_draft(work, work.get(PaperLine, line_id).paper_id)
        line = work.lock(PaperLine, line_id)
        with work.session.no_autoflush:
            fill(work, line, fields)
            _check(work, paper, line)
    return line


def remove_line(line_id: int, *, by: Actor) -> None:
    """Raises Refused once the paper was sent."""
    with transaction(by=by) as work:
        paper = lock_draft(work, work.get(PaperLine, line_id).paper_id)
        work.session.delete(work.lock(PaperLine, line_id))
        work.session.flush()  # the paper's lines are read again
        work.session.refresh(paper, ["lines"])


def _check(work: Work, paper: Paper, line: PaperLine) -> None:
    demand(line, "membership_id", "space_id", "places", "starts_on")
    membership, space = work.get(Membership, line.membership_id), work.get(Space, line.space_id)
    if membership.location_id != paper.location_id:
        raise Refused(_("%(membership)s is sold at another location.", membership=membership.name), field="membership")
    if not membership.is_active:
        raise Refused(_("%(membership)s is no longer sold.", membership=membership.name), field="membership")
    if space.location_id != paper.location_id:
        raise Refused(_("That space is at another location."), field="space")
    if not 1 <= line.places <= 200:
        raise Refused(_("From 1 to 200 places."), field="places")
    check_start(paper, line)
    if line.commitment_months is not None and not 0 <= line.commitment_months <= 120:
        raise Refused(_("A commitment runs from 0 to 120 months."), field="commitment_months")
    for field in ("price_cents", "deposit_cents"):
        value = getattr(line, field)
        if value is not None and not 0 <= value <= LARGEST_CENTS:
            raise Refused(_("Write an amount of 0 or more."), field=field)
    _check_discount(line)


def check_start(paper: Paper, line: PaperLine) -> None:
    """A start in an earlier month would be billed by a correction, which no proposal can show. Raises Refused."""
    day = today(paper.location.zone)
    if line.starts_on < day.replace(day=1):
        raise Refused(_("Choose a first day of this month or later."), field="starts_on")
    if (line.starts_on - day).days > 800:
        raise Refused(_("That is more than two years away."), field="starts_on")


def _check_discount(line: PaperLine) -> None:
    if not line.discount_percent:
        line.discount_percent, line.discount_until, line.discount_reason = None, None, ""
        return
    if not 0 < line.discount_percent <= 100:
        raise Refused(_("A discount is from 0 to 100 %."), field="discount_percent")
    if line.net_price:
        raise Refused(_("A fixed price has no discount: leave one of the two."), field="discount_percent")
    if not line.discount_reason:
        raise Refused(_("Say why: it stands on the invoice."), field="discount_reason")
    if line.discount_until is not None and line.discount_until < line.starts_on:
        raise Refused(_("The discount ends before the first day."), field="discount_until")
