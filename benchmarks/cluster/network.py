"""Machines on one bridge: a network namespace each, which can be cut off, fenced off from some, switched off and on again."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.say import CannotStart
from app.cli.servers.child import dies_with_us

PREFIX = "10.77.0."
HOST = f"{PREFIX}1"  # ours, on the bridge
BOTH_WAYS = ("input", "output")
MAX_NAME = 8  # letters: a network interface has 15 in all


@dataclass(frozen=True, slots=True)
class Program:
    """What runs on a machine. `account`: whom it runs as, root when it is nobody."""

    name: str
    argv: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    account: pwd.struct_passwd | None = None


@dataclass(slots=True)
class Machine:
    """`programs` is asked at each start, so that a machine comes back with what it needs by then."""

    name: str
    number: int
    net: Net
    programs: Callable[[], list[Program]]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{PREFIX}{self.number}"

    @property
    def folder(self) -> Path:
        """Its disk, which outlives its death."""
        return self.net.folder / self.name

    def start(self) -> None:
        """Switch it on, with everything that runs on it."""
        self.connect()
        for program in self.programs():
            self.running[program.name] = self.run(program)

    def run(self, program: Program) -> subprocess.Popen[bytes]:
        """Start one program on this machine; its words go to the machine's own log."""
        argv = ["ip", "netns", "exec", self.net.space(self.name)]
        if program.account is not None:
            argv += ["setpriv", f"--reuid={program.account.pw_uid}", f"--regid={program.account.pw_gid}", "--clear-groups"]
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", **program.env}
        log = self.net.folder / f"{self.name}-{program.name}.log"
        with log.open("ab") as words:
            return subprocess.Popen(
                argv + program.argv,
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
                preexec_fn=dies_with_us(signal.SIGKILL),
            )

    def kill(self) -> None:
        """The power fails: off the net at once, and every process gone without a word."""
        self.cut()
        told = subprocess.run(["ip", "netns", "pids", self.net.space(self.name)], capture_output=True, text=True, check=True)
        for pid in told.stdout.split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                continue
        for child in self.running.values():
            child.wait()
        self.running.clear()

    def cut(self) -> None:
        """Everything goes on running, and nobody hears it."""
        _ip("link", "set", self.net.wire(self.name), "down")

    def connect(self) -> None:
        _ip("link", "set", self.net.wire(self.name), "up")

    def fence(self, ways: Sequence[str] = BOTH_WAYS, others: Sequence[Machine] = ()) -> None:
        """What comes from those others ("input"), goes to them ("output"), or both, is lost without a word; without others, what comes from and goes to anybody."""
        far = f"{{ {', '.join(each.address for each in others)} }}" if others else f"{PREFIX}0/24"
        faces = {"input": ("iifname", "saddr"), "output": ("oifname", "daddr")}
        chains = "".join(
            f"chain {way} {{ type filter hook {way} priority 0; {faces[way][0]} eth0 ip {faces[way][1]} {far} drop; }}\n" for way in ways
        )
        self._nft(f"table ip fence {{\n{chains}}}\n")

    def unfence(self) -> None:
        self._nft("add table ip fence\ndelete table ip fence\n")

    def _nft(self, rules: str) -> None:
        done = subprocess.run(
            ["ip", "netns", "exec", self.net.space(self.name), "nft", "-f", "-"], input=rules, capture_output=True, text=True
        )
        if done.returncode:
            raise CannotStart(f"nft: {done.stderr.strip()}")


class Net:
    """The bridge and what hangs on it; `tag` keeps two of them on one computer apart."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tag = folder, f"fy{os.getpid() % 10000}"
        self.machines: dict[str, Machine] = {}

    def space(self, name: str) -> str:
        return f"{self.tag}-{name}"

    def wire(self, name: str) -> str:
        return f"{self.tag}{name}"[:15]

    def add(self, name: str, number: int, programs: Callable[[], list[Program]]) -> Machine:
        """A machine that is wired and switched off."""
        assert len(name) <= MAX_NAME, name
        machine = self.machines[name] = Machine(name, number, self, programs)
        machine.folder.mkdir(mode=0o755)
        space, wire = self.space(name), self.wire(name)
        _ip("netns", "add", space)
        _ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", space)
        _ip("link", "set", wire, "master", self.tag)
        _ip("-n", space, "link", "set", "lo", "up")
        _ip("-n", space, "addr", "add", f"{machine.address}/24", "dev", "eth0")
        _ip("-n", space, "link", "set", "eth0", "up")
        return machine


@contextmanager
def net(folder: Path) -> Iterator[Net]:
    """The bridge at 10.77.0.1/24 for the time of the block; nothing of it leaves this computer. CannotStart without the rights."""
    if os.geteuid() != 0:
        raise CannotStart("Machines are network namespaces, which only root can make. Run it as root on a machine of your own.")
    made = Net(folder)
    taken = subprocess.run(["ip", "-o", "addr", "show"], capture_output=True, text=True, check=True).stdout
    if f" {PREFIX}" in taken:
        raise CannotStart(f"{PREFIX}0/24 is in use on this computer. Is another such drill running?")
    try:
        _ip("link", "add", made.tag, "type", "bridge")
        _ip("addr", "add", f"{HOST}/24", "dev", made.tag)
        _ip("link", "set", made.tag, "up")
        yield made
    finally:
        for machine in reversed(made.machines.values()):
            machine.kill()
            subprocess.run(["ip", "link", "del", made.wire(machine.name)], capture_output=True)
            _ip("netns", "del", made.space(machine.name))
        subprocess.run(["ip", "link", "del", made.tag], capture_output=True)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode:
        raise CannotStart(f"ip {' '.join(words)}: {done.stderr.strip()}")
