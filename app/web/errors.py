"""What people see when something is not as it should be: a sentence, a way out, and never the insides."""

from __future__ import annotations

from typing import Any

import psycopg
import structlog
from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from app.core.budget import CUT
from app.core.entity import db
from app.core.errors import FoyerError
from app.request import request_id
from app.web.looking import looking

log = structlog.get_logger()


def words(code: int) -> tuple[str, str]:
    """Title and message of a status."""
    known = {
        400: (_("That did not arrive whole"), _("Go back, reload the page and try again.")),
        401: (_("Please sign in"), _("This page is for people who are signed in.")),
        403: (_("This is not yours to do"), _("Your role does not include it. A network admin can change that.")),
        404: (_("Nothing here"), _("The page does not exist, or it belongs to a location that is not yours.")),
        405: (_("Not this way"), _("This address only takes what a button of ours sends.")),
        413: (
            _("Too large"),
            _(
                "Send a smaller file: everything together may be at most %(count)d MB.",
                count=current_app.config["MAX_CONTENT_LENGTH"] // 1024**2,
            ),
        ),
        429: (_("Too many tries"), _("Wait a few minutes, then try again.")),
        503: (_("Back in a moment"), _("The database does not answer just now. Try again in a moment.")),
    }
    return known.get(code, (_("Something went wrong on our side"), _("Nothing was half saved. Try again; if it stays, tell us.")))


def answer(code: int, title: str, message: str, *, number: str = "") -> Any:
    """As JSON to programs, as a page to people."""
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        return jsonify({"message": message, **({"request_id": number} if number else {})}), code
    return render_template("base/error.html", code=code, title=title, message=message, request_id=number), code


def unanswered(problem: OperationalError | psycopg.OperationalError) -> tuple[str, str]:
    """Title and message where PostgreSQL did not answer: it was cut by the limit of the web's statements, or the server is away."""
    told = problem.orig if isinstance(problem, OperationalError) else problem
    db.session.rollback()
    if getattr(told, "sqlstate", None) == CUT:
        log.error("statement cut", path=request.path, exc_info=problem)
        return _("This took too long"), _("Narrow it down, to fewer days or one location, or try again later.")
    log.error("database away", reason=str(told)[:300])
    return words(503)


def list_of(app: Flask, path: str) -> str:
    """Where "/invoices" leads, as people type it: the list of that screen, which has its own door. Nothing for any other address."""
    wanted = f"{path.rstrip('/')}/list/"
    is_screen = request.method == "GET" and path.count("/", 0, -1) == 1 and any(str(rule) == wanted for rule in app.url_map.iter_rules())
    return wanted if is_screen else ""


def install(app: Flask) -> None:
    def refused(problem: FoyerError) -> Any:
        title, _message = words(problem.status)
        title = title if problem.status in (400, 403, 404, 500) else _("Not now")
        return answer(problem.status, title, str(problem.message))

    def forged(problem: CSRFError) -> Any:
        return answer(400, _("This page was open for too long"), _("Go back, reload the page and send it again."))

    def known(problem: HTTPException) -> Any:
        if isinstance(problem, SecurityError):  # a host that is not ours: no page, for its links would be of that host
            return Response("This host is not served here.\n", 400, mimetype="text/plain")
        if problem.code is None or problem.code < 400:
            return problem
        if isinstance(problem, InternalServerError):
            return failed(problem.original_exception or problem)
        if problem.code == 404 and (shelf := list_of(app, request.path)):
            return redirect(shelf)
        if problem.code == 401 and "session_over" in g and request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            return redirect(
                url_for("SignInView.login", next=request.full_path.removesuffix("?"))
            )  # where it says why, and leads back; a page that asks for more by itself is told 401
        return answer(problem.code, *words(problem.code))

    def away(problem: OperationalError | psycopg.OperationalError) -> Any:
        return answer(503, *unanswered(problem))

    def failed(problem: BaseException) -> Any:
        log.error("fault", path=request.path, exc_info=problem)
        db.session.rollback()
        return answer(500, *words(500), number=request_id.get())

    def noted(response: Response) -> Response:
        """Who was stopped at which door; its address may hold a secret, its name does not (ASVS 16.3.2)."""
        if response.status_code in (401, 403):
            who = seen.by if (seen := looking()) is not None else g.get("user")
            log.info("refused", door=request.endpoint, method=request.method, user=getattr(who, "id", None), address=request.remote_addr)
        return response

    app.after_request(noted)
    app.register_error_handler(FoyerError, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, known)
    app.register_error_handler(OperationalError, away)
    app.register_error_handler(psycopg.OperationalError, away)
