"""Settings that Foyer must not start with, in words that say what to set."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from app.core.valkey import is_sentinel, sentinels
from config import LOOPBACK, SANDBOX_PAPERCUT, SANDBOX_PAYFAST, SANDBOX_SALTO, SANDBOX_XERO, Mode, Settings

WELL_KNOWN = {"", "admin", "changeme", "dev", "example", "foyer", "password", "postgres", "secret", "sandbox"}
SECRET_LENGTH = 32


def problems(settings: Settings) -> list[str]:
    """Why Foyer must not start like this; nothing when it may."""
    return [*_anywhere(settings), *(_in_production(settings) if settings.mode is Mode.PRODUCTION else _outside_production(settings))]


def _anywhere(settings: Settings) -> Iterator[str]:
    if settings.files.startswith("s3:") and not (settings.s3_access_key and settings.s3_secret_key):
        yield "FOYER_FILES names a bucket, and FOYER_S3_ACCESS_KEY or FOYER_S3_SECRET_KEY is not set. Give an account of its own to Foyer, and both keys here."
    if settings.bounce_address and not (settings.bounce_imap_host and settings.bounce_imap_user and settings.bounce_imap_password):
        yield "FOYER_BOUNCE_ADDRESS is set, and FOYER_BOUNCE_IMAP_HOST, _USER or _PASSWORD is not: what comes back would lie where nobody reads it. Say where that mailbox is."
    elif settings.bounce_imap_host and not settings.bounce_address:
        yield "FOYER_BOUNCE_IMAP_HOST is set, and FOYER_BOUNCE_ADDRESS is not: no mail would ever come back to that mailbox. Say which address it has."


def _outside_production(settings: Settings) -> Iterator[str]:
    if settings.smtp_host not in LOOPBACK and not settings.outside_mail:
        yield (
            f"FOYER_SMTP_HOST is {settings.smtp_host}, but outside production mail stays on this machine. "
            "Remove it, or set FOYER_OUTSIDE_MAIL=yes if people may receive these mails."
        )


def _in_production(settings: Settings) -> Iterator[str]:
    if not settings.secret_key:
        yield "FOYER_SECRET_KEY is not set. Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    elif _weak(settings.secret_key):
        yield f"FOYER_SECRET_KEY can be guessed. Use at least {SECRET_LENGTH} random characters."
    if any(_weak(each) for each in settings.other_secret_keys):
        yield f"FOYER_OTHER_SECRET_KEYS holds one that can be guessed: it would let anybody in. Name whole keys of at least {SECRET_LENGTH} random characters, without a comma in them."
    if settings.secret_key in settings.other_secret_keys:
        yield "FOYER_OTHER_SECRET_KEYS names FOYER_SECRET_KEY itself. Name the one before, or the next one, there."
    if settings.debug:
        yield "FOYER_DEBUG is on. It shows the program's insides to visitors: turn it off."
    if settings.webhook_loopback:
        yield "FOYER_WEBHOOK_LOOPBACK is on. It lets webhooks call this machine: turn it off."
    if not settings.trusted_hosts:
        yield "FOYER_TRUSTED_HOSTS is not set. Name the hosts that people type, separated by commas."
    elif "*" in settings.trusted_hosts:
        yield "FOYER_TRUSTED_HOSTS is *, which trusts every host. Name the hosts that people type."
    if not settings.public_url.startswith("https://"):
        yield "FOYER_PUBLIC_URL has to be the https:// address that people type: links in mails are made from it."
    for name, url in (("DATABASE_URL", settings.database_url), ("REDIS_URL", settings.redis_url)):
        place = urlsplit(url)
        hosts = [host for host, _port in sentinels(url)[0]] if is_sentinel(url) else [place.hostname]
        if url and any(host not in LOOPBACK for host in hosts) and (place.password or "") in {*WELL_KNOWN, place.username}:
            yield f"{name} has no password, or one that everybody knows. Give that server's account a random password."
    if settings.s3_url.startswith("http://") and urlsplit(settings.s3_url).hostname not in LOOPBACK:
        yield "FOYER_S3_URL is not encrypted, and people's files would be read on the way. Use https://."
    if settings.xero_client_secret == SANDBOX_XERO[1]:
        yield "FOYER_XERO_CLIENT_SECRET is the sandbox's. Use that of your own Xero app."
    if settings.payfast_merchant_id == SANDBOX_PAYFAST[0] or SANDBOX_PAYFAST[2] == settings.payfast_passphrase:
        yield "FOYER_PAYFAST_MERCHANT_ID or FOYER_PAYFAST_PASSPHRASE is the sandbox's. Use those of your own PayFast account."
    elif settings.payfast_merchant_id and not (settings.payfast_merchant_key and settings.payfast_passphrase):
        yield "FOYER_PAYFAST_MERCHANT_KEY or FOYER_PAYFAST_PASSPHRASE is not set. PayFast's notices cannot be told from forged ones without them."
    if settings.papercut_url and settings.papercut_token in ("", SANDBOX_PAPERCUT):
        yield "FOYER_PAPERCUT_TOKEN is not set, or the sandbox's. Use auth.webservices.auth-token of your PaperCut server."
    if settings.salto_url and not settings.salto_refresh_token and settings.salto_password in ("", SANDBOX_SALTO[3]):
        yield "Neither FOYER_SALTO_PASSWORD nor FOYER_SALTO_REFRESH_TOKEN is set, or it is the sandbox's. Use that of your own account at Salto."


def _weak(secret: str) -> bool:
    """Too short, a well-known word, or the same few characters over and over."""
    return len(secret) < SECRET_LENGTH or len(set(secret)) < 10 or secret.lower().rstrip("0123456789!") in WELL_KNOWN
