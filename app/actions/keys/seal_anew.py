"""What another key of the instance sealed, sealed under its present one: batch by batch, while people work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.access.sealing import CARD, marked, opened, sealed, sealed_by_another
from app.models import PaymentMethod
from app.work import Work, transaction

MANY = 50  # rows of a transaction: people's own data are large


@dataclass(frozen=True, slots=True)
class Anew:
    """Of one column: how many are sealed, of how many; `lost` opens under no key of ours, and stays as it is."""

    name: str
    rows: int
    again: int
    lost: int


def seal_anew(column: Any, purpose: str, *, by: Actor) -> Anew:
    """Safe to repeat, and to be killed anywhere: what is sealed under the present key stays as it is."""
    rows = again = lost = last = 0
    while True:
        with transaction(by=by) as work:
            require(by, Permission.SETTING_WRITE)
            found = _batch(work, column, last)
            for row_id, kept in found:
                try:
                    again += _turned(work, column, purpose, row_id, kept)
                except ValueError:
                    lost += 1
        if not found:
            return Anew(f"{column.class_.__tablename__}.{column.key}", rows, again, lost)
        rows, last = rows + len(found), found[-1][0]


def _batch(work: Work, column: Any, after: int) -> list[tuple[int, bytes]]:
    model = column.class_
    query = select(model.id, column).where(model.id > after, column.is_not(None)).order_by(model.id).limit(MANY).with_for_update()
    return [(row_id, bytes(kept)) for row_id, kept in work.session.execute(query)]


def _turned(work: Work, column: Any, purpose: str, row_id: int, kept: bytes) -> bool:
    """Was it another key's? A card is found by its mark, which follows. Raises ValueError where no key of ours opens it."""
    if not sealed_by_another(kept, purpose):
        return False
    plain, model = opened(kept, purpose), column.class_
    values: dict[str, Any] = {column.key: sealed(plain, purpose)}
    if model is PaymentMethod:
        values["token_mark"] = marked(plain, CARD)
    work.session.execute(update(model).where(model.id == row_id).values(values).execution_options(synchronize_session=False))
    return True
