"""Addresses that open something by themselves: how they are known in a text, and taken out of it."""

from __future__ import annotations

import re

# A signed or sealed text (JWT, JWE), wherever it stands: in the path of a mailed link, in a query, in a traceback.
SIGNED = re.compile(r"eyJ[\w-]+(?:\.[\w-]*){1,4}")
# The secret in the address of a feed, a room's screen, a paper to be answered, a tablet to be paired, a visit, an account. deploy/nginx/foyer.conf has the same list.
OPENS = re.compile(
    r"(/(?:ical|room|sign|kiosk/pair|visit/with|visit|unsubscribe|welcome|reset|address/new|address/old)/)[\w.=-]{20,}?(?=\.ics\b|[^\w.=-]|$)"
)
# The same in another address: mail servers that check links put them into the query of their own, escaped once or more.
SLASH = r"%(?:25)*2[Ff]"
CARRIED = re.compile(OPENS.pattern.replace("/", SLASH))


def without_links(text: str) -> str:
    """What was written, without what opens something. Also for what people read: a link in a mail is good for whoever sees it."""
    if "eyJ" not in text and "/" not in text and "%2" not in text:
        return text
    return CARRIED.sub(r"\1•••", OPENS.sub(r"\1•••", SIGNED.sub("•••", text)))
