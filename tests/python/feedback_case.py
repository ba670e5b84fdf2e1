"""Random and degenerate outcomes, as the models of feedback read them from the folders before theirs."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random

import duckdb
from engine import COMPILED_AS_OF, Engine
from hypothesis import strategies as st
from tables import AS_OF, literal

BUILT = ("models/feedback/", "models/marts/feedback/", "models/policy/int_settings.sql")
BANDS = {"cold": 0, "mql": 26, "sql": 51, "hot": 76}
MONTH_ENDS = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
ALWAYS = {"known_from": date(1, 1, 1), "known_until": date(9999, 12, 31)}
HUGE = "999999999999999.999"
SETTINGS = (
    "small_sample",
    "trait_cases_at_least",
    "content_days",
    "open_days",
    "renewal_after_days",
    "points_to_double_odds",
    "stratum_points",
    "wins_at_least",
    "recent_days",
    "new_lead_days",
    "drift_days",
)

Rows = list[dict[str, object]]

AMOUNTS = [None, "0", "-5", "0.001", "100", "2500.5", HUGE]
rules = st.fixed_dictionaries(
    {
        "points": st.sampled_from(["5", "-7", "0", "0.001", "9999"]),
        "subscore": st.sampled_from(["fit", "bant", "interest"]),
        # what an opportunity's lead had of it: its points, nothing any more, or next to nothing
        "earned": st.sampled_from(["all", "faded", "little"]),
        "carried_by": st.sampled_from(["some", "some", "everyone", "nobody"]),
        "tier": st.sampled_from([None, "decisive", "unknown"]),
    }
)
worlds = st.fixed_dictionaries(
    {
        # the sizes and the extremes are drawn one by one, the rest follows from the seed
        "seed": st.integers(0, 10**6),
        "opportunities": st.sampled_from([0, 1, 2, 10, 60, 60]),
        "outcome": st.sampled_from(["mixed", "mixed", "all won", "all lost", "all open"]),
        "scores": st.sampled_from(["mixed", "all equal", "as the outcome"]),
        "times": st.sampled_from(["mixed", "mixed", "all on one day", "today"]),
        "amounts": st.sampled_from([AMOUNTS, AMOUNTS, *[[amount] for amount in AMOUNTS]]),
        "handoffs": st.sampled_from([0, 1, 20]),
        "customers": st.sampled_from([0, 1, 6]),
        "leads": st.sampled_from([0, 1, 6]),
        "people": st.sampled_from([1, 6, 6]),
        "rules": st.lists(rules, min_size=1, max_size=3),
        "capacities": st.lists(st.sampled_from([None, "0", "2.5", "-4", HUGE]), max_size=3),
        "settings": st.fixed_dictionaries(
            {name: st.sampled_from([None, None, "0", "1", "0.001", "1000000"]) for name in SETTINGS}
        ),
        "cycle": st.sampled_from([0, 0, 30, 1000]),
        "threshold": st.sampled_from(["0", "51", "100"]),
        "months": st.integers(0, 4),
    }
)


def grown(world: Mapping) -> dict:
    """Return a drawn world with what follows from its seed: opportunities, hand-offs, customers and leads."""
    random = Random(world["seed"])

    def some(number: int, **choices: Iterable) -> list[dict]:
        return [
            {name: random.choice(list(values)) for name, values in choices.items()} for _ in range(number)
        ]

    people = range(world["people"])
    return {
        **world,
        "opportunities": some(
            world["opportunities"],
            lead=people,
            opened=range(150),
            open_days=[None, 0, 1, 20, 90],
            result=["won", "lost", "lost", None],
            score=range(101),
            amount=world["amounts"],
            has=range(8),
        ),
        "handoffs": some(
            world["handoffs"],
            lead=people,
            age=range(150),
            state=["waiting", "contacted", "accepted", "rejected", "disqualified", "won", "lost"],
            is_in_time=[True, False, None],
            score=range(101),
            amount=world["amounts"],
            rating=[None, "cold", "hot"],
            chance=[None, None, "1", "0.25", "0.000000000001"],
        ),
        "customers": some(
            world["customers"],
            account=range(5),
            since=range(200),
            renewed=[True, False],
            churned=[True, False],
            revenue=world["amounts"],
        ),
        "leads": [
            lead | {"scores": random.choices(range(101), k=4)}
            for lead in some(
                min(world["leads"], world["people"]),
                age=range(200),
                country=[None, "ES", "MX"],
                events=range(4),
            )
        ],
    }


def band(score: int) -> str:
    return [name for name, at_least in BANDS.items() if score >= at_least][-1]


def tables_of(world: Mapping) -> dict[str, Rows]:
    """Return the rows of the tables that the models of feedback read, of a drawn world."""
    world = grown(world)
    people = [f"L{number}" for number in range(6)]
    drawn = {f"L{number}": lead for number, lead in enumerate(world["leads"])}
    tables: dict[str, Rows] = {
        "int_scorecards": [
            {
                "scorecard_id": name,
                "is_champion": name == "main",
                "handoff_at_least": world["threshold"],
                "sales_cycle_days": world["cycle"],
                "has_bant_points": name == "main",
            }
            for name in ("main", "rival")
        ],
        "settings": [
            {"setting": setting, "value": value} for setting, value in world["settings"].items() if value
        ],
        "int_run": [{"as_of_date": AS_OF}],
        "int_publication": [{"as_of_date": AS_OF, "policy_version": "v1"}],
        "int_score_bands": [{"band": name, "at_least": at_least} for name, at_least in BANDS.items()],
        "int_past_runs": [{"policy_version": "v1", "as_of_date": ALWAYS["known_from"]}],
        "int_contacts": [
            {
                "contact_id": name,
                "account_id": f"A{number // 2}" if number < 4 else None,
                "created_on": AS_OF - timedelta(drawn.get(name, {"age": 100})["age"]),
            }
            for number, name in enumerate(people)
        ],
        "int_contact_accounts": [
            {"contact_id": name, "account_id": f"A{number // 2}", **ALWAYS}
            for number, name in enumerate(people[:4])
        ],
        "int_identity_map": [
            {"visitor_id": number, "source_contact_id": name, "contact_id": name, **ALWAYS}
            for number, name in enumerate(people)
        ],
        "int_rep_capacity": [
            {"rep_id": f"R{number}", "weekly_capacity": capacity}
            for number, capacity in enumerate(world["capacities"])
        ],
        "claims": [
            {"claim_id": "rule", "said_on": "2026-01-15", "rule_id": "r0", "says": "more"},
            {
                "claim_id": "value",
                "said_on": "2026-01-15",
                "attribute": "country",
                "pattern": "es",
                "says": "more",
            },
            {"claim_id": "known", "said_on": "2026-01-15", "attribute": "country", "says": "less"},
            {"claim_id": "nobody", "said_on": "2026-01-15", "attribute": "planet", "says": "less"},
        ],
        "int_activities": [
            {"activity_id": 1, "event_type": "visit", "page_path": "/pricing"},
            {"activity_id": 2, "event_type": "open", "campaign": "spring"},
        ],
        "importance_tiers": [
            {"tier": "decisive", "at_least": "1", "at_most": "20"},
            {"tier": "helpful", "at_least": "1", "at_most": "9"},
        ],
        "int_attribute_values": [
            {"attribute": "country", "value": value, "plain_value": value.lower()} for value in ("ES", "MX")
        ]
        + [
            {
                "attribute": "employee_count",
                "value": str(number),
                "plain_value": str(number),
                "number_value": number,
            }
            for number in range(12)
        ],
    }
    _add_rules(tables, world)
    _add_leads(tables, world, drawn)
    _add_opportunities(tables, world)
    _add_handoffs(tables, world)
    tables["stg_customers"] = [
        {
            "account_id": f"A{customer['account']}",
            "became_customer_at": AS_OF - timedelta(customer["since"]),
            "renewed_at": AS_OF if customer["renewed"] else None,
            "churned_at": AS_OF if customer["churned"] else None,
            "revenue": customer["revenue"],
        }
        for customer in world["customers"]
    ]
    return tables


def _add_rules(tables: dict[str, Rows], world: Mapping) -> None:
    tables["int_rules"] = [
        {"rule_id": f"r{number}", "label": f"Rule {number}", "points": rule["points"], "tier": rule["tier"]}
        for number, rule in enumerate(world["rules"])
    ]
    tables["int_scorecard_rules"] = [
        {
            "scorecard_id": scorecard,
            "rule_id": f"r{number}",
            "label": f"Rule {number}",
            "subscore": rule["subscore"],
            "points": rule["points"],
        }
        for scorecard in ("main", "rival")
        for number, rule in enumerate(world["rules"])
    ]
    tables["int_attribute_matches"] = [
        {"attribute": "country", "value": value, "purpose": purpose, "condition_id": condition}
        for value, purpose, condition in (
            ("ES", "rule", "r0"),
            ("ES", "claim", "value"),
            ("ES", "claim", "known"),
            ("MX", "claim", "known"),
        )
    ]


def _add_leads(tables: dict[str, Rows], world: Mapping, drawn: Mapping) -> None:
    history: Rows = []
    for name, lead in drawn.items():
        for day, score in zip(MONTH_ENDS, lead["scores"], strict=True):
            if day in MONTH_ENDS[: world["months"]] or day == AS_OF:
                history += [
                    {
                        "scorecard_id": scorecard,
                        "contact_id": name,
                        "as_of_date": day,
                        "is_today": day == AS_OF,
                        "score": value,
                        "band": band(value),
                        "fit_total": value,
                        "interest_total": 0,
                        "is_sales_ready": value > 50,
                        "blocked_besides_score": "",
                    }
                    for scorecard, value in (("main", score), ("rival", 100 - score))
                ]
    tables["int_lead_score_history"] = history
    tables["int_lead_scores_today"] = [row for row in history if row["as_of_date"] == AS_OF]
    tables["int_champion_scores"] = [
        {column: value for column, value in row.items() if column not in ("is_today", "fit_total")}
        for row in tables["int_lead_scores_today"]
        if row["scorecard_id"] == "main"
    ]
    tables["int_scoring_moments"] = [
        {"contact_id": name, "as_of_date": AS_OF, "is_today": True} for name in drawn
    ]
    tables["int_lead_attributes"] = [
        {"contact_id": name, "as_of_date": AS_OF, "attribute": attribute, "value": value}
        for name, lead in drawn.items()
        for attribute, value in (("country", lead["country"]), ("employee_count", str(lead["age"] % 12)))
        if value
    ]
    tables["int_events"] = [
        {
            "event_id": f"{name} {number}",
            "activity_date": AS_OF - timedelta(40 * number),
            "visitor_id": int(name[1:]),
            "activity_id": 1 + number % 2,
        }
        for name, lead in drawn.items()
        for number in range(lead["events"])
    ]


def _add_opportunities(tables: dict[str, Rows], world: Mapping) -> None:
    tables |= {
        "int_opportunities": [],
        "int_opportunity_contacts": [],
        "int_lead_scores": [],
        "int_criterion_points": [],
    }
    outcome = {"all won": "won", "all lost": "lost", "all open": None}
    moments = {}
    for number, opportunity in enumerate(world["opportunities"]):
        result = outcome.get(world["outcome"], opportunity["result"])
        opened = AS_OF - timedelta(
            {"all on one day": 50, "today": 0}.get(world["times"], opportunity["opened"])
        )
        closed = opportunity["open_days"] or 0
        closed_on = min(opened + timedelta(closed), AS_OF) if result else None
        score = {"all equal": 40, "as the outcome": 90 if result == "won" else 10}.get(
            world["scores"], opportunity["score"]
        )
        # a contact of its own for each, so that it has points of its own
        contact, moment = f"L{opportunity['lead']}", opened - timedelta(1)
        moments.setdefault((contact, moment), (score, opportunity["has"]))
        tables["int_opportunities"].append(
            {
                "opportunity_id": f"O{number}",
                "known_from": opened,
                "closed_on": closed_on,
                "result": result,
                "is_closed_before_opened": False,
                "amount": opportunity["amount"],
                "lost_reason": "price" if result == "lost" else None,
            }
        )
        tables["int_opportunity_contacts"].append(
            {"opportunity_id": f"O{number}", "contact_id": contact, "as_of_date": moment}
        )
    tables["int_lead_attributes"] += [
        {
            "contact_id": contact,
            "as_of_date": moment,
            "attribute": "country",
            "value": "ES" if has % 2 else "MX",
        }
        for (contact, moment), (_, has) in moments.items()
        if has < 6
    ]
    for (contact, moment), (score, has) in moments.items():
        for scorecard, value in (("main", score), ("rival", 100 - score)):
            tables["int_lead_scores"].append(
                {
                    "scorecard_id": scorecard,
                    "contact_id": contact,
                    "as_of_date": moment,
                    "score": value,
                    "band": band(value),
                    "fit_total": value,
                    "interest_total": 0,
                }
            )
            tables["int_criterion_points"] += [
                {
                    "scorecard_id": scorecard,
                    "contact_id": contact,
                    "as_of_date": moment,
                    "entry": "rule",
                    "subscore": rule["subscore"],
                    "criterion": "c",
                    "rule_id": f"r{number}",
                    "points": {"all": rule["points"], "faded": "0", "little": "0.001"}[rule["earned"]],
                }
                for number, rule in enumerate(world["rules"])
                if {"everyone": True, "nobody": False}.get(rule["carried_by"], bool(has & (1 << number)))
            ]


def _add_handoffs(tables: dict[str, Rows], world: Mapping) -> None:
    tables |= {"int_handoff_progress": [], "int_handoffs": [], "int_lead_touches": []}
    for number, handoff in enumerate(world["handoffs"]):
        handed_off_on = AS_OF - timedelta(handoff["age"])
        row = {
            "handoff_id": f"H{number}",
            "scorecard_id": "main",
            "contact_id": f"L{handoff['lead']}",
            "lead_id": f"L{handoff['lead']}",
            "handed_off_on": handed_off_on,
            "channel": "threshold",
            "score": handoff["score"],
            "band": band(handoff["score"]),
            "rep_id": "R0",
        }
        is_closed = handoff["state"] in ("won", "lost")
        tables["int_handoffs"].append(row)
        tables["int_handoff_progress"].append(
            row
            | {
                "state": handoff["state"],
                "draw_chance": handoff["chance"],
                "is_in_time": handoff["is_in_time"],
                "closed_on": handed_off_on if is_closed else None,
                "disqualified_on": handed_off_on if handoff["state"] == "disqualified" else None,
                "amount": handoff["amount"] if is_closed else None,
            }
        )
        tables["int_lead_touches"].append(
            {
                "touch_id": f"T{number}",
                "lead_id": f"L{handoff['lead']}",
                "touched_at": handed_off_on,
                "outcome": "accepted",
                "rep_rating": handoff["rating"],
            }
        )


def _table(node: Mapping) -> str:
    return f'"{node["schema"]}"."{node["name"]}"'


class FeedbackEngine:
    """The models of feedback alone, on tables (name → rows) that stand for everything before them; on DuckDB."""

    def __init__(self, project: Engine) -> None:
        self.models = [node for node in project.models if node["original_file_path"].startswith(BUILT)]
        own = {_table(node) for node in self.models}
        reads = " ".join(re.sub(r"--.*", "", project.sql[node["name"]]) for node in self.models)
        read = set(re.findall(r'"(\w+)"\."(\w+)"', reads))
        # the tables of the folders before; the words and targets of the project stay as they are
        self.stands_for = sorted(
            (schema, name)
            for schema, name in read
            if f'"{schema}"."{name}"' not in own and name not in ("int_wording", "targets", "score_bands")
        )
        self.statements = {
            node["name"]: f"create or replace table {_table(node)} as {project.sql[node['name']]}".replace(
                COMPILED_AS_OF, str(AS_OF)
            )
            for node in self.models
        }
        self.empty = project.run({}, AS_OF)
        for schema, name in self.stands_for:
            self._make_empty_table(schema, name)

    def _make_empty_table(self, schema: str, name: str) -> None:
        table = f'"{schema}"."{name}"'
        (kind,) = self.empty.execute(
            "select table_type from information_schema.tables where table_schema = ? and table_name = ?",
            [schema, name],
        ).fetchone()
        self.empty.execute(f"create temp table columns_of as select * from {table} limit 0")
        self.empty.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {table}")
        self.empty.execute(f"create table {table} as select * from columns_of; drop table columns_of")

    def run(self, tables: Mapping[str, Iterable[Mapping[str, object]]]) -> duckdb.DuckDBPyConnection:
        """Build every model of feedback on the given tables; the others of the folders before are empty."""
        for statement in self.filled(tables):
            self.empty.execute(statement)
        for name, statement in self.statements.items():
            try:
                self.empty.execute(statement)
            except duckdb.Error as error:
                raise AssertionError(f"{name}: {error}") from error
        return self.empty

    def filled(self, tables: Mapping[str, Iterable[Mapping[str, object]]]) -> list[str]:
        """Return the statements that put rows into the tables that are read, and nothing else."""
        statements = []
        for schema, name in self.stands_for:
            rows = list(tables.get(name, []))
            statements.append(f'delete from "{schema}"."{name}"')
            if rows:
                columns = list(dict.fromkeys(column for row in rows for column in row))
                values = ", ".join(
                    "(" + ", ".join(literal(row.get(column)) for column in columns) + ")" for row in rows
                )
                statements.append(f'insert into "{schema}"."{name}" ({", ".join(columns)}) values {values}')
        return statements
