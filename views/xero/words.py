"""What a difference between the books is, and what to do about it, in the words of who keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.actions.said import day
from app.actions.xero.settle_difference import READ_ONE_BY_ONE
from app.models import CreditNote, Deposit, Invoice, Payment, XeroEntry, XeroHeld
from app.models.step import StepState
from app.models.xero_entry import EntryKind
from app.queries.xero_differences import Found
from app.rules.reconcile import Cause

About = Invoice | CreditNote | Payment | Deposit | XeroHeld


def told(found: Sequence[Found], *, may_write: bool) -> list[dict[str, Any]]:
    """The rows of the page. Of a payment that is only there, the same that Xero would not take from Foyer is named."""
    return [_row(each, found, may_write) for each in found]


def _row(each: Found, others: Sequence[Found], may_write: bool) -> dict[str, Any]:
    document, difference = each.document, each.difference
    what, advice, state = _words(each)
    return {
        "document": document,
        "organisation": "" if isinstance(document, XeroHeld) else document.organisation,
        "title": _title(document),
        "href": _address(document),
        "what": what,
        "advice": advice,
        "state": state,
        "ours": difference.ours,
        "theirs": difference.theirs,
        "currency": _currency(document),
        "buttons": _buttons(each, others) if may_write else [],
    }


def _currency(document: About) -> str:
    """Of what only Xero has nothing is known but the amount."""
    if isinstance(document, XeroHeld):
        return ""
    return document.location.currency if isinstance(document, Deposit) else document.currency


def _title(document: About) -> str:
    if isinstance(document, XeroHeld):
        return _("Money spent on %(day)s", day=day(document.dated)) + (f": {document.number}" if document.number else "")
    if isinstance(document, Deposit):
        return _("Deposit %(code)s", code=document.code)
    if isinstance(document, Payment):
        return _("Payment of %(day)s", day=day(document.received_on))
    return str(document)


def _address(document: About) -> str:
    if isinstance(document, XeroHeld):
        return ""
    if isinstance(document, Deposit):
        return url_for("DepositView.show", pk=document.id)
    if isinstance(document, Payment):
        return url_for("PaymentView.show", pk=document.id)
    return url_for("InvoiceView.show" if isinstance(document, Invoice) else "CreditNoteView.show", pk=document.id)


def _words(each: Found) -> tuple[str, str, str]:
    """What it is, what to do, and the state of what is on its way."""
    document, entry = each.document, each.entry
    if isinstance(document, Deposit | XeroHeld) and (said := _of_deposit(each)):
        return said
    match each.difference.cause:
        case Cause.MISSING if each.step is not None:
            return _("Not in Xero yet"), each.step.reason or _("It goes there by itself."), each.step.state.value
        case Cause.MISSING if isinstance(document, Payment):
            return _("Credit is not in Xero"), _("It was there. Ask who keeps the books what became of it."), ""
        case Cause.MISSING:
            return _("Not in Xero"), _("It was there. Ask who keeps the books; restore it there, or undo it here with a credit note."), ""
        case Cause.VOIDED if isinstance(document, Payment):
            return _("Credit voided in Xero"), _("If the money did come in, tell Xero again; if not, take the payment back here."), ""
        case Cause.VOIDED:
            return _("Voided in Xero"), _("Undo it here with a credit note, or make it anew there under the same number."), ""
        case Cause.STILL_THERE:
            return _("Void here, not in Xero"), _("Void it in Xero: Foyer could not."), ""
        case Cause.TOTAL:
            return _("Totals differ"), _("Somebody changed the document in Xero. Put it right there: what was approved here stays."), ""
        case Cause.NOT_TOLD if entry is not None and not each.has_account:
            return (
                _unheard(entry),
                _("%(location)s names no account in Xero for it: fill it in at the location.", location=document.location),
                "todo",
            )
        case Cause.NOT_TOLD if entry is not None and entry.state is StepState.FAILED:
            return _failed(entry), entry.reason, "failed"
        case Cause.NOT_TOLD if entry is not None and entry.state is StepState.UNKNOWN:
            return _("Not known whether Xero has it"), entry.reason, "unknown"
        case Cause.NOT_TOLD if entry is not None and each.waits_for is not None:
            return _unheard(entry), _("It waits until Xero has taken out what was taken back here."), ""
        case Cause.NOT_TOLD:
            return _unheard(entry), _("It goes there by itself."), ""
        case Cause.TAKEN_OUT if entry is not None and entry.kind is EntryKind.REFUND:
            return _("Refund taken out in Xero"), _("If the money did go back, tell Xero again; else ask who keeps the books."), ""
        case Cause.TAKEN_OUT:
            return _("Taken out in Xero"), _("If the money did come in, tell Xero again; if not, take the payment back here."), ""
        case Cause.ONLY_THERE if not isinstance(document, Invoice):
            return (
                _("Refund only in Xero"),
                _("Somebody gave money back there: record the refund here as well, then say that both are one, or remove it there."),
                "",
            )
        case Cause.ONLY_THERE:
            return _("Only in Xero"), _("Somebody recorded a payment there: take it into Foyer, or remove it there."), ""
        case Cause.REMAINDER if not isinstance(document, Invoice):
            return (
                _("What is left differs"),
                _("Somebody set it against another invoice in Xero. Undo that there, or do the same here."),
                "",
            )
    if each.strange_notes:
        what = _("Paid with credit that Xero does not have")
        return what, _("Enter %(notes)s there as well, and set it against the invoice.", notes=", ".join(each.strange_notes)), ""
    return _("What is open differs"), _("Nothing that Foyer knows of explains it: look at the history of the invoice in Xero."), ""


def _of_deposit(each: Found) -> tuple[str, str, str] | None:
    """None for what is said as of everything else."""
    match each.difference.cause:
        case Cause.TOTAL:
            return (
                _("Amounts differ"),
                _("Somebody changed what went back in Xero. Put it right there: Foyer has what was recorded with the deposit."),
                "",
            )
        case Cause.TAKEN_OUT:
            return (
                _("Deposit that went back taken out in Xero"),
                _("If the money did go back, tell Xero again; else take the refund back on the deposit's page."),
                "",
            )
        case Cause.ONLY_THERE:
            advice = _(
                "Somebody gave a deposit back there: record the refund on the deposit's page. Then Xero has it twice: remove theirs there, or ours, and say that both are one."
            )
            return _("Deposit given back only in Xero"), advice, ""
    return None


def _unheard(entry: XeroEntry | None) -> str:
    """Xero has not heard of it; what it is, in words."""
    match entry.kind if entry is not None else None:
        case EntryKind.OVERPAYMENT:
            return _("Xero has not heard of credit")
        case EntryKind.REFUND:
            return _("Xero has not heard of a refund")
        case EntryKind.SPENT:
            return _("Xero has not heard that a deposit went back")
        case EntryKind.USE | EntryKind.ALLOCATION:
            return _("Xero has not heard that credit paid it")
        case EntryKind.REMOVAL:
            return _("Xero has not heard that it was taken back")
    return _("Xero has not heard of a payment")


def _failed(entry: XeroEntry) -> str:
    if entry.kind is EntryKind.REMOVAL:
        return _("Xero did not take it out")
    return _("Xero did not take it")


def _buttons(each: Found, others: Sequence[Found]) -> list[tuple[str, str, bool]]:
    """Text, address, and whether it is a form."""
    cause, entry, payment = each.difference.cause, each.entry, each.payment
    if cause is Cause.NOT_TOLD and not each.has_account:
        return [(_("Open location"), url_for("LocationView.edit", pk=entry.location_id), False)] if entry is not None else []
    if entry is not None and (cause in (Cause.TAKEN_OUT, Cause.VOIDED) or entry.state in (StepState.FAILED, StepState.UNKNOWN)):
        return [(_("Tell Xero again"), url_for("XeroView.retry", entry_id=entry.id), True)]
    if cause is Cause.ONLY_THERE and payment is not None:
        same = [one.entry for one in others if one.entry and _may_be_one(one, each) and one.entry.cents == payment.total_cents]
        if same:
            return [(_("It is the same payment"), url_for("XeroView.match", entry_id=same[0].id, held_id=payment.id), True)]
        if isinstance(each.document, XeroHeld):
            return [(_("Open deposits"), url_for("DepositView.list"), False)]
        if isinstance(each.document, Payment):
            return [(_("Open payment"), _address(each.document), False)]
        if isinstance(each.document, CreditNote):
            return [(_("Open credit note"), _address(each.document), False)]
        return [(_("Take into Foyer"), url_for("XeroView.take", held_id=payment.id), True)]
    return []


def _may_be_one(ours: Found, theirs: Found) -> bool:
    """What Xero lacks of ours, beside what only it has."""
    if isinstance(theirs.document, XeroHeld):
        return (
            isinstance(ours.document, Deposit) and ours.difference.cause in (Cause.NOT_TOLD, Cause.TAKEN_OUT) and ours.difference.ours > 0
        )
    return (
        ours.document is theirs.document
        and ours.difference.cause is Cause.NOT_TOLD
        and ours.entry is not None
        and ours.entry.kind in READ_ONE_BY_ONE
    )
