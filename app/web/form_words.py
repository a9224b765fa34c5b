"""What WTForms says of a field that holds nonsense, in our words: what is wrong, and how to write it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_wtf import form
from flask_wtf.i18n import Translations


def words(text: str) -> str:
    """Ours for a message of WTForms; empty where it has a better one than we do."""
    return {
        "Not a valid date value.": _("This is not a date. Choose one, or write it like 2026-06-30."),
        "Not a valid datetime value.": _("This is not a date and time. Choose them, or write them like 2026-06-30 09:00."),
        "Not a valid time value.": _("This is not a time. Write it like 09:00."),
        "Not a valid integer value.": _("This is not a whole number."),
        "Not a valid decimal value.": _("This is not a number. Write it like 12.5."),
        "Not a valid choice.": _("Choose one of the list."),
        "Invalid Choice: could not coerce.": _("Choose one of the list."),
    }.get(text, "")


class Words(Translations):  # type: ignore[misc]
    def gettext(self, string: str) -> str:
        return words(string) or str(super().gettext(string))


def install() -> None:
    """Once, for every form there is."""
    form.translations = Words()
