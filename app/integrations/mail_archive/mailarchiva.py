"""MailArchiva: a search in Lucene's words, a mail by its two ids, the key bare in its header (contracts.md section 6)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, LockedOut, Retry
from app.integrations.mail_archive import MailFound
from app.integrations.wire import Patience, Wire

PATIENCE = Patience(connect=5, read=25, whole=25)
NONSENSE = (ValueError, TypeError, KeyError, AttributeError)
# No public document lists the fields; these are the names that its clients and its search box know.
DATES = ("sentdate", "date", "receiveddate", "archivedate")
MESSAGE_IDS = ("messageid", "message-id")
SNIPPETS = ("snippet", "summary", "preview", "body")


class MailArchiva:
    """`version` is v1 or v2, which spell their answers differently; both spellings are read from either."""

    def __init__(self, *, url: str, key: str, version: str, ca_pem: str = "", patience: Patience = PATIENCE) -> None:
        self._base, self._key = f"{url.rstrip('/')}/api/{version}/blobs", key
        self._wire = Wire("MailArchiva", patience, ca_pem=ca_pem)

    def search(self, address: str, *, page: int, size: int, exclude: Sequence[str] = ()) -> list[MailFound]:
        query = f"anyaddress:({quoted(address)})" + "".join(f" AND NOT anyaddress:({quoted(each)})" for each in exclude)
        body = self._asked(f"{self._base}?{urlencode({'query': query, 'page': page, 'pageSize': size})}", "application/json")
        try:
            told = json.loads(body)
            found = [_mail(each) for each in _one(told, "searchResults", "results")]
        except NONSENSE as nonsense:
            raise Retry(_("MailArchiva's answer could not be read.")) from nonsense
        return sorted(found, key=lambda mail: mail.at, reverse=True)

    def fetch(self, archive_id: str) -> bytes:
        volume, _slash, unique = archive_id.partition("/")
        return self._asked(f"{self._base}/{quote(volume, safe='')}/{quote(unique, safe='')}?xPathQuery=view", "application/octet-stream")

    def _asked(self, url: str, accept: str) -> bytes:
        """One try, whatever comes of it: a wrong key is paid for with twenty seconds, the third with a long lock-out."""
        answer = self._wire.request("GET", url, headers={"Authorization": self._key, "Accept": accept})
        if answer.status in (401, 403):
            raise LockedOut(_("MailArchiva does not take the key. Nobody asks again for an hour."))
        if answer.status == 404:
            raise GiveUp(_("MailArchiva has this mail no more."))
        if answer.status != 200:
            raise Retry(_("MailArchiva answers %(status)s.", status=answer.status))
        return answer.data


def quoted(text: str) -> str:
    """A phrase in Lucene's syntax, in which nothing of the text is a command."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _mail(row: dict[str, Any]) -> MailFound:
    blob = _one(row, "blobId", "blobid")
    archive_id = f"{_one(blob, 'volumeId', 'volumeid')}/{_one(blob, 'uniqueId', 'uniqueid')}"
    values = {str(each["field"]).lower(): str(each["value"]) for each in _one(row, "fieldValues", "list") if each.get("value") is not None}
    recipients = ", ".join(values[name] for name in ("to", "cc") if values.get(name))
    return MailFound(
        archive_id=archive_id,
        message_id=_first(values, MESSAGE_IDS) or f"<{archive_id}@archive>",
        at=_instant(_first(values, DATES)),
        sender=parseaddr(values.get("from", ""))[1],
        recipients=recipients,
        subject=values.get("subject", ""),
        snippet=_first(values, SNIPPETS),
        is_automatic=values.get("auto-submitted", values.get("autosubmitted", "no")).lower() not in ("", "no"),
    )


def _one(row: dict[str, Any], *names: str) -> Any:
    """By whichever name it has. Raises KeyError."""
    for name in names:
        if name in row:
            return row[name]
    raise KeyError(names[0])


def _first(values: dict[str, str], names: Sequence[str]) -> str:
    return next((values[name] for name in names if values.get(name)), "")


def _instant(text: str) -> dt.datetime:
    """Milliseconds since 1970, ISO 8601 or the date of a mail: no document says which. Raises ValueError."""
    if text.isdigit():
        return dt.datetime.fromtimestamp(int(text) / (1000 if len(text) > 11 else 1), dt.UTC)
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        found = parsedate_to_datetime(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)
