"""Seller and buyer as a document keeps them: what P9 demands, as of the approval day."""

from __future__ import annotations

import json

from app.models import Location


def seller_json(location: Location) -> str:
    """The location's legal identity, bank details and country as canonical JSON text."""
    return json.dumps(
        {
            "name": location.legal_name or location.name,
            "trading_as": location.name,
            "address": location.address,
            "vat_number": location.vat_number if location.vat_registered else "",
            "vat_registered": location.vat_registered,
            "bank_details": location.bank_details,
            "country": location.country,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def buyer_json(name: str, address: str, vat_number: str, registration_number: str, code: str) -> str:
    """The customer's identity as canonical JSON text."""
    return json.dumps(
        {"name": name, "address": address, "vat_number": vat_number, "registration_number": registration_number, "code": code},
        ensure_ascii=False,
        sort_keys=True,
    )
