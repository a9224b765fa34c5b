"""How a run is getting on, in the words of the desk: its bar, its steps, what failed and what asks a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.actor import Actor
from app.queries.progress import STUCK, DocumentShown, Progress, progress
from app.queries.run_charges import ChargeShown, FulfilmentShown
from app.web.formats import as_date

MOST_SHOWN = 50
AT_REST = ("done", "sent", "withheld")


@dataclass(frozen=True)
class Mark:
    """One small sign: what it stands for, and how it is doing."""

    label: str
    state: str
    icon: str
    text: str


@dataclass(frozen=True)
class Trouble:
    """What a person must look at; `step` or `delivery` is what the button acts on, `ways` are (text, address) of pages that decide it."""

    document: DocumentShown
    what: str
    state: str
    reason: str
    step: int | None = None
    delivery: int | None = None
    ways: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    progress: Progress
    counts: list[tuple[str, int, int, int]]
    troubles: list[Trouble]
    documents: list[tuple[DocumentShown, list[Mark]]]
    left: str

    @property
    def percent(self) -> float:
        return round(100 * self.progress.done / self.progress.wanted, 1) if self.progress.wanted else 0


BLANK = Mark("", "none", "", "")


def standing(run_id: int, *, by: Actor) -> Standing:
    """Raises Missing for a run that is not this actor's."""
    found = progress(run_id, by=by, limit=MOST_SHOWN)
    names = step_words()
    counts = [
        (names[name], sum(states[each] for each in AT_REST), sum(states.values()), sum(states[each] for each in STUCK))
        for name in names
        if (states := found.counted.get(name))
    ]
    return Standing(found, counts, list(_troubles(found)), [(each, marks(each)) for each in found.documents], _left(found))


def step_words() -> dict[str, str]:
    """The steps in their order, as people call them."""
    return {
        "xero_create": "Xero",
        "xero_check": _("Checked"),
        "pdf": "PDF",
        "mail": _("Mail"),
        "charge": _("Charge"),
        "fulfil": _("Fulfil"),
    }


def state_words() -> dict[str, str]:
    return {
        "todo": _("waits"),
        "doing": _("under way"),
        "sending": _("under way"),
        "done": _("done"),
        "sent": _("sent"),
        "failed": _("failed"),
        "unknown": _("not known"),
        "withheld": _("held back"),
    }


def marks(document: DocumentShown) -> list[Mark]:
    """Number, Xero, checked, PDF, mail, charge and fulfil of one document; of several mails or fulfilments the worst is the mark, of none it is blank."""
    icons = {
        "number": "receipt",
        "xero_create": "building-bank",
        "xero_check": "checks",
        "pdf": "file-text",
        "mail": "mail",
        "charge": "credit-card",
        "fulfil": "gift",
    }
    words, states = step_words(), state_words()
    found = [_mark(_("Number"), "done", icons["number"], states)]
    found += [
        _mark(words[name], document.steps[name].state, icons[name], states)
        for name in ("xero_create", "xero_check", "pdf")
        if name in document.steps
    ]
    if document.deliveries:
        found.append(_mark(words["mail"], _worst(document.deliveries), icons["mail"], states))
    else:
        found.append(Mark(words["mail"], "todo", icons["mail"], _("not sent yet")))
    charge = document.charge
    found.append(_mark(words["charge"], charge.state, icons["charge"], _charge_words(charge)) if charge is not None else BLANK)
    found.append(_mark(words["fulfil"], _worst(document.brings), icons["fulfil"], states) if document.brings else BLANK)
    return found


def _worst(several: list[Any]) -> str:
    return min((each.state for each in several), key=("failed", "unknown", "sending", "doing", "todo", "withheld", "sent", "done").index)


def _charge_words(charge: ChargeShown) -> dict[str, str]:
    """One that is still to be begun is charged when the invoice leaves."""
    return state_words() | {
        "failed": _("declined"),
        "withheld": _("not charged"),
        "todo": _("waits") if charge.id is not None else _("charged once it is sent"),
    }


def _mark(label: str, state: str, icon: str, words: dict[str, str]) -> Mark:
    tone = {"sending": "doing", "sent": "done"}.get(state, state)
    return Mark(label, tone, {"done": "check", "failed": "x", "unknown": "help-circle"}.get(tone, icon), words[state])


def _troubles(found: Progress) -> Any:
    names = step_words()
    for document in found.documents:
        for step in document.steps.values():
            if step.state in STUCK:
                yield Trouble(document, names[step.name], step.state, step.reason, step=step.id)
        for mail in document.deliveries:
            if mail.state in STUCK:
                yield Trouble(document, _("Mail to %(address)s", address=mail.address), mail.state, mail.reason, delivery=mail.id)
        if document.charge is not None and document.charge.state in STUCK:
            yield _of_charge(document, document.charge, names["charge"])
        for each in document.brings:
            if each.state in STUCK:
                yield _of_fulfilment(document, each)


def _of_charge(document: DocumentShown, charge: ChargeShown, name: str) -> Trouble:
    show = (_("Open the charge"), url_for("PaymentAttemptView.show", pk=charge.id))
    if charge.state == "unknown":
        taken = (_("It was taken…"), url_for("PaymentAttemptView.taken_page", pk=charge.id))
        ways = [taken, (_("It was not taken…"), url_for("PaymentAttemptView.not_taken_page", pk=charge.id)), show]
        asked = _("PayFast was asked, and its answer was lost. Was the money taken?")
        return Trouble(document, name, charge.state, f"{asked} {charge.reason}", ways=ways)
    again = [_("Tried again on %(day)s", day=as_date(charge.again_on))] if charge.again_on else []
    reason = charge.reason or _("No job asks for it any more: charge the card again on the page of the invoice.")
    return Trouble(
        document,
        name,
        charge.state,
        " · ".join([reason, *again]),
        ways=[(_("Open the invoice"), url_for("InvoiceView.show", pk=document.id)), show],
    )


def _of_fulfilment(document: DocumentShown, row: FulfilmentShown) -> Trouble:
    asked = [_("Is %(key)s in PaperCut's transaction log?", key=row.key)] if row.state == "unknown" else []
    return Trouble(
        document,
        row.what,
        row.state,
        " ".join([*asked, row.reason]),
        ways=[(_("Open what it brings"), url_for("FulfilmentView.show", pk=row.id))],
    )


def _left(found: Progress) -> str:
    """How long it may still take, as people say it."""
    seconds = found.seconds_left
    if seconds is None or not found.is_moving:
        return ""
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    return ngettext("about %(num)d minute left", "about %(num)d minutes left", minutes)
