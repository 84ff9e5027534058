"""Three PostgreSQL servers under Patroni in a scratch folder, each of which can fall, stand still or give way.

What it needs are Debian's packages `patroni`, `etcd-server` and `postgresql`. Everything listens on 127.0.0.1, and is
ended by the process ids it was begun with.
"""

import json
import os
import shutil
import signal
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from measuring import free_port
from storming import WITH_US, until

from tafel import migrating
from tests import databases, postgres

NAMES = ("een", "twee", "drie")
LEASE = 20  # seconds for which a leader is one without asking again: the shortest that Patroni allows
_RULES = {
    "ttl": LEASE, "loop_wait": 3, "retry_timeout": 5, "maximum_lag_on_failover": 1_048_576,
    "synchronous_mode": True,  # what is acknowledged stands on two nodes
    "failsafe_mode": True,  # without the store a leader goes on while it reaches all others
    "postgresql": {"use_pg_rewind": True, "parameters": {"max_connections": 100, "wal_level": "replica", "jit": "off"}},
}  # fmt: skip
_ACCESS = ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]


@dataclass
class Node:
    """One server, with the process that watches over it."""

    name: str
    folder: Path
    port: int
    watched_at: int
    patroni: subprocess.Popen[bytes] | None = None

    @property
    def postmaster(self) -> int | None:
        """The first process of the server, if it runs."""
        with suppress(OSError, ValueError):
            return int((self.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        return None

    def processes(self) -> list[int]:
        """Those of the server and the one that watches over it."""
        assert self.patroni
        first = self.postmaster
        return [self.patroni.pid, *([first, *_children(first)] if first else [])]

    def signal(self, what: signal.Signals) -> None:
        """To all of them at once."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, what)


@dataclass
class Cluster:
    """The nodes, and the store in which they agree on who leads."""

    folder: Path
    user: str | None
    store_port: int = field(default_factory=free_port)
    nodes: dict[str, Node] = field(default_factory=dict)
    store: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str = "tafel") -> str:
        """How to reach whoever leads: the first of the three that can be written."""
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in self.nodes.values())
        return f"postgresql+psycopg://{role}@/{database}?{hosts}&target_session_attrs=read-write&connect_timeout=2"

    def conninfo(self, role: str = "postgres", database: str = "tafel") -> str:
        """The same for whoever has no SQLAlchemy."""
        ports = ",".join(str(one.port) for one in self.nodes.values())
        hosts = ",".join(["127.0.0.1"] * len(self.nodes))
        return (
            f"host={hosts} port={ports} user={role} dbname={database} target_session_attrs=read-write connect_timeout=2"
        )

    def begin(self) -> None:
        """The store first; the first node makes the database, the others copy it."""
        self.store_begins()
        for name in NAMES:
            self.nodes[name] = Node(name, self._own(name), free_port(), free_port())
            self.node_begins(name)
            until(self.leader)
        until(self.is_whole)

    def store_begins(self) -> None:
        """Where they agree on who leads."""
        own, beside = f"http://127.0.0.1:{self.store_port}", f"http://127.0.0.1:{free_port()}"
        self.store = self._run(
            "etcd", "--data-dir", str(self._own("etcd") / "data"), "--listen-client-urls", own,
            "--advertise-client-urls", own, "--listen-peer-urls", beside, "--initial-advertise-peer-urls", beside,
            "--initial-cluster", f"default={beside}", said=self.folder / "etcd.log",
        )  # fmt: skip

    def store_falls(self) -> None:
        """Nobody can ask any more who leads."""
        assert self.store
        self.store.kill()
        self.store.wait()

    def node_begins(self, name: str) -> None:
        """A node, with what it had."""
        one = self.nodes[name]
        settings = one.folder / "patroni.json"  # YAML is JSON too
        settings.write_text(json.dumps(self._settings(one)))
        one.patroni = self._run("patroni", str(settings), said=self.folder / f"{name}.log")

    def falls(self, name: str) -> None:
        """All its processes at once, as when its machine is switched off."""
        one = self.nodes[name]
        one.signal(signal.SIGKILL)
        assert one.patroni
        one.patroni.wait()

    def gives_way(self) -> None:
        """Whoever leads hands over to another, as before maintenance."""
        leader = self.leader()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.nodes[leader].watched_at}/switchover",
            json.dumps({"leader": leader}).encode(), {"Content-Type": "application/json"},
        )  # fmt: skip
        urllib.request.urlopen(asked, timeout=60).read()  # noqa: S310 our own, on loopback

    def leader(self) -> str:
        """The node that PostgreSQL itself says can be written; empty while there is none."""
        for one in self.nodes.values():
            if self._asked(one, "patroni").get("role") == "master":
                return one.name
        return ""

    def is_whole(self) -> bool:
        """Whether all are there, and in the store stands who may lead after the leader: nobody else ever will."""
        members = next(filter(None, (self._asked(one, "cluster") for one in self.nodes.values())), {}).get(
            "members", ()
        )
        well = [one["role"] for one in members if one.get("state") in {"running", "streaming"}]
        return sorted(well) == ["leader", "replica", "sync_standby"]

    def _asked(self, one: Node, what: str) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{one.watched_at}/{what}", timeout=1) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except (OSError, ValueError):
            return {}

    def _settings(self, one: Node) -> dict[str, Any]:
        here = f"127.0.0.1:{one.port}"
        return {
            "scope": "tafel", "name": one.name,
            "restapi": {"listen": f"127.0.0.1:{one.watched_at}", "connect_address": f"127.0.0.1:{one.watched_at}"},
            "etcd3": {"host": f"127.0.0.1:{self.store_port}"},
            "bootstrap": {"dcs": _RULES, "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, {"auth": "trust"}]},
            "postgresql": {
                "listen": here, "connect_address": here, "data_dir": str(one.folder / "data"),
                "bin_dir": str(postgres._programs()), "pg_hba": _ACCESS,  # noqa: SLF001
                "authentication": {"superuser": {"username": "postgres"}, "replication": {"username": "follower"}},
                "parameters": {"unix_socket_directories": str(one.folder)},
                # A node that went another way than the leader is copied anew.
                "remove_data_directory_on_rewind_failure": True,
                "remove_data_directory_on_diverged_timelines": True,
            },
        }  # fmt: skip

    def _own(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir(exist_ok=True, mode=0o700)
        if self.user:
            shutil.chown(made, self.user)
        return made

    def _run(self, *command: str, said: Path) -> subprocess.Popen[bytes]:
        home = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        with said.open("ab") as log:
            return subprocess.Popen(
                [*WITH_US, *command], user=self.user, group=postgres._group(self.user),  # noqa: SLF001
                extra_groups=[] if self.user else None, cwd="/", env=home, stdout=log, stderr=log,
            )  # fmt: skip

    def end(self) -> None:
        """All of it, by the ids it was begun with."""
        for one in self.nodes.values():
            if one.patroni:
                one.signal(signal.SIGCONT)
                one.signal(signal.SIGKILL)
                one.patroni.wait()
        if self.store:
            self.store.kill()
            self.store.wait()


@contextmanager
def running() -> Iterator[Cluster]:
    """Three of them with an empty database, of which the application owns nothing."""
    missing = [name for name in ("patroni", "etcd") if not shutil.which(name)]
    if missing:
        raise SystemExit(
            f"Hiervoor ontbreken: {', '.join(missing)}. Installeer patroni en etcd-server van het systeem."
        )
    folder = postgres.folder_for_tests("tafel-patroni-")
    cluster = Cluster(folder, postgres._user())  # noqa: SLF001
    folder.chmod(0o711)
    try:
        cluster.begin()
        with psycopg.connect(cluster.conninfo(database="postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE ROLE {databases.OWNER} LOGIN CREATEROLE")
            admin.execute(f"CREATE ROLE {databases.APP} LOGIN NOINHERIT")
            admin.execute(f"CREATE DATABASE tafel OWNER {databases.OWNER}")
        migrating.migrate(cluster.url(databases.OWNER))
        migrating.prepare_postgresql(cluster.url(databases.OWNER), databases.APP, "")
        yield cluster
    finally:
        cluster.end()
        shutil.rmtree(folder)


def _children(pid: int) -> Sequence[int]:
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
