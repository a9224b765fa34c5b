"""/sent/<noun>/<record>/<mail>/: a mail as it went, for whoever may read the record that it is about."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, make_response
from flask_appbuilder.baseviews import expose

from app.core.errors import Missing
from app.models import MailCopy
from app.queries.story.mail import sent_file, sent_mail
from app.web.actor import current_actor
from views.base.record_links import page_of
from views.base.saved_file import saved_file
from views.base.screen import Screen

SHUT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"


class SentMailView(Screen):
    """For every member of the staff; which records, says the permission that reads each, and the row scope."""

    route_base = "/sent"
    default_view = "mail"
    base_permissions: list[str] = []

    @expose("/<noun>/<int:row_id>/<int:mail_id>/")
    def mail(self, noun: str, row_id: int, mail_id: int) -> Any:
        """Its head, its files, and both its parts; the HTML in a frame that runs nothing and loads nothing."""
        copy = self._copy(noun, row_id, mail_id)
        return self.render_template(
            "screens/story/mail.html",
            title=copy.subject,
            copy=copy,
            row=copy.delivery,
            here={"noun": noun, "row_id": row_id, "mail_id": mail_id},
            back=page_of(noun, row_id),
        )

    @expose("/<noun>/<int:row_id>/<int:mail_id>/html")
    def html(self, noun: str, row_id: int, mail_id: int) -> Response:
        return shut(make_response(self._copy(noun, row_id, mail_id).html))

    @expose("/<noun>/<int:row_id>/<int:mail_id>/<int:file_id>")
    def file(self, noun: str, row_id: int, mail_id: int, file_id: int) -> Response:
        found = sent_file(self.session, self._copy(noun, row_id, mail_id), file_id) or abort(404)
        return saved_file(found.name, found.media_type, found.content)

    def _copy(self, noun: str, row_id: int, mail_id: int) -> MailCopy:
        by = current_actor()
        if by.id is None:
            abort(401)
        if not by.is_staff:
            abort(403)
        try:
            return sent_mail(self.session, noun, row_id, mail_id, by=by)
        except Missing:
            abort(404)


def shut(answer: Response) -> Response:
    """A page of a frame of ours, in which nothing runs and nothing is loaded."""
    answer.headers["Content-Security-Policy"], answer.headers["X-Frame-Options"] = SHUT, "SAMEORIGIN"
    return answer
