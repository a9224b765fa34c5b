"""Setting a house up: ten short steps for whoever has the right, each saved at once, each can wait."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions.set_up.ask_cards import ask_cards
from app.actions.set_up.note import confirm_step, finish_set_up, leave_for_later
from app.actions.set_up.send_test_mail import send_test_mail
from app.models.delivery import DeliveryKind
from app.queries.letters import last_letter
from app.queries.numbering import numbering
from app.queries.runs import proposals
from app.queries.set_up.cards import cards_asked
from app.queries.set_up.missing import missing
from app.queries.set_up.progress import Progress, Step, StepState, progress
from app.rules.document_number import document_number
from app.web.actor import current_actor
from app.web.present_password import password_said
from app.web.refusals import attempt
from views.base.screen import Screen
from views.locations.bank import has_other_bank
from views.set_up.steps import FORMS, filled, put, shown
from views.set_up.words import LACKS, STEPS, is_waited_for, mail_became

PAGES = "screens/set_up"
LOOKED_AT = frozenset({Step.MAIL, Step.CARDS, Step.MEMBERS})


class SetUpView(Screen):
    """GET /set-up goes to the next step, GET and POST /set-up/<step>, and what is said about a step without a form."""

    route_base = "/set-up"
    default_view = "begin"
    class_permission_name = "Setting"
    method_permission_name = dict.fromkeys(
        ("begin", "step", "later", "confirm", "send", "mail", "example", "over", "finish", "ask", "cards"), "write"
    )

    @expose("/")
    @has_access
    def begin(self) -> Any:
        self._whole()
        step = progress(self.session).next
        return redirect(url_for(".step", name=step.value) if step is not None else url_for(".over"))

    @expose("/<name>", methods=("GET", "POST"))
    @has_access
    def step(self, name: str) -> Any:
        self._whole()
        step, found = step_of(name), progress(self.session)
        if found.location is None and step is not Step.COMPANY:
            flash(_("Say first whose house this is."), "info")
            return redirect(url_for(".step", name=Step.COMPANY.value))
        form = FORMS[step]() if step in FORMS else None
        if form is not None and request.method == "GET":
            filled(step, form, found.location)
        if form is not None:
            shown(step, form, self.session)
            if (
                request.method == "POST"
                and form.validate()
                and self._may_put(step, form, found)
                and attempt(form, lambda: put(step, form, by=current_actor()))
            ):
                return self._onward(step)
        elif request.method == "POST":
            abort(405)
        return self._page(step, found, form)

    def _may_put(self, step: Step, form: Any, found: Progress) -> bool:
        is_grave = step is Step.COLLEAGUES or (step is Step.LOCATION and has_other_bank(found.location, form))
        return not is_grave or password_said()

    def _onward(self, step: Step) -> Any:
        if step is Step.COLLEAGUES:
            flash(_("The invitation is on its way. Who else works here?"), "success")
            return redirect(url_for(".step", name=step.value))
        flash(_("Saved."), "success")
        return redirect(self._after(step))

    def _after(self, step: Step) -> str:
        """The next one in order that waits, else the first that does, else the end."""
        states = progress(self.session).states
        waiting = [each for each, state in states.items() if state is StepState.TODO]
        further = [each for each in waiting if list(Step).index(each) > list(Step).index(step)]
        chosen = (further or waiting or [None])[0]
        return url_for(".step", name=chosen.value) if chosen is not None else url_for(".over")

    def _page(self, step: Step, found: Progress, form: Any) -> Any:
        extra: dict[str, Any] = {} if found.location is None else {"location": found.location}
        if step is Step.MAIL:
            extra |= self._mail()
        if step is Step.CARDS:
            extra["asked"] = cards_asked(self.session)
        if step is Step.NUMBERS and found.location is not None:
            extra |= {"numbers": numbering(self.session, found.location)} | self._examples(form)
        return self.render_template(
            f"{PAGES}/{step.value}.html",
            title=_("Set up your house"),
            step=step,
            said=STEPS[step],
            steps=STEPS,
            progress=found,
            form=form,
            number=list(Step).index(step) + 1,
            before=beside(step, -1) if step is not Step.COMPANY else "",
            after=beside(step, 1),
            settings=current_app.extensions["settings"],
            **shown(step, form, self.session),
            **extra,
        )

    @expose("/<name>/later", methods=("POST",))
    @has_access
    def later(self, name: str) -> Any:
        step = step_of(name)
        return self.going(lambda: leave_for_later(step, by=current_actor()), beside(step, 1), url_for(".step", name=name))

    @expose("/<name>/right", methods=("POST",))
    @has_access
    def confirm(self, name: str) -> Any:
        """For steps that are looked at and not filled in."""
        step = step_of(name)
        if step not in LOOKED_AT:
            abort(404)
        return self.going(lambda: confirm_step(step, by=current_actor()), beside(step, 1), url_for(".step", name=name))

    @expose("/numbers/example", methods=("POST",))
    @has_access
    def example(self) -> Any:
        """A fragment: how the numbers in the form would read."""
        form = FORMS[Step.NUMBERS]()
        return render_template(f"{PAGES}/example.html", **self._examples(form))

    def _examples(self, form: Any) -> dict[str, Any]:
        prefix = (form.invoice_prefix.data or "").strip().upper()
        numbers = [form.next_invoice.data, form.next_credit_note.data]
        if not prefix or any(not isinstance(each, int) or each < 1 for each in numbers):
            return {"invoices": [], "notes": []}
        return {
            "invoices": [document_number(prefix, numbers[0] + each) for each in range(2)],
            "notes": [document_number(prefix, numbers[1], is_credit=True)],
        }

    @expose("/mail/send", methods=("POST",))
    @has_access
    def send(self) -> Any:
        return self.attempt(
            lambda: send_test_mail(by=current_actor()),
            _("The mail is on its way to you."),
            redirect(url_for(".step", name=Step.MAIL.value)),
        )

    @expose("/mail/became")
    @has_access
    def mail(self) -> Any:
        """A fragment that asks again until something came of the mail."""
        return render_template(f"{PAGES}/mail_became.html", **self._mail())

    def _mail(self) -> dict[str, Any]:
        last = last_letter(self.session, current_actor().id or 0, DeliveryKind.MAIL_ARRIVES)
        return {"last": last, "became": mail_became(last), "waits": is_waited_for(last)}

    @expose("/cards/ask", methods=("POST",))
    @has_access
    def ask(self) -> Any:
        return self.attempt(
            lambda: ask_cards(by=current_actor()), _("PayFast is being asked."), redirect(url_for(".step", name=Step.CARDS.value))
        )

    @expose("/cards/became")
    @has_access
    def cards(self) -> Any:
        """A fragment that asks again until PayFast has answered."""
        return render_template(f"{PAGES}/cards_became.html", asked=cards_asked(self.session))

    @expose("/done")
    @has_access
    def over(self) -> Any:
        """What is left, and what comes next: the first invoice run."""
        self._whole()
        by, found = current_actor(), progress(self.session)
        lacks = [(each.location, [str(LACKS[lack]) for lack in each.lacks]) for each in missing(self.session, by=by)]
        left = [(step, STEPS[step]) for step, state in found.states.items() if state is not StepState.DONE]
        next_runs = proposals(self.session, by=by, location_id=None) if found.location is not None else []
        subtitle = ngettext("%(num)d step is left", "%(num)d steps are left", len(left)) if left else _("Everything is said")
        return self.render_template(
            f"{PAGES}/over.html",
            title=_("Set up your house"),
            subtitle=subtitle,
            steps=STEPS,
            step=None,
            progress=found,
            lacks=lacks,
            left=left,
            proposals=next_runs,
        )

    @expose("/finish", methods=("POST",))
    @has_access
    def finish(self) -> Any:
        done = _("The start page no longer asks for it. Set-up, Settings leads back here.")
        return self.attempt(lambda: finish_set_up(by=current_actor()), done, redirect(url_for("HomeView.index")))

    def _whole(self) -> None:
        """Only for people of the whole network: it is about the network."""
        if current_actor().location_ids is not None:
            abort(403)


def step_of(name: str) -> Step:
    """Nothing else is a page."""
    try:
        return Step(name)
    except ValueError:
        abort(404)


def beside(step: Step, way: int) -> str:
    """The one before or after it; after the last the end."""
    at = list(Step).index(step) + way
    return url_for("SetUpView.step", name=list(Step)[at].value) if at < len(Step) else url_for("SetUpView.over")
