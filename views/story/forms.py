"""The form of a comment that is changed."""

from __future__ import annotations

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext as _later
from wtforms import TextAreaField
from wtforms.validators import Length

from app.actions.comments.write import LONGEST


class ChangeCommentForm(DynamicForm):  # type: ignore[misc]
    text = TextAreaField(
        _later("Comment"),
        validators=[Length(max=LONGEST)],
        description=_later("**bold**, *italic*, `code`, lists that begin with a dash; @ and a name tells a colleague."),
        render_kw={"rows": 5},
    )
