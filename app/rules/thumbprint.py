"""A key's thumbprint as two people compare it by telephone: digits in groups, which are the same in every language."""

from __future__ import annotations

from base64 import urlsafe_b64decode

GROUPS, DIGITS = 8, 5  # 132 bits: nobody finds another key with the same


def groups_of(thumbprint: str) -> list[str]:
    """Eight groups of five digits, from the SHA-256 of a key (RFC 7638) as it is written in base64url."""
    number = int.from_bytes(urlsafe_b64decode(thumbprint + "=" * (-len(thumbprint) % 4)), "big") % 10 ** (GROUPS * DIGITS)
    digits = f"{number:0{GROUPS * DIGITS}d}"
    return [digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS)]


def read_back(text: str) -> str:
    """What somebody typed, without what stands between the digits."""
    return "".join(letter for letter in text if letter.isascii() and letter.isdigit())
