"""The command line. Exit codes: 0 done, 1 cannot be done or problems found (said in words), 2 wrong usage."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lead_scoring import call_list, warehouse


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. A user's mistake prints a sentence, never a stack trace."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (call_list.CannotReadError, warehouse.CannotConnectError) as problem:
        print(problem, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lead_scoring", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    demo = commands.add_parser("demo-data", help="write the demo's raw tables")
    demo.add_argument(
        "--out", type=Path, default=Path("data/demo"), help="folder to write to (default data/demo)"
    )
    demo.add_argument("--leads", type=int, default=3000, help="number of simulated leads (default 3000)")
    demo.add_argument(
        "--seed", type=int, default=42, help="seed: the same seed gives the same files (default 42)"
    )
    demo.set_defaults(run=_demo_data)

    calls = commands.add_parser("call-list", help="print the leads to call first")
    _add_database_option(calls)
    calls.add_argument("--top", type=int, default=10, help="how many leads (default 10)")
    calls.set_defaults(run=_call_list)

    report = commands.add_parser(
        "report",
        help="write the report as one HTML file",
        description="Write one self-contained HTML page from the score tables: whom to call, is it right, what if,"
        " can today's run be trusted.",
    )
    _add_warehouse_options(report)
    report.add_argument(
        "--out", type=Path, default=Path("report.html"), help="file to write (default report.html)"
    )
    report.add_argument(
        "--language", choices=("en", "es"), default="en", help="words of the page itself (default en)"
    )
    report.set_defaults(run=_report)

    _add_export_command(commands)
    _add_notify_command(commands)

    policy = commands.add_parser("policy", help="look after the policy: check, diff")
    _add_policy_commands(policy.add_subparsers(required=True, metavar="command"))

    hashes = commands.add_parser(
        "digest",
        help="print one hash per public table, equal where two warehouses tell the same",
        description="Print name, rows and hash of each public table. Two warehouses hold the same rows exactly where"
        " the lines are the same. Exit codes: 0 printed, 1 cannot be read, 2 wrong usage.",
    )
    _add_warehouse_options(hashes)
    hashes.set_defaults(run=_digest)

    loaded = commands.add_parser(
        "load-raw",
        help="load raw files into PostgreSQL or Spark, as tables of text",
        description="Replace the raw tables of PostgreSQL or Spark that the folder has a .csv or .parquet file for."
        " Exit codes: 0 loaded, 1 cannot be loaded, 2 wrong usage.",
    )
    loaded.add_argument(
        "--raw", type=Path, default=Path("data/raw"), help="folder of the files (default data/raw)"
    )
    loaded.add_argument(
        "--target", default="postgres", help="target of profiles.yml: postgres or spark (default postgres)"
    )
    loaded.add_argument("--schema", default="raw", help="schema of the raw tables (default raw)")
    loaded.set_defaults(run=_load_raw)

    _add_validate_command(commands)

    weights = commands.add_parser("weights", help="learn from past opportunities: suggest")
    _add_weights_commands(weights.add_subparsers(required=True, metavar="command"))
    return parser


def _add_database_option(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--database",
        type=Path,
        default=Path(os.environ.get("LEAD_SCORING_DB", "lead_scoring.duckdb")),
        help="DuckDB file (default LEAD_SCORING_DB, else lead_scoring.duckdb)",
    )


def _add_warehouse_options(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    _add_database_option(where)
    where.add_argument("--target", help="target of profiles.yml, such as postgres, instead of a DuckDB file")


def _add_export_command(commands: argparse._SubParsersAction) -> None:
    export = commands.add_parser(
        "export",
        help="write the call list per seller (XLSX, CSV) and the public tables (Parquet)",
        description="Write the call list of each seller as XLSX and CSV, and every public table as Parquet, into a new"
        " folder that <out>/current points at as soon as it is whole."
        " Exit codes: 0 written, 1 cannot be written (what was there stays), 2 wrong usage.",
    )
    _add_warehouse_options(export)
    export.add_argument(
        "--out", type=Path, default=Path("data/export"), help="folder to write to (default data/export)"
    )
    export.add_argument(
        "--language",
        choices=("en", "es"),
        default="en",
        help="words of the call lists and form of their CSV: es has semicolons and decimal commas (default en)",
    )
    export.set_defaults(run=_export)


def _add_notify_command(commands: argparse._SubParsersAction) -> None:
    notify = commands.add_parser(
        "notify",
        help="tell people and tools of new hand-offs and warning signs",
        description="Send what is new to the receivers in the seed notifications, whose addresses are in environment"
        " variables, and note it in the delivery log."
        " Exit codes: 0 everything is delivered, 1 something is not (the next run tries again), 2 wrong usage.",
    )
    _add_warehouse_options(notify)
    notify.add_argument(
        "--log",
        type=Path,
        help="delivery log, a SQLite file (default data/notify/<name of the database or target>.sqlite)",
    )
    how = notify.add_mutually_exclusive_group()
    how.add_argument(
        "--dry-run", action="store_true", help="print what would be sent, send nothing, note nothing"
    )
    how.add_argument(
        "--as-sent", action="store_true", help="send nothing, and note what is there now as if it were sent"
    )
    notify.set_defaults(run=_notify)


def _add_policy_commands(commands: argparse._SubParsersAction) -> None:
    checked = commands.add_parser(
        "check",
        help="tell every problem and warning of a policy by file and line",
        description="Tell every problem and warning of a policy by file and line, without a build."
        " Exit codes: 0 no problem (warnings or none), 1 problems, 2 wrong usage.",
    )
    checked.add_argument(
        "--policy", type=Path, help="folder of seed CSVs (default LEAD_SCORING_POLICY, else seeds/policy)"
    )
    checked.add_argument("--json", action="store_true", help="print JSON for machines")
    checked.add_argument(
        "--database",
        type=Path,
        help="DuckDB file: tell the warnings of its last build that need data as well",
    )
    checked.set_defaults(run=_policy_check)

    diff = commands.add_parser(
        "diff",
        help="tell what an edit of the seeds changes, before anything is published",
        description="Score the policy on disk and the one of a git revision in scratch schemas of the warehouse, and"
        " tell which leads, rules and journeys change. Published tables are not touched."
        " Exit codes: 0 compared, 1 cannot be compared, 2 wrong usage.",
    )
    diff.add_argument(
        "--against", default="HEAD", metavar="REV", help="git revision to compare with (default HEAD)"
    )
    diff.add_argument(
        "--raw", type=Path, default=Path("data/raw"), help="folder of the raw tables (default data/raw)"
    )
    diff.add_argument("--as-of", help="date YYYY-MM-DD (default: that of the published tables, else today)")
    _add_database_option(diff)
    diff.add_argument("--top", type=int, default=10, help="how many of the leads that move most (default 10)")
    diff.add_argument("--json", action="store_true", help="print JSON for machines")
    diff.set_defaults(run=_policy_diff)


def _add_validate_command(commands: argparse._SubParsersAction) -> None:
    validate = commands.add_parser(
        "validate",
        help="judge the profiles of the raw tables or of the scores",
        description="Judge what dbt has measured of the raw tables (dbt build --selector feeds) or of the scores"
        " (dbt build) by the seed expectations, keep the results in the table expectation_results and as JSON,"
        " and tell what is not as expected."
        " Exit codes: 0 nothing stops (all met, warnings, or too little known), 1 an expectation of severity stop"
        " has failed or nothing can be judged, 2 wrong usage.",
    )
    validate.add_argument("stage", choices=("raw", "scores"), help="before scoring: raw; after it: scores")
    _add_warehouse_options(validate)
    validate.add_argument(
        "--history",
        type=Path,
        help="folder of the JSON files (default data/expectations/<name of the database or target>)",
    )
    validate.set_defaults(run=_validate)


def _add_weights_commands(commands: argparse._SubParsersAction) -> None:
    suggest = commands.add_parser(
        "suggest",
        help="suggest points that past opportunities support, as a challenger",
        description="Fit whole points to the opportunities opened before a day, judge them on those opened after it,"
        " and print them as a challenger scorecard."
        " Exit codes: 0 suggested, 1 refused (said why), 2 wrong usage.",
    )
    _add_database_option(suggest)
    suggest.add_argument("--scorecard", help="scorecard to start from (default: the champion)")
    suggest.add_argument(
        "--cut-date",
        type=_day,
        help="YYYY-MM-DD: fit before that day, judge after it"
        " (default: the day by which 70 %% of the mature resolved opportunities were opened)",
    )
    suggest.add_argument(
        "--max-rules", type=_positive, default=20, help="rules in the score at most (default 20)"
    )
    suggest.add_argument(
        "--signs",
        choices=("policy", "free"),
        default="policy",
        help="policy: points keep their sign and tier; free: any sign and size (default policy)",
    )
    suggest.add_argument(
        "--keep-unmeasured",
        action="store_true",
        help="leave negative rules that too few opportunities had as they are, instead of off",
    )
    suggest.add_argument(
        "--write",
        action="store_true",
        help="write the challenger into the policy's files (LEAD_SCORING_POLICY)",
    )
    suggest.set_defaults(run=_weights_suggest)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date as in 2026-03-31") from error


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 on")
    return int(text)


def _demo_data(options: argparse.Namespace) -> int:
    # the simulator is slow to import and only this command needs it
    from lead_scoring.demo import write_demo

    print(f"Simulating {options.leads} leads …", flush=True)
    write_demo(options.out, leads=options.leads, seed=options.seed)
    print(f"Raw tables are in {options.out}")
    return 0


def _policy_check(options: argparse.Namespace) -> int:
    # only this command needs Jinja and YAML
    from lead_scoring import policy

    try:
        report = policy.check(
            options.policy,
            database=options.database,
            developer_schema=os.environ.get("LEAD_SCORING_SCHEMA", "main"),
        )
    except policy.UsageError as problem:
        print(problem, file=sys.stderr)
        return 2
    print(report.json() if options.json else report.text())
    return 1 if report.problems else 0


def _policy_diff(options: argparse.Namespace) -> int:
    from lead_scoring.policy import check, diff

    report = check(None)
    if report.problems:
        print(report.text())
        return 1
    try:
        changes = diff.compare(options.database, options.raw, options.as_of, options.against, options.top)
    except diff.CannotCompareError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(changes, indent=2, ensure_ascii=False) if options.json else diff.as_text(changes))
    return 0


def _weights_suggest(options: argparse.Namespace) -> int:
    # only this command needs scipy
    from lead_scoring import weights
    from lead_scoring.weights import data, report, write

    settings = weights.Settings(options.cut_date, options.max_rules, options.signs, options.keep_unmeasured)
    policy = write.policy_folder()
    schema = os.environ.get("LEAD_SCORING_SCHEMA", "main")
    try:
        suggestion = weights.decide(*data.read(options.database, options.scorecard, schema), settings)
        print(report.as_text(suggestion) + "\n")
        found = write.write(suggestion, policy) if options.write else write.rows(suggestion, policy)
    except data.CannotSuggestError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(report.written(found) if options.write else report.to_paste(found))
    return 0


def _opened(options: argparse.Namespace, **more: object) -> warehouse.Warehouse:
    schema = os.environ.get("LEAD_SCORING_SCHEMA", "main")
    return warehouse.open_either(options.database, options.target, schema, **more)


def _digest(options: argparse.Namespace) -> int:
    from lead_scoring import digest

    try:
        opened = _opened(options, types=("duckdb", "postgres", "spark"))
        for table, (rows, told) in digest.digests(opened).items():
            print(f"{table:28} {rows:>12} {told}")
    except digest.CannotDigestError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _load_raw(options: argparse.Namespace) -> int:
    from lead_scoring import load_raw

    try:
        opened = warehouse.open_target(options.target, ("postgres", "spark"))
        load = load_raw.load_into_spark if isinstance(opened, warehouse.SparkWarehouse) else load_raw.load
        for table, rows in load(opened.connection, options.raw, options.schema).items():
            print(f"{options.schema}.{table}: {rows} rows")
    except load_raw.CannotLoadError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _validate(options: argparse.Namespace) -> int:
    from lead_scoring import expectations
    from lead_scoring.expectations import judge, report, results

    history = options.history or Path("data/expectations") / (options.target or options.database.stem)
    try:
        opened = _opened(options, read_only=False)
        cases = results.read_cases(opened, options.stage)
        if not cases:
            print(f"The seed expectations has no row of the stage {options.stage}: nothing is judged.")
            return 0
        as_of = str(cases[0]["as_of_date"])
        found, answers = judge.judge(cases)
        attempt = results.append(opened, as_of, options.stage, found)
    except expectations.CannotValidateError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(report.as_text(as_of, options.stage, found))
    print(f"Kept in {results.write_json(history, as_of, options.stage, attempt, found, answers)}")
    return 1 if any(result.stops for result in found) else 0


def _report(options: argparse.Namespace) -> int:
    # only this command needs Jinja and the chart library
    from lead_scoring import report

    found = report.write(_opened(options), options.out, options.language)
    listed, total = len(found["calls"]["leads"]), found["calls"]["total"]
    print(
        f"{options.out}: {listed} of {total} leads to call, {options.out.stat().st_size / 1e6:.1f} MB."
        " Open it in a browser; it needs no network."
    )
    return 0


def _export(options: argparse.Namespace) -> int:
    # only this command needs the library that writes workbooks
    from lead_scoring import export

    try:
        done = export.write(_opened(options), options.out, options.language)
    except export.CannotExportError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(
        f"{options.out / 'current'}: {len(done.tables)} tables ({sum(done.tables.values())} rows) in tables/,"
        f" {done.calls} leads of {done.sellers} sellers in call_list/"
    )
    return 0


def _notify(options: argparse.Namespace) -> int:
    from lead_scoring import notify
    from lead_scoring.notify.send import send

    name = options.target or options.database.stem
    delivered = options.log or Path("data/notify") / f"{name}.sqlite"
    sends = not (options.dry_run or options.as_sent)
    failures = 0
    try:
        for outcome in notify.run(
            _opened(options),
            delivered,
            send if sends else lambda address, message: None,
            os.environ if sends else None,
            keep=not options.dry_run,
        ):
            failures += outcome.failure is not None
            print(
                notify.as_text(outcome, options.dry_run), file=sys.stderr if outcome.failure else sys.stdout
            )
    except notify.CannotNotifyError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 1 if failures else 0


def _call_list(options: argparse.Namespace) -> int:
    print(call_list.render(options.database, options.top, os.environ.get("LEAD_SCORING_SCHEMA", "main")))
    return 0
