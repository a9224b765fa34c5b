"""A mail of each kind and variant with made-up values, as the editor of mails shows and sends it."""

from __future__ import annotations

from app.rendering.mail import MailContent
from app.rendering.mail_samples.accounts import ACCOUNTS
from app.rendering.mail_samples.bookings import BOOKINGS
from app.rendering.mail_samples.guests import GUESTS
from app.rendering.mail_samples.house import HOUSE
from app.rendering.mail_samples.money import MONEY
from app.rendering.mail_samples.papers import PAPERS
from app.rendering.mail_samples.sales import SALES
from app.rendering.mail_samples.tickets import TICKETS
from app.rendering.mail_samples.written import Sample, Written

SAMPLES: dict[str, dict[str, Sample]] = {**MONEY, **ACCOUNTS, **BOOKINGS, **GUESTS, **TICKETS, **PAPERS, **SALES, **HOUSE}


def sample(mail: str, variant: str, by: Written) -> MailContent:
    """Raises KeyError for a mail or a variant that there is not."""
    return SAMPLES[mail][variant](by)


__all__ = ["SAMPLES", "Sample", "Written", "sample"]
