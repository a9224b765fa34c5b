"""Secrets of links that are made anew from a row's own key and the instance's, so that their hash alone is kept.

The same row gives the same secret: a mail that is sent again opens what the first one opens, and nobody has to store it in between.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from app.access.house_keys import keys_for
from app.access.link_secrets import hashed


@dataclass(frozen=True, slots=True)
class MadeSecret:
    """`said` is what the row puts in, `kept` the hash that opens it."""

    purpose: str
    said: str
    kept: str | None

    @property
    def newest(self) -> str:
        """43 characters that stand in an address as they are, made with the present key."""
        return self._by_each_key()[0]

    @property
    def text(self) -> str:
        """That of which the hash is kept, whichever key of ours made it."""
        found = self._by_each_key()
        return next((each for each in found if hashed(each) == self.kept), found[0])

    @property
    def is_made(self) -> bool:
        """Does a key of ours make what opens it?"""
        return hashed(self.text) == self.kept

    @property
    def is_of_present_key(self) -> bool:
        """Or of another one: once that is taken away, what was mailed goes on to open, and nobody can mail it again."""
        return hashed(self.newest) == self.kept

    def _by_each_key(self) -> list[str]:
        return [
            urlsafe_b64encode(hmac.new(key, self.said.encode(), sha256).digest()).decode().rstrip("=") for key in keys_for(self.purpose)
        ]
