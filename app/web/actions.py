"""Verbs on one row or many: found by name, permitted, on rows in scope, and told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _
from flask_login import current_user

from app.access.actor import Actor
from app.core.errors import FoyerError, Refused
from app.web.actor import current_actor, granted
from app.web.again import persistently
from app.web.interface import key_of
from app.web.table import Button
from app.web.wide import AT_ONCE, Wide

MOST_NAMED = 5
# Verbs that end something, take it away or undo it for good: last among the buttons of a record, and set apart.
GRAVE = frozenset(
    {
        "abandon", "block", "cancel", "cancel_rest", "charge_back", "deactivate", "decline", "drop", "end", "give_up", "leave", "let_go", "miss",
        "offboard", "remove", "reset_factor", "revoke", "sign_out", "spam", "suspend", "take_off", "void", "withdraw",
    }
)  # fmt: skip
MOST_SENT = 5_000  # numbers of rows in one form; a filter has no limit


class Actions:
    """FAB runs actions on rows that it loaded without any filter, and falls over unknown names."""

    primary_action = ""  # the one that people come to a record for
    undone_by: ClassVar[dict[str, str]] = {}  # the verb that takes another back

    @classmethod
    def named_actions(cls) -> dict[str, str]:
        """The permission verb of each @action: its own name."""
        methods = {name: getattr(cls, name, None) for name in dir(cls)}
        return {name: method._action[0] for name, method in methods.items() if hasattr(method, "_action")}

    def may_act(self: Any, name: str, row: Any) -> bool:
        """Whether this verb makes sense on this row now; override it to hide buttons."""
        return True

    def buttons(self: Any, *, on_list: bool, row: Any = None) -> list[Button]:
        """The actions to offer: those this person may do, on a list or on one record."""
        route = "action_post" if on_list else "action"
        found = []
        for name, action in self.actions.items() if self.routed(route) else ():
            if (
                not (action.multiple if on_list else action.single)
                or not self._may(action)
                or (row is not None and not self.may_act(name, row))
            ):
                continue
            href = "" if on_list else url_for(f"{self.endpoint}.action", name=name, pk=row.id)
            found.append(
                Button(
                    name,
                    str(action.text),
                    action.icon,
                    str(action.confirmation or ""),
                    href,
                    primary=name == self.primary_action,
                    grave=name in GRAVE,
                )
            )
        return found

    def _may(self: Any, action: Any) -> bool:
        verb = self.get_method_permission(action.func.__name__)
        return granted(f"can_{verb}", self.class_permission_name)

    def _wanted(self: Any, name: str) -> Any:
        action = self.actions.get(name) or abort(404)
        if not self._may(action):
            abort(403 if current_user.is_authenticated else 401)
        return action

    @expose("/action/<string:name>/<pk>", methods=("POST",))
    def action(self: Any, name: str, pk: str) -> Any:
        """A verb on one record."""
        action = self._wanted(name)
        return action.func(self.one(pk)) or redirect(self.get_redirect())

    @expose("/action_post", methods=("POST",))
    def action_post(self: Any) -> Any:
        """A verb on the chosen rows of a list, or on all that it finds. A row that is not there, or not this actor's, is a 404 for all of a page."""
        name = request.form.get("action", "")
        action = self._wanted(name)
        if request.form.get("all") == "yes" and action.multiple:
            return action.func(Wide(self, name, None))
        sent = list(dict.fromkeys(request.form.getlist("rowid")))
        if len(sent) > MOST_SENT:
            raise Refused(_("These are more than %(count)d rows. Use a filter, and all that match.", count=MOST_SENT))
        if len(sent) > AT_ONCE:
            return action.func(Wide(self, name, [key for pk in sent if (key := key_of(pk)) is not None]))
        rows = [self.one(pk) for pk in sent]
        if not rows:
            flash(_("Choose at least one row first."), "warning")
            return redirect(self.get_redirect())
        return action.func(rows) or redirect(self.get_redirect())

    def each(self: Any, rows: Any, verb: Callable[..., Any], *, done: Any, **given: Any) -> Any:
        """Run `verb(row.id, by=actor)` row by row, one transaction a row, and say "12 done, 1 refused: CPT-0042 has no lines."

        `done` is the sentence for those that went well, with %(count)d. More rows than a page has are shown first: app/web/wide.py.
        """
        if isinstance(rows, Wide):
            return rows.answer(verb, done=done, given=given)
        by: Actor = current_actor()
        chosen = [(row.id, self.title_of(row)) for row in (rows if isinstance(rows, list) else [rows])]
        refused: list[str] = []
        for row_id, name in chosen:
            try:
                persistently(partial(verb, row_id, by=by, **given))
            except FoyerError as refusal:
                refused.append(refusal.message if name in refusal.message else f"{name}: {refusal.message}")
        if count := len(chosen) - len(refused):
            flash(str(done) % {"count": count}, "success")
        if refused:
            more = [_("and %(count)d more", count=len(refused) - MOST_NAMED)] if len(refused) > MOST_NAMED else []
            flash(_("%(count)d refused: %(why)s", count=len(refused), why=" ".join(refused[:MOST_NAMED] + more)), "warning")
        return redirect(self.get_redirect())
