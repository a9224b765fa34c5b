"""Jobs and health: what failed last night and what is wrong now, in one look, each with the button that helps."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.permissions import Permission
from app.actions.health.put_mail_to import put_mail_to
from app.actions.outbox.together import give_up_together, retry_together
from app.core.clock import now
from app.queries.health import valkey
from app.queries.health.database import database
from app.queries.health.mail_to import chosen_addresses, mail_to
from app.queries.health.queues import parked, queues, running, trying
from app.queries.health.schedules import failed_lately, last_tick, waits_since
from app.queries.health.stuck import TOO_LONG
from app.queries.health.troubles import Trouble, of_workers, troubles, vendor_said
from app.queries.health.undecided import undecided
from app.queries.health.vendors import vendors
from app.web.actor import current_actor
from app.web.place import chosen_location
from app.web.words import spoken
from views.base.screen import Screen
from views.operations.health_words import age, ago, megabytes, undecided_said, vendor_state, vendor_tone
from views.operations.records import job_said
from views.operations.schedule_words import task_said

LATE = 300  # seconds that a task is due and not begun
SLOW = 600  # seconds that a job waits before its queue is yellow


class HealthView(Screen):
    """GET /health, drawn anew every five seconds by GET /health/live; what a person decides is a POST."""

    route_base = "/health"
    default_view = "show"
    class_permission_name = "Outbox"
    method_permission_name = {"show": "read", "live": "read", "again": "retry", "give_up": "retry", "mails": "retry"}

    @expose("/")
    @has_access
    def show(self) -> Any:
        by = current_actor()
        may_set = by.may(Permission.SETTING_WRITE) and by.location_ids is None
        return self.render_template(
            "screens/health/page.html",
            title=_("Jobs and health"),
            may_set=may_set,
            mail_to=mail_to(self.session) if may_set else [],
            chosen="; ".join(chosen_addresses(self.session)) if may_set else "",
            **self._found(),
        )

    @expose("/live")
    @has_access
    def live(self) -> Any:
        """A fragment: all that moves."""
        return render_template("screens/health/live.html", **self._found())

    @expose("/again", methods=("POST",))
    @has_access
    def again(self) -> Any:
        """All parked jobs of one kind and reason are due again."""
        return self.attempt(
            lambda: retry_together(request.form.get("job", ""), request.form.get("reason", ""), by=current_actor()),
            lambda done: ngettext("%(num)d job is due again.", "%(num)d jobs are due again.", done),
            redirect(url_for(".show")),
        )

    @expose("/give-up", methods=("POST",))
    @has_access
    def give_up(self) -> Any:
        """Nobody does them any more, with a reason."""
        form = request.form
        return self.attempt(
            lambda: give_up_together(form.get("job", ""), form.get("reason", ""), why=form.get("why", ""), by=current_actor()),
            lambda done: ngettext("%(num)d job is given up.", "%(num)d jobs are given up.", done),
            redirect(url_for(".show")),
        )

    @expose("/mails", methods=("POST",))
    @has_access
    def mails(self) -> Any:
        """Who is mailed when Foyer turns red; the action asks for the right to set it."""
        return self.attempt(
            lambda: put_mail_to(request.form.get("mail_to", ""), by=current_actor()),
            lambda found: _("Mails go to %(addresses)s.", addresses=", ".join(found)) if found else _("Mails go to the network admins."),
            redirect(url_for(".show")),
        )

    def _found(self) -> dict[str, Any]:
        session, by = self.session, current_actor()
        asked, store, tick = vendors(session), valkey.look(current_app.extensions["settings"].redis_url), last_tick(session)
        names = tuple(dict.fromkeys(queue for worker in store.workers for queue in worker.queues))
        found = queues(session, names)
        wrong = [*of_workers(store, found), *troubles(session, asked=asked)]
        if store.trouble and store.trouble != "off":
            wrong = [Trouble("valkey", _("Valkey does not answer (%(reason)s): no job is handed out.", reason=store.trouble)), *wrong]
        late = waits_since(session)
        if late is not None and (now() - late).total_seconds() > LATE:
            wrong = [Trouble("clock", _("The clock has not ticked for %(age)s: nothing periodic runs.", age=age(late))), *wrong]
        busy = running(session)
        return {
            "wrong": wrong,
            "queues": found,
            "running": busy,
            "parked": parked(session),
            "trying": trying(session),
            "night": failed_lately(session),
            "undecided": undecided_said(undecided(session, by=by, location_id=chosen_location()), by),
            "vendors": [(each, vendor_said(each), vendor_tone(each), vendor_state(each)) for each in asked],
            "store": store,
            "doing": {
                worker.name: dict.fromkeys(job_said(each.job) for each in busy if each.queue in worker.queues) for worker in store.workers
            },
            "database": database(session),
            "tick": tick,
            "now": now(),
            "may_retry": by.may(Permission.OUTBOX_RETRY),
            "may_see_schedules": by.may(Permission.SCHEDULE_READ),
            "ago": ago,
            "age": age,
            "megabytes": megabytes,
            "job_said": job_said,
            "task_said": task_said,
            "spoken": spoken,
            "slow": SLOW,
            "too_long": TOO_LONG.total_seconds(),
        }
