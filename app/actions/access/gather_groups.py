"""Every group that a membership names has its row: so that its network or its doors can be chosen before anybody is in it."""

from __future__ import annotations

from sqlalchemy import text

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.rules.access import USUAL_GROUP
from app.work import transaction

# many a membership names the same group; what is there already stays as it is
WIFI = text("""
    INSERT INTO wifi_group (name) SELECT DISTINCT coalesce(nullif(btrim(wifi_group), ''), :usual) FROM membership
    ON CONFLICT (name) DO NOTHING
""")
DOORS = text(r"""
    INSERT INTO door_group (name) SELECT DISTINCT part FROM membership, regexp_split_to_table(btrim(door_groups), '\s*;\s*') AS part
    WHERE part <> '' ON CONFLICT (name) DO NOTHING
""")


def gather_groups(*, by: Actor) -> None:
    with transaction(by=by) as work:
        require(by, Permission.ACCESS_SETTLE)
        work.session.execute(WIFI, {"usual": USUAL_GROUP})
        work.session.execute(DOORS)
