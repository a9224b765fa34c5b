"""Those who look after money hear of a card that was declined, a debtor who did not pay, and a run that needs a second person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select

from app.access.actor import SYSTEM
from app.access.permissions import P
from app.access.staff import staff, working
from app.actions.notifications.tell import tell
from app.models import AccountLetter, FoyerUser, InvoiceRun, PaymentAttempt
from app.models.account_letter import LetterKind
from app.models.notification import NotificationKind
from app.models.payment_attempt import AttemptState
from app.work import transaction


def tell_of_charge(attempt_id: int) -> None:
    """Of a charge of ours: what somebody tried on the vendor's page they saw themselves."""
    with transaction(by=SYSTEM) as work:
        attempt = work.session.get(PaymentAttempt, attempt_id)
        if attempt is None or attempt.state is not AttemptState.DECLINED or attempt.invoice is None or attempt.method_id is None:
            return
        to = working(staff(work.session), P.PAYMENT_WRITE, attempt.location_id)
        facts: dict[str, Any] = {
            "name": attempt.organisation.name,
            "cents": attempt.amount_cents,
            "currency": attempt.invoice.currency,
            "number": attempt.invoice.number or "",
            "reason": attempt.reason,
        }
        tell(work, NotificationKind.PAYMENT_FAILED, to=to, about=attempt.invoice, key=f"charge-{attempt.id}", **facts)


def tell_of_reminder(letter_id: int) -> None:
    """Of the second after the due date, and of each that follows."""
    with transaction(by=SYSTEM) as work:
        letter = work.session.get(AccountLetter, letter_id)
        if letter is None or letter.kind is not LetterKind.REMINDER or letter.invoice is None or letter.days is None:
            return
        before = select(
            exists().where(AccountLetter.invoice_id == letter.invoice_id, AccountLetter.days > 0, AccountLetter.days < letter.days)
        )
        if not work.session.scalar(before):
            return
        to = working(staff(work.session), P.DEBTOR_WRITE, letter.location_id)
        facts: dict[str, Any] = {
            "name": letter.organisation.name,
            "days": letter.days,
            "cents": letter.due_cents or 0,
            "currency": letter.invoice.currency,
            "number": letter.invoice.number or "",
        }
        tell(work, NotificationKind.DUNNING_ESCALATED, to=to, about=letter.organisation, key=f"reminder-{letter.id}", **facts)


def tell_of_first_yes(run_id: int, user_id: int, mark: str) -> None:
    """Whoever else may approve it is asked."""
    with transaction(by=SYSTEM) as work:
        run, first = work.session.get(InvoiceRun, run_id), work.session.get(FoyerUser, user_id)
        if run is None or first is None or run.approval_asked_by_id != user_id:
            return
        to = [each for each in working(staff(work.session), P.INVOICE_RUN_APPROVE, run.location_id) if each.id != user_id]
        tell(
            work,
            NotificationKind.APPROVAL_ASKED,
            to=to,
            about=run,
            key=f"approval-{run.id}-{user_id}-{mark}"[:200],
            who=str(first),
            name=str(run),
        )
