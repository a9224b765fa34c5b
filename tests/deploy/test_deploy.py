"""deploy/: what can be proven of it on one machine. No image is built and no container started here; docs/deploying.md says so."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest

from app.cli import available, ready
from app.cli.settings import EXAMPLE, PAGE, example, page
from app.core.settings import problems
from app.metrics.house import House, Processes
from app.metrics.meters import Meters
from config import HERE, Mode, Settings, declared, variable
from tests.needs import need

DEPLOY = HERE / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "foyer"}
AWAY, ARCHIVE = "foyer-backup-away", "foyer-archive"  # units that are no commands of run.py
NAMES = {variable(item) for item, _ in declared()}


def test_settings_and_example_are_made_from_config():
    assert PAGE.read_text() == page(), "python3 run.py settings --write"
    assert EXAMPLE.read_text() == example(), "python3 run.py settings --write"


def test_the_example_environment_names_every_setting_and_may_start_once_it_has_a_key(tmp_path):
    lines = EXAMPLE.read_text().splitlines()
    named = {line.lstrip("#").partition("=")[0] for line in lines if re.match(r"#?[A-Z0-9_]+=", line)}
    given = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z0-9_]+=", line))

    assert named == NAMES - {"FOYER_TEST_STRICT"}
    assert [text.split(" ")[0] for text in problems(Settings.load({**given, "FOYER_VAR": str(tmp_path)}))] == ["FOYER_SECRET_KEY"]
    key = {"FOYER_SECRET_KEY": "q7Rk2ZpXw9LmTn4VbYc8HdJf3GsAe6UuKi5O"}
    assert problems(Settings.load({**given, **key, "FOYER_VAR": str(tmp_path)})) == []


def test_every_container_of_ours_is_a_command_that_there_is():
    assert set(OURS) == {"migrate", "web", "worker", "scheduler", "backup"}
    for name, service in OURS.items():
        assert service["command"][0] in available(), name
        assert (service["read_only"], service["cap_drop"], service["security_opt"]) == (True, ["ALL"], ["no-new-privileges:true"]), name
        for setting in service["environment"]:
            assert setting.removesuffix("_FILE") in NAMES, setting
    for name in ("web", "worker", "scheduler"):
        program, script, command, role = OURS[name]["healthcheck"]["test"][1:]
        assert (command, role) == ("ready", name)
        assert role in ready.LOOKS
        assert [program, script] == entrypoint()
        assert OURS[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def entrypoint() -> list[str]:
    found = re.search(r'^ENTRYPOINT \["(.+)", "(.+)"\]$', (DEPLOY / "Containerfile").read_text(), re.M)
    assert found
    return list(found.groups())


def test_containers_have_as_long_to_stop_as_their_processes_want():
    from app.cli.crew import GRACE

    for name in ("web", "worker", "scheduler"):
        assert int(OURS[name]["stop_grace_period"].removesuffix("s")) > GRACE[name]
        unit = (DEPLOY / "systemd" / f"foyer-{name}.service").read_text()
        assert int(re.search(r"^TimeoutStopSec=(\d+)$", unit, re.M)[1]) > GRACE[name]


def test_the_image_runs_as_nobody_special_and_holds_no_secret():
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    ignored = (HERE / ".dockerignore").read_text().splitlines()  # podman reads it as well

    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    assert {"deploy/secrets", "deploy/certificates", "deploy/.env", "var", ".git"} <= set(ignored)
    packages = re.search(r"no-install-recommends (.+) \\", "\n".join(lines))[1].split()
    from run import PDF_PACKAGES

    assert set(PDF_PACKAGES) <= set(packages)


def test_secrets_are_made_once_and_are_what_foyer_takes(tmp_path):
    script = shutil.copy(DEPLOY / "make-secrets", tmp_path)
    subprocess.run(["sh", script], check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    subprocess.run(["sh", script], check=True, capture_output=True)

    assert made == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert {Path(each["file"]).name for each in COMPOSE["secrets"].values()} == set(made)
    environ = {name: value for name, value in OURS["web"]["environment"].items() if not name.endswith("_FILE")}
    files = {
        name: str(tmp_path / "secrets" / Path(value).name) for name, value in OURS["web"]["environment"].items() if name.endswith("_FILE")
    }
    more = {"FOYER_VAR": str(tmp_path), "FOYER_TRUSTED_HOSTS": "desk.example.com", "FOYER_PUBLIC_URL": "https://desk.example.com"}
    settings = Settings.load({**environ, **files, **more})
    assert settings.mode is Mode.PRODUCTION
    assert problems(settings) == []
    assert settings.database_url == f"postgresql://foyer:{made['database_password']}@db:5432/foyer"


def test_every_volume_secret_and_dependency_is_declared():
    for name, service in COMPOSE["services"].items():
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"]), name
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"]), name
        named = {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith((".", "/"))}
        assert named <= set(COMPOSE["volumes"]), name
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"], "nothing else is for the world"


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.stem)
def test_every_unit_runs_a_command_that_there_is_and_gets_no_rights(unit):
    text = unit.read_text()
    (command,) = re.findall(r"^ExecStart=(.+)$", text, re.M)

    if unit.stem in {AWAY, ARCHIVE}:
        assert os.access(HERE / Path(command.split()[0]).relative_to("/srv/foyer"), os.X_OK)
    else:
        assert command.split()[:2] == entrypoint()
        assert command.split()[2] in available()
    account = "postgres" if unit.stem == ARCHIVE else "foyer"  # PostgreSQL lets its own account replicate
    for line in (f"User={account}", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert line in text.splitlines(), line
    named = Path(re.search(r"^Documentation=file:/srv/foyer/(\S+)$", text, re.M)[1])
    assert (HERE / named).exists(), named


def told(unit: str, key: str) -> list[str]:
    """What the lines of that key say, in their order."""
    return re.findall(rf"^{key}=(.*)$", (DEPLOY / "systemd" / unit).read_text(), re.M)


def test_each_machine_chooses_what_it_runs():
    served = [unit.name for unit in UNITS if told(unit.name, "WantedBy") == ["foyer.target"]]

    assert served == [f"foyer-{name}.service" for name in ("radius", "scheduler", "web", "worker")]
    assert told("foyer.target", "Wants") == told("foyer.target", "Requires") == []
    for unit in [*served, "foyer-migrate.service"]:
        assert told(unit, "PartOf") == ["foyer.target"], "it stops with the target, and so do the tables come up anew with it"
    for unit in served:
        assert told(unit, "Requires") == ["foyer-migrate.service"]
        assert "foyer-migrate.service" in told(unit, "After")[0].split()
    assert told("foyer-migrate.service", "ExecStart")[0].endswith("run.py migrate --wait"), "the database may come up last"


def test_the_way_through_a_pooler_reaches_the_web_alone():
    """Commands refuse it (app/cli/__init__.py, POOLED), and so does what is started before the web."""
    files = {unit.name: told(unit.name, "EnvironmentFile") for unit in UNITS if unit.suffix == ".service"}

    assert files.pop(f"{AWAY}.service") == ["/etc/foyer/away.env"], "it needs no secret of Foyer's"
    assert files.pop(f"{ARCHIVE}.service") == [], "nor does this one"
    assert files.pop("foyer-web.service") == ["/etc/foyer/foyer.env", "-/etc/foyer/web.env"], "the later one counts"
    assert set(map(tuple, files.values())) == {("/etc/foyer/foyer.env",)}


def test_commands_are_typed_with_the_account_environment_and_folder_of_the_units():
    text = (DEPLOY / "foyer").read_text()
    given = dict(re.findall(r"--(?:property|setenv)=(\w+)=(\S+)", text))

    assert given["User"] == told("foyer-migrate.service", "User")[0]
    assert given["EnvironmentFile"] == told("foyer-migrate.service", "EnvironmentFile")[0]
    assert f"FOYER_VAR={given['FOYER_VAR']}" == told("foyer-migrate.service", "Environment")[0]
    for key in ("StateDirectory", "StateDirectoryMode", "UMask"):
        assert given[key] == told("foyer-migrate.service", key)[0]
    assert f'{" ".join(entrypoint())} "$@"' in text
    assert stat.S_IMODE((DEPLOY / "foyer").stat().st_mode) & 0o111
    assert subprocess.run(["sh", "-n", str(DEPLOY / "foyer")]).returncode == 0


def test_systemd_takes_the_units(tmp_path):
    need("systemd-analyze")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(
            unit.read_text().replace("/srv/foyer/.venv/bin/python", shutil.which("python3")).replace("/srv/foyer", str(HERE))
        )
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        env={"PATH": os.defpath, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}, capture_output=True, text=True,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "foyer" in line]

    assert (done.returncode, said) == (0, []), done.stderr


def test_alerts_ask_for_figures_that_there_are(app):
    registry = CollectorRegistry()
    for each in (*vars(Meters()).values(), House(app, ("money",)), Processes(os.getpid())):
        registry.register(each)
    known = set(re.findall(r"^# TYPE (\w+)", generate_latest(registry).decode(), re.M))
    known |= {f"{name}_bucket" for name in known} | {"foyer_database_replica_lag_seconds"}  # told only where there is a replica
    rules = [rule for group in yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"] for rule in group["rules"]]
    asked = {name for rule in rules for name in re.findall(r"foyer_\w+", rule["expr"])}

    (failed,) = [re.search(r'name=~"(.+?)"', rule["expr"])[1] for rule in rules if "node_systemd_unit_state" in rule["expr"]]
    assert all(re.fullmatch(failed, unit.name) for unit in UNITS if unit.suffix == ".service"), "nobody else tells of a backup that failed"
    assert asked - known == set()
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]
