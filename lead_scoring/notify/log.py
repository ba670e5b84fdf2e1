"""The delivery log: a small SQLite file that says what each channel was told, by ids alone.

It lies beside the warehouse and not in it: dbt publishes, rebuilds and locks the warehouse, and a log that a full
refresh takes along would tell everything once more.
"""

import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from lead_scoring.errors import UserError
from lead_scoring.notify.items import Item
from lead_scoring.notify.routes import Route

HEADER = b"SQLite format 3\0"
TABLES = """
    create table if not exists deliveries (
        channel text not null,
        item_id text not null,
        what text not null,
        message_id text not null,
        noted_at text not null,
        sent_at text,
        primary key (channel, item_id)
    );
    create table if not exists signs (signal text primary key, since text not null);
"""


class CannotKeepLogError(UserError):
    """The delivery log is no such file, or cannot be written; the message says which."""


@dataclass(frozen=True)
class Batch:
    """The items of one message to one channel."""

    message_id: str
    route: Route
    items: tuple[Item, ...]


@contextmanager
def opened(path: Path, keep: bool = True) -> Iterator["Log"]:
    """Open the log, made where there is none; ``keep=False`` works on a copy in memory. Raises CannotKeepLogError."""
    try:
        with closing(_connected(path, keep)) as connection:
            yield Log(connection)
    except sqlite3.Error as error:
        raise _refusal(path, str(error)) from error


def check(path: Path) -> None:
    """Make sure that a delivery log may be at a path: there is none yet, or one. Raises CannotKeepLogError."""
    try:
        if path.is_dir():
            raise _refusal(path, "it is a folder")
        if path.exists() and not path.is_file():
            raise _refusal(path, "it is no file")
        if path.exists():
            with path.open("rb") as file:
                if file.read(len(HEADER)) not in (b"", HEADER):
                    raise _refusal(path, "it is another kind of file")
    except OSError as error:
        raise _refusal(path, error.strerror or str(error)) from error


def _refusal(path: Path, why: str) -> CannotKeepLogError:
    return CannotKeepLogError(
        f"The delivery log {path} cannot be kept: {why}. Move it away, or name another file: --log. A new log begins"
        " with everything on the call list; `notify --as-sent` notes that as told."
    )


def _connected(path: Path, keep: bool) -> sqlite3.Connection:
    try:
        if keep:
            path.parent.mkdir(parents=True, exist_ok=True)
            # SQLite's own files beside it get the mode of the log
            path.touch(mode=0o600)
            path.chmod(0o600)
        connection = sqlite3.connect(path if keep or path.exists() else ":memory:", isolation_level=None)
    except OSError as error:
        raise _refusal(path, error.strerror or str(error)) from error
    if not keep:
        copy = sqlite3.connect(":memory:", isolation_level=None)
        connection.backup(copy)
        connection.close()
        connection = copy
    connection.execute("pragma synchronous = full")
    connection.executescript(TABLES)
    return connection


class Log:
    """What was told, and what was about to be told when a run ended."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def batches(self, assigned: Iterable[tuple[Route, Item]]) -> Iterator[Batch]:
        """Return the messages that are still to send: first those that an earlier run had noted, under their ids.

        What is new is noted, message by message, before it is returned. Of an earlier message that part is left out
        which is not to be told any more.
        """
        known = {
            (channel, item): (message, sent)
            for channel, item, message, sent in self._connection.execute(
                "select channel, item_id, message_id, sent_at from deliveries order by noted_at"
            )
        }
        noted: dict[tuple[str, str], list[tuple[Route, Item]]] = {}
        fresh: dict[tuple[str, ...], list[tuple[Route, Item]]] = {}
        for route, item in assigned:
            message, sent = known.get((route.channel, item.id), (None, None))
            if message and not sent:
                noted.setdefault((route.channel, message), []).append((route, item))
            elif not message:
                own = item.id if route.mode == "immediate" else ""
                fresh.setdefault((route.channel, route.variable, route.language, route.what, own), []).append(
                    (route, item)
                )
        order = list(dict.fromkeys((channel, message) for (channel, _), (message, _) in known.items()))
        for key in sorted(noted, key=order.index):
            yield _batch(key[1], noted[key])
        for (channel, *_, own), members in fresh.items():
            batch = _batch(own or _id_of(channel, members), members)
            self._note(batch)
            yield batch

    def _note(self, batch: Batch) -> None:
        now = datetime.now(UTC).isoformat()
        rows = [(batch.route.channel, item.id, item.what, batch.message_id, now) for item in batch.items]
        with self._connection:
            self._connection.execute("begin immediate")
            self._connection.executemany(
                "insert into deliveries (channel, item_id, what, message_id, noted_at) values (?, ?, ?, ?, ?)",
                rows,
            )

    def note_sent(self, batch: Batch) -> None:
        """Note that a message was delivered."""
        self._connection.execute(
            "update deliveries set sent_at = ? where channel = ? and message_id = ?",
            [datetime.now(UTC).isoformat(), batch.route.channel, batch.message_id],
        )

    def sign_since(self, signal: str, as_of: date) -> str:
        """Return the first day of a warning sign that shows, as of the day if it did not show in the last run."""
        self._connection.execute("insert or ignore into signs values (?, ?)", [signal, str(as_of)])
        return self._connection.execute("select since from signs where signal = ?", [signal]).fetchone()[0]

    def sign_gone(self, signal: str) -> None:
        """Note that a warning sign does not show any more."""
        self._connection.execute("delete from signs where signal = ?", [signal])

    def keep_handoffs(self, ids: Iterable[str]) -> None:
        """Forget the hand-offs that are not among the ids: those of people who must be forgotten."""
        kept = set(ids)
        gone = [
            row
            for row in self._connection.execute(
                "select channel, item_id from deliveries where what = 'handoff'"
            )
            if row[1] not in kept
        ]
        self._connection.executemany("delete from deliveries where channel = ? and item_id = ?", gone)


def _batch(message_id: str, members: list[tuple[Route, Item]]) -> Batch:
    return Batch(message_id, members[0][0], tuple(item for _, item in members))


def _id_of(channel: str, members: list[tuple[Route, Item]]) -> str:
    return str(
        uuid.uuid5(uuid.UUID(members[0][1].id), "\x1f".join([channel, *(item.id for _, item in members)]))
    )
