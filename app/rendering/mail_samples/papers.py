"""Samples of mails about proposals and contracts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from app.core.month import Month
from app.models.paper import PaperKind, PaperStatus
from app.queries.papers.steps import Step
from app.queries.papers.view import Figures, PaperView, Signature
from app.rendering import paper_mail
from app.rendering.mail import MailContent
from app.rendering.mail_samples.written import COMPANY, PERSON, Sample, Written

JUNE, JULY = Month(2026, 6), Month(2026, 7)


def _paper(by: Written, kind: PaperKind) -> PaperView:
    first = Figures(JUNE, (), 168_150, 25_223, 193_373, 0, Decimal(15))
    monthly = Figures(JULY, (), 265_500, 39_825, 305_325, 0, Decimal(15))
    is_contract = kind is PaperKind.CONTRACT
    return PaperView(
        kind=kind, status=PaperStatus.SENT, code="KLF-C00003" if is_contract else "KLF-P00007", version=1, seller=by.sender.seller, location_name=by.sender.location_name, zone=by.sender.zone,
        country=by.country, currency=by.currency, language=by.sender.language, vat_registered=by.sender.vat_registered, sender_email=by.sender.sender_email, addressee=PERSON, company=COMPANY,
        title=f"Your place at {by.sender.location_name}", blocks=(), lines=(), first=first, monthly=monthly, steps=(Step(JULY, None, 265_500, 39_825, 305_325),), issued_on=dt.date(2026, 6, 10),
        valid_until=dt.date(2026, 6, 24), term_months=None, notice_months=None, signature=None, answered_at=None, decline_reason="", logo=None,
    )  # fmt: skip


def _signed(by: Written, kind: PaperKind) -> PaperView:
    return replace(_paper(by, kind), status=PaperStatus.SIGNED, signature=Signature(PERSON, by.at(11, 9, 5), "", "", ""))


def _declined(by: Written, kind: PaperKind) -> PaperView:
    return replace(
        _paper(by, kind), status=PaperStatus.DECLINED, answered_at=by.at(12, 16, 30), decline_reason="We need four places from August."
    )


def _both(written: Any) -> dict[str, Sample]:
    return {kind.value: partial(_of, written, kind) for kind in PaperKind}


def _of(written: Any, kind: PaperKind, by: Written) -> MailContent:
    found: MailContent = written(by, kind)
    return found


PAPERS: dict[str, dict[str, Sample]] = {
    "paper_sent": _both(lambda by, kind: paper_mail.sent_mail(by.sender, _paper(by, kind), link=f"{by.house}/sign/a-link-of-theirs")),
    "paper_reminder": _both(
        lambda by, kind: paper_mail.reminder_mail(by.sender, _paper(by, kind), link=f"{by.house}/sign/a-link-of-theirs")
    ),
    "paper_signed": _both(lambda by, kind: paper_mail.signed_mail(by.sender, _signed(by, kind))),
    "paper_declined": _both(lambda by, kind: paper_mail.declined_mail(by.sender, _declined(by, kind), link=f"{by.house}/opportunities/7/")),
}
