"""Wire: one HTTP request, sent once, with a deadline for all of it; knows whether a failed request can have had an effect."""

from __future__ import annotations

import io
import ssl
from dataclasses import dataclass
from typing import Any

import certifi
import urllib3
from flask_babel import gettext as _
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from app.integrations.deadline import Deadline, watched
from app.integrations.errors import Retry, Trouble, Unknown
from app.integrations.rests import asking

NOT_SENT = (NewConnectionError, ConnectTimeoutError)


@dataclass(frozen=True)
class Patience:
    """Seconds to wait for a connection, for the next bytes, and for everything together."""

    connect: float = 5
    read: float = 30
    whole: float = 60

    @classmethod
    def of(cls, seconds: float, *, read: float = read) -> Patience:
        """So much for everything together, and of it so much at the most for the next bytes."""
        return cls(min(cls.connect, seconds), min(read, seconds), seconds)


USUAL = Patience()


class Wire:
    """Stands in for the pool of urllib3 in a vendor's library.

    urllib3 repeats a PUT after a lost answer, and sleeps through a 429, three times and by itself. A request
    with an effect must be looked up before it is repeated, so here each is sent once and no redirection is followed.
    """

    def __init__(
        self, vendor: str, patience: Patience = USUAL, *, ca_pem: str = "", server_name: str = "", most: int = 0, cuts: bool = False
    ) -> None:
        """`ca_pem`: certificates that are trusted beside the public ones. `server_name`: whose certificate it has to be, where a number is called.
        `most`: bytes of an answer; what is longer is not read to its end, and is no answer unless it `cuts`. 0: any length."""
        self.vendor, self.patience, self.most, self.cuts = vendor, patience, most, cuts
        own: dict[str, Any] = {"ca_cert_data": ca_pem} if ca_pem else {}
        own |= {"server_hostname": server_name, "assert_hostname": server_name} if server_name else {}
        self._pool = watched(urllib3.PoolManager(maxsize=1, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where(), **own))

    def request(self, method: str, url: str, fields: Any = None, **more: Any) -> urllib3.HTTPResponse:
        """The answer, whatever its status, read to its end. Raises Retry, or Unknown when a write may have arrived."""
        with asking(self.vendor):
            return self._asked(method, url, fields, **more)

    def _asked(self, method: str, url: str, fields: Any, **more: Any) -> urllib3.HTTPResponse:
        more |= {"timeout": urllib3.Timeout(connect=self.patience.connect, read=self.patience.read), "preload_content": False}
        try:
            with Deadline(self.patience.whole) as deadline:
                answer = self._pool.request(method, url, fields=fields, retries=False, redirect=False, **more)
                body = self._read(answer, deadline)
        except (HTTPError, OSError) as failure:
            raise self._trouble(method, failure) from failure
        return urllib3.HTTPResponse(
            io.BytesIO(body), answer.headers, answer.status, reason=answer.reason, preload_content=True, decode_content=False
        )

    def _read(self, answer: urllib3.BaseHTTPResponse, deadline: Deadline) -> bytes:
        body = bytearray()
        try:
            while chunk := answer.read1(65536):
                body += chunk
                if self.most and len(body) > self.most and self.cuts:
                    answer.close()
                    return bytes(body[: self.most])
                if self.most and len(body) > self.most:
                    raise ConnectionError("the answer is too long")
            if deadline.is_over:  # a connection that is cut looks like an answer that has come to its end
                raise TimeoutError("the answer takes too long")
            if answer.length_remaining:
                raise ConnectionError("the answer ends in the middle")
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
        return bytes(body)

    def _trouble(self, method: str, failure: Exception) -> Trouble:
        if isinstance(failure, SSLError) and isinstance(failure.args[0], ssl.SSLCertVerificationError):
            return Retry(_("%(vendor)s shows a certificate that is not trusted.", vendor=self.vendor), after=300)
        if isinstance(failure, NOT_SENT):
            return Retry(_("%(vendor)s cannot be reached.", vendor=self.vendor))
        if method in ("GET", "HEAD"):
            return Retry(_("%(vendor)s did not finish its answer.", vendor=self.vendor))
        return Unknown(_("%(vendor)s was asked, but its answer did not arrive.", vendor=self.vendor))
