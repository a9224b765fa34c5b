"""WiFi passwords: made by us, read from a screen, typed into a phone (A4)."""

from __future__ import annotations

import secrets

# without what looks alike: 0 o, 1 i l, 2 z, 5 s, 6 b, 8; small letters only, because a phone hides the key for capitals
ALPHABET = "acdefghjkmnpqrtuvwxy3479"
GROUPS, IN_A_GROUP = 3, 5


def new_wifi_password() -> str:
    """Three groups of five, 68 bits: `k7mwp-3xhtq-9facd`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(IN_A_GROUP)) for _ in range(GROUPS))
