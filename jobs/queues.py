"""Which queues there are, who serves them, and the way to Redis."""

from __future__ import annotations

from redis import Redis

from app.core.valkey import connect
from config import Settings

# In the order in which a worker looks at them. The clock goes first: its tick takes milliseconds and must not wait for mails.
# Xero stays with one worker, since its limits count per organisation and two callers would only slow each other down.
# Other networks have a worker of their own: somebody stands at a tablet, and a network that hangs holds nobody else.
# So have the receivers of webhooks, who are sent to from many threads.
# A report that takes long keeps a processor of the database busy, and somebody waits for it: it goes before PDFs, in the same hands.
# An enquiry goes before mails: the token of its captcha lives two minutes, and a run of invoices fills the mails for longer.
# So does access, which decides who is on the WiFi and whose doors close, and what webhooks are told of: a mail server that is slow holds them up for one mail.
# The desk is quick: mails, and what is our own database. What takes long is not at the desk, and doors wait for Salto's pace by themselves.
FAMILIES: dict[str, tuple[str, ...]] = {
    "xero": ("xero",),
    "desk": ("clock", "money", "enquiries", "access", "events", "mail"),
    "patient": ("low", "printing"),
    "doors": ("doors", "printing"),
    "peers": ("peers",),
    "hooks": ("hooks",),
    "pdf": ("reports", "pdf"),
}
QUEUES = tuple(dict.fromkeys(queue for family in FAMILIES.values() for queue in family))
HINT = "ob-"  # how the id of an RQ job begins that stands for a row of the outbox


def hands(settings: Settings) -> list[str]:
    """A family for each worker process.

    Xero, mail, doors, other networks and webhooks wait for the network and need no processor of their own. Making a PDF keeps a processor busy,
    so the `job_workers` setting counts those, which work out reports as well: 2 on 2 cores, and they step back for the web (see jobs/pool.py).
    """
    return ["xero", "desk", "patient", "doors", "peers", "hooks", *["pdf"] * max(1, settings.job_workers)]


def redis_of(settings: Settings) -> Redis:
    """A client that notices when the far side is gone. Never shared between processes."""
    return connect(settings.redis_url, socket_connect_timeout=5, socket_keepalive=True, health_check_interval=30)
