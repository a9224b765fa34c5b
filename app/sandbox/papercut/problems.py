"""How PaperCut says no: faults with the codes of version 19.2 and later."""

from __future__ import annotations

GENERAL = 257
PASSWORD_BLANK = 258
USERNAME_BLANK = 259
PROPERTY_BLANK = 260
PROPERTY_INVALID = 261
NO_SUCH_USER = 262
NO_SUCH_GROUP = 263
ALIAS_TAKEN = 267
EMAIL_TAKEN = 268
EMAIL_INVALID = 269
NOT_INTERNAL = 270
PIN_INVALID = 271
PIN_SHORT = 273
SEVERAL_ACCOUNTS = 274
BALANCE_INVALID = 275
EMAIL_BLANK = 279


class Refused(Exception):
    """The faultCode and faultString of an answer."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words
