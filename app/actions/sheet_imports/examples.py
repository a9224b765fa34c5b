"""The example row of each template: what a good row looks like."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: dict[str, Mapping[str, str]] = {
    "users": {"email": "thandi@acme.example", "name": "Thandi Mokoena", "organisation": "ACME", "location": "KLF", "phone": "+27 82 555 0142", "owner": "yes"},
    "contacts": {"email": "sipho@example.com", "name": "Sipho Dube", "phone": "+27 82 555 0143", "company": "Dube Media", "language": "en"},
    "organisations": {"code": "ACME", "name": "Acme (Pty) Ltd", "location": "KLF", "status": "active", "invoice_email": "accounts@acme.example", "vat_number": "4820193055", "payment_days": "14"},
    "spaces": {"code": "KLF-2", "location": "KLF", "name": "Second floor", "kind": "desk_area", "capacity": "24"},
    "rooms": {"code": "KLF-BAY", "space": "KLF-2", "name": "Table Bay", "kind": "meeting_room", "capacity": "8", "peak_rate": "350.00", "off_peak_rate": "200.00"},
    "memberships": {"code": "KLF-HOT", "location": "KLF", "name": "Hot desk", "primary_price": "2950.00", "extra_price": "2450.00", "notice_months": "1"},
    "products": {"code": "KLF-COFFEE", "location": "KLF", "name": "Ten coffees", "type": "stuff", "price": "250.00", "price_includes_vat": "yes"},
    "licenses": {"code": "C-1001", "organisation": "ACME", "user": "thandi@acme.example", "membership": "KLF-HOT", "space": "KLF-2", "start": "2026-12-01", "commitment_months": "6"},
    "discounts": {"code": "D-17", "organisation": "ACME", "percent": "10", "start": "2026-12-01", "end": "2027-05-31", "reason": "First six months"},
    "line_items": {"code": "PARK-7", "organisation": "ACME", "location": "KLF", "description": "Parking bay 7", "price": "900.00", "start": "2026-12-01"},
    "adhocs": {"code": "A-301", "organisation": "ACME", "location": "KLF", "date": "2026-12-03", "description": "Lost access card", "quantity": "1", "unit_price": "150.00"},
    "wallets": {"code": "W-55", "owner": "thandi@acme.example", "unit": "space", "amount": "500.00", "source": "purchase", "expires": "2027-11-30"},
    "deposits": {"code": "DEP-9", "organisation": "ACME", "location": "KLF", "amount": "5900.00", "received": "2024-03-01", "reference": "EFT 4471"},
    "opening_balances": {"organisation": "ACME", "date": "2026-11-01", "document": "INV-20391", "amount_due": "1150.00"},
    "bookings": {"code": "B-7001", "room": "KLF-BAY", "user": "thandi@acme.example", "start": "2026-12-04 09:00", "end": "2026-12-04 10:30", "title": "Weekly"},
}
