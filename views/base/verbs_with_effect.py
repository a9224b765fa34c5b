"""Verbs on a record whose forms say what they will do, as they are filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, redirect, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext

from app.web.once import key_sent
from views.base.said import said


def pages(verbs: Mapping[str, Any], *others: str) -> dict[str, str]:
    """For `method_permission_name`: the verbs, their pages and what they show take the right to write."""
    return dict.fromkeys((*verbs, *(f"{verb}_page" for verb in verbs), *others, "effect"), "write")


class VerbsWithEffect:
    """Mixed in before RecordPage and VerbPage. `acts`: the action of each verb; `shows(row, form, act)` answers with what it would do;
    `named(row)` are the words in the titles.
    """

    acts: Mapping[str, Callable[..., Any]]
    shows: Callable[..., Any]

    def form_of(self: Any, verb: str, row: Any) -> Any:
        raise NotImplementedError

    def named(self: Any, row: Any) -> dict[str, str]:
        raise NotImplementedError

    def act(self: Any, verb: str, row: Any, form: Any, *, rehearsed: bool = False) -> Any:
        raise NotImplementedError

    def typed(self: Any, form: Any, *, rehearsed: bool) -> dict[str, Any]:
        """What the form says. Rehearsed, amounts show what they do before anybody has typed the words beside them, under a key of its own."""
        values = said(form)
        if rehearsed:
            values |= {name: values[name] or "\N{HORIZONTAL ELLIPSIS}" for name in ("reference", "reason") if name in values}
        if "key" in form:
            values["key"] = f"rehearsal {form.key.data}" if rehearsed else key_sent(form)
        return values

    def to(self: Any, verb: str, row: Any) -> Any:
        return redirect(url_for(f"{self.endpoint}.{verb}_page", pk=row.id))

    def ask(self: Any, verb: str, pk: str, title: str, done: str) -> Any:
        """The page of a verb; whoever has an old link to one that makes no sense any more is back at the record."""
        row = self.one(pk)
        if not self.may_act(verb, row):
            return redirect(url_for(f"{self.endpoint}.show", pk=row.id))
        form = self.form_of(verb, row)
        return self.verb_page(
            row,
            form,
            title=title % self.named(row),
            act=lambda: self.act(verb, row, form),
            done=done,
            effect=url_for(f"{self.endpoint}.effect", verb=verb, pk=row.id),
            effect_title=gettext("What it does"),
        )

    @expose("/effect/<verb>/<pk>", methods=("POST",))
    @has_access
    def effect(self: Any, verb: str, pk: str) -> Any:
        """What the form as it stands would do."""
        if verb not in self.acts:
            abort(404)
        row = self.one(pk)
        form = self.form_of(verb, row)
        return self.shows(row, form, lambda: self.act(verb, row, form, rehearsed=True))
