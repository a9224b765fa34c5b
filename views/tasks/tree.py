"""/tasks/of/<opportunity>: its tree alone, for those who work on tasks and see no opportunities; and a task that is added to it."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _

from app.access.task_scope import sees_trees
from app.actions.tasks.add import add_task
from app.models import Opportunity
from app.queries.tasks.doers import doers_there
from app.queries.tasks.tree import task_tree
from app.web.actor import current_actor
from app.web.interface import ScopedInterface
from app.web.refusals import attempt
from views.base.screen import Screen
from views.tasks.effect import effect_of
from views.tasks.forms import AddForm
from views.tasks.words import tree_address


class TaskTreeView(Screen):
    route_base = "/tasks/of"
    default_view = "tree"
    class_permission_name = "Task"
    method_permission_name = {"tree": "read", "add": "write", "effect": "write"}

    @expose("/<int:opportunity_id>")
    @has_access
    def tree(self, opportunity_id: int) -> Any:
        deal = self._deal(opportunity_id)
        found = task_tree(self.session, deal.id, by=current_actor())
        crumbs = [(_("My tasks"), url_for("MyDayView.page"))]
        return self.render_template(
            "screens/tasks/tree.html",
            title=deal.lead.name,
            subtitle=deal.lead.company,
            facts=[str(deal.location)],
            crumbs=crumbs,
            tree=found,
        )

    @expose("/<int:opportunity_id>/add", methods=("GET", "POST"))
    @has_access
    def add(self, opportunity_id: int) -> Any:
        deal, form = self._deal(opportunity_id), self._form(opportunity_id)
        back = tree_address(deal.id)
        if (
            request.method == "POST"
            and form.validate()
            and attempt(form, lambda: add_task(opportunity_id, **form.asked(), by=current_actor()))
        ):
            flash(_("Added: “%(task)s”.", task=form.title.data), "success")
            return redirect(back)
        return self.render_template(
            "screens/verb.html",
            title=_("Add a task"),
            subtitle=deal.lead.name,
            form=form,
            back=back,
            crumbs=[(deal.lead.name, back)],
            effect=url_for(".effect", opportunity_id=deal.id),
            effect_title=_("When it is due"),
        )

    @expose("/<int:opportunity_id>/add/effect", methods=("POST",))
    @has_access
    def effect(self, opportunity_id: int) -> Any:
        """The day on which it would be due, and why."""
        deal, form = self._deal(opportunity_id), self._form(opportunity_id)
        form.title.data, form.title.validators = (
            form.title.data or "\N{HORIZONTAL ELLIPSIS}",
            (),
        )  # the day is told before anybody has typed what for
        return effect_of(deal.id, form, lambda: add_task(opportunity_id, **form.asked(), by=current_actor()))

    def _deal(self, opportunity_id: int) -> Opportunity:
        if not sees_trees(current_actor()):
            abort(404)
        found: Opportunity = ScopedInterface(Opportunity, self.session).get(opportunity_id) or abort(404)
        return found

    def _form(self, opportunity_id: int) -> AddForm:
        deal, form = self._deal(opportunity_id), AddForm()
        leaves = task_tree(self.session, deal.id, by=current_actor()).leaves
        form.offer(doers_there(self.session, deal.location_id), [leaf.task for leaf in leaves])
        if request.method == "GET":
            form.parent.data, form.assignee.data = request.args.get("parent", "0"), str(deal.owner_id or 0)
        return form
