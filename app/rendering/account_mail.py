"""Letters to persons about their account, and to those who wait for a place: each has one purpose and one button, and says the same in both parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.formats import money_text
from app.queries.charge_letters import ChargeTold
from app.queries.chargeback_letters import ChargebackTold
from app.queries.health.told import HealthTold
from app.queries.lead_letters import LeadTold
from app.queries.letter_sender import LetterSender
from app.queries.opportunities.referral import ReferralTold
from app.queries.tasks.digest import TaskDigest
from app.queries.wallets.ending import EndingTold
from app.rendering.mail import MailContent, Said, framed
from app.rendering.mail_words import words_of


@dataclass(frozen=True, slots=True)
class WifiLogin:
    """How a newcomer gets into the WiFi; stands in the welcome letter once, and nowhere else in clear (A4)."""

    network: str
    username: str
    password: str


def welcome_mail(
    sender: LetterSender, *, name: str, username: str, link: str, until: dt.datetime, instructions: str = "", wifi: WifiLogin | None = None
) -> MailContent:
    """The first letter: a link to set a password, the WiFi, and what the location tells its newcomers."""
    secrets = (link, wifi.password) if wifi is not None else (link,)
    return letter("welcome", sender, link, secrets=secrets, name=name, username=username, until=until, instructions=instructions, wifi=wifi)


def reset_mail(sender: LetterSender, *, username: str, link: str, until: dt.datetime) -> MailContent:
    """Somebody, one hopes the person, forgot the password."""
    return letter("password_reset", sender, link, secrets=(link,), username=username, until=until)


def new_address_mail(sender: LetterSender, *, address: str, link: str, until: dt.datetime) -> MailContent:
    """To the new address, which may be anybody's: it names nobody, so that it carries no message of the asker's."""
    return letter("address_change_new", sender, link, secrets=(link,), address=address, until=until)


def old_address_mail(sender: LetterSender, *, old: str, new: str, link: str, until: dt.datetime) -> MailContent:
    """To the old address: say yes, or stop it."""
    return letter("address_change_old", sender, link, secrets=(link,), old=old, new=new, until=until)


def address_changed_mail(sender: LetterSender, *, address: str, link: str) -> MailContent:
    """To both addresses, once it has happened."""
    return letter("address_changed", sender, link, address=address)


def second_factor_reset_mail(sender: LetterSender, *, username: str, link: str) -> MailContent:
    """An administrator took the second factor off the account."""
    return letter("second_factor_reset", sender, link, username=username)


def api_key_made_mail(sender: LetterSender, *, username: str, link: str) -> MailContent:
    """A program may work in the person's name from now on."""
    return letter("api_key_made", sender, link, username=username)


def account_locked_mail(sender: LetterSender, *, username: str, at: dt.datetime) -> MailContent:
    """Wrong passwords made the account wait. Without a link: whoever imitates this mail has one."""
    return letter("account_locked", sender, "", username=username, at=at)


def mail_arrives_mail(sender: LetterSender, *, name: str, link: str) -> MailContent:
    """To whoever set the mail server up and wants to see a mail arrive."""
    return letter("mail_arrives", sender, link, name=name)


def xero_lost_mail(sender: LetterSender, *, companies: str, link: str) -> MailContent:
    """To those who can connect it again."""
    return letter("xero_lost", sender, link, companies=companies)


def health_mail(sender: LetterSender, told: HealthTold, *, is_well: bool, link: str) -> MailContent:
    """To those who look after Foyer: it turned red, or is well again."""
    return letter("health_well" if is_well else "health_red", sender, link, told=told)


def task_digest_mail(sender: LetterSender, digest: TaskDigest, *, name: str, link: str) -> MailContent:
    """In the morning of a working day, to whoever has tasks that are due."""
    return letter("task_digest", sender, link, digest=digest, name=name)


def bell_digest_mail(sender: LetterSender, told: Sequence[str], *, name: str, link: str) -> MailContent:
    """In the morning, to staff with something unread in the bell; sentences, the newest first."""
    return letter("bell_digest", sender, link, told=told, name=name)


def offer_mail(sender: LetterSender, *, name: str, space: str, places: int, starts_on: dt.date, until: dt.date) -> MailContent:
    """A place came free for somebody who waits. It has no button: the answer is a reply, and the desk takes it from there."""
    return letter("place_offered", sender, "", name=name, space=space, places=places, starts_on=starts_on, until=until)


def card_declined_mail(sender: LetterSender, charge: ChargeTold, *, link: str) -> MailContent:
    """A kept card could not be charged. The button leads to another card, or to the invoice's ways to pay."""
    facts: dict[str, Any] = {
        "number": charge.number,
        "card": charge.card,
        "reason": charge.reason,
        "for_good": charge.for_good,
        "again_on": charge.again_on,
    }
    return letter("card_declined", sender, link, amount=money_text(charge.cents, charge.currency, sender.locale), **facts)


def chargeback_mail(sender: LetterSender, told: ChargebackTold, *, link: str) -> MailContent:
    """To staff: money that was there is gone. The button leads to the payment."""
    facts: dict[str, Any] = {
        "organisation": told.organisation,
        "taken_on": told.taken_on,
        "reference": told.reference,
        "reason": told.reason,
        "invoices": told.invoices,
    }
    return letter("chargeback", sender, link, amount=money_text(told.cents, told.currency, sender.locale), **facts)


def referral_reward_mail(sender: LetterSender, told: ReferralTold, *, link: str) -> MailContent:
    """To whoever sent somebody who became a member: what they got, and until when."""
    return letter("referral_reward", sender, link, told=told, amount=money_text(told.cents, told.currency, sender.locale))


def credits_ending_mail(sender: LetterSender, told: EndingTold, *, link: str) -> MailContent:
    """To whoever has credits that nobody can use after some day soon. The button leads to where a room is booked."""
    return letter("credits_ending", sender, link, told=told, amount=money_text(told.cents, told.currency, sender.locale))


def lead_notice_mail(sender: LetterSender, lead: LeadTold, *, link: str) -> MailContent:
    """To staff: somebody asks for a place. The button leads to the lead."""
    return letter("lead_notice", sender, link, lead=lead)


def lead_thanks_mail(sender: LetterSender) -> MailContent:
    """To who asked. It has no button and none of their words: anybody can type an address into a form (S6)."""
    return letter("lead_thanks", sender, "")


def letter(template: str, sender: LetterSender, link: str, *, secrets: tuple[str, ...] = (), **facts: Any) -> MailContent:
    """The words of `templates/mail/<template>.txt` in the frame of all letters; without `link` there is no button."""
    return framed(Said(words_of(template, sender.language, view=sender, **facts), sender, link), secrets=secrets)
