"""The whole sandbox: one store, one HTTP server, one SMTP server."""

from __future__ import annotations

import threading
from pathlib import Path

from app.sandbox import calls, control
from app.sandbox.mailarchiva import gate as mailarchiva
from app.sandbox.mailarchiva import switches as mailarchiva_switches
from app.sandbox.papercut import balances, groups, properties, switches, users
from app.sandbox.papercut import gate as papercut
from app.sandbox.payfast import api as payfast_api
from app.sandbox.payfast import checkout
from app.sandbox.payfast import gate as payfast
from app.sandbox.payfast import switches as payfast_switches
from app.sandbox.payfast.notices import Postman
from app.sandbox.post import screens
from app.sandbox.post.receiver import MailServer
from app.sandbox.salto import gate as salto
from app.sandbox.salto import groups as salto_groups
from app.sandbox.salto import hardware as salto_hardware
from app.sandbox.salto import identity as salto_identity
from app.sandbox.salto import people as salto_people
from app.sandbox.salto import switches as salto_switches
from app.sandbox.server import Server
from app.sandbox.siteverify import api as siteverify
from app.sandbox.siteverify import switches as siteverify_switches
from app.sandbox.state import State
from app.sandbox.store import Store
from app.sandbox.xero import (
    bank_transactions,
    credit_notes,
    gate,
    identity,
    invoices,
    items,
    lists,
    overpayments,
    payments,
    tenants,
    tracking,
)

TITLES = ("Xero", "PayFast", "PaperCut", "Salto KS", "MailArchiva", "the captchas", "the mailbox")
VENDORS = (
    gate.routes,
    identity.routes,
    papercut.routes,
    payfast.routes,
    salto.routes,
    mailarchiva.routes,
    siteverify.routes,
    screens.routes,
    switches.routes,
    payfast_switches.routes,
    salto_switches.routes,
    mailarchiva_switches.routes,
    siteverify_switches.routes,
    control.routes,
)
# these modules add their addresses to the gate's routes when they are imported
ACCOUNTING = (invoices, credit_notes, overpayments, bank_transactions, payments, items, tracking, lists)
# and these their methods to PaperCut's gate
PRINTING = (users, properties, balances, groups)
# and these their addresses to Salto's
DOORS = (salto_identity, salto_people, salto_groups, salto_hardware)
# and these theirs to PayFast's
CARDS = (checkout, payfast_api)


class Sandbox:
    """`start()` serves in threads of this process; `url` and `smtp_port` say where. Port 0 takes a free one."""

    def __init__(self, folder: Path, *, http_port: int = 0, smtp_port: int = 0) -> None:
        self.store = Store(folder)
        self.state = State(self.store)
        tenants.seed(self.store)
        calls.forget_old(self.store)
        self._http = Server(http_port, self.state, VENDORS)
        self._mail = MailServer(smtp_port, self.state)
        self._postman = Postman(self.store)
        self.url = self.state.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self.smtp_port = self.state.smtp_port = self._mail.port

    def start(self) -> None:
        self._mail.start()
        self._postman.start()
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox-http", daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._mail.stop()
        self._postman.stop()
        self.store.close()
