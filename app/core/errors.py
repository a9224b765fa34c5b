"""What can go wrong, in words for the person at the desk. The web maps each to a status, the command line to exit 1."""

from __future__ import annotations


class FoyerError(Exception):
    """Base of every refusal. `message` is shown to people, already translated; `field` names the form field it is about."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class Refused(FoyerError):
    """A rule says no."""

    status = 422


class Missing(FoyerError):
    """It is not there, or this actor may not know that it is."""

    status = 404


class Forbidden(FoyerError):
    """The actor may see it but not do this to it."""

    status = 403


class Conflict(FoyerError):
    """The world moved since the person looked. `details` names what differs."""

    status = 409

    def __init__(self, message: str, *, details: list[dict[str, object]] | None = None, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.details = details or []


class Crossed(Conflict):
    """Two changed the same the other way round, and this one was undone for it: done once more it may well work."""


class Stale(Conflict):
    """The page that somebody decided on shows what is no longer so."""


class Locked(FoyerError):
    """An invoice run holds it (I3)."""

    status = 423


class Unavailable(FoyerError):
    """What it needs does not answer just now; the same may be asked again."""

    status = 503


class Damaged(FoyerError):
    """It is there no more, or not as it was kept: somebody has to look."""

    status = 500
