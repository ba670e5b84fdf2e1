"""The peer polars of whole_peers.py: streaming where it reads events, floats rounded to three places."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
from peers import AS_OF, Rule, regex

ACTIVITY = ["event_type", "page_path", "asset"]
CLIENT = ["event_type", "user_agent"]
DAY = date.fromisoformat(AS_OF)
UNTIL = datetime.fromisoformat(AS_OF) + timedelta(days=1)
ENTRY = {
    "lead": pl.UInt32,
    "entry": pl.String,
    "subscore": pl.String,
    "criterion": pl.String,
    "rule_id": pl.String,
    "events": pl.Int64,
    "last_event_date": pl.Date,
    "points": pl.Float64,
}


def rows_of(path: Path) -> list[Rule]:
    """Return the rows of a seed."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain(column: str) -> pl.Expr:
    """Return a text as matching sees it."""
    return pl.col(column).str.strip_chars().str.to_lowercase()


def strongest(rules: list[Rule]) -> pl.Expr:
    """Return the place of the strongest rule that an activity meets; null where it meets none."""
    chosen = pl.lit(None, dtype=pl.Int16)
    for place, rule in reversed(list(enumerate(rules))):
        meets = pl.col("event_type") == rule["event_type"]
        if rule["property"]:
            meets &= plain(rule["property"]).str.contains(regex(rule["pattern"])).fill_null(False)
        chosen = pl.when(meets).then(pl.lit(place, dtype=pl.Int16)).otherwise(chosen)
    return chosen


def is_machine(rules: list[Rule]) -> pl.Expr:
    """Return whether a client is a machine; an unknown agent is an empty one."""
    found = pl.lit(False)
    for rule in rules:
        meets = plain("user_agent").fill_null("").str.contains(regex(rule["pattern"]))
        found |= (meets & (pl.col("event_type") == rule["event_type"])) if rule["event_type"] else meets
    return found


def days_of(raw: Path, rules: list[Rule], machines: list[Rule], visitors: pl.DataFrame) -> pl.DataFrame:
    """Return events per lead, rule and age in days; patterns meet each distinct activity and client once."""
    events = pl.scan_parquet(raw / "events.parquet").filter(pl.col("occurred_at") < UNTIL)
    types = [rule["event_type"] for rule in rules]
    activities = events.filter(pl.col("event_type").is_in(types)).select(ACTIVITY).unique()
    known = (
        activities.collect(engine="streaming").with_columns(place=strongest(rules)).drop_nulls("place").lazy()
    )
    clients = events.select(CLIENT).unique().collect(engine="streaming")
    people = clients.filter(~is_machine(machines)).lazy()
    age = (pl.lit(DAY) - pl.col("occurred_at").dt.date()).dt.total_days().cast(pl.Int32)
    return (
        events.join(known, on=ACTIVITY, nulls_equal=True)
        .join(people, on=CLIENT, how="semi", nulls_equal=True)
        .unique(subset=["event_id"], keep="any")
        .select("place", visitor=pl.coalesce("contact_id", "anonymous_id"), age=age)
        .join(visitors.lazy(), on="visitor")
        .group_by("lead", "place", "age")
        .agg(events=pl.len().cast(pl.Int64))
        .collect(engine="streaming")
    )


def interest_of(days: pl.DataFrame, rules: list[Rule]) -> pl.DataFrame:
    """Return the interest points per lead and rule."""
    table = pl.DataFrame(
        [
            {
                "place": place,
                "rule_id": rule["rule_id"],
                "criterion": rule["criterion"],
                "worth": float(rule["points"]),
                "most": float(rule["max_points"] or 1e9),
                "per_day": int(rule["max_per_day"] or 10**9),
                "decay": rule["decay"] or "none",
                "length": float(rule["decay_days"] or 1),
            }
            for place, rule in enumerate(rules)
        ],
        schema_overrides={"place": pl.Int16},
    ).lazy()
    share = (
        pl.when(pl.col("decay") == "half_life")
        .then(0.5 ** (pl.col("age") / pl.col("length")))
        .when(pl.col("decay") == "linear")
        .then((1 - pl.col("age") / pl.col("length")).clip(0))
        .when(pl.col("decay") == "window")
        .then((pl.col("age") < pl.col("length")).cast(pl.Float64))
        .otherwise(1.0)
        .round(9)
    )
    ages = pl.LazyFrame({"age": pl.Series(range(8000), dtype=pl.Int32)})
    weights = table.join(ages, how="cross").select("place", "age", "per_day", share=share)
    return (
        days.lazy()
        .join(weights.filter(pl.col("share") > 0), on=["place", "age"])
        .group_by("lead", "place")
        .agg(
            events=pl.col("events").sum(),
            least_age=pl.col("age").min(),
            counted=(pl.min_horizontal("events", "per_day") * pl.col("share")).sum(),
        )
        .join(table, on="place")
        .select(
            "lead",
            "criterion",
            "rule_id",
            "events",
            last_event_date=pl.lit(DAY) - pl.duration(days="least_age"),
            subscore=pl.lit("interest"),
            points=pl.min_horizontal((pl.col("worth") * pl.col("counted")).round(3), "most"),
        )
        .collect(engine="streaming")
    )


def attributes_of(raw: Path, policy: Path, leads: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Return the attributes of leads: of columns, as stated, and whether the budget covers an offer."""
    trust = pl.col("origin").replace_strict({"declared": 0, "enriched": 1}, default=2)
    stated = (
        pl.read_parquet(raw / "contact_attributes.parquet")
        .filter((pl.col("known_from") < UNTIL) & pl.col("value").is_not_null())
        .join(owners, on="contact_id")
        .sort([trust, pl.col("known_from"), pl.col("value")], descending=[False, True, True])
        .unique(subset=["lead", "attribute"], keep="first", maintain_order=True)
        .select("lead", "attribute", "value")
    )
    accounts = pl.read_parquet(raw / "accounts.parquet").filter(pl.col("created_at") < UNTIL)
    profiles = (
        pl.read_parquet(raw / "contacts.parquet")
        .join(leads.select("lead", "contact_id"), on="contact_id")
        .join(accounts.select("account_id", "employee_count"), on="account_id", how="left")
        .with_columns(pl.col("employee_count").cast(pl.String))
    )
    told = [
        profiles.select("lead", attribute=pl.lit(name), value=name)
        for name in ("job_title", "country", "city", "employee_count")
    ]
    prices = [float(row["price_at_least"]) for row in rows_of(policy / "offers.csv") if row["price_at_least"]]
    if prices:
        covers = pl.when(pl.col("value").cast(pl.Float64) >= min(prices)).then(pl.lit("yes"))
        budgets = stated.filter(pl.col("attribute") == "budget_max")
        told.append(
            budgets.select(
                "lead", attribute=pl.lit("budget_covers_offer"), value=covers.otherwise(pl.lit("no"))
            )
        )
    return pl.concat([*told, stated]).drop_nulls("value")


def profile_of(attributes: pl.DataFrame, policy: Path) -> pl.DataFrame:
    """Return the strongest rule of fit and BANT per lead and criterion; each distinct value meets the rules once."""
    values = attributes.select("attribute", "value").unique()
    met = []
    for subscore in ("fit", "bant"):
        for rule in rows_of(policy / f"{subscore}_rules.csv"):
            found = values.filter(pl.col("attribute") == rule["attribute"])
            if rule["pattern"]:
                found = found.filter(plain("value").str.contains(regex(rule["pattern"])))
            if rule["at_least"]:
                found = found.filter(
                    pl.col("value").cast(pl.Float64, strict=False) >= float(rule["at_least"])
                )
            if rule["below"]:
                found = found.filter(pl.col("value").cast(pl.Float64, strict=False) < float(rule["below"]))
            met.append(
                found.with_columns(
                    subscore=pl.lit(subscore),
                    criterion=pl.lit(rule["criterion"]),
                    rule_id=pl.lit(rule["rule_id"]),
                    points=pl.lit(float(rule["points"])),
                    verdict=pl.lit(rule.get("verdict"), dtype=pl.String),
                )
            )
    return (
        attributes.lazy()
        .join(pl.concat(met).lazy(), on=["attribute", "value"])
        .sort(pl.col("points").abs(), "rule_id", descending=[True, False])
        .group_by("lead", "subscore", "criterion")
        .agg(
            pl.col("rule_id").first(),
            pl.col("points").first(),
            *(
                (pl.col("verdict") == verdict).any().alias(verdict)
                for verdict in ("veto", "negative", "positive")
            ),
        )
        .collect(engine="streaming")
    )


def told(rows: pl.DataFrame, entry: str) -> pl.DataFrame:
    """Return rows as entries of the ledger; what they lack is null."""
    there = rows.with_columns(entry=pl.lit(entry))
    lacking = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in ENTRY.items() if name not in there.columns
    ]
    return there.with_columns(lacking).select(pl.col(name).cast(kind) for name, kind in ENTRY.items())


def write(raw: Path, policy: Path, out: Path) -> None:
    """Write scores and ledger."""
    rules = [rule for rule in rows_of(policy / "interest_rules.csv") if float(rule["points"])]
    rules.sort(key=lambda rule: (-abs(float(rule["points"])), rule["rule_id"]))
    machines = rows_of(policy.parent / "reference" / "machine_traffic.csv")
    contacts = pl.read_parquet(raw / "contacts.parquet")
    merges = pl.read_parquet(raw / "contact_merges.parquet").filter(pl.col("merged_at") < UNTIL)
    gone = merges["merged_contact_id"].implode()
    leads = (
        contacts.filter((pl.col("created_at") < UNTIL) & ~pl.col("contact_id").is_in(gone))
        .select("contact_id", "account_id")
        .with_row_index("lead")
    )
    owners = (
        contacts.select("contact_id")
        .join(
            merges.select(contact_id="merged_contact_id", survivor="contact_id"), on="contact_id", how="left"
        )
        .select("contact_id", owner=pl.coalesce("survivor", "contact_id"))
        .join(leads.select("lead", owner="contact_id"), on="owner")
        .select("contact_id", "lead")
    )
    identities = pl.read_parquet(raw / "identities.parquet").filter(pl.col("identified_at") < UNTIL)
    visitors = pl.concat(  # ids of both kinds are different ones here
        [
            owners.select("lead", visitor="contact_id"),
            identities.join(owners, on="contact_id").select("lead", visitor="anonymous_id"),
        ]
    )
    interest = interest_of(days_of(raw, rules, machines, visitors), rules)
    profile = profile_of(attributes_of(raw, policy, leads, owners), policy)
    entries = pl.concat([told(interest, "rule"), told(profile, "rule")])
    criteria = pl.DataFrame(rows_of(policy / "criteria.csv")).select(
        "criterion", "subscore", most=pl.col("max_points").replace("", None).cast(pl.Float64)
    )
    limits = (
        entries.group_by("lead", "subscore", "criterion")
        .agg(pl.col("points").sum().round(3))
        .join(criteria, on=["criterion", "subscore"])
        .filter(pl.col("points").abs() > pl.col("most"))
        .with_columns(points=pl.col("points").sign() * pl.col("most") - pl.col("points"))
    )
    limits = told(limits, "criterion_limit")
    sums = (
        pl.concat([entries, limits])
        .group_by("lead")
        .agg(
            pl.col("points").filter(pl.col("subscore") == name).sum().round(3).alias(f"{name}_points")
            for name in ("fit", "bant", "interest")
        )
    )
    verdicts = (
        profile.filter(pl.col("subscore") == "bant")
        .group_by("lead")
        .agg(pl.col("veto").any(), pl.col("negative").any(), letters=pl.col("positive").sum())
    )
    (card,) = (row for row in rows_of(policy / "scorecards.csv") if row["status"] == "champion")
    bands = sorted((int(row["at_least"]), row["band"]) for row in rows_of(policy / "score_bands.csv"))
    band = pl.lit(None, dtype=pl.String)
    for at_least, name in bands:
        band = pl.when(pl.col("score") >= at_least).then(pl.lit(name)).otherwise(band)
    points = pl.col("fit_points", "bant_points", "interest_points")
    scores = (
        leads.join(sums, on="lead", how="left")
        .join(verdicts, on="lead", how="left")
        .with_columns(points.fill_null(0.0))
        .with_columns(
            fit_total=pl.min_horizontal(
                pl.col("fit_points") + pl.col("bant_points"), pl.lit(float(card["fit_max"]))
            ),
            interest_total=pl.min_horizontal("interest_points", pl.lit(float(card["interest_max"]))),
            bant_verdict=pl.when(pl.col("veto"))
            .then(pl.lit("veto"))
            .when(pl.col("negative"))
            .then(pl.lit("negative"))
            .when(pl.col("bant_points") < float(card["bant_at_least"] or 0))
            .then(pl.lit("unproven"))
            .when(pl.col("letters") >= 4)
            .then(pl.lit("positive"))
            .otherwise(pl.lit("acceptable")),
        )
        .with_columns(
            rounded=(pl.col("fit_total") + pl.col("interest_total") + 1e-9)
            .round(0, mode="half_away_from_zero")
            .cast(pl.Int32)
        )
        .with_columns(score=pl.col("rounded").clip(0, 100))
        .with_columns(band=band)
    )
    left = {
        ("subscore_limit", "fit"): pl.col("fit_total") - pl.col("fit_points") - pl.col("bant_points"),
        ("subscore_limit", "interest"): pl.col("interest_total") - pl.col("interest_points"),
        ("rounding", None): pl.col("rounded") - pl.col("fit_total") - pl.col("interest_total"),
        ("scale_limit", None): pl.col("score") - pl.col("rounded"),
    }
    adjustments = [
        told(
            scores.select(
                "lead", subscore=pl.lit(subscore, dtype=pl.String), points=what.cast(pl.Float64).round(3)
            ).filter(pl.col("points") != 0),
            entry,
        )
        for (entry, subscore), what in left.items()
    ]
    exact = pl.Decimal(18, 3)
    names = leads.select("lead", "contact_id")
    ledger = pl.concat([entries, limits, *adjustments]).join(names, on="lead")
    scores.with_columns(points.cast(exact), pl.col("fit_total", "interest_total").cast(exact)).write_parquet(
        out / "scores.parquet"
    )
    ledger.with_columns(pl.col("points").cast(exact)).write_parquet(out / "ledger.parquet")
