"""Marks of the tables beside `access`: groups, doors, fobs, who stood at which door, and how the systems were last found."""

from __future__ import annotations

from app.models.personal.marks import Fate, Kind, Marks, marks

ENTITY = "id public_id created_at"
OWN = "user_id = :person"

ACCESS: dict[str, Marks] = {
    "wifi_group": marks("WiFi groups", f"{ENTITY} name vlan note"),
    "door_group": marks("Door groups", f"{ENTITY} name external_id locks wanted_locks read_at", reason=Kind.WORDS),
    "door_lock": marks("Doors", f"{ENTITY} external_id name location_id"),
    "door_tag": marks("Fobs", f"{ENTITY} number external_id state user_id location_id", of=OWN, since=Kind.TRACE, note=Kind.WORDS),
    "door_entry": marks(
        "Entries at doors", f"{ENTITY} external_id user_id location_id opened", of=OWN, fate=Fate.GOES, at=Kind.TRACE, door=Kind.TRACE
    ),
    "system_look": marks("Looks at WiFi, printing and doors", f"{ENTITY} system looked_at since read_until", trouble=Kind.WORDS),
    "salto_connection": marks("Connection to Salto", "id seed expires_at refused", sealed_token=Kind.SECRET),
}
