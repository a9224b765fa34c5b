"""Staff are told in the bell what follows from events, and once a minute what nobody announces; in the morning by mail."""

from __future__ import annotations

from flask_babel import gettext as _

from app.actions.notifications.mail_digest import mail_digests
from app.actions.notifications.of_holds import tell_of_holds
from app.actions.notifications.of_house import tell_of_house
from app.actions.notifications.of_mail import tell_of_return
from app.actions.notifications.of_money import tell_of_charge, tell_of_first_yes, tell_of_reminder
from app.actions.notifications.of_sales import tell_of_answer, tell_of_lead
from app.actions.notifications.of_sign_up import tell_of_sign_up
from jobs import job


@job(queue="low")
def lead_assigned(lead_id: int, owner_id: int) -> None:
    """Safe to run twice, as all of these: a key makes each telling one."""
    tell_of_lead(lead_id, owner_id)


@job(queue="low")
def signed_up(sign_up_id: int) -> None:
    tell_of_sign_up(sign_up_id)


@job(queue="low")
def paper_answered(paper_id: int) -> None:
    tell_of_answer(paper_id)


@job(queue="low")
def charge_declined(attempt_id: int) -> None:
    tell_of_charge(attempt_id)


@job(queue="low")
def debtor_reminded(letter_id: int) -> None:
    tell_of_reminder(letter_id)


@job(queue="low")
def approval_asked(run_id: int, user_id: int, mark: str) -> None:
    tell_of_first_yes(run_id, user_id, mark)


@job(queue="low")
def mail_returned(delivery_id: int, attempt: int) -> None:
    tell_of_return(delivery_id, attempt)


def follow() -> str:
    """Once a minute."""
    told, mails = tell_of_house() + tell_of_holds(), mail_digests()
    return _("%(told)d new notifications, %(mails)d morning mails about them.", told=told, mails=mails)
