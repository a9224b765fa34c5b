"""Say something on a record, for colleagues: with files, and with a word to whoever is mentioned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import delete, update

from app.access.actor import Actor
from app.access.records import record
from app.access.staff import staff
from app.actions.no_card_number import without_card_number
from app.actions.notifications.tell import tell
from app.core.errors import Refused
from app.core.files import MOST_BYTES, named, type_of
from app.models import Attachment, Comment, Notification
from app.models.notification import NotificationKind
from app.queries.mentionable import mentioned
from app.work import Work, transaction

LONGEST, MOST_FILES, TOLD = 10_000, 5, 200


@dataclass(frozen=True)
class Upload:
    """A file as a browser sends it."""

    name: str
    content: bytes


def write_comment(noun: str, noun_id: int, *, text: str, files: Sequence[Upload] = (), by: Actor) -> Comment:
    """Whoever of the staff may read the record may. Raises Missing for one that they may not see, Refused at `text` or `files`."""
    with transaction(by=by) as work:
        row = record(work.session, by, noun, noun_id)
        words = fitting(text)
        if not words and not files:
            raise Refused(_("Write something, or choose a file."), field="text")
        if len(files) > MOST_FILES:
            raise Refused(_("At most %(count)d files at once.", count=MOST_FILES), field="files")
        made = Comment(
            noun=noun, noun_id=noun_id, location_id=getattr(row, "location_id", None), author_id=by.id, written_by=by.name, text=words
        )
        made.files = [kept(each) for each in files]
        work.add(made)
        tell_mentioned(work, made, row)
    return made


def fitting(text: str) -> str:
    """Raises Refused at `text` for what is too long, or holds a card number."""
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST:
        raise Refused(_("At most %(count)d characters.", count=LONGEST), field="text")
    return without_card_number(words, "text")


def kept(upload: Upload) -> Attachment:
    """Raises Refused at `files` for what is too large, empty or of no kind that we keep."""
    if len(upload.content) > MOST_BYTES:
        raise Refused(_("%(name)s is larger than 10 MB.", name=upload.name), field="files")
    kind = type_of(upload.content)
    if kind is None:
        raise Refused(
            _(
                "%(name)s is no PDF, picture, Word, Excel or PowerPoint document, or plain text. Files with programs in them are not kept.",
                name=upload.name,
            ),
            field="files",
        )
    return Attachment(
        name=named(upload.name, kind),
        media_type=kind,
        size=len(upload.content),
        sha256=sha256(upload.content).hexdigest(),
        content=upload.content,
    )


def tell_mentioned(work: Work, comment: Comment, row: object) -> None:
    """Each person once a comment, however often it is changed."""
    _tell(work, comment, row, _named(work, comment))


def tell_changed(work: Work, comment: Comment, row: object) -> None:
    """Whoever was told before reads what it says now, and whoever is named no longer reads nothing; the others hear of it."""
    people = _named(work, comment)
    forget_told(work, comment, besides=[each.id for each in people if each.id is not None])
    words = Notification.words.concat({"text": _short(comment)})
    work.session.execute(
        update(Notification).where(Notification.key == _key(comment)).values(words=words).execution_options(synchronize_session=False)
    )
    _tell(work, comment, row, people)


def forget_told(work: Work, comment: Comment, *, besides: Sequence[int] = ()) -> None:
    """What stands of it in bells and would stand in the mail of the morning."""
    gone = delete(Notification).where(Notification.key == _key(comment), Notification.user_id.not_in(besides))
    work.session.execute(gone.execution_options(synchronize_session=False))


def _named(work: Work, comment: Comment) -> list[Actor]:
    return mentioned(staff(work.session), comment.text) if "@" in comment.text else []


def _tell(work: Work, comment: Comment, row: object, people: list[Actor]) -> None:
    if people:
        tell(work, NotificationKind.MENTION, to=people, about=row, key=_key(comment), who=work.by.name, name=str(row), text=_short(comment))


def _key(comment: Comment) -> str:
    return f"comment-{comment.id}"


def _short(comment: Comment) -> str:
    return comment.text if len(comment.text) <= TOLD else f"{comment.text[: TOLD - 1]}…"
