"""Letters to persons, to those who wait for a place, about cards that were declined, and about money that a bank took back: what stands in them, and whether they may still go."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app
from flask_babel import gettext as _

from app.access.kept_passwords import opened
from app.access.sign_in_tokens import link
from app.actions.deliveries.debts import why_no_debt
from app.core import clock
from app.core.entity import db
from app.integrations.errors import NotYet
from app.models import AddressChange, Delivery, FoyerUser, Location, PlaceOffer, SignInToken
from app.models.delivery import DeliveryKind
from app.models.place_offer import OfferStatus
from app.models.sign_in_token import Purpose
from app.queries.charge_letters import charge_told
from app.queries.chargeback_letters import chargeback_told
from app.queries.health.told import health_told
from app.queries.house_zone import house_zone
from app.queries.lead_letters import lead_told
from app.queries.letter_sender import LetterSender, sender_to
from app.queries.notifications.digest import bell_digest
from app.queries.opportunities.referral import referral_told
from app.queries.tasks.digest import task_digest
from app.queries.wallets.ending import ending_told, why_no_ending
from app.queries.wifi_login import wifi_login
from app.queries.xero_books import lost_connections
from app.rendering import account_mail
from app.rendering.mail import MailContent
from app.rendering.notifications import said

WIFI_SOON = 3  # seconds
NOTICES = frozenset(
    {
        DeliveryKind.ADDRESS_CHANGED,
        DeliveryKind.SECOND_FACTOR_RESET,
        DeliveryKind.API_KEY_MADE,
        DeliveryKind.ACCOUNT_LOCKED,
        DeliveryKind.XERO_LOST,
        DeliveryKind.CHARGEBACK,
        DeliveryKind.REFERRAL_REWARD,
        DeliveryKind.LEAD_NOTICE,
        DeliveryKind.LEAD_THANKS,
        DeliveryKind.HEALTH_RED,
        DeliveryKind.HEALTH_WELL,
        DeliveryKind.MAIL_ARRIVES,
    }
)


def why_no_account_letter(row: Delivery) -> str:
    """Why this letter must not go any more, in words; empty when it may."""
    if row.kind in NOTICES:
        return ""
    if row.kind is DeliveryKind.PLACE_OFFER:
        return "" if _offer_of(row).status is OfferStatus.OPEN else _("The offer was over before the mail went.")
    if row.kind is DeliveryKind.CARD_DECLINED:
        return why_no_debt(db.session(), row)
    if not db.session.get_one(FoyerUser, row.user_id).active:
        return _("The person was deactivated before the mail went.")
    if row.kind is DeliveryKind.CREDITS_ENDING:
        return why_no_ending(db.session(), row)
    if row.kind is DeliveryKind.TASK_DIGEST:
        return "" if task_digest(db.session(), row.user_id or 0) else _("The tasks were done before the mail went.")
    if row.kind is DeliveryKind.BELL_DIGEST:
        return "" if bell_digest(db.session(), row) else _("Everything was read before the mail went.")
    token = db.session.get(SignInToken, row.token_id) if row.token_id is not None else None
    if token is None or token.spent_at is not None or token.expires_at <= clock.now():
        return _("Its link was used, replaced or over before the mail went.")
    return ""


def account_letter(row: Delivery) -> MailContent:
    """The words of the letter, its link signed anew out of the token's row."""
    sender, house = sender_to(db.session(), row), current_app.extensions["settings"].public_url.rstrip("/")
    if row.kind is DeliveryKind.PLACE_OFFER:
        offer = _offer_of(row)
        return account_mail.offer_mail(
            sender, name=offer.entry.name, space=offer.space.name, places=offer.places, starts_on=offer.starts_on, until=offer.stands_until
        )
    if row.kind is DeliveryKind.XERO_LOST:
        return account_mail.xero_lost_mail(sender, companies=lost_connections(db.session()), link=f"{house}/xero/")
    if row.episode is not None:
        sender = replace(sender, zone=house_zone(db.session()))
        return account_mail.health_mail(
            sender, health_told(row.episode), is_well=row.kind is DeliveryKind.HEALTH_WELL, link=f"{house}/health/"
        )
    if row.kind is DeliveryKind.CARD_DECLINED:
        told = charge_told(db.session(), row)
        return account_mail.card_declined_mail(sender, told, link=house + told.path)
    if row.kind is DeliveryKind.CHARGEBACK:
        taken = chargeback_told(db.session(), row)
        return account_mail.chargeback_mail(sender, taken, link=f"{house}/payments/show/{taken.payment_id}")
    if row.kind is DeliveryKind.REFERRAL_REWARD:
        return account_mail.referral_reward_mail(sender, referral_told(db.session(), row), link=f"{house}/my/wallet/")
    if row.kind is DeliveryKind.CREDITS_ENDING:
        return account_mail.credits_ending_mail(sender, ending_told(db.session(), row), link=f"{house}/my/bookings/")
    if row.kind is DeliveryKind.LEAD_NOTICE:
        lead = lead_told(db.session(), row)
        return account_mail.lead_notice_mail(sender, lead, link=f"{house}/leads/show/{lead.lead_id}")
    if row.kind is DeliveryKind.LEAD_THANKS:
        return account_mail.lead_thanks_mail(sender)
    user, profile = db.session.get_one(FoyerUser, row.user_id), f"{house}/profile/"
    if row.kind is DeliveryKind.TASK_DIGEST:
        return account_mail.task_digest_mail(sender, task_digest(db.session(), user.id), name=user.first_name, link=f"{house}/my-day/")
    if row.kind is DeliveryKind.BELL_DIGEST:
        sentences = [said(each.kind, each.words) for each in bell_digest(db.session(), row)]
        return account_mail.bell_digest_mail(sender, sentences, name=user.first_name, link=f"{house}/notifications/")
    if row.kind is DeliveryKind.ADDRESS_CHANGED:
        return account_mail.address_changed_mail(sender, address=user.email, link=profile)
    if row.kind is DeliveryKind.MAIL_ARRIVES:
        return account_mail.mail_arrives_mail(sender, name=user.first_name, link=f"{house}/set-up/mail")
    if row.kind is DeliveryKind.SECOND_FACTOR_RESET:
        return account_mail.second_factor_reset_mail(sender, username=user.username, link=profile)
    if row.kind is DeliveryKind.API_KEY_MADE:
        return account_mail.api_key_made_mail(sender, username=user.username, link=profile)
    if row.kind is DeliveryKind.ACCOUNT_LOCKED:
        return account_mail.account_locked_mail(sender, username=user.username, at=row.created_at)
    token = db.session.get_one(SignInToken, row.token_id)
    if token.purpose is Purpose.WELCOME:
        place = db.session.get(Location, row.location_id) if row.location_id is not None else None
        words = place.welcome_text if place is not None else ""
        return account_mail.welcome_mail(
            sender,
            name=user.first_name,
            username=user.username,
            link=link(token),
            until=token.expires_at,
            instructions=words,
            wifi=_wifi(user.id),
        )
    if token.purpose is Purpose.PASSWORD_RESET:
        return account_mail.reset_mail(sender, username=user.username, link=link(token), until=token.expires_at)
    return _about_change(sender, token)


def _offer_of(row: Delivery) -> PlaceOffer:
    return db.session.get_one(PlaceOffer, row.offer_id)


def _wifi(user_id: int) -> account_mail.WifiLogin | None:
    """Raises Retry while the account is being made: the letter waits for it, because it tells the password once."""
    found = wifi_login(db.session(), user_id)
    if found is None:
        return None
    if found.sealed_password is None:
        raise NotYet(_("The WiFi account is not there yet."), after=WIFI_SOON)
    return account_mail.WifiLogin(found.network, found.username, opened(found.sealed_password))


def _about_change(sender: LetterSender, token: SignInToken) -> MailContent:
    change = db.session.get_one(AddressChange, token.address_change_id)
    if token.purpose is Purpose.ADDRESS_NEW:
        return account_mail.new_address_mail(sender, address=change.new_address, link=link(token), until=token.expires_at)
    return account_mail.old_address_mail(sender, old=change.old_address, new=change.new_address, link=link(token), until=token.expires_at)
