"""The ways in: HAProxy before the web servers and before the database that leads, PgBouncer between the web and that."""

from __future__ import annotations

import os
import pwd

from benchmarks.cluster.network import Machine, Program
from benchmarks.cluster.postgres import PORT as POSTGRES
from benchmarks.cluster.postgres import REST

WEB = 8000
FRONT = 80
POOLED = 6432
SANDBOX = (8100, 8125)  # the vendors' HTTP and mail
COMMON = """
global
    maxconn 2000
defaults
    timeout connect 2s
    timeout check 1s
    timeout client 75s
    timeout server 75s
    retries 3
    option redispatch
"""
# connections to the database stay for hours, one listens for work; those to a server that does not lead any more end at once
DATABASE = """
listen postgres
    mode tcp
    bind 127.0.0.1:{port}
    timeout client 24h
    timeout server 24h
    option httpchk GET /primary
    default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
"""
# Only a connection that was never made is tried elsewhere: who can tell what a server did with a request that it had heard?
PUBLIC = """
frontend public
    mode http
    bind {address}:{front}
    option forwardfor
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-Host %[req.hdr(Host)]
    default_backend web
backend web
    mode http
    balance leastconn
    retry-on conn-failure
    option httpchk
    http-check send meth GET uri /readyz hdr Host {host}
    default-server inter 1s fall 2 rise 1 slowstart 2s
"""


def front(machine: Machine, webs: list[Machine], host: str) -> Program:
    """The door that browsers know. `host`: a name that Foyer answers to."""
    servers = "".join(f"    server {each.name} {each.address}:{WEB} check\n" for each in webs)
    return _haproxy(machine, COMMON + PUBLIC.format(address=machine.address, front=FRONT, host=host) + servers)


def beside(machine: Machine, databases: list[Machine], vendors: Machine) -> Program:
    """What each machine of Foyer has of its own: 127.0.0.1:5432 is the database that leads, the vendors are where a demo expects them."""
    servers = "".join(f"    server {each.name} {each.address}:{POSTGRES} check port {REST}\n" for each in databases)
    return _haproxy(machine, COMMON + DATABASE.format(port=POSTGRES) + servers + _through("127.0.0.1", vendors.address))


def vendors_door(machine: Machine) -> Program:
    """The sandbox listens on its own machine alone; this lets the others in."""
    return _haproxy(machine, COMMON + _through(machine.address, "127.0.0.1"))


def _through(here: str, there: str) -> str:
    return "".join(f"listen vendors{port}\n    mode tcp\n    bind {here}:{port}\n    server only {there}:{port}\n" for port in SANDBOX)


def _haproxy(machine: Machine, told: str) -> Program:
    path = machine.folder / "haproxy.cfg"
    path.write_text(told)
    return Program("haproxy", ["haproxy", "-db", "-f", str(path)])


def pooler(machine: Machine, account: pwd.struct_passwd, password: str) -> Program:
    """PgBouncer in transaction mode, before this machine's way to the database."""
    names, told = machine.folder / "pooled.txt", machine.folder / "pgbouncer.ini"
    names.touch(mode=0o600)
    names.write_text(f'"foyer" "{password}"\n')
    told.write_text(
        f"[databases]\nfoyer = host=127.0.0.1 port={POSTGRES} dbname=foyer\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {POOLED}\n"
        f"auth_type = scram-sha-256\nauth_file = {names}\npool_mode = transaction\nmax_client_conn = 500\ndefault_pool_size = 20\n"
        "unix_socket_dir =\nserver_login_retry = 1\nserver_connect_timeout = 3\nserver_check_delay = 1\n"
    )
    for path in (machine.folder, names, told):
        os.chown(path, account.pw_uid, account.pw_gid)
    return Program("pgbouncer", ["pgbouncer", "-q", str(told)], account=account)
