"""All of Foyer in one process tree: started, watched, stopped, and never outliving whoever started it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from threading import Timer

import psutil
import pytest

from app.cli.servers import ports
from tests.cli.conftest import Place, gone, open_place

pytestmark = pytest.mark.drill


class Running:
    """A started Foyer: its process, what it said, where it is."""

    def __init__(self, place: Place, *argv: str, **environ: str) -> None:
        self.place = place
        self.process = place.foyer(*argv, **environ)
        self.said = ""
        self.until("Ctrl-C stops it.")
        self.url, seconds = re.findall(r"ready at (\S+)\s+\(([\d.]+) s\)", self.said)[-1]
        self.seconds = float(seconds)

    def until(self, words: str) -> None:
        while words not in self.said:
            line = self.process.stderr.readline()
            assert line, f"it ended with {self.process.wait()}: {self.said}"
            self.said += line

    def answers(self, within: float = 60) -> dict[str, str]:
        end = time.monotonic() + within
        while True:
            with contextlib.suppress(OSError):
                return json.load(urllib.request.urlopen(f"{self.url}/readyz", timeout=30))
            assert time.monotonic() < end, f"no answer from {self.url}: {self.said}"
            time.sleep(0.1)

    def tree(self) -> list[int]:
        return [self.process.pid, *(child.pid for child in psutil.Process(self.process.pid).children(recursive=True))]


def three_free() -> int:
    """The first of three ports in a row that nobody has."""
    while True:
        first = ports.any_free()
        if first < 65_000 and all(ports.is_free(first + more) for more in (1, 2)):
            return first


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with open_place(tmp_path_factory) as found:
        found.environ |= {"FOYER_RADIUS": "yes", "FOYER_METRICS_PORT": str(three_free())}
        yield found


@pytest.fixture(scope="module")
def foyer(home):
    return Running(home, "--empty")


def test_it_starts_and_names_its_administrator(foyer):
    page = urllib.request.urlopen(f"{foyer.url}/login/").read().decode()

    assert "password" in page
    assert re.search(r'"username": "admin",\s+"password": "\S{12,}"', foyer.said)
    assert foyer.answers()["status"] == "ready"


def test_a_second_start_says_where_the_first_is(foyer, home):
    status, out, err = home.ask()

    assert (status, out) == (1, "")
    assert f"already running at {foyer.url}: pid {foyer.process.pid}" in err


def test_commands_use_what_runs(foyer, home):
    status, out, err = home.ask("doctor", "--json")

    assert status == 0, err
    assert any(f"pid {foyer.process.pid}" in finding["fact"] for finding in json.loads(out)["findings"])
    assert home.pids()["postgres"] in foyer.tree()


def test_figures_are_told_at_ports_of_their_own_and_name_nobody(foyer, home):
    first = int(home.environ["FOYER_METRICS_PORT"])
    urllib.request.urlopen(f"{foyer.url}/login/?next=/people/zanele").read()
    told = {
        role: scraped(first + number, f"foyer_{'requests_total' if role == 'web' else 'processes'}")
        for number, role in enumerate(("web", "worker", "scheduler"))
    }

    assert re.search(r'foyer_requests_total\{method="GET",route="/login/",status="200"\} [1-9]', told["web"])
    assert 'foyer_outbox_oldest_seconds{queue="money"} 0.0' in told["web"]
    for line in ("foyer_database_up 1.0", "foyer_valkey_up 1.0", "foyer_outbox_parked 0.0", 'foyer_undecided{kind="charges"} 0.0'):
        assert line in told["worker"]
    assert "foyer_resident_bytes" in told["scheduler"]
    everything = "".join(told.values())
    password = json.loads((home.var / "running.json").read_text())["places"]["database_url"].split(":")[2].split("@")[0]
    assert not [word for word in ("zanele", "admin", password) if word in everything]
    for child in psutil.Process(foyer.process.pid).children(recursive=True):  # the web's own is not the pool's to revive
        with contextlib.suppress(psutil.Error):
            if any(line.status == psutil.CONN_LISTEN and line.laddr.port == first for line in child.net_connections()):
                child.kill()
    assert "foyer_requests_total" in scraped(first, "foyer_requests_total"), "it is begun again"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{foyer.url}/metrics")


def scraped(port: int, awaited: str) -> str:
    end = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError):
            text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode()
            if awaited in text:
                return text
        assert time.monotonic() < end, f"no figures at {port}"
        time.sleep(0.2)


@pytest.mark.parametrize("role", ["web", "worker"])
def test_who_looks_after_containers_can_ask_whether_it_works(foyer, home, role):
    end = time.monotonic() + 60
    while (found := home.ask("ready", role))[0] and time.monotonic() < end:
        time.sleep(1)

    assert found[0] == 0, found[2]


@pytest.mark.parametrize("name", ["web", "worker", "scheduler", "sandbox", "radius", "valkey", "postgres"])
def test_what_is_killed_comes_back(foyer, home, name):
    before = home.pids()[name]
    os.kill(before, signal.SIGKILL)
    foyer.until(f"{name} ended")
    end = time.monotonic() + 60
    while home.pids()[name] == before or not psutil.pid_exists(home.pids()[name]):
        assert time.monotonic() < end, foyer.said
        time.sleep(0.1)

    assert foyer.answers()["status"] == "ready"


def test_the_address_takes_calls_while_the_web_starts_again(foyer, home):
    os.kill(home.pids()["web"], signal.SIGKILL)

    assert urllib.request.urlopen(f"{foyer.url}/healthz", timeout=60).status == 200


def test_it_stops_in_order_and_the_next_start_is_warm(foyer, home):
    tree = foyer.tree()
    foyer.process.send_signal(signal.SIGTERM)
    assert foyer.process.wait(90) == 0
    assert gone(tree), [psutil.Process(pid).cmdline() for pid in tree if psutil.pid_exists(pid)]
    assert not (home.var / "running.json").exists()

    warm = Running(home)
    print(f"\nwarm start: {warm.seconds} s")
    assert "bringing the tables up to date" not in warm.said

    tree, port = warm.tree(), int(warm.url.rsplit(":", 1)[1])
    warm.process.kill()
    assert gone(tree), "something outlived a supervisor that was killed"
    holders = {each.pid for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN and each.laddr.port == port}
    ours = [
        pid for pid in holders if psutil.Process(pid).environ().get("FOYER_VAR") == str(home.var)
    ]  # another Foyer may have taken the number meanwhile
    assert not ours, "its door is still open"


def test_killed_and_started_again_at_once(home):
    first = Running(home)
    tree, sandbox = first.tree(), home.pids()["sandbox"]
    port = json.loads((home.var / "running.json").read_text())["places"]["sandbox_port"]
    os.kill(sandbox, signal.SIGSTOP)  # it outlives the supervisor for a second, at a port that the next start wants
    Timer(1, os.kill, (sandbox, signal.SIGCONT)).start()
    first.process.kill()
    second = Running(home, FOYER_SANDBOX_PORT=str(port))

    assert second.answers()["status"] == "ready"
    assert gone(tree), "something outlived a supervisor that was killed"
    second.process.send_signal(signal.SIGINT)
    assert second.process.wait(90) == 0


def test_a_port_asked_for_by_name_is_never_replaced(place):
    with socket.create_server(("127.0.0.1", 0)) as thief:
        port = thief.getsockname()[1]
        status, _, err = place.ask("--empty", FOYER_PORT=str(port))

    assert status == 1
    assert f"Port {port}, wanted for the web server, is taken by" in err
    assert "FOYER_PORT" in err
    assert not (place.var / "processes.json").exists()


def test_production_does_not_start_with_what_everybody_knows(place):
    status, _, err = place.ask(FOYER_MODE="production", FOYER_SECRET_KEY="secret", FOYER_DEBUG="yes")

    assert status == 1
    for words in ("FOYER_SECRET_KEY can be guessed", "FOYER_DEBUG is on", "FOYER_TRUSTED_HOSTS is not set", "FOYER_PUBLIC_URL has to be"):
        assert words in err
    assert not (place.var / "processes.json").exists()


def test_wrong_use_is_told(place):
    assert place.ask("invoce-preview")[0] == 2
    assert "is not a command" in place.ask("nonsense")[2]
    status, _, err = place.ask("doctor", FOYER_PROT="1")
    assert status == 1
    assert "Did you mean FOYER_PORT?" in err
