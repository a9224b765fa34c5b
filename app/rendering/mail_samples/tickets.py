"""Samples of mails about tickets."""

from __future__ import annotations

from dataclasses import replace

from app.models.ticket import TicketStatus
from app.queries.tickets.letters import TicketTold
from app.rendering import ticket_mail
from app.rendering.mail_samples.written import COLLEAGUE, COMPANY, PERSON, Sample

ASKED = TicketTold(1042, "room", "Boardroom", PERSON, COMPANY, PERSON, "The screen stays dark.", 1, TicketStatus.NEW.value)
ANSWER = replace(ASKED, author=COLLEAGUE, text="Which input do you use?", photos=0)


def _answer(status: TicketStatus, text: str = ANSWER.text) -> Sample:
    return lambda by: ticket_mail.ticket_answer_mail(
        by.sender, replace(ANSWER, status=status.value, text=text), link=f"{by.house}/my/help/1042"
    )


def _house(mail: str, told: TicketTold) -> Sample:
    return lambda by: getattr(ticket_mail, mail)(by.sender, told, link=f"{by.house}/tickets/show/1042")


TICKETS: dict[str, dict[str, Sample]] = {
    "ticket_new": {
        "asked": _house("ticket_new_mail", ASKED),
        "found": _house("ticket_new_mail", replace(ASKED, who="", organisation="", author=COLLEAGUE)),
    },
    "ticket_reply": {
        "answered": _house("ticket_reply_mail", replace(ASKED, text="Dark again.", photos=0, status=TicketStatus.OPEN.value)),
        "reopened": _house("ticket_reply_mail", replace(ASKED, text="Dark again.", photos=0, status=TicketStatus.REOPENED.value)),
    },
    "ticket_answer": {
        "answered": _answer(TicketStatus.OPEN),
        "waiting": _answer(TicketStatus.WAITING),
        "solved": _answer(TicketStatus.SOLVED, "It was the cable."),
    },
}
