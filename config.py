"""Every setting of Foyer once: name, type, default and one sentence. Nothing else reads the environment."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
WEB_SCHEMES = ("http", "https")
SCHEMES = {"database_url": ("postgresql",), "redis_url": ("redis", "rediss", "unix", "redis+sentinel")}
FILES = r"file://(/(?!\.{1,2}(/|$))[^/?#]+)+/?|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?"
# Before its @ there is room for + and the name of a mail: 64 letters are all that mail servers take there.
BOUNCES = r"[a-z0-9][a-z0-9._-]{0,29}@[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")
SANDBOX_XERO = ("foyer-sandbox", "foyer-sandbox-secret")
SANDBOX_SALTO = ("foyer-sandbox", "foyer-sandbox-secret", "foyer@example.com", "foyer-sandbox-password")
SANDBOX_PAPERCUT = "foyer-sandbox-token"
SANDBOX_PAYFAST = ("10000100", "46f0cd694581a", "foyer-sandbox-phrase")
XERO = {
    "xero_base_url": "https://api.xero.com",
    "xero_identity_url": "https://identity.xero.com",
    "xero_login_url": "https://login.xero.com",
}

PAYFAST = {
    "payfast_checkout_url": "https://www.payfast.co.za/eng/process",
    "payfast_validate_url": "https://www.payfast.co.za/eng/query/validate",
    "payfast_api_url": "https://api.payfast.co.za",
}
CAPTCHAS = {
    "recaptcha_url": "https://www.google.com/recaptcha/api/siteverify",
    "turnstile_url": "https://challenges.cloudflare.com/turnstile/v0/siteverify",
}
PAYFAST_SOURCES = tuple(f"{name}.payfast.co.za" for name in ("www", "sandbox", "w1w", "w2w"))


class Mode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class SettingsError(Exception):
    """The environment cannot be used as it is; `problems` says why, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def setting(default: object, sentence: str, *, env: str = "", secret: bool = False) -> Any:
    """A field read from the variable `env`, or FOYER_<NAME> when that is empty; a secret never shows in repr."""
    return field(default=default, repr=not secret, metadata={"sentence": sentence, "env": env, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What this process was told. Built by `load`; empty values that follow from others are filled in by `completed`."""

    mode: Mode = setting(
        Mode.DEMO, "demo: an example network, the vendors as local sandboxes; production: the real thing; test: what the test suite uses."
    )
    debug: bool = setting(False, "Show tracebacks in the browser; refused in production.")
    log_level: LogLevel = setting(LogLevel.INFO, "The least important log lines that are still written.")
    var: Path = setting(HERE / "var", "The folder of databases, generated secrets, ports and logs; one running Foyer for each such folder.")
    shared_folder: Path = setting(
        Path("/var/lib/foyer"), "Started as root only: where PostgreSQL lives when its account cannot reach the checkout."
    )

    host: str = setting("127.0.0.1", "The address that the web server listens on.")
    port: int = setting(8000, "The port of the web server; when it is not set and taken, the next free one is used.")
    public_url: str = setting("", "The address that people type, used in mails; empty: made from host and port.")
    trusted_hosts: tuple[str, ...] = setting((), "Host names that Foyer answers to, separated by commas; required in production.")
    proxies: int = setting(0, "How many reverse proxies in front add X-Forwarded headers.")
    workers: int = setting(2, "Web processes.")
    threads: int = setting(4, "Threads of each web process.")
    job_workers: int = setting(2, "Processes that run background jobs.")
    metrics_host: str = setting("127.0.0.1", "The address at which /metrics is served for Prometheus, which no visitor should reach.")
    metrics_port: int = setting(
        0, "The port of /metrics of the web; the workers have the next one, the scheduler the one after that. 0: no figures are kept."
    )
    session_hours: int = setting(12, "Hours until a person has to sign in again.")
    secret_key: str = setting(
        "", "Signs sessions and tokens, at least 32 characters; outside production it is generated in the var folder.", secret=True
    )
    other_secret_keys: tuple[str, ...] = setting(
        (),
        "Former keys, or the next one, separated by commas: what they sealed still opens and what they signed is still known, and nothing new is made with them; run.py rotate-keys.",
        secret=True,
    )
    database_url: str = setting(
        "", "An outside PostgreSQL 16 or newer, postgresql://…; empty: one is started here.", env="DATABASE_URL", secret=True
    )
    database_pooler: bool = setting(False, "DATABASE_URL leads through a pooler of transactions, such as PgBouncer: for web servers alone.")
    redis_url: str = setting(
        "",
        "An outside Valkey 8 or Redis 7 or newer, redis://…, or its Sentinels, redis+sentinel://HOST:PORT,HOST:PORT/NAME; empty: Valkey is started here.",
        env="REDIS_URL",
        secret=True,
    )

    sandbox_port: int = setting(
        8100, "The port of the local stand-ins for the vendors; when it is not set and taken, the next free one is used."
    )
    sandbox_smtp_port: int = setting(8125, "The port of the built-in mailbox; when it is not set and taken, the next free one is used.")

    files: str = setting(
        "",
        "Where the contents of kept files are moved to: file:///FOLDER, a folder that all nodes share, or s3://BUCKET/PREFIX; empty: they stay in the database.",
    )
    s3_url: str = setting("", "The address of the S3 service that has that bucket, https://…; empty: Amazon's, in the region.")
    s3_region: str = setting("us-east-1", "The region of the bucket.")
    s3_access_key: str = setting("", "The access key of an account that may list, read, write and delete there.", secret=True)
    s3_secret_key: str = setting("", "Its secret key.", secret=True)

    smtp_host: str = setting("", "The mail server; empty: the built-in mailbox, and in production no mail.")
    smtp_port: int = setting(587, "The port of the mail server.")
    smtp_user: str = setting("", "The account at the mail server; empty: no sign-in.")
    smtp_password: str = setting("", "The password at the mail server.", secret=True)
    smtp_starttls: bool = setting(True, "Encrypt the connection to the mail server with STARTTLS.")
    mail_from: str = setting("Foyer <foyer@localhost>", "The sender of mails that no location signs.")
    bounce_address: str = setting(
        "",
        "Where mails come back to that could not be delivered, such as bounce@desk.example.com: each mail names bounce+ID-MARK@ there. Empty: they come back to who signed them, and Foyer reads none.",
    )
    bounce_imap_host: str = setting("", "The IMAP server of the mailbox that takes these; it is only ever read.")
    bounce_imap_port: int = setting(993, "Its port: 993, or another for STARTTLS.")
    bounce_imap_user: str = setting("", "The account at that mailbox.")
    bounce_imap_password: str = setting("", "Its password.", secret=True)
    bounce_imap_folder: str = setting("INBOX", "The folder that they are in.")
    outside_mail: bool = setting(False, "Outside production, allow mail to leave this machine.")

    xero_base_url: str = setting("", "The address of the Xero API; empty: the sandbox, and in production Xero itself.")
    xero_identity_url: str = setting("", "The address where Xero hands out tokens; empty: as above.")
    xero_login_url: str = setting("", "The address where a person connects Xero; empty: as above.")
    xero_client_id: str = setting("", "The client id of your Xero app; empty: the sandbox's, and in production Xero is off.")
    xero_client_secret: str = setting("", "The client secret of your Xero app.", secret=True)
    xero_webhook_key: str = setting(
        "",
        "The signing key of your Xero app's webhooks, which go to /hooks/xero; empty: they are refused, and Xero is read each hour.",
        secret=True,
    )

    payfast_merchant_id: str = setting("", "The merchant id of your PayFast account; empty: the sandbox's, and in production no cards.")
    payfast_merchant_key: str = setting("", "The merchant key of that account.", secret=True)
    payfast_passphrase: str = setting(
        "", "The passphrase of that account, which stored cards need: up to 32 letters, digits, - and _.", secret=True
    )
    payfast_checkout_url: str = setting("", "Where a browser goes to pay; empty: the sandbox, and in production PayFast itself.")
    payfast_validate_url: str = setting("", "Where PayFast confirms its notices; empty: as above.")
    payfast_api_url: str = setting("", "The address of PayFast's API; empty: as above.")
    payfast_testing: bool = setting(False, "Mark every call of the API as a test, for an account at PayFast's own sandbox.")
    payfast_sources: tuple[str, ...] = setting(
        (),
        "Where PayFast's notices come from: addresses, networks or host names, separated by commas; empty: this machine, and in production PayFast's hosts.",
    )

    hooks_a_minute: int = setting(
        600,
        "How many notices of vendors one address may bring to /hooks a minute; what is more is answered 429, and vendors try again. 0: as many as come.",
    )
    recaptcha_url: str = setting(
        "",
        "Where answers to reCAPTCHA are verified, such as https://www.recaptcha.net/recaptcha/api/siteverify; empty: the sandbox, and in production Google.",
    )
    turnstile_url: str = setting("", "The same for Turnstile; empty: the sandbox, and in production Cloudflare.")
    webhook_loopback: bool = setting(False, "Webhooks may go over http to this machine itself, for trials; refused in production.")
    vendor_patience: int = setting(
        60,
        "Seconds that Xero, PayFast, PaperCut and Salto have for one whole answer. Its next part has to come within 30 of them, of PayFast's within 45.",
    )
    papercut_url: str = setting(
        "", "The address of the PaperCut server, https://print.example.com:9192; empty: the sandbox, and in production printing is off."
    )
    papercut_token: str = setting(
        "",
        "The auth.webservices.auth-token of PaperCut, whose auth.webservices.allowed-addresses has to name this machine; empty: the sandbox's.",
        secret=True,
    )
    papercut_calls_a_second: int = setting(50, "How many calls a second all workers together make at PaperCut; 0: as many as come.")
    salto_url: str = setting("", "The address of the Salto KS Connect API; empty: the sandbox, and in production doors are off.")
    salto_identity_url: str = setting("", "The address where Salto hands out tokens; empty: as above.")
    salto_client_id: str = setting("", "The client id of your Salto Connect integration; empty: the sandbox's.")
    salto_client_secret: str = setting("", "Its client secret.", secret=True)
    salto_username: str = setting("", "The account at Salto that Foyer works with.")
    salto_password: str = setting("", "Its password, or:", secret=True)
    salto_refresh_token: str = setting(
        "",
        "A refresh token of that account, instead of a password. Each use replaces it, and Foyer keeps the newest sealed; another one here begins anew.",
        secret=True,
    )
    salto_site: str = setting("Foyer Demo", "The Salto site: its UUID, its number such as DE4520168385, or its name.")
    salto_tags_path: str = setting("/v1.1/sites/{site}/tags", "Where Salto lists fobs; its public documents do not say.")
    salto_tag_path: str = setting("/v1.2/sites/{site}/users/{user}", "Where Salto is told which fob a person has.")
    salto_calls_a_second: int = setting(
        10, "How many calls a second all workers together make at Salto, which publishes no limit; 0: as many as come."
    )
    door_prefix: str = setting("Foyer:", "How the names of access groups begin that Foyer makes and changes; all others are never touched.")

    radius: bool = setting(
        True,
        "Start FreeRADIUS with everything else where it is installed; no: it runs elsewhere, or as a service of its own (run.py radius).",
    )
    radius_host: str = setting("127.0.0.1", "The address where FreeRADIUS listens for access points.")
    radius_port: int = setting(1812, "The port of FreeRADIUS for log-ins; when it is not set and taken, the next free one is used.")
    radius_acct_port: int = setting(1813, "The port of FreeRADIUS for accounting; when it is not set and taken, the next free one is used.")
    radius_coa_port: int = setting(3799, "The port at which access points are told to end a session.")
    radius_name: str = setting(
        "wifi.foyer.internal", "The name in FreeRADIUS's certificate. Members tell their devices to expect it, so choose it once."
    )
    radius_clients: str = setting(
        "", "A file of access points, lines of ADDRESS SECRET [NAME]; empty: radius/clients in the var folder, begun with this machine."
    )

    test_strict: bool = setting(False, "A test that is skipped because a program is missing counts as a failure; CI=true sets it as well.")

    given: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment; SettingsError lists everything that is wrong at once."""
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        problems = list(unknown(environ))
        for item, kind in declared():
            name = variable(item)
            try:
                text = text_of(name, environ)
                if text is not None:
                    values[item.name] = parsed(text, kind)
                    check_value(item.name, values[item.name])
            except (ValueError, OSError) as reason:
                problems.append(f"{name}: {reason}")
        if environ.get("CI", "").lower() in {"true", "1"}:
            values.setdefault("test_strict", True)
        if problems:
            raise SettingsError(problems)
        return cls(**values, given=frozenset(values)).completed()

    def completed(self) -> Self:
        """The same settings with everything filled in that follows from others and was not given."""
        production = self.mode is Mode.PRODUCTION
        sandbox = f"http://127.0.0.1:{self.sandbox_port}"
        follows: dict[str, Any] = {name: url if production else sandbox for name, url in XERO.items()}
        follows |= {name: url if production else f"{sandbox}/payfast{urlsplit(url).path or '/api'}" for name, url in PAYFAST.items()}
        follows |= {name: url if production else f"{sandbox}{urlsplit(url).path}" for name, url in CAPTCHAS.items()}
        follows["payfast_sources"] = PAYFAST_SOURCES if production else ("127.0.0.1", "::1")
        follows["public_url"] = f"http://{'localhost' if self.host in EVERYWHERE else in_address(self.host)}:{self.port}"
        if not production:
            follows |= {
                "xero_client_id": SANDBOX_XERO[0],
                "xero_client_secret": SANDBOX_XERO[1],
                "trusted_hosts": tuple(dict.fromkeys((*LOOPBACK, self.host))),
            }
            follows |= {
                "papercut_url": sandbox,
                "papercut_token": SANDBOX_PAPERCUT,
                "salto_url": f"{sandbox}/salto",
                "salto_identity_url": f"{sandbox}/salto/identity",
            }
            follows |= dict(zip(("salto_client_id", "salto_client_secret", "salto_username", "salto_password"), SANDBOX_SALTO, strict=True))
            follows |= dict(zip(("payfast_merchant_id", "payfast_merchant_key", "payfast_passphrase"), SANDBOX_PAYFAST, strict=True))
            if "smtp_host" not in self.given:
                follows |= {"smtp_host": "127.0.0.1", "smtp_port": self.sandbox_smtp_port, "smtp_starttls": False}
            follows["secret_key"] = self.secret_key or kept_secret(self.var, "secret.key")
        return replace(self, var=self.var.resolve(), **{name: value for name, value in follows.items() if name not in self.given})

    def moved(self, **places: Any) -> Self:
        """The same settings at other ports or servers; what follows from those follows again."""
        return replace(self, **places).completed()

    def environ(self) -> dict[str, str]:
        """The environment that makes a child process load these settings."""
        told = self.given | {
            "var",
            "port",
            "sandbox_port",
            "sandbox_smtp_port",
            "radius_port",
            "radius_acct_port",
            "database_url",
            "redis_url",
            "secret_key",
        }
        ours = {variable(item): written(value) for item, _ in declared() if item.name in told and (value := getattr(self, item.name)) != ""}
        return {**os.environ, **ours}


def in_address(host: str) -> str:
    """A host as it stands in an address: one of IPv6 has brackets, so that its colons are not taken for a port's."""
    return f"[{host}]" if ":" in host else host


def kept_secret(folder: Path, name: str) -> str:
    """A random secret that is made once and stays in the folder, readable by its owner alone."""
    path, draft = folder / name, folder / f".{name}-{os.getpid()}"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # whoever comes second keeps the first one's
            draft.unlink()
        return path.read_text()
    except OSError as reason:
        raise SettingsError(
            [f"FOYER_VAR: {reason.filename or folder}: {reason.strerror}. Choose a folder that you may write to."]
        ) from reason


def declared() -> Iterator[tuple[Any, Any]]:
    """Every setting with its type."""
    kinds = typing.get_type_hints(Settings)
    return ((item, kinds[item.name]) for item in fields(Settings) if item.name != "given")


def variable(item: Any) -> str:
    """The environment variable of a setting."""
    return str(item.metadata["env"] or f"FOYER_{item.name.upper()}")


def text_of(name: str, environ: Mapping[str, str]) -> str | None:
    """The variable's text, or that of the file which <NAME>_FILE points to, as container secrets do; empty means not set."""
    path = environ.get(f"{name}_FILE")
    return (Path(path).read_text().strip() if path else environ.get(name, "").strip()) or None


def unknown(environ: Mapping[str, str]) -> Iterator[str]:
    """FOYER_ variables that nobody reads: nearly always a slip of the pen."""
    known = [variable(item) for item, _ in declared()]
    for name in sorted(environ):
        if name.startswith("FOYER_") and name not in known and name.removesuffix("_FILE") not in known:
            near = get_close_matches(name, known, n=1)
            yield f"{name} is not a setting of Foyer." + (f" Did you mean {near[0]}?" if near else "")


def parsed(text: str, kind: Any) -> Any:
    """The text as a value of that type; ValueError says what would be right."""
    if kind is bool:
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off"}:
            return False
        raise ValueError(f"{text!r} is neither yes nor no.")
    if kind is int:
        if not text.isdecimal():
            raise ValueError(f"{text!r} is not a whole number.")
        return int(text)
    if kind is Path:
        return Path(text).expanduser()
    if typing.get_origin(kind) is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if text.lower() not in list(kind):
            raise ValueError(f"{text!r} is none of {', '.join(kind)}.")
        return kind(text.lower())
    return text


def check_value(name: str, value: Any) -> None:
    """ValueError for a port, an address or a time that cannot be one."""
    if name == "vendor_patience" and not 1 <= value <= 60:
        raise ValueError(f"{value} is not a time to wait; say 1 to 60 seconds.")
    if name == "payfast_passphrase" and not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", value, re.ASCII):
        raise ValueError("a passphrase has up to 32 letters without accents, digits, - and _; set such a one at PayFast.")
    if name == "metrics_port" and value == 0:
        return
    if name.endswith("port") and not 0 < value < 65536:
        raise ValueError(f"{value} is not a port; they go from 1 to 65535.")
    if name == "files" and not re.fullmatch(FILES, value):
        raise ValueError(
            "files are kept in file:///FOLDER (three slashes, from the root), or in s3://BUCKET or s3://BUCKET/PREFIX, without a password in it."
        )
    if name == "bounce_address" and not re.fullmatch(BOUNCES, value, re.ASCII):
        raise ValueError(
            "an address such as bounce@desk.example.com, of small letters, digits, dots and hyphens, and without a + of its own."
        )
    if schemes := SCHEMES.get(name, WEB_SCHEMES if name.endswith("_url") else ()):
        place = urlsplit(value)
        if place.scheme not in schemes or not (place.hostname or place.path):
            raise ValueError(f"an address starts with {' or '.join(f'{scheme}://' for scheme in schemes)} and a host.")
        if place.scheme == "redis+sentinel" and not re.fullmatch(r"/[^/]+", place.path):
            raise ValueError("after the Sentinels comes the name that they watch: redis+sentinel://HOST:PORT,HOST:PORT/NAME.")


def tell_library(name: str, value: str) -> None:
    """A library that is set by the environment alone, and is imported later, finds this there."""
    os.environ[name] = value


def written(value: object) -> str:
    """The inverse of `parsed`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(value) if isinstance(value, tuple) else str(value)
