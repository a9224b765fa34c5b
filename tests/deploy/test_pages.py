"""What the pages for administrators tell to type is there, and has the environment that it needs."""

from __future__ import annotations

import re

import pytest
import yaml

from app.cli import COMMANDS, POOLED
from app.cli.locks import LAST_UNREAD
from app.metrics import ROLES
from config import HERE, Settings, declared, variable

DOCS = HERE / "docs"
NAMED = (
    "deploying", "upgrading", "backup", "monitoring", "scaling", "limits", "security", "commands",
    "first-day", "month-end", "import", "data-package", "promises", "federation", "features",
)  # fmt: skip
PAGES = {"README": (HERE / "README.md").read_text()} | {name: (DOCS / f"{name}.md").read_text() for name in NAMED}
UNITS = {path.stem for path in (HERE / "deploy" / "systemd").iterdir()}
NAMES = {variable(item) for item, _ in declared()}
OF_PRODUCTION = {
    "migrate", "backup", "restore", "admin", "doctor", "ready", "verify-books", "invoice-preview", "invoice-run", "what-if", "quote",
    "import", "onboard", "files", "rotate-keys",
}  # fmt: skip
BARE = re.compile(
    r"`(?:python3 )?(?:/srv/foyer/)?run\.py ([a-z][a-z-]*)[^`\n]*`(?! where `run\.py` starts everything| in containers)"  # in a sentence
    r"|^[^`\n#]*run\.py ([a-z][a-z-]*)",  # in a block
    re.M,
)


def blocks(page: str) -> list[str]:
    return re.findall(r"^```\n(.*?)^```$", PAGES[page], re.M | re.S)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_unit_file_and_setting_of_a_page_is_there(page):
    text = PAGES[page]
    typed = [
        *re.findall(r"`foyer ([a-z][a-z-]*)", text),
        *re.findall(r"(?:^|&& |until )foyer ([a-z][a-z-]*)", "\n".join(blocks(page)), re.M),
    ]

    assert [name for name in typed if name not in COMMANDS] == []
    assert (
        set(re.findall(r"\bfoyer-(?:web|worker|scheduler|migrate|backup-away|backup|radius|archive(?=\.(?:service|timer)))\b", text))
        - UNITS
        == set()
    )
    for path in re.findall(r"/srv/foyer(?:-[\d.]+)?/([\w./-]+)", text):
        assert path.startswith(".venv/") or (HERE / path).exists(), path
    assert {name.removesuffix("_FILE") for name in re.findall(r"\b(?:FOYER|DATABASE|REDIS)_[A-Z_]+[A-Z]\b", text)} - NAMES == set()


def bare(text: str) -> set[str]:
    """Commands of a production that the text tells to type without its environment."""
    return OF_PRODUCTION.intersection(name for found in BARE.findall(text) for name in found)


@pytest.mark.parametrize("page", PAGES)
def test_no_command_of_a_production_is_typed_without_its_environment(page):
    """`python3 run.py migrate` in a shell of one's own migrates a database of its own, and says that all is well."""
    assert bare(PAGES[page]) == set()


def test_a_command_without_its_environment_is_found():
    assert bare("`run.py files --to database` first, or `python3 run.py doctor`") == {"files", "doctor"}
    assert bare("```\npython3 /srv/foyer/run.py migrate\n```") == {"migrate"}
    assert bare("`foyer files --check`, and `python3 run.py drill backup`") == set()
    assert bare("`foyer backup` (`python3 run.py backup --to HERE` where `run.py` starts everything)") == set()


def test_containers_give_the_poolers_address_to_the_web_alone(tmp_path):
    (override,) = [yaml.safe_load(block) for block in blocks("deploying") if block.startswith("services:")]
    compose = yaml.safe_load((HERE / "deploy" / "compose.yaml").read_text())
    environment = {**compose["services"]["web"]["environment"], **override["services"]["web"]["environment"]}
    for name in (name for name in environment if name.endswith("_FILE")):
        secret = environment[name].removeprefix("/run/secrets/")
        assert secret in {*compose["secrets"], *override["secrets"]}
        (tmp_path / secret).write_text("postgresql://foyer:x@pgbouncer:6432/foyer" if "DATABASE" in name else "redis://:x@valkey:6379/0")
        environment[name] = str(tmp_path / secret)

    assert list(override["services"]) == ["web"]
    assert Settings.load({**environment, "FOYER_VAR": str(tmp_path)}).database_pooler
    assert "web" in POOLED
    assert not POOLED & {"migrate", "backup", "restore", "worker", "scheduler"}


def test_prometheus_is_told_the_ports_that_there_are():
    compose = yaml.safe_load((HERE / "deploy" / "compose.yaml").read_text())
    first = int(compose["services"]["web"]["environment"]["FOYER_METRICS_PORT"])

    assert str([f"{role}:{first + at}" for role, at in ROLES.items()]).replace("'", '"') in PAGES["monitoring"]
    assert re.findall(r'"10\.0\.0\.\d+:(\d+)"', PAGES["monitoring"]) == [str(first + at) for at in ROLES.values()]


def section(text: str, heading: str) -> str:
    return re.split(r"^## ", text.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def test_the_page_names_every_revision_that_stands_alone():
    folder = HERE / "app" / "migrations" / "versions"
    alone = sorted(path.name[:4] for path in folder.glob("*.py") if "with beside_writers()" in path.read_text())
    (line,) = [line for line in section(PAGES["upgrading"], "What holds").splitlines() if line.startswith("- `migrate` does")]

    assert re.findall(r"\b\d{4}\b", line) == alone


def test_a_release_says_first_from_which_revision_it_goes_out_without_a_pause():
    """Nobody has read what revisions up to LAST_UNREAD lock."""
    releases = re.findall(r"^## .+\n\n(.+)", (HERE / "CHANGELOG.md").read_text(), re.M)
    said = [re.match(r"\*\*Without a pause:\*\* (?:never|from revision (\d{4}) on)\b", line) for line in releases]

    assert releases and all(said)
    assert all(found[1] is None or found[1] >= LAST_UNREAD for found in said)


def test_an_upgrade_with_a_pause_saves_what_was_written_until_the_stop_and_knows_the_way_back():
    (with_pause,) = [block for block in blocks("upgrading") if "foyer backup" in block and "stop 'foyer*'" in block]
    (back,) = [block for block in blocks("upgrading") if "foyer restore" in block]

    assert with_pause.index("systemctl stop 'foyer*'") < with_pause.index("foyer backup") < with_pause.index("ln -sfn")
    steps = [
        "systemctl stop 'foyer*'",
        "ln -sfn",
        "deploy/systemd/*",
        "RENAME TO",
        "createdb",
        "foyer restore",
        "systemctl start foyer.target",
    ]
    assert sorted(steps, key=back.index) == steps
    restored = [block for block in blocks("backup") if "foyer restore" in block]
    assert len(restored) == 2, "of a backup, and after the archived log came back"
    made = [line for line in back.splitlines() if " createdb " in line]
    assert [[line for line in block.splitlines() if " createdb " in line] for block in restored] == [made, made]


def started_again(text: str) -> set[str]:
    """The timers that blocks name after `stop 'foyer*'`."""
    typed = "\n".join(re.findall(r"^```\n(.*?)^```$", text, re.M | re.S))
    return set(re.findall(r"\bfoyer-[a-z-]+\.timer\b", typed.partition("systemctl stop 'foyer*'")[2]))


@pytest.mark.parametrize("page", PAGES)
def test_whoever_stops_all_units_is_told_to_start_every_timer_again(page):
    """`foyer*` stops timers too; a target starts services alone."""
    timers = {path.name for path in (HERE / "deploy" / "systemd").glob("*.timer")}
    parts = [
        part for part in re.split(r"^##+ |^\*\*With(?:out)? a pause\*\*", PAGES[page], flags=re.M) if "systemctl stop 'foyer*'" in part
    ]

    assert [started_again(part) for part in parts] == [timers] * len(parts)
    assert bool(parts) == (page in {"backup", "upgrading"})


def test_a_timer_that_is_forgotten_is_found():
    assert started_again("```\nsystemctl start foyer-a.timer\nsystemctl stop 'foyer*'\nsystemctl start foyer-b.timer\n```") == {
        "foyer-b.timer"
    }
