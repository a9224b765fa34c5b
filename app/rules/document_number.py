"""How a document's number reads (I2)."""

from __future__ import annotations

CREDIT = "-CN"
BEGINNING = "[A-Z0-9]([A-Z0-9/.-]*[A-Z0-9])?"  # a pattern of the whole; with the ending of credit notes one number could be two documents


def document_number(prefix: str, number: int, *, is_credit: bool = False) -> str:
    """KLF-00042, and KLF-CN-00007 for a credit note."""
    return f"{prefix}{CREDIT if is_credit else ''}-{number:05d}"
