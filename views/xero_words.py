"""What a difference between the books is, and what to do about it, in the words of who keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.models import CreditNote, Invoice
from app.models.step import StepState
from app.queries.xero_books import Found
from app.rules.reconcile import Cause


def told(found: Sequence[Found], *, may_write: bool) -> list[dict[str, Any]]:
    """The rows of the page. Of a payment that is only there, the same that Xero would not take from Foyer is named."""
    return [_row(each, found, may_write) for each in found]


def _row(each: Found, others: Sequence[Found], may_write: bool) -> dict[str, Any]:
    document, difference = each.document, each.difference
    what, advice, state = _words(each)
    return {
        "document": document,
        "organisation": document.organisation,
        "href": url_for("InvoiceView.show" if isinstance(document, Invoice) else "CreditNoteView.show", pk=document.id),
        "what": what,
        "advice": advice,
        "state": state,
        "ours": difference.ours,
        "theirs": difference.theirs,
        "currency": document.currency,
        "buttons": _buttons(each, others) if may_write else [],
    }


def _words(each: Found) -> tuple[str, str, str]:
    """What it is, what to do, and the state of what is on its way."""
    document, entry = each.document, each.entry
    match each.difference.cause:
        case Cause.MISSING if each.step is not None:
            return _("Not in Xero yet"), each.step.reason or _("It goes there by itself."), each.step.state.value
        case Cause.MISSING:
            return _("Not in Xero"), _("It was there. Ask who keeps the books; restore it there, or undo it here with a credit note."), ""
        case Cause.VOIDED:
            return _("Voided in Xero"), _("Undo it here with a credit note, or make it anew there under the same number."), ""
        case Cause.STILL_THERE:
            return _("Void here, not in Xero"), _("Void it in Xero: Foyer could not."), ""
        case Cause.TOTAL:
            return _("Totals differ"), _("Somebody changed the document in Xero. Put it right there: what was approved here stays."), ""
        case Cause.NOT_TOLD if entry is not None and not each.has_account:
            return _("Xero has not heard of it"), _("%(location)s names no account in Xero for it: fill it in at the location.", location=document.location), "todo"
        case Cause.NOT_TOLD if entry is not None and entry.state is StepState.FAILED:
            return _("Xero did not take it"), entry.reason, "failed"
        case Cause.NOT_TOLD:
            return _("Xero has not heard of it"), _("It goes there by itself."), entry.state.value if entry else "todo"
        case Cause.TAKEN_OUT:
            return _("Taken out in Xero"), _("If the money did come in, tell Xero again; if not, take the payment back here."), ""
        case Cause.ONLY_THERE:
            return _("Only in Xero"), _("Somebody recorded a payment there: take it into Foyer, or remove it there."), ""
        case Cause.REMAINDER if isinstance(document, CreditNote):
            return _("What is left differs"), _("Somebody set it against another invoice in Xero. Undo that there, or do the same here."), ""
    return _("What is open differs"), _("Nothing that Foyer knows of explains it: look at the history of the invoice in Xero."), ""


def _buttons(each: Found, others: Sequence[Found]) -> list[tuple[str, str, bool]]:
    """Text, address, and whether it is a form."""
    cause, entry, payment = each.difference.cause, each.entry, each.payment
    if cause is Cause.NOT_TOLD and not each.has_account:
        return [(_("Open location"), url_for("LocationView.edit", pk=each.document.location_id), False)]
    if entry is not None and (cause is Cause.TAKEN_OUT or entry.state is StepState.FAILED):
        return [(_("Tell Xero again"), url_for("XeroView.retry", entry_id=entry.id), True)]
    if cause is Cause.ONLY_THERE and payment is not None:
        same = [one.entry for one in others if one.entry and one.document is each.document and one.difference.cause is Cause.NOT_TOLD and one.entry.cents == payment.total_cents]
        if same:
            return [(_("It is the same payment"), url_for("XeroView.match", entry_id=same[0].id, held_id=payment.id), True)]
        return [(_("Take into Foyer"), url_for("XeroView.take", held_id=payment.id), True)]
    return []
