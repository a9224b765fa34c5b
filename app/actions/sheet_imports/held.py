"""What the rows of a spreadsheet hold until they are in, in the order of the house: their organisations before anything of them is read, then the spaces of licenses."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.actions.packages.book import Book
from app.actions.packages.going_out import BILLED, organisations_of
from app.actions.packages.present import any_of, any_text
from app.actions.packages.sheets import SHEETS
from app.core.errors import Conflict
from app.models import Discount, License, Organisation, Space
from app.models.space import SpaceKind
from app.work import Work

Keys = Mapping[str, Collection[str]]  # by sheet, as packages/present names them


def hold_organisations(work: Work, keys: Keys) -> set[int]:
    """All that the rows name, and those that the rows are of by now. Who changes a license, a charge or a status holds its organisation as well, so what is read from here on stays so."""
    ways = [Organisation.code.in_(any_text(keys["organisations"]))]
    for sheet in BILLED:
        model = SHEETS[sheet].model
        if model is not Organisation:
            ways.append(Organisation.id.in_(select(model.organisation_id).where(model.code.in_(any_text(keys[sheet])))))
    of_licenses = (
        select(License.organisation_id)
        .join(Discount, Discount.license_id == License.id)
        .where(Discount.code.in_(any_text(keys["discounts"])))
    )
    held = select(Organisation.id).where(or_(*ways, Organisation.id.in_(of_licenses))).order_by(Organisation.id)
    return set(work.session.scalars(held.with_for_update(key_share=True)))


def require_held(book: Book, sheet: str, held: Collection[int]) -> None:
    """Raises Conflict where a row came to be of another organisation before its own was held: what was read of it may be of yesterday."""
    for line in book.lines[sheet]:
        if not line.is_bad and line.verb and not organisations_of(line, book) <= set(held):
            raise Conflict(_("Somebody else is changing the same at this moment. Look at it again in a moment."))


def spaces_of(work: Work, keys: Keys) -> set[int]:
    """Those that the rows of licenses name, and those where the licenses are."""
    there = select(License.space_id).where(License.code.in_(any_text(keys["licenses"])))
    return set(work.session.scalars(select(Space.id).where(or_(Space.code.in_(any_text(keys["spaces"])), Space.id.in_(there)))))


def hold_spaces(work: Work, ids: Collection[int]) -> list[tuple[int, int | None, SpaceKind]]:
    """In the order of their numbers, so that two people cannot both take a last place; with the capacity and the kind of each as they are by then."""
    wanted = select(Space.id, Space.capacity, Space.kind).where(Space.id.in_(any_of(list(ids))))
    return [(row.id, row.capacity, row.kind) for row in work.session.execute(wanted.order_by(Space.id).with_for_update())]
