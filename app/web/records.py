"""Records: the page of one row, and the lists of what belongs to it."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from markupsafe import Markup

from app.web.cells_edited import Cells, may_change
from app.web.table import Asked


class Records:
    """One row if this actor may see it; else 404, and nobody learns which of the two it was."""

    def one(self: Any, pk: Any) -> Any:
        """The row if this actor may see it; 404 otherwise, and nobody learns which."""
        return self.datamodel.get(pk, self._base_filters) or abort(404)

    def pairs(self: Any, row: Any, names: Any) -> list[tuple[str, Any]]:
        changes = may_change(self, row)
        return [(str(self.label_columns[name]), self._fact(row, name, in_place=changes and name in self.inline_columns)) for name in names]

    def _fact(self: Any, row: Any, name: str, *, in_place: bool) -> Any:
        drawn = self.value(row, name)
        return Markup("<span data-cell-of>{}</span>").format(Cells(self, name).draw(row, drawn)) if in_place else drawn

    def facts(self: Any, row: Any) -> list[Any]:
        """Two or three things people look for, under the title."""
        return []

    @expose("/show/<pk>", methods=("GET",))
    @has_access
    def show(self: Any, pk: Any) -> Any:
        row = self.one(pk)
        groups = [(name, self.pairs(row, group["fields"])) for name, group in self.show_fieldsets or [("", {"fields": self.show_columns})]]
        return self.render_template(
            self.show_template,
            title=self.title_of(row),
            facts=self.facts(row),
            widgets={"show": self.show_widget(groups=groups)},
            page_actions=self.buttons(on_list=False, row=row),
            edit_url=self.url("edit", pk=row.id) if self.may_edit(row) else "",
            delete_url=self.url("delete", pk=row.id) if self.may_delete(row) else "",
            related=self.related_tabs(row),
            in_place=may_change(self, row),
            row=row,
        )

    def title_of(self: Any, row: Any) -> str:
        return str(row)

    def related_tabs(self: Any, row: Any) -> list[dict[str, str]]:
        found = []
        for view in self._related_views:
            if view.offers("list"):
                name = type(view).__name__
                relation = view.datamodel.get_related_fk(self.datamodel.obj)
                found.append(
                    {
                        "id": name,
                        "label": str(view.list_title),
                        "href": url_for(f"{self.endpoint}.related", pk=row.id, name=name),
                        "list_url": url_for(f"{view.endpoint}.list", **{f"_flt_0_{relation}": row.id}),
                    }
                )
        return found

    @expose("/related/<pk>/<name>", methods=("GET",))
    @has_access
    @permission_name("related")
    def related(self: Any, pk: Any, name: str) -> Any:
        """The list inside a tab, fetched when the tab is opened."""
        row = self.one(pk)
        view = next((each for each in self._related_views if type(each).__name__ == name and each.offers("list")), None) or abort(404)
        relation = view.datamodel.get_related_fk(self.datamodel.obj)
        many = view.datamodel.is_relation_many_to_many(relation)
        kind = view.datamodel.FilterRelationManyToManyEqual if many else view.datamodel.FilterRelationOneToManyEqual
        chosen = view.datamodel.get_filters().add_filter_related_view(relation, kind, row.id)
        here = {f"_flt_0_{relation}": row.id}
        table = view.table(
            chosen,
            Asked(name, 0, 10, *(view.base_order or ("", ""))),
            inner=url_for(f"{view.endpoint}.list", **here),
            add_values=here,
            known=relation,
        )
        return view.list_widget(table=table)()
