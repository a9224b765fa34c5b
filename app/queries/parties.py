"""Seller and buyer as a document keeps them: what P9 demands, as of the approval day; and as they are today, for papers that keep nothing."""

from __future__ import annotations

from app.models import Location, Organisation
from app.queries.document_view import Party
from app.rules.document_hash import canonical


def seller_json(location: Location) -> str:
    """The location's legal identity, bank details and country as canonical JSON text."""
    return canonical(
        {
            "name": location.legal_name or location.name,
            "trading_as": location.name,
            "address": location.address,
            "registration_number": location.registration_number,
            "vat_number": location.vat_number if location.vat_registered else "",
            "vat_registered": location.vat_registered,
            "bank_details": location.bank_details,
            "country": location.country,
        }
    )


def buyer_json(name: str, address: str, vat_number: str, registration_number: str, code: str) -> str:
    """The customer's identity as canonical JSON text."""
    return canonical({"name": name, "address": address, "vat_number": vat_number, "registration_number": registration_number, "code": code})


def seller_today(location: Location) -> Party:
    return Party(
        location.legal_name or location.name,
        location.address,
        location.vat_number if location.vat_registered else "",
        location.registration_number,
    )


def buyer_today(organisation: Organisation) -> Party:
    return Party(organisation.name, organisation.address, organisation.vat_number, organisation.registration_number)
