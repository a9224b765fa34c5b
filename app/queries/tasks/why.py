"""Why a task is due on its day, in plain words (C1)."""

from __future__ import annotations

import datetime as dt

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app.models import Task
from app.models.task import TaskStatus
from app.rules.task_dates import Basis, Due


def day_said(day: dt.date) -> str:
    """ "Thu 4 Jun", in the reader's language."""
    return str(format_date(day, "EEE d MMM"))


def when_said(day: dt.date, *, is_estimate: bool) -> str:
    """The same, and that it is an estimate."""
    return str(_("about %(day)s", day=day_said(day))) if is_estimate else day_said(day)


def end_said(task: Task) -> str:
    """How a task ended, when and by whom; empty for an open one."""
    if task.status is TaskStatus.OPEN:
        return ""
    day, name = day_said(task.done_on) if task.done_on is not None else "", task.ended_by
    if task.status is TaskStatus.DONE:
        return str(_("done on %(day)s by %(name)s", day=day, name=name))
    if task.status is TaskStatus.SKIPPED:
        return str(_("skipped on %(day)s by %(name)s", day=day, name=name))
    return str(_("cancelled on %(day)s", day=day))


def why(due: Due, above: str = "", *, was_skipped: bool = False, by_hand: bool = False) -> str:
    """`above` is the title of the task that it hangs on, `was_skipped` how that one ended; `by_hand`: somebody chose the day when they added it."""
    if due.basis is Basis.KEPT:
        return str(_("It was due on %(day)s.", day=day_said(due.on)))
    if by_hand and due.basis is Basis.OPENED and due.offset == 0 and due.moved:
        return str(_("Somebody chose this day."))
    said = [_counted(due, above, was_skipped)]
    if due.was_early:
        said.append(_("That is before the opening, so it is the first working day."))
    if due.moved > 0:
        said.append(ngettext("Then moved one working day later.", "Then moved %(num)d working days later.", due.moved))
    elif due.moved < 0:
        said.append(ngettext("Then moved one working day earlier.", "Then moved %(num)d working days earlier.", -due.moved))
    return " ".join(map(str, said))


def _counted(due: Due, above: str, was_skipped: bool) -> str:
    since, count = day_said(due.since), abs(due.offset)
    if due.basis is Basis.OPENED:
        if not count:
            return str(_("On the day of opening, %(day)s, or the first working day after it.", day=since))
        if due.offset < 0:
            return str(
                ngettext(
                    "One working day before the opening on %(day)s.",
                    "%(num)d working days before the opening on %(day)s.",
                    count,
                    day=since,
                )
            )
        return str(
            ngettext(
                "One working day after the opening on %(day)s.", "%(num)d working days after the opening on %(day)s.", count, day=since
            )
        )
    if due.basis is Basis.DUE:
        if not count:
            return str(_("On the day on which “%(task)s” is due, %(day)s.", task=above, day=since))
        if due.offset < 0:
            return str(
                ngettext(
                    "One working day before “%(task)s” is due, %(day)s.",
                    "%(num)d working days before “%(task)s” is due, %(day)s.",
                    count,
                    task=above,
                    day=since,
                )
            )
        return str(
            ngettext(
                "One working day after “%(task)s” is due, %(day)s.",
                "%(num)d working days after “%(task)s” is due, %(day)s.",
                count,
                task=above,
                day=since,
            )
        )
    return _after(due, above, since, count, was_skipped)


def _after(due: Due, above: str, since: str, count: int, was_skipped: bool) -> str:
    if due.basis is Basis.EXPECTED:
        if not count:
            return str(_("As soon as “%(task)s” is done, which is expected on %(day)s.", task=above, day=since))
        return str(
            ngettext(
                "One working day after “%(task)s” is done, which is expected on %(day)s.",
                "%(num)d working days after “%(task)s” is done, which is expected on %(day)s.",
                count, task=above, day=since,
            )
        )  # fmt: skip
    if was_skipped:
        if not count:
            return str(_("As soon as “%(task)s” was skipped, on %(day)s.", task=above, day=since))
        return str(
            ngettext(
                "One working day after “%(task)s” was skipped, on %(day)s.",
                "%(num)d working days after “%(task)s” was skipped, on %(day)s.",
                count,
                task=above,
                day=since,
            )
        )
    if not count:
        return str(_("As soon as “%(task)s” was done, on %(day)s.", task=above, day=since))
    return str(
        ngettext(
            "One working day after “%(task)s” was done, on %(day)s.",
            "%(num)d working days after “%(task)s” was done, on %(day)s.",
            count,
            task=above,
            day=since,
        )
    )
