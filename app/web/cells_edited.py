"""A cell that is changed where it stands: click, type, Enter. It goes through the view's own form field and its own `change`, and says so when somebody was faster."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import abort, render_template, request
from flask_appbuilder import BaseView, ModelView, expose
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup, escape
from wtforms import HiddenField

from app.core.errors import Stale
from app.core.one_at_a_time import one_at_a_time
from app.web.actor import current_actor
from app.web.markup import icon
from app.web.refusals import attempt
from app.web.table import address_of_cell
from app.work import transaction

KEPT = ("csrf_token", "version")  # fields of a form that are about the form


BUTTON = Markup(
    '<button class="cell-value" type="button" data-cell hx-get="{href}" hx-target="closest [data-cell-of]" title="{name}">{drawn}<span class="visually-hidden"> {name}</span></button>'
)
PENCIL = Markup(
    '{drawn}<button class="cell-pencil" type="button" data-cell hx-get="{href}" hx-target="closest [data-cell-of]" title="{change}" aria-label="{name}">{pencil}</button>'
)
LINK = Markup('<a data-key="o" data-key-words="{open}" class="text-reset fw-medium" href="{href}">{drawn}</a>')


class Cells:
    """Draws the cells of one column: a list has fifty of them, so that words and addresses are made once. It is the value as a button that opens its
    field; beside a pencil where the value itself leads somewhere."""

    def __init__(self, view: Any, column: str) -> None:
        self.view = view
        before, _mark, self.after = address_of_cell(view, "0", column).rpartition("/0/")
        self.before = f"{before}/"
        self.words = _("Change %(column)s of %(name)s", column=str(view.label_columns[column]), name="%(name)s")
        self.change, self.open, self.pencil = _("Change"), _("Open"), icon("pencil", "icon-sm")

    def draw(self, row: Any, drawn: Any, *, link: str = "") -> Markup:
        """`link` is where the value leads, when it does not hold a link itself."""
        href, name = f"{self.before}{row.id}/{self.after}", self.words.replace("%(name)s", self.view.title_of(row))
        if link:
            return PENCIL.format(
                drawn=LINK.format(open=self.open, href=link, drawn=drawn or self.open),
                href=f"{href}?first=1",
                change=self.change,
                name=name,
                pencil=self.pencil,
            )
        if isinstance(drawn, Markup) and "<a " in drawn:
            return PENCIL.format(drawn=drawn, href=href, change=self.change, name=name, pencil=self.pencil)
        return BUTTON.format(drawn=drawn or "–", href=href, name=name)


def may_change(view: Any, row: Any) -> bool:
    return bool(view.inline_columns and view.offers("edit") and view.may_edit(row))


def mark_of(row: Any, column: str) -> str:
    """What the value was, so that a page can tell whether it still is."""
    return hashlib.sha256(repr(getattr(row, column)).encode()).hexdigest()[:16]


class CellView(BaseView):  # type: ignore[misc]
    """GET /cell/<view>/<pk>/<column> is its field, or with ?read=1 its value; POST changes it."""

    route_base = "/cell"
    default_view = "edit"
    base_permissions: list[str] = []

    @expose("/<screen>/<pk>/<column>", methods=("GET", "POST"))
    def edit(self, screen: str, pk: str, column: str) -> Any:
        view, row = self._asked(screen, pk, column)
        if request.method == "GET" and request.args.get("read"):
            return self._read(view, row, column)
        form = self._form(view, row, column)
        if request.method == "GET":
            view.prefill_form(form, row.id)
            if "version" in form:
                form.version.data = row.version
            return self._drawn(view, row, column, form)
        if not form.validate():
            return self._drawn(view, row, column, form), 422
        key, typed = row.id, form[column]._value() if hasattr(form[column], "_value") else ""
        if attempt(form, lambda: self._changed(view, key, column, form)):
            return self._read(view, view.one(key), column, said=_("Saved."))
        row = view.one(key)
        if getattr(form, "was_stale", False):
            return self._drawn(view, row, column, form, now=view.value(row, column), typed=typed), 409
        return self._drawn(view, row, column, form), 422

    def _changed(self, view: Any, key: int, column: str, form: Any) -> None:
        """One after the other, so that of two people who change one cell the second hears of the first."""
        with transaction(by=current_actor()) as work:
            one_at_a_time(work.session, f"cell {type(view).__name__} {key}")
            row = view.one(key)
            work.session.refresh(row)
            if request.form.get("before") != mark_of(row, column):
                raise Stale(_("Somebody changed it meanwhile."), field=column)
            view.change(row, form)

    def _form(self, view: Any, row: Any, column: str) -> Any:
        form = view.trimmed(view.edit_form.refresh(row))
        if column not in form:
            abort(403)
        form._id = row.id
        for name in [each.short_name for each in form]:
            if name != column and name not in KEPT and not isinstance(form[name], HiddenField):
                del form[name]
        return form

    def _drawn(self, view: Any, row: Any, column: str, form: Any, **told: Any) -> str:
        """`now` and `typed` are what stands against what, after somebody was faster."""
        label = _("%(column)s of %(name)s", column=str(view.label_columns[column]), name=view.title_of(row))
        return render_template(
            "appbuilder/general/widgets/cell_form.html",
            form=form,
            field=form[column],
            href=address_of_cell(view, row.id, column),
            label=label,
            before=mark_of(row, column),
            **told,
        )

    def _read(self, view: Any, row: Any, column: str, said: str = "") -> Markup:
        told = Markup('<span class="visually-hidden" role="status">{}</span>').format(said) if said else Markup("")
        return (
            Cells(view, column).draw(
                row, escape(view.value(row, column)), link=view.url("show", pk=row.id) if request.args.get("first") else ""
            )
            + told
        )

    def _asked(self, screen: str, pk: str, column: str) -> tuple[Any, Any]:
        if not current_user.is_authenticated:
            abort(401)
        view = next((each for each in self.appbuilder.baseviews if type(each).__name__ == screen and isinstance(each, ModelView)), None)
        if view is None or column not in view.inline_columns or not view.offers("list"):
            abort(404)
        row = view.one(pk)
        if not may_change(view, row):
            abort(403)
        return view, row


def assert_columns(view: Any) -> None:
    """At the start: what can be changed in place is a field of the form. Raises RuntimeError."""
    wrong = [name for name in view.inline_columns if name not in view.edit_columns or name.endswith("_cents")]
    if wrong:
        raise RuntimeError(f"{type(view).__name__}: {', '.join(wrong)} cannot be changed in place")
