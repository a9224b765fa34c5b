"""The sandbox as its own process: quick to start, quick to answer, and nothing lost by a kill -9."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.integrations.xero import InvoiceForXero, XeroDocument
from tests.contracts.xero_examples import furnished, invoice
from tests.vendors import Vendors

ROOT = Path(__file__).resolve().parents[2]
SERVE = "import sys; from app.cli.sandbox import main; from config import Settings; sys.exit(main(sys.argv[1:], Settings.load()))"


class Own:
    """A sandbox process over one folder, on the same ports each time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ports = folder, [free_port(), free_port()]
        self.vendors = Vendors(f"http://127.0.0.1:{self.ports[0]}", self.ports[1])
        self.start()

    def start(self) -> float:
        """Seconds until it says that it serves."""
        began = time.monotonic()
        told = {"VAR": str(self.folder), "SANDBOX_PORT": str(self.ports[0]), "SANDBOX_SMTP_PORT": str(self.ports[1]), "MODE": "test"}
        environ = {"PATH": os.environ["PATH"], **{f"FOYER_{name}": value for name, value in told.items()}}
        self.process = subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert "Sandbox: " in self.process.stdout.readline()
        return time.monotonic() - began

    def end(self, how: signal.Signals) -> int:
        os.kill(self.process.pid, how)
        status = self.process.wait(60)
        assert self.process.stdout
        self.process.stdout.close()
        return status


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    sandbox = Own(tmp_path)
    yield sandbox
    if sandbox.process.poll() is None:
        sandbox.end(signal.SIGKILL)


def send(vendors: Vendors, subject: str) -> None:
    with smtplib.SMTP("127.0.0.1", vendors.smtp_port, timeout=60) as server:
        server.sendmail("a@x.example", ["b@x.example"], f"Subject: {subject}\r\n\r\nhello")


@pytest.mark.drill
def test_what_was_answered_survives_a_kill(own: Own) -> None:
    connection = own.vendors.connection()
    books = connection.books()
    contact = furnished(books)
    (before,) = books.create_invoices([invoice(contact)], key="step-1")
    send(own.vendors, "kept")
    own.vendors.fault("429", "GET */TaxRates", times=3)

    own.end(signal.SIGKILL)
    own.start()

    books = connection.books()
    assert books.find_invoices(["CPT-00001"]) == {"CPT-00001": before}
    assert books.create_invoices([invoice(contact)], key="step-1") == [before]
    assert [mail["subject"] for mail in own.vendors.mails()] == ["kept"]
    assert [(fault["kind"], fault["times"]) for fault in own.vendors.get("/_control")["faults"]] == [("429", 3)]
    assert len(own.vendors.calls("PUT */Invoices")) == 2
    assert books.refresh(force=True) == connection.tokens == connection.saved[0]


def test_it_starts_quickly_and_ends_in_order(own: Own) -> None:
    assert own.end(signal.SIGTERM) == 0
    seconds = own.start()
    assert seconds < 2, f"{seconds:.2f} s"  # about 0.4 s on an idle machine
    assert own.end(signal.SIGINT) == 0


def test_a_hundred_invoices_are_a_matter_of_a_second(own: Own) -> None:
    """One by one, as the steps of a run send them: about 0.6 s on two cores, most of it in the client."""
    books = own.vendors.connection().books()
    contact = furnished(books)
    sent: list[InvoiceForXero] = [invoice(contact, f"CPT-{number:05}") for number in range(100)]

    began = time.monotonic()
    done = [books.create_invoices([one], key=one.number)[0] for one in sent]
    one_by_one = time.monotonic() - began
    began = time.monotonic()
    together = books.find_invoices(one.number for one in sent)
    print(f"100 creates {one_by_one:.2f} s, found again in {time.monotonic() - began:.2f} s")

    assert all(isinstance(one, XeroDocument) for one in done)
    assert len(together) == 100
    assert one_by_one < 5
