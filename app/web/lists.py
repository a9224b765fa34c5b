"""Lists: the table, its filters and its export."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.web import cells, export, filters
from app.web.cells_edited import Cells
from app.web.filter_bar import bar_of
from app.web.formats import as_number
from app.web.list_choices import chips_of, columns_of, opens_with
from app.web.table import Asked, Column, Row, Table
from app.web.totals import totals
from app.web.words import column_label


class Lists:
    """FAB's list, with finished cells and one object of filters a request."""

    def value(self: Any, row: Any, name: str) -> Any:
        return self.formatters[name](self.datamodel._get_attr_value(row, name), row)

    def table(
        self: Any,
        found: Any,
        asked: Asked,
        *,
        active: bool = False,
        inner: str = "",
        add_values: dict[str, Any] | None = None,
        known: str = "",
    ) -> Table:
        """`known` is the column that an inner list need not repeat: it is the page around it."""
        names = [each for each in (self.list_columns if inner else self.columns_shown()) if each != known]
        matching = found.get_joined_filters(self._base_filters)
        count, rows = self.datamodel.query(matching, asked.order, asked.direction, page=asked.page, page_size=asked.size, names=names)
        sums = {} if inner else totals(self, names, rows, count, matching)
        show, edit, delete = self.row_url("show"), self.row_url("edit"), self.row_url("delete")
        name = self.endpoint
        ordered = () if inner else self.order_columns
        in_place = {at: Cells(self, each) for at, each in enumerate(names) if edit and not inner and each in self.inline_columns}
        return Table(
            id=f"rows-{name}",
            columns=[
                Column(
                    each,
                    str(self.label_columns[each]),
                    cells.side(self.datamodel, each),
                    asked.turned(each) if each in ordered else "",
                    asked.sorted(each),
                    sums.get(each, ""),
                )
                for each in names
            ],
            rows=[self.row_of(row, names, show, edit, delete, in_place) for row in rows],
            count=count,
            count_text=self.counted(count),
            filtered=active,
            inner=bool(inner),
            actions=[] if inner else self.buttons(on_list=True),
            action_url=url_for(f"{name}.action_post", **({} if inner else request.args.to_dict(flat=False)))
            if self.routed("action_post")
            else "",
            all_matching=_("All that match (%(count)s)", count=self.counted(count)) if count > len(rows) and not inner else "",
            add_url=self.url("add", **(add_values or {})),
            add_label=str(self.add_label),
            import_url="" if inner else self.import_url(),
            all_url=inner if count > asked.size else "",
            files=self.files() if count and not inner else [],
            pages=[] if inner else asked.pages(count),
            empty_title=str(self.empty_title),
            empty_text=str(self.empty_text),
            empty_icon=self.empty_icon,
        )

    def row_of(self: Any, row: Any, names: list[str], show: str, edit: str, delete: str, in_place: dict[int, Cells]) -> Row:
        may_edit, link = bool(edit) and self.may_edit(row), show and f"{show}{row.id}"
        drawn = [self.value(row, each) for each in names]
        edited = frozenset(in_place) if may_edit else frozenset()
        for at in edited:
            drawn[at] = in_place[at].draw(row, drawn[at], link="" if at else link)
        return Row(
            pk=row.id,
            name=str(row),
            cells=drawn,
            edited=edited,
            show_url=link,
            edit_url=f"{edit}{row.id}" if may_edit else "",
            delete_url=(delete and self.may_delete(row) and f"{delete}{row.id}") or "",
        )

    def _get_list_widget(self: Any, filters: Any, widgets: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any]:
        widgets = widgets if widgets is not None else {}
        widgets["list"] = self.list_widget(table=self.table(filters, Asked.of(self), active=bool(filters.filters)))
        return widgets

    @expose("/list/")
    @has_access
    def list(self: Any) -> Any:
        if onward := opens_with(self):
            return redirect(onward)
        active, left_out = filters.from_address(self._filters)
        for gone in columns_of(self)[1]:
            flash(_("The column %(column)s is no longer there.", column=str(self.label_columns.get(gone, column_label(gone)))), "warning")
        for column in dict.fromkeys(left_out):
            flash(
                _("The filter on %(column)s makes no sense and was left out.", column=str(self.label_columns.get(column, column))),
                "warning",
            )
        widgets = self._get_list_widget(self._filters)
        drawn = widgets["list"].template_args["table"]
        chips = chips_of(self) if drawn.count or active or request.args else None  # an empty list has one button
        widgets["search"] = self.search_widget(filters=self._filters, include_cols=[], bar=bar_of(self, active), chips=chips, form={})
        return self.render_template(self.list_template, title=self.list_title, widgets=widgets)

    @expose("/export/")
    @has_access
    @permission_name("export")
    def export(self: Any) -> Any:
        filters.from_address(self._filters)
        return export.file_of(self, self._filters, Asked.of(self))

    def counted(self: Any, count: int) -> str:
        most = self.datamodel.most_counted
        return _("More than %(num)s", num=as_number(most)) if most and count > most else ngettext("%(num)d in all", "%(num)d in all", count)

    def row_url(self: Any, method: str) -> str:
        """The address of a method up to the row's number, built once for a page; empty when it is not offered."""
        return str(self.url(method, pk="0")).removesuffix("0")

    def columns_shown(self: Any) -> list[str]:
        """Of the list, in order."""
        return columns_of(self)[0]

    def columns_of_file(self: Any) -> list[str]:
        """All that a file of the list holds, and what the reader added to the list."""
        house = self.export_columns or self.list_columns
        return [*house, *(each for each in self.columns_shown() if each not in house)]

    def files(self: Any) -> list[tuple[str, str]]:
        """What can be taken along, as (what it is called, its address): the columns of the list, or all."""
        if not (self.exportable and self.offers("export")):
            return []
        kinds = [(_("CSV"), "csv"), (_("Excel"), "xlsx")]
        if self.columns_of_file() == self.columns_shown():
            return [(kind, self._file(way, "all")) for kind, way in kinds]
        named = [(_("%(kind)s, the columns of the list"), "shown"), (_("%(kind)s, all columns"), "all")]
        return [(str(words) % {"kind": kind}, self._file(way, columns)) for words, columns in named for kind, way in kinds]

    def _file(self: Any, way: str, columns: str) -> str:
        return url_for(f"{self.endpoint}.export", **{**request.args.to_dict(flat=False), "as": way, "columns": columns})
