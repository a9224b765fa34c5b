"""A list as its template draws it: columns, rows of finished cells, addresses, pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.web.numbers import whole

MOST_PAGES = 100_000


@dataclass(frozen=True)
class Column:
    name: str
    label: str
    css: str = ""
    href: str = ""
    sorted: str = ""
    total: Markup | str = ""


@dataclass(frozen=True)
class Row:
    pk: Any
    name: str
    cells: list[Any]
    edited: frozenset[int] = frozenset()  # which of the cells are changed in place: they hold their own link
    show_url: str = ""
    edit_url: str = ""
    delete_url: str = ""


@dataclass(frozen=True)
class Page:
    text: str
    href: str = ""
    here: bool = False
    title: str = ""


@dataclass(frozen=True)
class Button:
    name: str
    text: str
    icon: str
    confirmation: str
    href: str = ""
    primary: bool = False
    grave: bool = False


@dataclass
class Table:
    """`inner` is a list on another record's page."""

    id: str
    columns: list[Column]
    rows: list[Row]
    count: int
    count_text: str
    filtered: bool
    inner: bool = False
    actions: list[Button] = field(default_factory=list)
    action_url: str = ""
    all_matching: str = ""
    add_url: str = ""
    add_label: str = ""
    import_url: str = ""
    all_url: str = ""
    files: list[tuple[str, str]] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    empty_title: str = ""
    empty_text: str = ""
    empty_icon: str = "inbox"

    @property
    def is_edited(self) -> bool:
        return any(row.edited for row in self.rows)

    @property
    def has_totals(self) -> bool:
        return any(column.total for column in self.columns)

    @property
    def has_tools(self) -> bool:
        return any(row.edit_url or row.delete_url for row in self.rows)


@dataclass(frozen=True)
class Asked:
    """What the address asks of a list: `page_<View>`, `psize_<View>`, `_oc_<View>` and `_od_<View>`; nonsense is ignored."""

    view: str
    page: int
    size: int
    order: str
    direction: str

    @classmethod
    def of(cls, view: Any) -> Asked:
        name = type(view).__name__
        order, direction = request.args.get(f"_oc_{name}", ""), request.args.get(f"_od_{name}", "asc")
        if order not in view.order_columns:
            order, direction = view.base_order or ("", "")
        return cls(
            view=name,
            page=_number(f"page_{name}", 0, MOST_PAGES, 0),
            size=_number(f"psize_{name}", 1, view.most_rows, view.page_size),
            order=order,
            direction="desc" if direction == "desc" else "asc",
        )

    def turned(self, column: str) -> str:
        """The same page ordered by a column; once more, the other way round."""
        back = column == self.order and self.direction == "asc"
        return address(**{f"_oc_{self.view}": column, f"_od_{self.view}": "desc" if back else "asc", f"page_{self.view}": None})

    def sorted(self, column: str) -> str:
        return "" if column != self.order else "descending" if self.direction == "desc" else "ascending"

    def pages(self, count: int) -> list[Page]:
        """First, five around here, last."""
        last = (count - 1) // self.size if count else 0
        if not last:
            return []
        start = max(0, min(self.page - 2, last - 4))
        near = range(start, min(start + 5, last + 1))
        pages = [Page("‹", self._page(self.page - 1) if self.page else "", title=_("Previous page"))]
        pages += [Page("1", self._page(0)), Page("…")] if start else []
        pages += [Page(str(number + 1), "" if number == self.page else self._page(number), here=number == self.page) for number in near]
        pages += [Page("…"), Page(str(last + 1), self._page(last))] if near[-1] < last else []
        return [*pages, Page("›", self._page(self.page + 1) if self.page < last else "", title=_("Next page"))]

    def _page(self, number: int) -> str:
        return address(**{f"page_{self.view}": number or None})


def address_of_cell(view: Any, pk: Any, column: str) -> str:
    return url_for("CellView.edit", screen=type(view).__name__, pk=pk, column=column)


def address(**changed: Any) -> str:
    """This page with some arguments changed; None takes one away."""
    arguments: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(flat=False), **changed}
    return url_for(str(request.endpoint), **{name: value for name, value in arguments.items() if value is not None})


def _number(name: str, least: int, most: int, otherwise: int) -> int:
    said = whole(request.args.get(name, ""))
    return otherwise if said is None else min(max(said, least), most)
