"""Kinds of filters: for columns that hold a Month, and copies that do not work everything out anew."""

from __future__ import annotations

from copy import copy
from typing import Any

from flask_appbuilder.exceptions import InvalidColumnFilterFABException, InvalidOperationFilterFABException
from flask_appbuilder.models.filters import BaseFilter, Filters
from flask_appbuilder.models.sqla.filters import FilterEqual, FilterGreater, FilterNotEqual, FilterSmaller, SQLAFilterConverter
from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Query, aliased

from app.access.at_place import AT_PLACE
from app.core.month import Month
from app.models import FoyerUser
from app.queries.search.kinds import PERSON


def month_of(value: Any) -> Month:
    return value if isinstance(value, Month) else Month.parse(str(value))


class MonthIs(FilterEqual):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(getattr(self.model, self.column_name) == month_of(value))


class MonthIsNot(FilterNotEqual):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(getattr(self.model, self.column_name) != month_of(value))


class MonthAfter(FilterGreater):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(getattr(self.model, self.column_name) > month_of(value))


class MonthBefore(FilterSmaller):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(getattr(self.model, self.column_name) < month_of(value))


class Holds(FilterEqual):  # type: ignore[misc]
    """Yes or no to what the model answers, asked as it stands: compared with a truth, the database would ask it of every row instead of finding the few."""

    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        asked = getattr(self.model, self.column_name)
        return query.filter(asked if value else not_(asked))


class HoldsNot(FilterNotEqual):  # type: ignore[misc]
    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        asked = getattr(self.model, self.column_name)
        return query.filter(not_(asked) if value else asked)


class AtPlace(BaseFilter):  # type: ignore[misc]
    """Rows of one location, where a column does not say which these are."""

    name = "at"
    arg_name = "at_place"

    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(AT_PLACE[self.model](value))


FEW_OWNERS = 1_000
NEWEST = 2_000
PERSON_NAMES = frozenset(["first_name", "last_name", "email"])  # of which PERSON is made


class Anywhere(BaseFilter):  # type: ignore[misc]
    """What the search above a list looks through: each word must be in one of the columns, "organisation.name" being a column of a relation.

    Of a relation the few whose name holds the word are found first, and then their rows by index. A word that is in the names of many is in many
    rows, so that the first page is full before long, whichever way the database goes.
    """

    arg_name = "anywhere"
    columns: tuple[str, ...] = ()

    def apply(self, query: Query[Any], value: Any) -> Query[Any]:
        return query.filter(*(or_(*(self._holds(query, column, word) for column in self.columns)) for word in str(value).split()))

    def _holds(self, query: Query[Any], column: str, word: str) -> Any:
        relation, _dot, name = column.rpartition(".")
        if not relation:
            return _contains(self.model, name, word)
        owner = getattr(self.model, relation)
        own = owner.property.mapper.class_
        holds = _contains(own, name, word)
        few = query.session.scalars(select(own.id).where(holds).limit(FEW_OWNERS + 1)).all()
        mine = next(iter(owner.property.local_columns))
        if len(few) <= FEW_OWNERS:
            return mine.in_(few)
        return _of_its_owner(own, mine, name, word) if _is_everywhere(query.session, own, name, word) else owner.has(holds)


def _contains(model: Any, name: str, word: str) -> Any:
    """That column holds the word; said of the indexed words of a person as well, which are that column and more."""
    holds = getattr(model, name).icontains(word, autoescape=True)
    return and_(PERSON.icontains(word, autoescape=True), holds) if model is FoyerUser and name in PERSON_NAMES else holds


def _is_everywhere(session: Any, owner: Any, name: str, word: str) -> bool:
    """One in fifty of the newest has that word: then one in fifty rows, or about so, is looked for."""
    newest = select(getattr(owner, name)).order_by(owner.id.desc()).limit(NEWEST).subquery()
    return bool(
        session.scalar(select(func.count() * 50 >= NEWEST).select_from(newest).where(newest.c[name].icontains(word, autoescape=True)))
    )


def _of_its_owner(owner: Any, key: Any, name: str, word: str) -> Any:
    """Asked of the owner of each row that comes by. Asked as "has one that" the database first reads the names of all owners, to find twenty-five rows."""
    own = aliased(owner)
    return select(getattr(own, name)).where(own.id == key).scalar_subquery().icontains(word, autoescape=True)


def anywhere(columns: tuple[str, ...]) -> type[Anywhere]:
    """The search of one view."""
    return type("Anywhere", (Anywhere,), {"columns": columns})


class MonthAwareConverter(SQLAFilterConverter):  # type: ignore[misc]
    """Columns that no filter fits are left out in silence, those of JSON among them: PostgreSQL compares none with a text."""

    conversion_table = (
        ("is_question", [Holds, HoldsNot]),
        ("is_month", [MonthIs, MonthAfter, MonthBefore, MonthIsNot]),
        *((asks, kinds) for asks, kinds in SQLAFilterConverter.conversion_table if asks != "is_json"),
    )

    def convert(self, col_name: str) -> list[Any] | None:
        known = self.datamodel.__dict__.setdefault("_kinds", {})
        if col_name not in known:
            kinds = next((kinds for asks, kinds in self.conversion_table if getattr(self.datamodel, asks)(col_name)), ())
            known[col_name] = [kind(col_name, self.datamodel) for kind in kinds]
        return list(known[col_name]) or None


class QuickFilters(Filters):  # type: ignore[misc]
    """FAB works out the possible filters of every column anew for each copy, several times a page; a copy shares them."""

    def blank(self) -> QuickFilters:
        made = copy(self)
        made.filters, made.values = [], []
        return made

    def copy(self) -> QuickFilters:
        made = copy(self)
        made.filters, made.values = list(self.filters), list(self.values)
        return made

    def rest_add_filters(self, data: list[dict[str, Any]]) -> None:
        """What a program asks for, by the operators of each column. FAB takes the one that was last made of that name in this process, a month's for all columns, and
        passes over what it does not know. Raises one of FAB's refusals."""
        for asked in data:
            self._add_filter(self.operator(asked.get("col", ""), asked.get("opr", "")), asked["value"])

    def operator(self, column: str, name: str) -> BaseFilter:
        """Raises one of FAB's refusals."""
        if column not in self.search_columns:
            raise InvalidColumnFilterFABException(f"Filter column: {column} not allowed to filter")
        found = next((each for each in self._search_filters.get(column, ()) if each.arg_name == name), None)
        if found is None:
            raise InvalidOperationFilterFABException(f"Filter operation: {name} not allowed on column: {column}")
        return found

    def get_joined_filters(self, filters: Filters) -> QuickFilters:
        made = self.copy()
        made.filters += filters.filters
        made.values += filters.values
        return made
