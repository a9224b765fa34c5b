"""Groups: made by people in PaperCut, or read from a directory; calls only put users into them."""

from __future__ import annotations

from app.core import clock
from app.sandbox.papercut import people
from app.sandbox.papercut.gate import api
from app.sandbox.papercut.people import TENANT
from app.sandbox.papercut.problems import NO_SUCH_GROUP, Refused
from app.sandbox.store import Store


def make(store: Store, name: str) -> None:
    """A group; one that is there stays as it is."""
    store.run("INSERT OR IGNORE INTO record VALUES (?, 'group', ?, NULL, NULL, '{}', ?)", TENANT, name, clock.now().timestamp())


@api("addUserToGroup", str, str)
def add_user(store: Store, username: str, group: str) -> bool:
    person = people.existing(store, username)
    if not store.row("SELECT 1 FROM record WHERE tenant = ? AND kind = 'group' AND id = ?", TENANT, group):
        raise Refused(NO_SUCH_GROUP, f"Group '{group}' could not be found.")
    if group not in person["groups"]:
        person["groups"].append(group)
        people.keep(store, person)
    return True
