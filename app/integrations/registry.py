"""Which client stands behind which Protocol: `use(Xero, tenant_id=.., load=.., save=..).create_invoices(..)`, `use(Mail).deliver(..)`, `use(Nas, address=.., secret=..).disconnect(..)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from app.core.checkout import Checkout, CheckoutForm, make_forms_with
from app.core.errors import Refused
from app.integrations.bounces import BounceBox
from app.integrations.captcha import Captcha, NoCaptcha
from app.integrations.domains import Domains
from app.integrations.errors import GiveUp
from app.integrations.federation import Neighbour
from app.integrations.mail import Mail, Mailbox
from app.integrations.mail_archive import Archive
from app.integrations.pace import Pace
from app.integrations.papercut import Printing
from app.integrations.payfast import PaymentGateway
from app.integrations.radius import Nas
from app.integrations.salto import Doors, SaltoDoor, TokenKeeper
from app.integrations.salto.memory import SiteMemory
from app.integrations.webhooks import Receiver
from app.integrations.wire import Patience
from app.integrations.xero import Xero, XeroDoor
from app.models.lead_form import CaptchaKind

if TYPE_CHECKING:
    from app.integrations.salto.token import Identity
    from config import Settings

PAYFAST_READ = 45  # seconds: a card's bank is asked on the way (contracts.md 1.5)
P = TypeVar("P")
_makers: dict[object, Callable[..., Any]] = {}


def use(wanted: Callable[..., P], **connection: Any) -> P:
    """A client behind this Protocol, made inside the job that uses it: connections do not survive a fork."""
    client: P = _makers[wanted](**connection)
    return client


def offer(wanted: type, maker: Callable[..., Any]) -> None:
    """Let this maker answer for a Protocol."""
    _makers[wanted] = maker


def _pace(name: str, calls: int, redis_url: str) -> Pace | None:
    """One turn fewer than there are calls: a machine that is busy may hold one call up on its way, into the turns of the next second."""
    return Pace(max(1, calls - 1), name=name, redis_url=redis_url) if calls else None


def equip(settings: Settings) -> None:
    """The real clients, at the addresses of the settings."""
    patience = Patience.of(settings.vendor_patience)

    def door() -> XeroDoor:
        from app.integrations.xero.identity import XeroIdentity

        return XeroIdentity(
            identity_url=settings.xero_identity_url,
            login_url=settings.xero_login_url,
            client_id=settings.xero_client_id,
            client_secret=settings.xero_client_secret,
            patience=patience,
        )

    def books(**connection: Any) -> Xero:
        from app.integrations.xero.books import XeroBooks

        return XeroBooks(base_url=settings.xero_base_url, door=door(), patience=patience, **connection)

    def mail() -> Mail:
        from app.integrations.mail.post import SmtpPost

        return SmtpPost(
            host=settings.smtp_host,
            port=settings.smtp_port,
            starttls=settings.smtp_starttls,
            user=settings.smtp_user,
            password=settings.smtp_password,
        )

    print_pace = _pace("papercut", settings.papercut_calls_a_second, settings.redis_url)

    def mailbox() -> Mailbox:
        from app.integrations.mail.built_in import BuiltInMailbox, NoMailbox

        is_built_in = settings.smtp_host == "127.0.0.1" and settings.smtp_port == settings.sandbox_smtp_port
        return BuiltInMailbox(url=f"http://127.0.0.1:{settings.sandbox_port}") if is_built_in else NoMailbox()

    def printing() -> Printing:
        from app.integrations.papercut.printing import PaperCutPrinting

        return PaperCutPrinting(url=settings.papercut_url, token=settings.papercut_token, pace=print_pace, patience=patience)

    door_pace, memory = _pace("salto", settings.salto_calls_a_second, settings.redis_url), SiteMemory()  # one for all jobs of this process

    def salto_door() -> Identity:
        from app.integrations.salto.token import Identity

        told = {"client_id": settings.salto_client_id, "client_secret": settings.salto_client_secret}
        return Identity(url=settings.salto_identity_url, pace=door_pace, patience=patience, **told)

    def doors(keeper: TokenKeeper | None = None) -> Doors:
        """With a keeper of its own where the account has a refresh token, else by the password of the settings."""
        from app.integrations.salto.doors import SaltoDoors
        from app.integrations.salto.token import PasswordTokens

        return SaltoDoors(
            url=settings.salto_url,
            keeper=keeper or PasswordTokens(salto_door(), username=settings.salto_username, password=settings.salto_password),
            site=settings.salto_site,
            prefix=settings.door_prefix,
            tags_path=settings.salto_tags_path,
            tag_path=settings.salto_tag_path,
            pace=door_pace,
            memory=memory,
            patience=patience,
        )

    def nas(**connection: Any) -> Nas:
        from app.integrations.radius.dynamic import RadiusNas

        return RadiusNas(**connection)

    def gateway() -> PaymentGateway:
        from app.integrations.payfast.gateway import PayFastGateway

        return PayFastGateway(
            checkout_url=settings.payfast_checkout_url,
            validate_url=settings.payfast_validate_url,
            api_url=settings.payfast_api_url,
            testing=settings.payfast_testing,
            merchant_id=settings.payfast_merchant_id,
            merchant_key=settings.payfast_merchant_key,
            passphrase=settings.payfast_passphrase,
            sources=settings.payfast_sources,
            patience=Patience.of(settings.vendor_patience, read=PAYFAST_READ),
        )

    def hosted(checkout: Checkout) -> CheckoutForm:
        try:
            return gateway().checkout_form(checkout)
        except GiveUp as no:
            raise Refused(no.reason) from no

    def archive(kind: str, **connection: Any) -> Archive:
        """Where the row of the archive says, with its opened secret."""
        if kind == "mailarchiva":
            from app.integrations.mail_archive.mailarchiva import MailArchiva

            return MailArchiva(**connection)
        if kind == "imap":
            from app.integrations.mail_archive.imap import ImapArchive

            return ImapArchive(**connection)
        from app.integrations.mail_archive.none import NoArchive

        return NoArchive()

    def bounces() -> BounceBox:
        from app.integrations.bounces.imap import ImapBounces

        return ImapBounces(
            host=settings.bounce_imap_host,
            port=settings.bounce_imap_port,
            username=settings.bounce_imap_user,
            password=settings.bounce_imap_password,
            folder=settings.bounce_imap_folder,
        )

    def captcha(kind: CaptchaKind) -> Captcha:
        from app.integrations.captcha.siteverify import SiteVerify

        if kind is CaptchaKind.NONE:
            return NoCaptcha()
        url = settings.turnstile_url if kind is CaptchaKind.TURNSTILE else settings.recaptcha_url
        return SiteVerify(url=url, patience=settings.vendor_patience)

    def domains() -> Domains:
        from app.integrations.domains.dns import DnsDomains

        return DnsDomains()

    def neighbour() -> Neighbour:
        from app.integrations.federation.https import HttpsNeighbour

        return HttpsNeighbour(is_production=settings.mode == "production")

    def receiver() -> Receiver:
        from app.integrations.webhooks.https import HttpsReceiver

        return HttpsReceiver(to_loopback=settings.webhook_loopback)

    make_forms_with(hosted)
    offer(XeroDoor, door)
    offer(Xero, books)
    offer(Mail, mail)
    offer(Mailbox, mailbox)
    offer(Archive, archive)
    offer(BounceBox, bounces)
    offer(Printing, printing)
    offer(SaltoDoor, salto_door)
    offer(Doors, doors)
    offer(Nas, nas)
    offer(PaymentGateway, gateway)
    offer(Captcha, captcha)
    offer(Domains, domains)
    offer(Neighbour, neighbour)
    offer(Receiver, receiver)
