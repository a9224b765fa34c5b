"""How a run is getting on, in the words of the desk: its bar, its steps, what failed and what asks a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.actor import Actor
from app.queries.progress import STUCK, DocumentShown, Progress, progress

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
    """What a person must look at; `step` or `delivery` is what the button acts on."""

    document: DocumentShown
    what: str
    state: str
    reason: str
    step: int | None = None
    delivery: int | None = None


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


def standing(run_id: int, *, by: Actor) -> Standing:
    """Raises Missing for a run that is not this actor's."""
    found = progress(run_id, by=by, limit=MOST_SHOWN)
    names = step_words()
    counts = [
        (names[name], sum(states[each] for each in AT_REST), sum(states.values()), sum(states[each] for each in STUCK))
        for name in names
        if (states := found.states.get(name))
    ]
    return Standing(found, counts, list(_troubles(found)), [(each, marks(each)) for each in found.documents], _left(found))


def step_words() -> dict[str, str]:
    """The steps in their order, as people call them."""
    return {"xero_create": "Xero", "xero_check": _("Checked"), "pdf": "PDF", "mail": _("Mail")}


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
    """Number, Xero, checked, PDF and mail of one document; several mails are one mark, the worst of them."""
    icons = {"number": "receipt", "xero_create": "building-bank", "xero_check": "checks", "pdf": "file-text", "mail": "mail"}
    words, states = step_words(), state_words()
    found = [_mark(_("Number"), "done", icons["number"], states)]
    found += [_mark(words[name], document.steps[name].state, icons[name], states) for name in ("xero_create", "xero_check", "pdf") if name in document.steps]
    if document.deliveries:
        rank = ("failed", "unknown", "sending", "todo", "withheld", "sent")
        found.append(_mark(words["mail"], min((each.state for each in document.deliveries), key=rank.index), icons["mail"], states))
    else:
        found.append(Mark(words["mail"], "todo", icons["mail"], _("not sent yet")))
    return found


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


def _left(found: Progress) -> str:
    """How long it may still take, as people say it."""
    seconds = found.seconds_left
    if seconds is None or not found.is_moving:
        return ""
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    return ngettext("about %(num)d minute left", "about %(num)d minutes left", minutes)
