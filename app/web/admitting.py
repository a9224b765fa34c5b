"""Admitting: what every resource of the API shares: who may ask, and refusals in words with their status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import structlog
from flask import Response
from flask_appbuilder.exceptions import DatabaseException
from flask_babel import gettext as _
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, OperationalError

from app.access.permissions import Permission
from app.core.errors import Conflict, FoyerError
from app.web.actor import current_actor
from app.web.errors import unanswered
from app.web.refusals import reason_of

log = structlog.get_logger()


class Admitting:
    """Mixed in before one of FAB's resources."""

    response: Any
    response_403: Any

    def _admitted(self, answer: Callable[[], Response]) -> Response:
        """Refusals in words with their status, before FAB turns every exception into a 500."""
        if not current_actor().may(Permission.API):
            return self.response_403()  # type: ignore[no-any-return]
        try:
            return answer()
        except ValidationError as wrong:
            return self.response(422, message=_("Some values do not fit."), fields=wrong.messages)  # type: ignore[no-any-return]
        except (DataError, OverflowError) as wrong:  # a number or a text that no column holds
            log.info("value refused", reason=type(wrong).__name__)
            return self.response(422, message=_("Some values do not fit."))  # type: ignore[no-any-return]
        except (OperationalError, psycopg.OperationalError) as problem:
            return self.response(503, message=unanswered(problem)[1])  # type: ignore[no-any-return]
        except (FoyerError, DatabaseException) as refusal:
            reason = reason_of(refusal)
            status = reason.status if isinstance(refusal, FoyerError) else 422
            details = {"details": reason.details} if isinstance(reason, Conflict) and reason.details else {}
            return self.response(status, message=str(reason.message), **({"field": reason.field} if reason.field else {}), **details)  # type: ignore[no-any-return]
