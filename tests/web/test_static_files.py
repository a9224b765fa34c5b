"""How long browsers keep a file of ours: for good under the address that names what is in it, else not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound
from werkzeug.test import Client

from app.web.markup import asset
from app.web.static_files import StaticFiles, address


def test_under_the_address_of_a_page_a_file_is_kept_for_a_year(client: FlaskClient) -> None:
    head = client.get(asset("foyer.css")).headers
    assert "max-age=31536000" in head["Cache-Control"] and head["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("asked", ["?v=0000aaaa", "?v=", "", "?w=1"])
def test_what_an_address_does_not_name_stays_in_no_browser(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/static/foyer.css{asked}").headers["Cache-Control"] == "no-cache"


def test_an_old_node_gives_old_bytes_under_a_new_address_for_this_once(tmp_path: Path) -> None:
    """Both files are as long, and as old to the second: what a browser holds of the one is never taken for the other."""
    nodes = []
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "desk.js").write_text(f'"{name}";')
        os.utime(tmp_path / name / "desk.js", (1, 1))
        nodes.append(Client(StaticFiles(NotFound(), tmp_path / name)))
    old, new = nodes
    named = address(tmp_path / "new", "desk.js")

    early = old.get(named)
    assert (early.text, early.headers["Cache-Control"]) == ('"old";', "no-cache")
    later = new.get(named, headers={"If-None-Match": early.headers["ETag"], "If-Modified-Since": early.headers["Last-Modified"]})
    assert (later.status_code, later.text) == (200, '"new";') and "max-age=31536000" in later.headers["Cache-Control"]
    again = new.get(named, headers={"If-None-Match": later.headers["ETag"]})
    assert again.status_code == 304 and "max-age=31536000" in again.headers["Cache-Control"]
