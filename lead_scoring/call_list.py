"""The call list as text: who to call first, and why."""

from pathlib import Path
from textwrap import fill

import duckdb

QUERY = """
    select
        call_rank, full_name, job_title, account_name, country, score, band, why, missing, next_step, respond_by,
        contact_id
    from {schema}.call_list
    order by call_rank
    limit ?
"""


class CannotReadError(Exception):
    """The warehouse has no call list; the message says what to do."""


def render(database: Path, top: int, developer_schema: str) -> str:
    """Return the first ``top`` leads of ``marts.call_list`` in a DuckDB file as text for a terminal.

    ``developer_schema`` is the target's schema: ``main`` reads ``marts``, ``ana`` reads ``ana_marts``.
    Raises CannotReadError where the file or the table is missing.
    """
    prefix = "" if developer_schema == "main" else f"{developer_schema}_"
    if not database.exists():
        raise CannotReadError(f"There is no database {database}. Build it first: make build RAW=folder")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            calls = connection.execute(QUERY.format(schema=f'"{prefix}marts"'), [top]).fetchall()
            waiting, total, as_of = connection.execute(
                f'select (select count(*) from "{prefix}marts".call_list), count(distinct contact_id), max(as_of_date)'
                f' from "{prefix}marts".lead_scores'
            ).fetchone()
    except duckdb.Error as error:
        raise CannotReadError(
            f"{database} has no call list ({error}). Build it first: make build RAW=folder"
        ) from error
    if as_of is None:
        return f"No lead is scored in {database}: no contact of the raw tables can be scored yet."
    heading = f"{waiting} of {total} leads are ready for sales on {as_of}. Call first:"
    tables = f"Tables: {database}, schema {prefix}marts (lead_scores, lead_score_reasons, call_list, rejected_rows, …)"
    return "\n\n".join([heading, *map(_entry, calls), tables])


def _entry(call: tuple) -> str:
    rank, name, title, company, country, score, band, why, missing, next_step, respond_by, contact_id = call
    person = ", ".join(text for text in (name or contact_id, title, company, country) if text)
    lines = [f"{rank:>3}. {' '.join(person.split())}: {score} {band}", _wrapped(why)]
    lines += [_wrapped(f"{text}.") for text in (missing,) if text]
    lines += (
        [_wrapped(f"{next_step}" + (f" (by {respond_by:%Y-%m-%d %H:%M} UTC)" if respond_by else ""))]
        if next_step
        else []
    )
    return "\n".join(lines)


def _wrapped(text: str) -> str:
    return fill(text, width=110, initial_indent="     ", subsequent_indent="     ")
