"""`use` gives the real clients at the addresses of the settings."""

from __future__ import annotations

from pathlib import Path

from app.integrations.mail import Mail, built
from app.integrations.papercut import Printing
from app.integrations.registry import equip, use
from app.integrations.xero import Xero, XeroDoor
from config import Settings
from tests.contracts.test_letter import LETTER
from tests.vendors import ZA, Connection, Vendors


def test_the_settings_lead_to_the_sandbox(tmp_path: Path, vendors: Vendors, connection: Connection) -> None:
    port = int(vendors.url.rpartition(":")[2])
    settings = Settings.load({"FOYER_MODE": "test", "FOYER_VAR": str(tmp_path)})
    equip(settings.moved(sandbox_port=port, sandbox_smtp_port=vendors.smtp_port))

    use(Mail).deliver(built(LETTER), envelope_from="", recipient="pay@acme.example")
    assert len(vendors.mails()) == 1
    assert use(Xero, tenant_id=ZA, load=connection.load, save=connection.save).currency() == "ZAR"
    use(Printing).health()
    address = use(XeroDoor).consent_address(redirect_uri="http://localhost/back", state="s")
    assert address.startswith(f"{vendors.url}/identity/connect/authorize?")
