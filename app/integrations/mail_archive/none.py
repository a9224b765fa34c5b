"""No archive: nothing is ever found."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from app.integrations.errors import GiveUp
from app.integrations.mail_archive import MailFound


class NoArchive:
    """Until somebody says where the mails are."""

    def search(self, address: str, *, page: int, size: int, exclude: Sequence[str] = ()) -> list[MailFound]:
        return []

    def fetch(self, archive_id: str) -> bytes:
        raise GiveUp(_("No mail archive is set up."))
