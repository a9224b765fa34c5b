"""How a call to the world can end badly. `reason` is a sentence for the person who looks at the failed step."""

from __future__ import annotations


class Trouble(Exception):
    """Base of the three."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = str(reason)


class Retry(Trouble):
    """Nothing happened over there, and the same call may succeed later: after that many seconds, or when the house sees fit."""

    def __init__(self, reason: str, *, after: int | None = None) -> None:
        super().__init__(reason)
        self.after = after


class NotYet(Retry):
    """Nobody failed: something else has to come first, here or over there. Whoever waits an hour for it is stuck all the same."""


class Pause(Retry):
    """As it should be, however long it lasts: a limit whose end the far side named, or the next share of long work."""


class GiveUp(Trouble):
    """The answer is no, and asking again will not change it."""


class LockedOut(GiveUp):
    """The key or password is not taken. Asking again makes it worse: some lock the account for long after three bad tries."""


class Unknown(Trouble):
    """It may have happened or not: look at the far side before doing it again."""
