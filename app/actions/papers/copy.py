"""Take the lines of one paper over into another."""

from __future__ import annotations

from app.models import Paper, PaperLine
from app.work import Work

TAKEN = (
    "position", "membership_id", "space_id", "places", "starts_on", "commitment_months", "price_cents", "net_price",
    "discount_percent", "discount_until", "discount_reason", "deposit_cents",
)  # fmt: skip


def copy_lines(work: Work, source: Paper, target: Paper) -> None:
    """With the deposits that were fixed."""
    for line in source.lines:
        work.session.add(PaperLine(paper_id=target.id, **{name: getattr(line, name) for name in TAKEN}))
    work.session.flush()  # whoever asks the new paper for its lines finds them
    work.session.refresh(target, ["lines"])
