"""PaperCut's ways to say no, as Retry, GiveUp or Unknown (contracts.md section 3, "Faults")."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, Pause, Retry, Trouble, Unknown
from app.integrations.papercut import AliasTaken, AmountRefused, EmailTaken, NoSuchAccount, PasswordElsewhere

LONGEST_WAIT = 3600
LONGEST_WORDS = 300


def refused(code: object, words: str) -> GiveUp:
    """What a fault means: five are about the person or the amount, all others about how the two systems are set up."""
    match code:
        case 262:
            return NoSuchAccount(_("PaperCut has no such account."))
        case 267:
            return AliasTaken(_("Another account in PaperCut has this name as its alias."))
        case 268:
            return EmailTaken(_("Another account in PaperCut has this e-mail address."))
        case 270:
            return PasswordElsewhere(_("This account's password is kept by the directory that PaperCut reads it from."))
        case 275:
            return AmountRefused(_("PaperCut does not take this amount."))
    return GiveUp(_("PaperCut refuses, so its settings and Foyer's need a look: %(words)s (fault %(code)s)", words=words, code=code))


def unanswered(status: int, headers: Mapping[str, str], *, writes: bool) -> Trouble:
    """What an HTTP status other than 200 means."""
    wait = headers.get("Retry-After", "")
    told_to_wait = wait.isascii() and wait.isdigit()
    if status == 429 or (status == 503 and told_to_wait):
        # who names a time to come back has turned the call away before anything happened
        kind = Pause if status == 429 else Retry
        return kind(_("PaperCut takes no more calls at the moment."), after=min(LONGEST_WAIT, int(wait)) if told_to_wait else None)
    if status >= 500:
        reason = _("PaperCut failed with status %(status)s.", status=status)
        return Unknown(reason) if writes else Retry(reason)
    return GiveUp(_("PaperCut does not take calls at the address in FOYER_PAPERCUT_URL (status %(status)s).", status=status))


def unreadable(*, writes: bool) -> Trouble:
    """For a good status with a body that makes no sense."""
    reason = _("PaperCut's answer could not be read.")
    return Unknown(reason) if writes else Retry(reason)


def hidden(words: object, *secrets: str) -> str:
    """PaperCut's words in one line of reasonable length, without what must not be read: a server may echo what it was told."""
    text = str(words)
    for secret in filter(None, secrets):
        text = text.replace(secret, "…")
    return " ".join(text.split())[:LONGEST_WORDS]
