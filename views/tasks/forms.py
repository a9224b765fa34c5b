"""The forms of the verbs of tasks."""

from __future__ import annotations

from collections.abc import Iterable

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.models import FoyerUser, Task
from app.models.track import TaskKind
from app.rules.task_dates import Anchor
from app.web.forms import tidy
from app.web.numbers import whole
from views.tasks.words import ANCHORS, KINDS

NEEDED = InputRequired(_("This is needed."))
NOBODY = "0"


def number(text: object) -> int | None:
    """A choice of a list, by its number; None for nobody and nothing."""
    return whole(text) or None


class CompleteForm(DynamicForm):  # type: ignore[misc]
    outcome = TextAreaField(
        _("What came of it?"), filters=[tidy], validators=[Length(max=2000)], description=_("For whoever goes on; may stay empty.")
    )
    on = DateField(_("Done on"), validators=[Optional()], description=_("Empty: today. What waits for it counts from this day."))


class PostponeForm(DynamicForm):  # type: ignore[misc]
    until = DateField(
        _("New day"), validators=[NEEDED], description=_("A working day from today on; earlier than it is due now is fine as well.")
    )


class SkipForm(DynamicForm):  # type: ignore[misc]
    reason = StringField(_("Why?"), filters=[tidy], validators=[NEEDED, Length(max=2000)])


class ReopenForm(DynamicForm):  # type: ignore[misc]
    """Asks nothing."""


class ReassignForm(DynamicForm):  # type: ignore[misc]
    assignee = SelectField(_("To whom"), validate_choice=False)

    def offer(self, people: Iterable[FoyerUser]) -> None:
        self.assignee.choices = [(NOBODY, _("Nobody yet")), *((str(user.id), str(user)) for user in people)]


class AboutForm(ReassignForm):
    """A task about a record that is no opportunity."""

    title = StringField(_("What is to be done"), filters=[tidy], validators=[NEEDED, Length(max=200)])
    due_on = DateField(_("Due on"), validators=[Optional()], description=_("Empty: today, or the next working day."))
    assignee = SelectField(_("To whom"), validate_choice=False)
    note = TextAreaField(_("Note"), filters=[tidy], validators=[Length(max=1000)])

    def asked(self) -> dict[str, object]:
        """As the action takes it."""
        return {
            "title": self.title.data,
            "note": self.note.data or "",
            "due_on": self.due_on.data,
            "assignee_id": number(self.assignee.data),
        }


class AddForm(DynamicForm):  # type: ignore[misc]
    title = StringField(_("What is to be done"), filters=[tidy], validators=[NEEDED, Length(max=200)])
    kind = SelectField(_("Kind"), choices=[(kind.value, label) for kind, label in KINDS.items()], default=TaskKind.CALL.value)
    due_on = DateField(_("Due on"), validators=[Optional()], description=_("Empty: as the next two fields say, or today."))
    offset_days = IntegerField(_("Working days"), validators=[Optional()], description=_("Counted from:"))
    anchor = SelectField(_("From"), choices=[(anchor.value, label) for anchor, label in ANCHORS.items()], default=Anchor.OPENED.value)
    parent = SelectField(_("Under"), validate_choice=False)
    is_blocking = BooleanField(_("What is under it waits until it is done or skipped"))
    is_onboarding = BooleanField(_("Belongs to onboarding: stays when the deal is won"))
    assignee = SelectField(_("To whom"), validate_choice=False)
    note = TextAreaField(_("Note"), filters=[tidy], validators=[Length(max=1000)])

    def offer(self, people: Iterable[FoyerUser], tasks: Iterable[Task]) -> None:
        self.assignee.choices = [(NOBODY, _("Nobody yet")), *((str(user.id), str(user)) for user in people)]
        self.parent.choices = [(NOBODY, _("No other task")), *((str(task.id), task.title) for task in tasks)]

    def asked(self) -> dict[str, object]:
        """As the action takes it. A day of its own wins over working days."""
        found: dict[str, object] = {name: self[name].data for name in ("title", "kind", "is_blocking", "is_onboarding", "note")}
        found |= {"assignee_id": number(self.assignee.data), "parent_id": number(self.parent.data)}
        if self.due_on.data is not None:
            return found | {"due_on": self.due_on.data}
        if self.offset_days.data is not None:
            return found | {"offset_days": self.offset_days.data, "anchor": Anchor(self.anchor.data)}
        return found
