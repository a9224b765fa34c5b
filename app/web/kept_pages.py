"""The worker of a folder whose pages open without a network: one for the desk and one for the portal, alike but for what they keep."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, render_template

from app.web.markup import asset


def worker(shell: str, files: Sequence[str], *, ours: str, folder: str) -> Response:
    """`shell` is the address of the page that is shown instead, `files` are of static/, `ours` begins the name of its cache, `folder` is what it looks after."""
    text = render_template("base/worker.js", shell=shell, files=[asset(name) for name in files], ours=ours)
    return Response(text, mimetype="text/javascript", headers={"Service-Worker-Allowed": folder})
