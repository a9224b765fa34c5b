"""Fence: what stands between FAB's model views and the house, for our screens and FAB's own alike."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request, url_for
from flask_babel import LazyString, lazy_gettext

from app.access.permissions import Permission
from app.actions.people_imports.may import may_bring
from app.models.people_import import ImportKind
from app.web import cells
from app.web.actions import Actions
from app.web.actor import current_actor, granted
from app.web.cells_edited import assert_columns
from app.web.editing import Editing
from app.web.filter_kinds import Anywhere, anywhere
from app.web.filters import OwnFilters
from app.web.forms import FoyerConverter
from app.web.lists import Lists
from app.web.records import Records
from app.web.routes import PERMISSIONS
from app.web.save import Save
from app.web.words import column_label, noun_of, spoken

NOUNS = {permission.value.split(":")[0] for permission in Permission}

MOST_COUNTED = 1_000


class Fence(OwnFilters, Lists, Records, Editing, Actions, Save):
    """Mixed in before a FAB model view. Screens set the class attributes below and override create, change and remove."""

    page_size = 25
    most_rows = 100
    quick_search = ""
    quick_columns: tuple[str, ...] = ()  # all that the search above the list looks through, when it is more than one column
    quick_label: Any = ""  # "name or mail"
    exportable = False
    export_columns: tuple[str, ...] = ()  # of the file, when it holds more than the list
    more_columns: tuple[str, ...] = ()  # that people may add to the list, beside those of the file
    all_columns: tuple[str, ...] = ()  # of the list, of the file, and more: made at the start
    more_filters: ClassVar[dict[str, tuple[Any, ...]]] = {}  # ways to filter that no type of column offers
    singular: Any = ""  # "invoice run"; made from the model when empty
    inline_columns: tuple[str, ...] = ()  # fields of the form that are changed where they stand; never one that money hangs on
    empty_title: Any = lazy_gettext("Nothing here yet.")
    empty_text: Any = ""
    empty_icon = "inbox"
    add_label: Any = ""
    imports = ""  # the noun of which spreadsheets may be brought in (ImportKind)

    def __init__(self, **kwargs: Any) -> None:
        model = self.datamodel.obj.__name__
        self.class_permission_name = self.class_permission_name or model
        if noun_of(self.class_permission_name) not in NOUNS:
            raise RuntimeError(f"{type(self).__name__}: set class_permission_name, there is no permission for {self.class_permission_name}")
        self.method_permission_name = {**PERMISSIONS, **self.named_actions(), **(self.method_permission_name or {})}
        nowhere = {"download"} if self.exportable else {"download", "export"}  # files come from Document, never from a folder
        self.exclude_route_methods = {*self.exclude_route_methods, *nowhere}
        self.singular = self.singular or LazyString(lambda: spoken(noun_of(model)).lower())
        for view in self.related_views or ():
            if view.datamodel.get_related_fk(self.datamodel.obj) is None:
                raise RuntimeError(f"{type(self).__name__}: {view.__name__} has no relation to {model}")
        super().__init__(**kwargs)
        assert_columns(self)
        self.formatters = cells.formatters(self.datamodel, [*self.all_columns, *self.show_columns], self.formatters_columns)

    # made once, at the start
    def _init_properties(self) -> None:
        data = self.datamodel
        if not self.search_columns:
            simple = ("is_string", "is_enum", "is_month", "is_date", "is_boolean", "is_relation_many_to_one")
            self.search_columns = [name for name in data.get_search_columns_list() if any(getattr(data, asks)(name) for asks in simple)]
        self.label_columns = dict(self.label_columns or {})
        for name in {
            *data.get_columns_list(),
            *(self.list_columns or ()),
            *(self.show_columns or ()),
            *self.export_columns,
            *self.more_columns,
        }:
            self.label_columns.setdefault(name, column_label(name))
        orders = bool(self.order_columns)
        super()._init_properties()
        self.all_columns = tuple(dict.fromkeys((*self.list_columns, *self.export_columns, *self.more_columns)))
        if not orders:
            self.order_columns = [
                *self.order_columns,
                *(each for each in self.all_columns if each in data.list_columns and each not in self.order_columns),
            ]
        data.shown, data.most_counted = (*self.list_columns, *self.export_columns), MOST_COUNTED
        for column, kinds in self.more_filters.items():
            known = self._filters_at_start.get_search_filters()[column]
            known += [kind(column, data) for kind in kinds if not any(type(each) is kind for each in known)]
        if self.quick_columns:
            known = self._filters_at_start.get_search_filters()[self.quick_search]
            known += [] if any(isinstance(each, Anywhere) for each in known) else [anywhere(self.quick_columns)(self.quick_search, data)]

    def _init_titles(self) -> None:
        self.list_title = self.list_title or LazyString(lambda: spoken(f"{noun_of(self.datamodel.obj.__name__)}s"))
        self.add_label = self.add_label or lazy_gettext("New %(what)s", what=self.singular)
        self.add_title = self.add_title or self.add_label
        super()._init_titles()

    def _init_forms(self) -> None:
        """Before FAB's own, which then finds the forms already made."""
        make = FoyerConverter(self).create_form
        self.search_form = self.search_form or make(self.label_columns, self.search_columns, extra_fields=self.search_form_extra_fields)
        common = (self.description_columns, self.validators_columns)
        self.add_form = self.add_form or make(self.label_columns, self.add_columns, *common, self.add_form_extra_fields)
        self.edit_form = self.edit_form or make(self.label_columns, self.edit_columns, *common, self.edit_form_extra_fields)
        super()._init_forms()

    # where am I, what may I
    def routed(self, method: str) -> bool:
        return (self.include_route_methods is None or method in self.include_route_methods) and method not in self.exclude_route_methods

    def import_url(self) -> str:
        """Where a spreadsheet of its rows is brought in; empty for who may not."""
        return (
            url_for("SpreadsheetView.begin", noun=self.imports)
            if self.imports and may_bring(ImportKind(self.imports), current_actor())
            else ""
        )

    def offers(self, method: str) -> bool:
        """This route exists and this person may take it."""
        return self.routed(method) and granted(f"can_{self.get_method_permission(method)}", self.class_permission_name)

    def url(self, method: str, **values: Any) -> str:
        return url_for(f"{self.endpoint}.{method}", **values) if self.offers(method) else ""

    def update_redirect(self) -> None:
        """FAB keeps a history of pages in the cookie; we do not."""

    def get_redirect(self) -> str:
        """After a verb: back to the list with its filters, or to the record it was done on."""
        came = request.referrer or ""
        own = url_for(f"{self.endpoint}.list") if self.routed("list") else url_for("HomeView.index")
        base = own.removesuffix("list/")
        path = came.removeprefix(request.host_url.rstrip("/")) if came.startswith(request.host_url) else ""
        stays = request.endpoint == f"{self.endpoint}.action" and path.startswith(f"{base}show/")
        return path if stays or path.split("?")[0] == own else own

    def render_template(self, template: str, **kwargs: Any) -> Any:
        back = self.url("list")
        if request.endpoint != f"{self.endpoint}.list":
            kwargs.setdefault("crumbs", [(self.list_title, back)])
        return super().render_template(template, **{"back": back, "form_action": "", **kwargs})
