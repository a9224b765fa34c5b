"""Words that several screens share."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

CODE_HINT = _("Short and unique; Foyer makes one when it stays empty.")
XERO = _("Xero item code")
MONEY_HINT = _("Written like 2950.00, without VAT.")
