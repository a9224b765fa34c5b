"""Nothing more is begun with a person whose erasure was asked for: what comes after its dry run would be forgotten by halves."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.models import Erasure, FoyerUser
from app.models.erasure import ErasureState


def require_kept(session: Session, user: FoyerUser, *, field: str | None = None) -> None:
    """Raises Refused at the field from the moment somebody asks to erase this person. Who is asking just now, under the person's lock, is waited for."""
    if user.id is None:
        return
    session.execute(select(FoyerUser.id).where(FoyerUser.id == user.id).with_for_update(read=True, key_share=True))
    state = session.scalar(select(Erasure.state).where(Erasure.user_id == user.id))
    if state is ErasureState.DONE:
        raise Refused(_("%(name)s was erased. Bring in whoever comes back as somebody new.", name=user.username), field=field)
    if state is not None:
        raise Refused(_("%(name)s is being erased.", name=str(user)), field=field)
