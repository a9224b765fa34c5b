"""Personal data of one person: an export, the dry run of an erasure, and the erasure itself."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import InputRequired

from app.access.permissions import Permission
from app.actions.privacy.erase_person import erase_person
from app.actions.privacy.export import ask_export
from app.actions.privacy.try_again import try_again
from app.models import Erasure, FoyerUser
from app.models.erasure import ErasureState
from app.models.personal import REGISTER
from app.queries.personal.exports import erasure_of, exports_asked
from app.queries.personal.plan import plan_of
from app.web.actor import current_actor
from app.web.forms import tidy
from app.web.interface import ScopedInterface
from app.web.model_view import action
from app.web.numbers import wholes
from app.web.refusals import attempt
from views.base.export_words import told
from views.base.screen import Screen


class ErasureForm(DynamicForm):  # type: ignore[misc]
    typed = StringField(
        lazy_gettext("Their mail address"),
        filters=[tidy],
        validators=[InputRequired(lazy_gettext("This is needed."))],
        description=lazy_gettext("Typed, so that nobody is erased by a slip of the mouse. There is no way back."),
        render_kw={"autocomplete": "off"},
    )


class WithPersonalData:
    """Mixed in before a view of people: the button that leads here."""

    VERBS = {"personal_data": "export"}

    @action("personal_data", lazy_gettext("Personal data"), icon="shield-lock", multiple=False)
    def personal_data(self, user: FoyerUser) -> Any:
        return redirect(url_for("PersonalDataView.show", pk=user.id))


class PersonalDataView(Screen):
    """/personal-data/<person>."""

    route_base = "/personal-data"
    class_permission_name = "User"
    method_permission_name = {"show": "export", "export": "export", "progress": "export", "erase": "erase", "again": "erase"}

    @expose("/<int:pk>")
    @has_access
    def show(self, pk: int) -> Any:
        return self._page(self._person(pk), ErasureForm())

    @expose("/<int:pk>/export", methods=("POST",))
    @has_access
    def export(self, pk: int) -> Any:
        return self.attempt(lambda: ask_export(self._person(pk).id, by=current_actor()), _("The export is being made."), self._here(pk))

    @expose("/<int:pk>/progress")
    @has_access
    def progress(self, pk: int) -> Any:
        """The exports and the erasure, asked for while something moves."""
        return render_template("screens/personal_data_progress.html", **self._standing(self._person(pk)))

    @expose("/<int:pk>/erase", methods=("POST",))
    @has_access
    def erase(self, pk: int) -> Any:
        user, form = self._person(pk), ErasureForm()
        if form.validate() and attempt(
            form, lambda: erase_person(user.id, typed=form.typed.data, visits=visits_said(), by=current_actor())
        ):
            flash(_("It has begun. From now on nobody signs in with this account."), "success")
            return self._here(pk)
        return self._page(user, form)

    @expose("/<int:pk>/again", methods=("POST",))
    @has_access
    def again(self, pk: int) -> Any:
        erasure = erasure_of(self.session, self._person(pk).id) or abort(404)
        return self.attempt(lambda: try_again(erasure.id, by=current_actor()), _("It goes on."), self._here(pk))

    def _person(self, pk: int) -> FoyerUser:
        return ScopedInterface(FoyerUser, self.session).get(pk) or abort(404)

    def _here(self, pk: int) -> Any:
        return redirect(url_for("PersonalDataView.show", pk=pk))

    def _standing(self, user: FoyerUser) -> dict[str, Any]:
        erasure = erasure_of(self.session, user.id)
        exports = [told(row) for row in exports_asked(self.session, asked_by_id=current_actor().id or 0, user_id=user.id)]
        standing = erasure_told(erasure)
        places = {
            name: url_for(f"PersonalDataView.{view}", pk=user.id)
            for name, view in (("again", "again"), ("address", "progress"), ("erase", "erase"))
        }
        moves = standing["moves"] or any(each["moves"] for each in exports)
        return standing | places | {"exports": exports, "moves": moves, "may_erase": self.may(Permission.USER_ERASE)}

    def _page(self, user: FoyerUser, form: ErasureForm) -> Any:
        standing = self._standing(user)
        plan = plan_of(self.session, user) if standing["erasure"] is None else None
        name = "MemberView" if user.organisation_id is not None else "UserView"
        crumbs = [(str(user), url_for(f"{name}.show", pk=user.id))]
        title = _("Personal data of %(name)s", name=str(user))
        return self.render_template(
            "screens/personal_data.html", title=title, crumbs=crumbs, user=user, plan=plan, form=form, ticked=visits_said(), **standing
        )


def visits_said() -> list[int]:
    """Those that were ticked: they bear the name alone, and are theirs."""
    return wholes(request.form.getlist("visits"))


def erasure_told(erasure: Erasure | None) -> dict[str, Any]:
    """An erasure as its page shows it."""
    working = erasure is not None and erasure.state is ErasureState.WORKING
    return {"erasure": erasure, "receipt": receipt(erasure.done) if erasure is not None else [], "moves": working}


def receipt(done: dict[str, Any]) -> list[tuple[str, int]]:
    """What was forgotten, by the titles of tables, most first."""
    found = {"audit": 0}
    for step, rows in done.items():
        if step != "audit rows":
            name = "audit" if step.startswith("audit ") else step
            found[name] = found.get(name, 0) + rows
    titles = {
        "audit": _("Audit"),
        "contacts in Xero": _("Contacts in Xero"),
        "mails in the built-in mailbox": _("Mails in the built-in mailbox"),
    }
    named = [(titles.get(name) or _(REGISTER[name].title), rows) for name, rows in found.items() if rows]
    return sorted(named, key=lambda each: (-each[1], each[0]))
