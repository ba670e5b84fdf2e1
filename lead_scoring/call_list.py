"""The call list as text: who to call first, and why."""

from pathlib import Path
from textwrap import fill

import duckdb

QUERY = """
    select
        call_rank, full_name, job_title, account_name, country, score, band, why, missing, next_step, respond_by,
        channel, coalesce(rep_name, rep_id), contact_id
    from {schema}.call_list
    order by call_rank
    limit ?
"""
COUNTS = """
    select
        (select count(*) from {schema}.call_list),
        count(distinct contact_id),
        max(as_of_date),
        (
            select max(remark) from {schema}.published_runs
            where as_of_date = (select max(as_of_date) from {schema}.lead_scores)
        )
    from {schema}.lead_scores
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
            to_call, total, as_of, remark = connection.execute(
                COUNTS.format(schema=f'"{prefix}marts"')
            ).fetchone()
    except duckdb.Error as error:
        raise CannotReadError(
            f"{database} has no call list ({error}). Build it first: make build RAW=folder"
        ) from error
    if as_of is None:
        return f"No lead is scored in {database}: no contact of the raw tables can be scored yet."
    heading = f"{to_call} of {total} leads are to be called on {as_of}." + (" Call first:" if calls else "")
    tables = f"Tables: {database}, schema {prefix}marts (call_list, sales_handoffs, lead_scores, lead_score_reasons, …)"
    return "\n\n".join([*([remark] if remark else []), heading, *map(_entry, calls), tables])


def _entry(call: tuple) -> str:
    rank, name, title, company, country, score, band, why, missing, next_step, respond_by, *rest = call
    channel, seller, contact_id = rest
    person = ", ".join(text for text in (name or contact_id, title, company, country) if text)
    standing = f"{score} {band}" + (", asked to buy" if channel == "fast_lane" else "")
    lines = [f"{rank:>3}. {' '.join(person.split())}: {standing}", _wrapped(why)]
    lines += [_wrapped(f"{text}.") for text in (missing,) if text]
    lines += (
        [_wrapped(f"{next_step}" + (f" (by {respond_by:%Y-%m-%d %H:%M} UTC)" if respond_by else ""))]
        if next_step
        else []
    )
    lines += [_wrapped(f"Seller: {seller}")] if seller else []
    return "\n".join(lines)


def _wrapped(text: str) -> str:
    return fill(text, width=110, initial_indent="     ", subsequent_indent="     ")
