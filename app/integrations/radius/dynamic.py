"""RadiusNas: Disconnect-Requests over UDP, each repeated as it is until somebody answers or the patience ends."""

from __future__ import annotations

import ipaddress
import socket
import time
from functools import cache
from importlib.resources import files

from flask_babel import gettext as _
from pyrad.dictionary import Dictionary
from pyrad.packet import CoAPacket, DisconnectACK, DisconnectNAK, DisconnectRequest, Packet, PacketError

from app.core import clock
from app.integrations.errors import GiveUp, Retry
from app.integrations.radius import Disconnection

PORT = 3799
SECONDS, TRIES = 2.0, 3
LONGEST_ANSWER = 4096  # RFC 2865 section 3
UNKNOWN_SESSION = 503  # Session-Context-Not-Found, RFC 5176 section 3.5
PASSING = (505, 506)  # other proxy processing error, resources unavailable


@cache
def dictionary() -> Dictionary:
    return Dictionary(str(files("app.integrations.radius").joinpath("dictionary")))


class RadiusNas:
    """`secret` is shared with the access point; `seconds` is the wait after each of the tries."""

    def __init__(self, *, address: str, secret: str, port: int = PORT, seconds: float = SECONDS, tries: int = TRIES) -> None:
        self.address, self.secret, self.port = address, secret, port
        self.seconds, self.tries = seconds, tries

    def disconnect(self, *, username: str, session_id: str, nas_address: str, station: str = "") -> Disconnection:
        """A wrong secret cannot be told from silence: neither side answers what is not signed rightly (RFC 5176 section 3.5)."""
        request = self._request(username=username, session_id=session_id, nas_address=nas_address, station=station)
        answer = self._answer(request)
        if answer is None:
            return Disconnection.NO_ANSWER
        if answer.code == DisconnectACK:
            return Disconnection.DISCONNECTED
        cause = (answer.get("Error-Cause") or [0])[0]
        if cause == UNKNOWN_SESSION:
            return Disconnection.ALREADY_GONE
        if cause in PASSING:
            raise Retry(
                _("The access point %(address)s cannot end a session at the moment (%(cause)s).", address=self.address, cause=cause)
            )
        raise GiveUp(_("The access point %(address)s refuses to end the session (%(cause)s).", address=self.address, cause=cause))

    def _request(self, *, username: str, session_id: str, nas_address: str, station: str) -> CoAPacket:
        """Everything that is named has to fit, so nothing is named that the access point did not say itself. Signed and dated against replay."""
        request = CoAPacket(code=DisconnectRequest, secret=self.secret.encode(), dict=dictionary(), message_authenticator=True)
        family = "NAS-IPv6-Address" if ipaddress.ip_address(nas_address).version == 6 else "NAS-IP-Address"
        named = {"User-Name": username, "Acct-Session-Id": session_id, family: nas_address, "Calling-Station-Id": station}
        for name, value in named.items():
            if value:
                request[name] = value
        request["Event-Timestamp"] = int(clock.now().timestamp())
        return request

    def _answer(self, request: CoAPacket) -> Packet | None:
        """The first answer that is signed with our secret; None when none comes."""
        content = request.RequestPacket()
        try:
            family, kind, protocol, _name, place = socket.getaddrinfo(self.address, self.port, type=socket.SOCK_DGRAM)[0]
            with socket.socket(family, kind, protocol) as link:
                link.connect(place)  # then nobody else's packets arrive
                for _try in range(self.tries):
                    link.send(content)
                    if (found := self._heard(link, request)) is not None:
                        return found
        except ConnectionRefusedError:  # the machine is there, and nothing listens
            return None
        except OSError as lost:
            raise Retry(_("The access point %(address)s cannot be reached.", address=self.address)) from lost
        return None

    def _heard(self, link: socket.socket, request: CoAPacket) -> Packet | None:
        until = time.monotonic() + self.seconds
        while (left := until - time.monotonic()) > 0:
            link.settimeout(left)
            try:
                raw = link.recv(LONGEST_ANSWER)
                answer = request.CreateReply(packet=raw)
                if request.VerifyReply(answer, raw) and answer.code in (DisconnectACK, DisconnectNAK):
                    return answer
            except (TimeoutError, PacketError):
                continue
        return None
