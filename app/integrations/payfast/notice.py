"""A notice (ITN) read from its raw body: well-formed, signed, and of our account, before anything of it is believed (contracts.md 1.6)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from app.core.money import cents
from app.integrations.payfast import Forged, Notice
from app.rules.findings import Finding
from app.rules.payfast import Pairs, before_signature, is_signed, parameters

LARGEST = 16_384  # bytes: all fields at their longest take less
MOST_FIELDS = 60
STATUSES = ("COMPLETE", "CANCELLED", "FAILED", "PENDING")


def read(raw: bytes, *, merchant_id: str, passphrase: str) -> Notice:
    """Raises Forged with what is wrong first."""
    pairs = _pairs(raw)
    told = dict(pairs)
    if len(told) != len(pairs):
        raise Forged(Finding.DOUBLED)
    if not passphrase or not is_signed(pairs, passphrase):
        raise Forged(Finding.SIGNATURE)
    if told.get("merchant_id") != merchant_id or pairs[-1][0] != "signature":
        raise Forged(Finding.MERCHANT if told.get("merchant_id") != merchant_id else Finding.MALFORMED)
    payment_id, status, gross = (told.get(name, "") for name in ("pf_payment_id", "payment_status", "amount_gross"))
    reference, token = told.get("m_payment_id", ""), told.get("token", "")
    # a kept card can be ended before it has paid anything
    named = re.fullmatch(r"[A-Za-z0-9-]{1,40}" if status != "CANCELLED" else r"[A-Za-z0-9-]{0,40}", payment_id, re.ASCII)
    well = named and status in STATUSES and re.fullmatch(r"-?\d{1,10}\.\d{2}", gross, re.ASCII) and "\0" not in reference + token
    if not well or len(reference) > 60 or len(token) > 100:
        raise Forged(Finding.MALFORMED)
    return Notice(reference, payment_id, status, cents(gross), token, parameters(before_signature(pairs)))


def _pairs(raw: bytes) -> Pairs:
    if not 0 < len(raw) <= LARGEST:
        raise Forged(Finding.UNREADABLE)
    try:
        return tuple(
            parse_qsl(raw.decode("utf-8"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST_FIELDS)
        )
    except ValueError as nonsense:
        raise Forged(Finding.UNREADABLE) from nonsense
