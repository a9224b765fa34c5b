"""The SMTP side of the sandbox: takes mail on loopback, keeps it, and fails when told to."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from app.sandbox import faults
from app.sandbox.post.mailbox import keep
from app.sandbox.state import State

LARGEST_MAIL = 35_000_000
LONGEST_LINE = 1001


class Handler:
    """The hooks of one server; a planned fault is matched against "RCPT address" or "DATA address"."""

    def __init__(self, state: State) -> None:
        self.state = state

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        fault = faults.take(self.state.store, "mail", f"RCPT {address}")
        refusal = await self._strike(server, fault, refused="5.1.1 No such mailbox here", later="4.7.1 Greylisted, try again later")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = next((hit for address in envelope.rcpt_tos if (hit := faults.take(self.state.store, "mail", f"DATA {address}"))), None)
        refusal = await self._strike(server, fault, refused="5.7.1 Message rejected", later="4.3.2 System not accepting messages")
        if refusal:
            return refusal
        number = keep(self.state.store, (envelope.mail_from or "").strip("<>"), list(envelope.rcpt_tos), envelope.original_content or b"")
        if fault and fault.kind == "cut_after":
            self._hang_up(server)
        return f"250 2.0.0 Kept as {number}"

    async def _strike(self, server: SMTP, fault: faults.Fault | None, *, refused: str, later: str) -> str | None:
        if fault is None:
            return None
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        if fault.kind == "cut_before":
            self._hang_up(server)
        return {"550": f"550 {refused}", "451": f"451 {later}"}.get(fault.kind)

    def _hang_up(self, server: SMTP) -> None:
        transport: Any = server.transport
        transport.abort()
        raise ConnectionResetError("a planned fault")


class MailServer:
    """One event loop in one thread. `port` 0 takes a free one, which `port` then tells."""

    def __init__(self, port: int, state: State) -> None:
        self._handler = Handler(state)
        # asyncio switches Nagle off only where the protocol is named; without that each greeting takes 40 ms
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen(64)
        self.port: int = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="sandbox-smtp", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        # asyncio would print the hang-ups that were asked for
        self._loop.set_exception_handler(lambda loop, context: None)
        self._loop.run_until_complete(self._loop.create_server(self._session, sock=self._socket))
        self._loop.run_forever()

    def _session(self) -> SMTP:
        return SMTP(self._handler, hostname="sandbox.foyer.invalid", data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, loop=self._loop)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._socket.close()
