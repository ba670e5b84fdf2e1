"""`notify`: each receiver is told once, whatever fails or dies in between. A mail server and a webhook listen."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest
from aiosmtpd.controller import Controller
from engine import PROJECT
from public_tables import call, fill, warehouse

from lead_scoring.cli import main
from lead_scoring.notify.send import HEADER

ROUTES = ["route", "channel", "variable", "what", "band", "rep_id", "mode", "language", "why"]
TABLES = ("call_list", "sales_handoffs", "readiness_signals", "expectation_results")
HOOK, MAIL = "TEST_NOTIFY_HOOK", "TEST_NOTIFY_MAIL"


class Webhook:
    """An HTTP receiver: what it was sent, and what it does then."""

    def __init__(self) -> None:
        self.received: list[dict] = []
        self.status = 200
        self.kills: subprocess.Popen | None = None
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.received.append({**json.loads(body), "header": self.headers[HEADER]})
                kill(hook.kills)
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        self.address = f"json://127.0.0.1:{self.server.server_port}/secretpath"


class Mailbox:
    """A mail server: what it took, and what it does then."""

    def __init__(self) -> None:
        self.received: list = []
        self.kills: subprocess.Popen | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.controller.start()
        self.address = f"mailto://127.0.0.1:{port}?from=scores@firm.example&to=sales@firm.example"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        kill(self.kills)
        return "250 OK"


def kill(process: subprocess.Popen | None) -> None:
    """Kill the run that has just sent, before it can know that it has."""
    if process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def hook() -> Iterator[Webhook]:
    hook = Webhook()
    yield hook
    hook.server.shutdown()
    hook.server.server_close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    yield mailbox
    mailbox.controller.stop()


class Case:
    """A warehouse with leads to call, routes and a delivery log."""

    def __init__(self, folder: Path) -> None:
        self.database, self.log = folder / "a.duckdb", folder / "log.sqlite"
        warehouse(self.database, {}, TABLES)

    def routes(self, *rows: tuple) -> None:
        """Replace the routes: channel, variable, what, band, rep_id, mode, language."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute(
                f"create or replace table seeds.notifications ({', '.join(f'{name} varchar' for name in ROUTES)})"
            )
            for number, row in enumerate(rows):
                marks = ", ".join("?" * len(ROUTES))
                connection.execute(
                    f"insert into seeds.notifications values ({marks})", [f"r{number}", *row, "test"]
                )

    def calls(self, *calls: dict) -> None:
        """Replace the call list; hand-offs stay."""
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("delete from marts.call_list")
            written = {
                row[0] for row in connection.execute("select handoff_id from marts.sales_handoffs").fetchall()
            }
            for row in calls:
                handoff = {
                    name: row[name] for name in ("handoff_id", "contact_id", "score", "band", "rep_id")
                }
                fill(connection, {"call_list": [{"has_opted_out": False, **row}]})
                if row["handoff_id"] not in written:
                    fill(connection, {"sales_handoffs": [{**handoff, "top_reasons": row["why"]}]})

    def execute(self, statement: str) -> None:
        with duckdb.connect(str(self.database)) as connection:
            connection.execute(statement)

    def run(self, *options: str) -> int:
        return main(["notify", "--database", str(self.database), "--log", str(self.log), *options])

    def start(self) -> subprocess.Popen:
        command = [
            sys.executable,
            "-m",
            "lead_scoring",
            "notify",
            "--database",
            self.database,
            "--log",
            self.log,
        ]
        return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def case(tmp_path: Path, hook: Webhook, mailbox: Mailbox, monkeypatch) -> Case:
    monkeypatch.setenv(HOOK, hook.address)
    monkeypatch.setenv(MAIL, mailbox.address)
    case = Case(tmp_path)
    case.routes(
        ("crm", HOOK, "handoff", None, None, "immediate", "en"),
        ("sales", MAIL, "handoff", None, None, "digest", "es"),
    )
    case.calls(call(1), call(2))
    return case


def test_each_receiver_is_told_of_each_lead_once(case: Case, hook: Webhook, mailbox: Mailbox):
    assert case.run() == 0
    assert [row["handoff_id"] for row in hook.received] == ["2026-03-31 C1", "2026-03-31 C2"]
    assert len(mailbox.received) == 1
    assert case.run() == 0
    case.calls(call(1), call(2), call(3))
    assert case.run() == 0
    assert [row["handoff_id"] for row in hook.received] == [f"2026-03-31 C{n}" for n in (1, 2, 3)]
    assert len({row["id"] for row in hook.received}) == 3
    assert len(mailbox.received) == 2
    assert "Person 3" in mailbox.received[1].get_content()
    assert "Person 1" not in mailbox.received[1].get_content()


def test_who_asks_again_is_told_of_again_once_for_each_request(case: Case, hook: Webhook):
    first, again = call(1), {**call(1), "channel": "asked_again", "asked_at": datetime(2026, 4, 9, 12)}
    later = {**again, "asked_at": datetime(2026, 4, 20, 8, 30)}
    for row in (first, first, again, again, later, later):
        case.calls(row)
        assert case.run() == 0
    assert [row["channel"] for row in hook.received] == [call(1)["channel"], "asked_again", "asked_again"]
    assert {row["handoff_id"] for row in hook.received} == {"2026-03-31 C1"}
    assert len({row["id"] for row in hook.received}) == 3


def test_a_tool_gets_the_fields_of_the_handoff_and_no_name(case: Case, hook: Webhook):
    case.calls(
        call(1, full_name="Ana Secreta", account_name="Empresa Secreta", missing="No budget known yet")
    )
    assert case.run() == 0
    (sent,) = hook.received
    assert sent["id"] == sent["header"]
    fields = {
        "what": "handoff",
        "contact_id": "C1",
        "score": 79,
        "band": "hot",
        "rep_id": "R1",
        "channel": "threshold",
    }
    fields |= {"respond_by": "2026-04-01T02:00:00Z", "handed_off_on": "2026-03-31", "next_step": "Call now"}
    fields |= {"missing": "No budget known yet", "top_reasons": "Asked for a demo, once, on 29 Mar: +14.3"}
    assert {name: sent[name] for name in fields} == fields
    assert {"full_name", "email", "phone", "account_name"}.isdisjoint(sent)
    assert "Ana Secreta, Empresa Secreta" in sent["title"]
    assert "firm.example" not in json.dumps(sent)


def test_a_digest_is_one_mail_with_an_id(case: Case, mailbox: Mailbox):
    assert case.run() == 0
    (mail,) = mailbox.received
    assert mail["Subject"] == "Nuevos contactos del 2026-03-31: 2"
    assert mail["To"] == "sales@firm.example"
    text = mail.get_body(("plain", "html")).get_content()
    assert f"Mensaje {mail[HEADER]}" in text
    assert "Responder antes del 2026-04-01 04:00 (Europe/Madrid)" in text
    assert "Vendedor: Ana" in text


@pytest.mark.parametrize("receiver", ["hook", "mailbox"])
def test_a_run_that_is_killed_after_sending_sends_again_under_the_same_id(case: Case, receiver, request):
    receiver = request.getfixturevalue(receiver)
    case.routes(
        ("crm", HOOK, "handoff", None, None, "digest", "en")
        if isinstance(receiver, Webhook)
        else ("sales", MAIL, "handoff", None, None, "digest", "en")
    )
    receiver.kills = process = case.start()
    assert process.wait(60) == -signal.SIGKILL
    receiver.kills = None
    # a lead that comes in between is a message of its own
    case.calls(call(1), call(2), call(3))
    assert case.run() == 0
    assert case.run() == 0
    ids = [row["header"] if isinstance(row, dict) else row[HEADER] for row in receiver.received]
    assert len(ids) == 3
    assert ids[0] == ids[1] != ids[2]


def test_single_messages_survive_a_kill_as_well(case: Case, hook: Webhook):
    case.routes(("crm", HOOK, "handoff", None, None, "immediate", "en"))
    hook.kills = process = case.start()
    assert process.wait(60) == -signal.SIGKILL
    hook.kills = None
    assert case.run() == 0
    assert [row["contact_id"] for row in hook.received] == ["C1", "C1", "C2"]
    assert hook.received[0]["id"] == hook.received[1]["id"] == hook.received[1]["header"]


def test_one_receiver_that_fails_stops_no_other_and_is_tried_again(
    case: Case, hook: Webhook, mailbox, capsys
):
    hook.status = 500
    case.calls(*[call(number) for number in range(1, 7)])
    assert case.run() == 1
    assert len(mailbox.received) == 1
    assert len(hook.received) == 3  # in a row; the others wait for the next run
    told = capsys.readouterr()
    assert "not delivered, the next run tries again" in told.err
    assert "secretpath" not in told.err + told.out
    hook.status = 200
    hook.received.clear()
    assert case.run() == 0
    assert [row["contact_id"] for row in hook.received] == [f"C{number}" for number in range(1, 7)]
    assert len(mailbox.received) == 1


def test_an_address_is_never_told_whatever_is_wrong_with_it(case: Case, monkeypatch, capsys):
    for address in (
        "hopeless://token-a/token-b",
        "json://token-a.localhost:1/b",
        "no address at all token-a",
    ):
        monkeypatch.setenv(HOOK, address)
        assert case.run() == 1
        told = capsys.readouterr()
        assert "crm: " in told.err
        assert "token" not in told.err + told.out


def test_a_channel_without_an_address_is_said_and_the_others_go_on(
    case: Case, hook, mailbox, monkeypatch, capsys
):
    monkeypatch.delenv(HOOK)
    assert case.run() == 1
    assert f"{HOOK} is not set" in capsys.readouterr().err
    assert len(mailbox.received) == 1
    monkeypatch.setenv(HOOK, hook.address)
    assert case.run() == 0
    assert len(hook.received) == 2


def test_nobody_is_told_of_who_opted_out_or_may_not_be_called(case: Case, hook: Webhook, mailbox: Mailbox):
    case.calls(call(1, has_opted_out=True), call(2))
    assert case.run() == 0
    assert [row["contact_id"] for row in hook.received] == ["C2"]
    assert "Person 1" not in mailbox.received[0].get_content()
    # a run dies, and before the next one a person opts out and another one is called
    hook.status = 500
    case.calls(call(2), call(3), call(4))
    assert case.run() == 1
    hook.status = 200
    hook.received.clear()
    case.calls(call(2), call(3, has_opted_out=True))
    assert case.run() == 0
    assert hook.received == []
    # whoever is glad to hear from us again is news
    case.calls(call(1), call(2), call(3))
    assert case.run() == 0
    assert [row["contact_id"] for row in hook.received] == ["C3", "C1"]


def test_the_row_that_says_most_decides(case: Case, hook: Webhook, mailbox: Mailbox):
    case.routes(
        ("sales", MAIL, "handoff", None, None, "digest", "en"),
        ("sales", HOOK, "handoff", "hot", None, "immediate", "en"),
        ("ana", HOOK, "handoff", None, "R1", "digest", "en"),
    )
    case.calls(call(11), call(12, band="sql", rep_id="R2"), call(13, band="sql"))
    assert case.run() == 0
    assert [row["what"] and row.get("contact_id") for row in hook.received] == ["C11", None]
    assert [item["contact_id"] for item in hook.received[1]["items"]] == ["C11", "C13"]
    (mail,) = mailbox.received
    assert "Person 12" in mail.get_content() and "Person 11" not in mail.get_content()


def test_warning_signs_are_told_when_they_appear_and_when_they_come_back(case: Case, hook: Webhook):
    case.routes(("marketing", HOOK, "warning", None, None, "digest", "en"))

    def seen(day: str, verdict: str) -> list[str]:
        case.execute("delete from marts.readiness_signals")
        for name, of in (("too_few_leads", verdict), ("one_band", "good"), ("nurturing", "unknown")):
            case.execute(
                "insert into marts.readiness_signals (signal, as_of_date, priority, label, verdict, owner_team,"
                f" sentence) values ('{name}', '{day}', 1, 'Too few leads', '{of}', 'marketing', 'Only 3 leads.')"
            )
        hook.received.clear()
        assert case.run() == 0
        return [item["signal"] for row in hook.received for item in row["items"]]

    assert seen("2026-03-30", "good") == []
    assert seen("2026-03-31", "warning") == ["too_few_leads"]
    told = hook.received[0]
    assert "Only 3 leads." in told["message"] and "For: marketing" in told["message"]
    assert told["type"] == "warning"
    assert seen("2026-04-01", "warning") == []
    assert seen("2026-04-02", "good") == []
    assert seen("2026-04-03", "warning") == ["too_few_leads"]
    assert hook.received[0]["items"][0]["id"] != told["items"][0]["id"]


def test_failed_expectations_are_told_once_for_each_day(case: Case, hook: Webhook):
    case.routes(("marketing", HOOK, "warning", None, None, "immediate", "en"))
    insert = (
        "insert into marts.expectation_results (as_of_date, stage, attempt, expectation_id, part, judged_day, verdict,"
        " severity, owner_team, sentence, what_to_do) values (date '{0}', 'raw', {1}, 'events_late', '', date '{0}',"
        " '{2}', 'stop', 'data', 'Too late.', 'Look.')"
    )
    for day, attempt, verdict, told in (
        ("2026-03-30", 1, "failed", 1),
        ("2026-03-31", 1, "met", 1),
        ("2026-04-01", 1, "failed", 2),
        ("2026-04-01", 2, "failed", 2),
        ("2026-04-01", 3, "met", 2),
        ("2026-04-02", 1, "met", 2),
        ("2026-04-02", 2, "failed", 3),
    ):
        case.execute(insert.format(day, attempt, verdict))
        assert case.run() == 0
        assert len(hook.received) == told, (day, attempt)
    assert "Too late.\nLook.\nFor: data" in hook.received[0]["message"]


def test_a_dry_run_tells_all_and_sends_and_notes_nothing(case: Case, hook, mailbox, capsys):
    assert case.run("--dry-run") == 0
    told = capsys.readouterr().out
    assert told.count("Person 1") == 2
    assert HOOK in told and "secretpath" not in told
    assert (hook.received, mailbox.received) == ([], [])
    assert case.run() == 0
    assert len(hook.received) == 2
    assert case.run("--dry-run") == 0
    assert "Person" not in capsys.readouterr().out.split("delivered")[-1]


def test_what_is_there_on_the_first_day_can_be_taken_as_sent(case: Case, hook: Webhook):
    assert case.run("--as-sent") == 0
    assert case.run() == 0
    assert hook.received == []
    case.calls(call(1), call(3))
    assert case.run() == 0
    assert [row["contact_id"] for row in hook.received] == ["C3"]


def test_a_name_is_text_and_no_mention_or_markup(case: Case, hook: Webhook):
    case.calls(call(1, full_name="<!channel> @here\n{score} *[x](http://evil.example)", band="hot"))
    assert case.run() == 0
    (sent,) = hook.received
    said = sent["title"] + sent["message"]
    assert not set("<>*[`") & set(said)
    assert "@here" not in said
    assert "{score}" in sent["title"] and "\n" not in sent["title"]


def test_the_log_keeps_no_id_of_a_person_and_forgets_who_is_forgotten(case: Case, hook: Webhook):
    assert case.run() == 0
    assert b"C1" not in case.log.read_bytes()
    assert b"Person" not in case.log.read_bytes()
    with sqlite3.connect(case.log) as log:
        assert log.execute("select count(*), count(sent_at) from deliveries").fetchone() == (4, 4)
    case.execute("delete from marts.sales_handoffs where contact_id = 'C1'")
    case.calls(call(2))
    assert case.run() == 0
    with sqlite3.connect(case.log) as log:
        assert log.execute("select count(*) from deliveries").fetchone() == (2,)
    assert len(hook.received) == 2


def test_long_lists_are_cut_and_say_so(case: Case, mailbox: Mailbox):
    case.calls(*[call(number) for number in range(1, 61)])
    case.routes(("sales", MAIL, "handoff", None, None, "digest", "en"))
    assert case.run() == 0
    text = mailbox.received[0].get_content()
    assert "Person 50," in text and "Person 51," not in text
    assert "and 10 more" in text
    assert case.run() == 0
    assert len(mailbox.received) == 1


def test_two_runs_do_not_send_at_the_same_time(case: Case, hook: Webhook, capsys):
    from lead_scoring.lock import alone

    with alone(case.log.with_name(f"{case.log.name}.lock")):
        assert case.run() == 1
    assert "The same command is at work" in capsys.readouterr().err
    assert hook.received == []


def test_what_cannot_be_read_is_said_in_a_sentence(case: Case, tmp_path: Path, capsys):
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    assert main(["notify", "--database", str(tmp_path / "empty.duckdb"), "--log", str(case.log)]) == 1
    assert "There is no table marts.call_list" in capsys.readouterr().err
    case.execute("alter table marts.call_list drop column has_opted_out")
    assert case.run() == 1
    assert "those of an earlier version" in capsys.readouterr().err
    case.execute("alter table marts.call_list add column has_opted_out boolean")
    case.execute("drop table seeds.notifications")
    assert case.run() == 1
    assert "There is no table seeds.notifications" in capsys.readouterr().err


@pytest.mark.postgres
def test_postgres_is_read_alike(postgres, tmp_path: Path):
    from public_tables import statements

    from lead_scoring import notify
    from lead_scoring.warehouse import PostgresWarehouse

    environment = postgres.database("notified")
    opened = PostgresWarehouse(postgres.connect(environment["LEAD_SCORING_PG_DATABASE"]))
    with opened.connection.cursor() as cursor:
        for statement in statements(TABLES):
            cursor.execute(statement)
        cursor.execute("create schema seeds")
        cursor.execute(f"create table seeds.notifications ({', '.join(f'{name} text' for name in ROUTES)})")
        cursor.execute(
            "insert into seeds.notifications values ('a', 'crm', 'H', 'handoff', null, null, 'immediate', 'en', 'x'),"
            " ('b', 'marketing', 'H', 'warning', null, null, 'digest', 'en', 'x')"
        )
        for row in (call(1), call(2, has_opted_out=True)):
            row = {"has_opted_out": False, **row}
            marks = ", ".join(["%s"] * len(row))
            cursor.execute(
                f"insert into marts.call_list ({', '.join(row)}) values ({marks})", list(row.values())
            )
            cursor.execute("insert into marts.sales_handoffs (handoff_id) values (%s)", [row["handoff_id"]])
        cursor.execute(
            "insert into marts.readiness_signals (signal, as_of_date, verdict, sentence)"
            " values ('one_band', '2026-03-31', 'warning', 'All leads are in one band.')"
        )
    opened.connection.commit()
    sent = []

    def send(address, message):
        sent.append(message)

    for _ in range(2):
        for outcome in notify.run(opened, tmp_path / "log.sqlite", send, {"H": "x"}):
            assert outcome.failure is None
    assert [message.fields.get("contact_id") for message in sent] == ["C1", None]
    assert "All leads are in one band." in sent[1].text
    opened.connection.close()
