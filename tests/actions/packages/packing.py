"""A small good package to spoil: every file as a header and rows, written as a folder, a zip or a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from copy import deepcopy
from pathlib import Path

from openpyxl import Workbook

Tables = dict[str, list[dict[str, str]]]

GOOD: Tables = {
    "locations": [
        {
            "code": "KLF",
            "name": "Kloof Street",
            "timezone": "Africa/Johannesburg",
            "currency": "ZAR",
            "country": "ZA",
            "headquarters": "yes",
        },
        {"code": "RSB", "name": "Rosebank", "timezone": "Africa/Johannesburg", "currency": "ZAR", "country": "ZA", "headquarters": "no"},
        {"code": "AMS", "name": "Amsterdam", "timezone": "Europe/Amsterdam", "currency": "EUR", "country": "NL", "headquarters": "no"},
    ],
    "spaces": [
        {"code": "KLF-1", "location": "KLF", "name": "Floor 1", "kind": "desk_area"},
        {"code": "AMS-1", "location": "AMS", "name": "Floor 1", "kind": "desk_area"},
    ],
    "rooms": [
        {
            "code": "KLF-R",
            "space": "KLF-1",
            "name": "Table Bay",
            "capacity": "8",
            "peak_rate": "200.00",
            "min_minutes": "30",
            "max_minutes": "480",
        }
    ],
    "memberships": [
        {
            "code": "KLF-HOT",
            "location": "KLF",
            "name": "Hot desk",
            "primary_price": "2950.00",
            "extra_price": "2450.00",
            "valid_from": "2020-01-01",
        },
        {"code": "AMS-HOT", "location": "AMS", "name": "Hot desk", "primary_price": "250.00", "extra_price": "220.00", "valid_from": ""},
    ],
    "membership_prices": [{"membership": "KLF-HOT", "valid_from": "2026-07-01", "primary_price": "3100.00", "extra_price": "2600.00"}],
    "products": [{"code": "PASS", "location": "", "name": "Day pass", "type": "stuff", "price": "250.00"}],
    "organisations": [
        {
            "code": "ACME",
            "name": "Acme (Pty) Ltd",
            "location": "KLF",
            "status": "active",
            "invoice_email": "a@acme.example; b@acme.example",
            "currency": "ZAR",
        },
        {"code": "VELO", "name": "Velo B.V.", "location": "AMS", "status": "active", "invoice_email": "velo@example.nl", "currency": ""},
    ],
    "users": [
        {
            "email": "thandi@acme.example",
            "name": "Thandi van der Merwe",
            "organisation": "ACME",
            "location": "KLF",
            "roles": "member",
            "phone": "+27 21 555 0100",
        },
        {"email": "desk@example.com", "name": "Dirk Desk", "organisation": "", "location": "KLF", "roles": "front_desk", "phone": ""},
    ],
    "licenses": [
        {
            "code": "L1",
            "organisation": "ACME",
            "user": "thandi@acme.example",
            "membership": "KLF-HOT",
            "space": "KLF-1",
            "start": "2026-01-01",
            "end": "",
            "pause_start": "2026-03-01",
            "pause_end": "2026-03-31",
            "commitment_months": "12",
            "custom_price": "",
        }
    ],
    "discounts": [
        {"code": "D1", "organisation": "ACME", "license": "", "percent": "5", "start": "2026-01-01", "end": "", "reason": "friend"}
    ],
    "line_items": [
        {
            "code": "P1",
            "organisation": "ACME",
            "location": "KLF",
            "description": "Parking",
            "price": "950.00",
            "start": "2026-01-01",
            "end": "",
        }
    ],
    "opening_balances": [{"organisation": "ACME", "date": "2025-12-01", "document": "OLD-77", "amount_due": "1234.50"}],
    "deposits": [
        {
            "code": "OLD-D1",
            "organisation": "ACME",
            "license": "L1",
            "location": "KLF",
            "amount": "5900.00",
            "received": "2025-12-01",
            "reference": "EFT 77",
        }
    ],
    "wallets": [
        {
            "code": "W1",
            "owner": "ACME",
            "unit": "space",
            "currency": "ZAR",
            "amount": "500.00",
            "source": "purchase",
            "expires": "2099-06-30",
            "vat_point": "sale",
        }
    ],
    "bookings": [
        {
            "code": "B1",
            "room": "KLF-R",
            "user": "thandi@acme.example",
            "start": "2026-01-12 09:00",
            "end": "2026-01-12T10:00",
            "title": "Board",
        }
    ],
    "tracks": [{"code": "TOUR", "name": "A tour first", "location": "KLF"}],
    "track_tasks": [
        {
            "track": "TOUR",
            "code": "SHOW",
            "parent": "CALL",
            "type": "visit",
            "title": "Show them around",
            "offset_days": "2",
            "anchor": "parent_done",
            "blocking": "yes",
            "role": "owner",
        },
        {
            "track": "TOUR",
            "code": "CALL",
            "parent": "",
            "type": "call",
            "title": "Call back",
            "offset_days": "",
            "anchor": "",
            "blocking": "no",
            "role": "sales",
        },
    ],
    "leads": [
        {
            "code": "S1",
            "name": "Ann Other",
            "email": "Ann@other.example",
            "phone": "",
            "company": "Other",
            "location": "KLF",
            "source": "A fair",
            "heat": "mild",
            "message": "A desk?\nFor two.",
            "referrer": "thandi@acme.example",
        },
        {
            "code": "S2",
            "name": "Ben Other",
            "email": "",
            "phone": "082 555 0101",
            "company": "Other",
            "location": "KLF",
            "source": "",
            "heat": "",
            "message": "",
            "referrer": "My sister",
        },
    ],
    "adhocs": [
        {
            "code": "A1",
            "organisation": "ACME",
            "location": "KLF",
            "date": "2026-06-10",
            "description": "Day pass",
            "quantity": "2",
            "unit_price": "-250.00",
            "product": "PASS",
        }
    ],
}


def good() -> Tables:
    return deepcopy(GOOD)


def text_of(rows: list[dict[str, str]]) -> str:
    sink = io.StringIO(newline="")
    writer = csv.DictWriter(sink, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue()


def folder(tables: Tables, path: Path) -> Path:
    path.mkdir(exist_ok=True)
    for name, rows in tables.items():
        (path / f"{name}.csv").write_text(text_of(rows), encoding="utf-8", newline="")
    return path


def archive(tables: Tables, path: Path, *, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, rows in tables.items():
            target.writestr(f"{inside}{name}.csv", text_of(rows))
    return path


def workbook(tables: Tables, path: Path, **cells: object) -> Path:
    """`cells` put something of their own into a cell: licenses_F2=datetime.date(...)."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([value or None for value in row.values()])
    for place, value in cells.items():
        name, _, address = place.rpartition("_")
        book[name][address] = value
    book.save(path)
    return path
