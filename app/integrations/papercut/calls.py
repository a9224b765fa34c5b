"""Every call of PaperCut once, in time and at its pace, with the token in front, and its failures named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from xmlrpc.client import Fault

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, Retry, Unknown
from app.integrations.pace import Pace
from app.integrations.papercut.problems import hidden, refused, unanswered, unreadable
from app.integrations.papercut.speech import NONSENSE, heard, spoken
from app.integrations.wire import Patience, Wire

T = TypeVar("T")
PATH = "/rpc/api/xmlrpc"
HEADERS = {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml"}


class Calls:
    """`url` with or without the path of the web services; empty: no print server, every call is given up."""

    def __init__(self, *, url: str, token: str, pace: Pace | None, patience: Patience) -> None:
        self._url = url and url.rstrip("/").removesuffix(PATH) + PATH
        self._token, self._pace = token, pace
        self._wire = Wire("PaperCut", patience)

    def read(self, wanted: Callable[[Any], T], method: str, *arguments: Any) -> T:
        """A call that changes nothing, read by `wanted`, which raises one of NONSENSE for any other answer. Raises Retry or GiveUp."""
        return self._call(wanted, method, arguments, writes=False)

    def write(self, wanted: Callable[[Any], T], method: str, *arguments: Any, secret: str = "") -> T:
        """A call with an effect; an answer that is lost or makes no sense is Unknown. `secret` is the argument that nobody may read."""
        return self._call(wanted, method, arguments, writes=True, secret=secret)

    def _call(self, wanted: Callable[[Any], T], method: str, arguments: tuple[Any, ...], *, writes: bool, secret: str = "") -> T:
        if not self._url:
            raise GiveUp(_("No print server is set."))
        body = spoken(method, (self._token, *arguments), secrets=(self._token, secret))
        if self._pace is not None:
            self._pace.wait()
        try:
            answer = self._wire.request("POST", self._url, body=body, headers=HEADERS)
        except Unknown as lost:
            if writes:
                raise
            # XML-RPC posts everything, so the wire cannot know that this one only asked
            raise Retry(lost.reason) from lost
        if answer.status != 200:
            raise unanswered(answer.status, answer.headers, writes=writes)
        try:
            return wanted(heard(answer.data))
        except Fault as fault:
            # the fault itself stays out of the log: it may repeat the token
            raise refused(fault.faultCode, hidden(fault.faultString, self._token, secret)) from None
        except NONSENSE as nonsense:
            raise unreadable(writes=writes) from nonsense
