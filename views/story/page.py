"""/story/<noun>/<record>: what happened to it, and what staff say about it; a part of its page, fetched after it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder.baseviews import expose
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.records import record
from app.actions.comments.change import change_comment, remove_comment
from app.actions.comments.write import MOST_FILES, Upload, write_comment
from app.core.errors import FoyerError, Missing
from app.core.files import MOST_BYTES
from app.queries.comment_terms import changes_until, may_change
from app.queries.kept_files import content_of
from app.queries.mentionable import mentionable
from app.queries.story.attached import attached, comment_of
from app.queries.story.entries import Group
from app.queries.story.told import story
from app.web.actor import current_actor
from app.web.once import form_once
from views.base.record_links import page_of, view_of
from views.base.saved_file import saved_file
from views.base.screen import Screen
from views.story.forms import ChangeCommentForm
from views.story.words import NAMES, lines


class StoryView(Screen):
    """For every member of the staff; which records, says the permission that reads each, and the row scope."""

    route_base = "/story"
    default_view = "told"
    base_permissions: list[str] = []

    @expose("/<noun>/<int:row_id>")
    def told(self, noun: str, row_id: int) -> Any:
        """A fragment: of one kind, or before an instant."""
        by = self._me()
        group = next((each for each in Group if each.value == request.args.get("group")), None)
        try:
            found = story(
                self.session,
                noun,
                row_id,
                by=by,
                group=group,
                before=_instant(request.args.get("before", "")),
                untold=getattr(view_of(noun), "untold", frozenset()),
            )
        except Missing:
            abort(404)
        within = changes_until(self.session)
        return render_template(
            "screens/story/told.html",
            found=found,
            lines=lines(found),
            names=NAMES,
            is_more="before" in request.args,
            may_write=by.may(Permission.CONTACT_WRITE),
            back=page_of(noun, row_id),
            may_change=lambda comment: may_change(comment, by.id, within),
        )

    @expose("/<noun>/<int:row_id>/people")
    def people(self, noun: str, row_id: int) -> Response:
        """Who can be mentioned there, by what was typed so far."""
        by = self._me()
        try:
            record(self.session, by, noun, row_id)
        except Missing:
            abort(404)
        return jsonify([each.name for each in mentionable(self.session, noun, row_id, request.args.get("q", "")[:60]) if each.id != by.id])

    @expose("/<noun>/<int:row_id>/comment", methods=("POST",))
    def comment(self, noun: str, row_id: int) -> Any:
        """What was typed is not lost where it is refused: the page of the record shows the refusal, and the words again."""
        by, given = self._me(), [each for each in request.files.getlist("files") if each.filename]
        text = request.form.get("text", "")
        try:
            form_once(
                request.form.get("key", ""),
                lambda: str(write_comment(noun, row_id, text=text, files=[_upload(each) for each in given[: MOST_FILES + 1]], by=by).id),
            )
        except Missing:
            abort(404)
        except FoyerError as refusal:
            flash(refusal.message, "warning")
            return self.render_template(
                "screens/story/again.html", title=_("Comment"), noun=noun, row_id=row_id, text=text, back=page_of(noun, row_id)
            )
        return redirect(page_of(noun, row_id) + "#story")

    @expose("/comments/<int:comment_id>/change", methods=("GET", "POST"))
    def change(self, comment_id: int) -> Any:
        """Soon after it was written."""
        by = self._me()
        row = comment_of(self.session, comment_id, by=by) or abort(404)
        form, back = ChangeCommentForm(obj=row), page_of(row.noun, row.noun_id)
        if form.validate_on_submit() and self._done(form, lambda: change_comment(comment_id, text=form.text.data or "", by=by)):
            return redirect(back + "#story")
        return self.render_template("screens/one_form.html", title=_("Change the comment"), form=form, back=back)

    @expose("/comments/<int:comment_id>/remove", methods=("POST",))
    def remove(self, comment_id: int) -> Any:
        """Taken back: its line stays."""
        by = self._me()
        row = comment_of(self.session, comment_id, by=by) or abort(404)
        back = redirect(page_of(row.noun, row.noun_id) + "#story")
        return self.attempt(lambda: remove_comment(comment_id, by=by), _("The comment is taken back."), back)

    @expose("/files/<int:file_id>")
    def file(self, file_id: int) -> Response:
        """As it came."""
        found = attached(self.session, file_id, by=self._me()) or abort(404)
        return saved_file(found.name, found.media_type, content_of(found))

    def _me(self) -> Actor:
        by = current_actor()
        if by.id is None:
            abort(401)
        if not by.is_staff:
            abort(403)
        return by

    def _done(self, form: Any, verb: Any) -> bool:
        try:
            verb()
        except FoyerError as refusal:
            form.text.errors = [*form.text.errors, refusal.message]
            return False
        return True


def _upload(given: FileStorage) -> Upload:
    return Upload(given.filename or "", given.stream.read(MOST_BYTES + 1))


def _instant(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
