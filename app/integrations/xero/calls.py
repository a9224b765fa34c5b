"""One company behind the vendor's library: every call once, in time, with the stored token, and its failures named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient, Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import HTTPStatusException
from xero_python.identity import IdentityApi

from app.integrations.errors import Retry, Trouble, Unknown
from app.integrations.wire import Patience, Wire
from app.integrations.xero import TokenRefused
from app.integrations.xero.company import Tokens
from app.integrations.xero.problems import trouble

NONSENSE = (ValueError, TypeError, AttributeError, KeyError, IndexError)
LONGEST_KEY = 128


class Calls:
    """`load` gives the tokens as they are stored now: another worker may have renewed them a moment ago.

    `replace` renews the tokens, once, when Xero refuses the access token; without it, or with the new one refused as well, the call raises TokenRefused.
    `rest` is told the seconds for which Xero takes no more calls.
    """

    def __init__(
        self,
        *,
        base_url: str,
        tenant_id: str,
        load: Callable[[], Tokens],
        replace: Callable[[Tokens], None] | None,
        rest: Callable[[int], None] | None,
        patience: Patience,
    ) -> None:
        self.tenant_id, self._load, self._replace, self._rest = tenant_id, load, replace, rest
        self._sent: Tokens | None = None
        self._timeout = (patience.connect, patience.read)
        client = ApiClient(
            Configuration(oauth2_token=OAuth2Token()), pool_threads=1, oauth2_token_getter=self._token, oauth2_token_saver=self._never
        )
        client.rest_client.pool_manager = Wire("Xero", patience)
        self._accounting = AccountingApi(client, base_url=f"{base_url.rstrip('/')}/api.xro/2.0")
        self._identity = IdentityApi(client, base_url=base_url.rstrip("/"))

    def read(self, method: str, *arguments: Any, **options: Any) -> Any:
        """A call of the accounting API that changes nothing."""
        return self._call(getattr(self._accounting, method), self.tenant_id, *arguments, writes=False, **options)

    def write(self, method: str, *arguments: Any, key: str, **options: Any) -> Any:
        """A call with an effect, under its idempotency key. What it returns may be nonsense: read it inside `doubting`."""
        if not 0 < len(key) <= LONGEST_KEY:
            raise ValueError("an idempotency key has 1 to 128 characters")
        called = getattr(self._accounting, method)
        return self._call(called, self.tenant_id, *arguments, writes=True, idempotency_key=key, **options)

    def remove(self, method: str, *arguments: Any) -> Any:
        """A call that takes something out, and does no harm when it is repeated: Xero wants no key for these. The answer is raw."""
        return self._call(getattr(self._accounting, method), self.tenant_id, *arguments, writes=True, _preload_content=False)

    def connections(self) -> Any:
        return self._call(self._identity.get_connections, writes=False)

    def _call(self, called: Callable[..., Any], *arguments: Any, writes: bool, **options: Any) -> Any:
        try:
            return self._once(called, *arguments, writes=writes, **options)
        except TokenRefused:
            if self._replace is None or self._sent is None:
                raise
            self._replace(self._sent)
            self._replace = None
        return self._once(called, *arguments, writes=writes, **options)

    def _once(self, called: Callable[..., Any], *arguments: Any, writes: bool, **options: Any) -> Any:
        try:
            return called(*arguments, _request_timeout=self._timeout, **options)
        except HTTPStatusException as refusal:
            told = trouble(refusal, writes=writes)
            if refusal.http_resp.status == 429 and isinstance(told, Retry) and told.after and self._rest is not None:
                self._rest(told.after)
            raise told from refusal
        except NONSENSE as nonsense:
            raise unreadable(writes=writes) from nonsense

    def _token(self) -> dict[str, Any]:
        # without expires_at the library takes a token as it is, and never renews one behind the lock's back
        tokens = self._sent = self._load()
        return {"access_token": tokens.access_token, "token_type": "Bearer", "expires_in": 1800, "scope": tokens.scope.split()}

    def _never(self, token: dict[str, Any]) -> None:
        raise RuntimeError("tokens are renewed by refresh() alone")


def unreadable(*, writes: bool) -> Trouble:
    """For a good status with a body that makes no sense."""
    reason = _("Xero's answer could not be read.")
    return Unknown(reason) if writes else Retry(reason)
