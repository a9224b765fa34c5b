"""Editing a floor plan: its picture, and where the spaces and rooms are, by hand on the picture or by numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import FileField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.access.scope import narrowed
from app.actions.floor_plans.arrange import Mark, arrange_floor_plan
from app.actions.floor_plans.change import change_floor_plan
from app.actions.floor_plans.create import create_floor_plan
from app.actions.floor_plans.remove import remove_floor_plan
from app.core.errors import FoyerError
from app.core.pictures import MOST_BYTES
from app.models import FloorPlan, Room, Space
from app.queries.floor_plans import marks_of
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.interface import key_of
from app.web.place import chosen_location, location_choices
from app.web.refusals import attempt
from views.base.screen import Screen
from views.spaces.floor_plans import picture_address

NEEDED = InputRequired(lazy_gettext("This is needed."))
SIDES = ("x", "y", "width", "height")


class PlanForm(DynamicForm):  # type: ignore[misc]
    location_id = SelectField(lazy_gettext("Location"), coerce=int)
    name = StringField(
        lazy_gettext("Name"), filters=[tidy], validators=[NEEDED, Length(max=100)], description=lazy_gettext("Such as: Ground floor.")
    )
    position = IntegerField(
        lazy_gettext("Order"),
        validators=[Optional(), NumberRange(0, 999)],
        description=lazy_gettext("Plans of a location stand in this order."),
    )
    picture = FileField(
        lazy_gettext("Picture"), render_kw={"accept": "image/jpeg,image/png"},
        description=lazy_gettext("A PNG or JPEG of at most 10 MB, seen from above."),
    )  # fmt: skip


@dataclass
class Line:
    """A space or room of the location on the form: its four numbers in percent of the picture, empty while it is not on it."""

    key: str
    name: str
    kind: str
    numbers: dict[str, str]
    problem: str = ""


class FloorPlanEditingView(Screen):
    """/floor-plans/add, /floor-plans/<id>/edit, /arrange and /delete."""

    route_base = "/floor-plans"
    default_view = "add"
    class_permission_name = "Space"
    method_permission_name = dict.fromkeys(("add", "edit", "arrange", "delete"), "write")

    @expose("/add", methods=("GET", "POST"))
    @has_access
    def add(self) -> Any:
        form = PlanForm()
        form.location_id.choices = [(place.id, place.name) for place in location_choices()]
        if request.method == "GET":
            form.location_id.data = chosen_location()
        made: list[FloorPlan] = []

        def save() -> None:
            said = {"location_id": form.location_id.data, "name": form.name.data, "position": form.position.data}
            made.append(create_floor_plan(**said, picture=_uploaded(), by=current_actor()))

        if request.method == "POST" and form.validate() and attempt(form, save):
            flash(_("The plan is there: now put its spaces and rooms on it."), "success")
            return redirect(url_for("FloorPlanEditingView.arrange", plan_id=made[0].id))
        return self._form(form, _("New floor plan"), url_for("FloorPlanView.show"))

    @expose("/<int:plan_id>/edit", methods=("GET", "POST"))
    @has_access
    def edit(self, plan_id: int) -> Any:
        plan, form = self._plan(plan_id), PlanForm()
        del form.location_id
        if request.method == "GET":
            form.name.data, form.position.data = plan.name, plan.position

        def save() -> None:
            change_floor_plan(plan.id, name=form.name.data, position=form.position.data, picture=_uploaded(), by=current_actor())

        back = url_for("FloorPlanView.one", plan_id=plan_id)
        title = _("Edit %(name)s", name=plan.name)
        if request.method == "POST" and form.validate() and attempt(form, save):
            flash(_("Saved."), "success")
            return redirect(back)
        form.picture.description = _("Empty: the present one stays. What is on it keeps its place.")
        return self._form(form, title, back)

    @expose("/<int:plan_id>/delete", methods=("POST",))
    @has_access
    def delete(self, plan_id: int) -> Any:
        self._plan(plan_id)
        return self.attempt(
            lambda: remove_floor_plan(plan_id, by=current_actor()),
            _("The plan is gone; its spaces and rooms stay."),
            redirect(url_for("FloorPlanView.show")),
        )

    @expose("/<int:plan_id>/arrange", methods=("GET", "POST"))
    @has_access
    def arrange(self, plan_id: int) -> Any:
        plan = self._plan(plan_id)
        lines, problems = self._lines(plan), list[str]()
        if request.method == "POST":
            for line in lines:
                line.numbers = {side: request.form.get(f"{line.key}-{side}", "").strip()[:20] for side in SIDES}
            if self._arranged(plan, lines, problems):
                flash(_("Saved."), "success")
                return redirect(url_for("FloorPlanView.one", plan_id=plan.id))
        return self.render_template(
            "screens/spaces/floor_plan_arrange.html",
            title=_("Arrange %(name)s", name=plan.name),
            crumbs=[(_("Floor plan"), url_for("FloorPlanView.show")), (plan.name, url_for("FloorPlanView.one", plan_id=plan.id))],
            plan=plan,
            lines=lines,
            problems=problems,
            version=request.form.get("version", plan.version),
            picture=picture_address(plan),
            sides=[("x", _("From the left")), ("y", _("From the top")), ("width", _("Width")), ("height", _("Height"))],
        )

    def _arranged(self, plan: FloorPlan, lines: list[Line], problems: list[str]) -> bool:
        """Whether it was saved; else the lines, or the page, say why not."""
        marks = [mark for line in lines if any(line.numbers.values()) and (mark := _mark(line)) is not None]
        if any(line.problem for line in lines):
            return False
        try:
            arrange_floor_plan(plan.id, marks, version=key_of(request.form.get("version")) or 0, by=current_actor())
        except FoyerError as refusal:
            line = next((each for each in lines if each.key == refusal.field), None)
            if line is not None:
                line.problem = str(refusal.message)
            else:
                problems.append(str(refusal.message))
            return False
        return True

    def _plan(self, plan_id: int) -> FloorPlan:
        query = select(FloorPlan).where(FloorPlan.id == plan_id)
        found = self.session.scalars(narrowed(query, current_actor(), FloorPlan)).one_or_none()
        return found or abort(404)

    def _lines(self, plan: FloorPlan) -> list[Line]:
        """Every space and room of the location, with what is on the plan now."""
        present = {(f"s{mark.space_id}" if mark.space_id else f"r{mark.room_id}"): mark for mark in marks_of(self.session, plan)}
        made = []
        for model, letter, kind in ((Space, "s", _("space")), (Room, "r", _("room"))):
            rows = self.session.execute(
                select(model.id, model.name).where(model.location_id == plan.location_id).order_by(model.name, model.id)
            )
            for row_id, name in rows:
                key = f"{letter}{row_id}"
                mark = present.get(key)
                made.append(Line(key, name, kind, {side: percent(getattr(mark, side)) if mark is not None else "" for side in SIDES}))
        return made

    def _form(self, form: Any, title: str, back: str) -> Any:
        crumbs = [(_("Floor plan"), url_for("FloorPlanView.show"))]
        return self.render_template("screens/spaces/floor_plan_form.html", title=title, form=form, back=back, crumbs=crumbs)


def percent(fraction: Decimal) -> str:
    """0.12500 as "12.5"."""
    return f"{(fraction * 100).normalize():f}"


def _mark(line: Line) -> Mark | None:
    """The line as the action takes it; None, with the reason on the line, when a number is none."""
    read: Callable[[str], Decimal] = lambda side: Decimal((line.numbers[side] or "0").replace(",", ".")) / 100  # noqa: E731 - one word for four numbers
    try:
        x, y, wide, high = (read(side) for side in SIDES)
    except InvalidOperation:
        line.problem = _("These are percent of the picture, such as 12.5.")
        return None
    row_id = int(line.key[1:])
    return Mark(x, y, wide, high, space_id=row_id if line.key[0] == "s" else None, room_id=row_id if line.key[0] == "r" else None)


def _uploaded() -> bytes:
    """One byte more than is taken tells that it is too much."""
    given = request.files.get("picture")
    return given.stream.read(MOST_BYTES + 1) if given else b""
