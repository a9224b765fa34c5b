"""Vendors: the sandbox, started for tests, with its switches as methods."""

from __future__ import annotations

import datetime as dt
import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from app.integrations.pace import Pace
from app.integrations.papercut.printing import PaperCutPrinting
from app.integrations.payfast.gateway import PayFastGateway
from app.integrations.salto.doors import SaltoDoors
from app.integrations.salto.token import Identity, PasswordTokens
from app.integrations.wire import USUAL, Patience
from app.integrations.xero import Tokens
from app.integrations.xero.books import XeroBooks
from app.integrations.xero.identity import XeroIdentity
from app.sandbox.house import Sandbox
from app.sandbox.xero.tenants import tenant_id
from config import SANDBOX_PAYFAST, SANDBOX_SALTO

ZA, NL = tenant_id("Foyer Demo ZA"), tenant_id("Foyer Demo NL")
CLIENT = ("foyer-sandbox", "foyer-sandbox-secret")
TOKEN = "foyer-sandbox-token"
PRINT_PACE = Pace(calls=50)
_HASTY = Patience(connect=5, read=1, whole=1)
SLOWLY = {"delay": 2.0, "slow_body": 0.5}  # seconds before it acts, and for a byte: longer than the hasty wait


def patience_for(fault: str) -> Patience:
    """Short where the fault is slowness itself; an answer that has to come may take its time, on a busy machine too."""
    return _HASTY if fault in SLOWLY else USUAL


class Vendors:
    """Speaks to a sandbox at an address, in this process or in another."""

    def __init__(self, url: str, smtp_port: int) -> None:
        self.url, self.smtp_port = url, smtp_port

    def get(self, path: str, **query: str) -> Any:
        return self.call("GET", f"{path}?{urllib.parse.urlencode(query)}" if query else path)[1]

    def post(self, path: str, body: Any = None) -> Any:
        status, told = self.call("POST", path, body)
        assert status == 200, told
        return told

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON of one raw call."""
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, content, {k.replace("_", "-"): v for k, v in headers.items()}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                raw, status = answer.read(), answer.status
        except urllib.error.HTTPError as refusal:
            raw, status = refusal.read(), refusal.code
        return status, json.loads(raw) if raw else None

    def reset(self) -> None:
        self.post("/_control/reset")

    def fault(self, kind: str, pattern: str = "*", *, vendor: str = "xero", times: int = 1, seconds: float = 0) -> None:
        self.post("/_control/faults", {"vendor": vendor, "kind": kind, "pattern": pattern, "times": times, "seconds": seconds})

    def calls(self, pattern: str = "*") -> list[dict[str, Any]]:
        """What came in, newest first."""
        found: list[dict[str, Any]] = self.get("/_control/calls", pattern=pattern)["calls"]
        return found

    def held(self, kind: str, tenant: str = ZA) -> list[dict[str, Any]]:
        """What Xero's side holds."""
        found: list[dict[str, Any]] = self.get(f"/_control/xero/{tenant}/{kind}")[kind]
        return found

    def mails(self, **query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/mail.json", **query)["mails"]
        return found

    def door(self, patience: Patience = USUAL) -> XeroIdentity:
        return XeroIdentity(identity_url=self.url, login_url=self.url, client_id=CLIENT[0], client_secret=CLIENT[1], patience=patience)

    def doors(self, patience: Patience = USUAL, *, site: str = "ZA4520168385") -> SaltoDoors:
        client_id, client_secret, username, password = SANDBOX_SALTO
        identity = Identity(url=f"{self.url}/salto/identity", client_id=client_id, client_secret=client_secret, patience=patience)
        keeper = PasswordTokens(identity, username=username, password=password)
        return SaltoDoors(url=f"{self.url}/salto", keeper=keeper, site=site, prefix="Foyer:", patience=patience)

    def printing(self, patience: Patience = USUAL) -> PaperCutPrinting:
        return PaperCutPrinting(url=self.url, token=TOKEN, pace=PRINT_PACE, patience=patience)

    def gateway(
        self, patience: Patience = USUAL, *, passphrase: str = SANDBOX_PAYFAST[2], sources: tuple[str, ...] = ("127.0.0.1",)
    ) -> PayFastGateway:
        places = {
            "checkout_url": f"{self.url}/payfast/eng/process",
            "validate_url": f"{self.url}/payfast/eng/query/validate",
            "api_url": f"{self.url}/payfast/api",
        }
        account = {"merchant_id": SANDBOX_PAYFAST[0], "merchant_key": SANDBOX_PAYFAST[1], "passphrase": passphrase}
        return PayFastGateway(**places, **account, testing=True, sources=sources, patience=patience)

    def connection(self, *tenants: str) -> Connection:
        """A company that has been connected."""
        told = self.post("/_control/xero/tokens", {"tenants": list(tenants) or [ZA, NL]})
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=told["expires_in"])
        return Connection(self, Tokens(told["access_token"], told["refresh_token"], until, told["scope"]))


class Connection:
    """The stored tokens of a connection, and the books that use them."""

    def __init__(self, vendors: Vendors, tokens: Tokens) -> None:
        self.vendors, self.tokens = vendors, tokens
        self.saved: list[Tokens] = []

    def load(self) -> Tokens:
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        self.saved.append(tokens)
        self.tokens = tokens

    def books(self, tenant: str = ZA, *, url: str = "", patience: Patience = USUAL) -> XeroBooks:
        address, door = url or self.vendors.url, self.vendors.door(patience)
        return XeroBooks(base_url=address, tenant_id=tenant, door=door, load=self.load, save=self.save, patience=patience)


def started(folder: Path) -> tuple[Sandbox, Vendors]:
    """A sandbox in threads of this process."""
    sandbox = Sandbox(folder)
    sandbox.start()
    return sandbox, Vendors(sandbox.url, sandbox.smtp_port)
