"""Samples of mails about guests."""

from __future__ import annotations

from app.queries.guest_letters import GuestTold, VisitTold
from app.queries.presence.wifi import GuestWifi
from app.rendering import guest_mail
from app.rendering.mail_samples.written import COMPANY, PERSON, Sample, Written

GUEST = "Jan de Vries"


def _guest(by: Written, host: str) -> GuestTold:
    wifi = GuestWifi("Guests", "guest-4821", "willow-lamp-17", by.at(18, 18))
    return GuestTold(name=GUEST, company=COMPANY, host=host, said_host="" if host else PERSON, address="", at=by.at(18, 9), wifi=wifi)


def _visit(by: Written) -> VisitTold:
    return VisitTold(
        name=GUEST,
        host=PERSON,
        address=", ".join(by.sender.seller.address_lines),
        at=by.at(18, 9),
        until=by.at(18, 11),
        note="Parking is behind the house.",
    )


GUESTS: dict[str, dict[str, Sample]] = {
    "visit_invite": {"": lambda by: guest_mail.visit_invite_mail(by.sender, _visit(by), link=f"{by.house}/visit/a-pass")},
    "visit_cancel": {"": lambda by: guest_mail.visit_cancel_mail(by.sender, _visit(by))},
    "guest_welcome": {"": lambda by: guest_mail.guest_welcome_mail(by.sender, _guest(by, PERSON))},
    "guest_notice": {
        "host": lambda by: guest_mail.guest_notice_mail(by.sender, _guest(by, PERSON), link=f"{by.house}/my/guests"),
        "house": lambda by: guest_mail.guest_notice_mail(by.sender, _guest(by, ""), link=f"{by.house}/desk/"),
    },
}
