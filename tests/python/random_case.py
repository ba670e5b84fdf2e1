"""Random cases that try hard to be scored wrongly: a policy and raw tables, the same for the same seed.

A case has the shape `raw/*.csv`, `seeds/*.csv`, `as_of.txt`. Every policy is valid: nothing stops a build.
The raw data is not: duplicates, unreadable cells, cycles, people who merge, leave, object or are forgotten.
"""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]

RAW = """
contacts: contact_id account_id full_name email phone job_title department country region city age
  annual_income children lead_source campaign email_status created_at updated_at deleted_at owner_id
  do_not_score
accounts: account_id account_name domain industry business_model company_type employee_count annual_revenue
  technologies created_at
contact_attributes: contact_id attribute value known_from origin
identities: anonymous_id contact_id identified_at
contact_merges: merged_contact_id contact_id merged_at
events: event_id event_type occurred_at loaded_at contact_id anonymous_id page_path asset channel
  campaign user_agent quantity
opportunities: opportunity_id contact_id account_id opened_at closed_at status amount lost_reason
opportunity_contacts: opportunity_id contact_id role is_primary
customers: account_id became_customer_at renewed_at churned_at revenue
sales_touches: touch_id contact_id rep_id touched_at outcome reason rep_rating
erasures: contact_id requested_at"""
SEEDS = """
scorecards: scorecard_id name status population_attribute population_pattern population_excludes fit_max
  interest_max fit_at_least interest_at_least handoff_at_least handoff_top_share exploration_share bant_mode
  bant_at_least sales_cycle_days recycle_after_days why
criteria: criterion subscore category max_points owner_team description combine
fit_rules: rule_id label criterion attribute pattern excludes at_least below tier points points_to why
bant_rules: rule_id label criterion attribute pattern excludes at_least below tier points points_to verdict why
interest_rules: rule_id label criterion event_type property pattern excludes at_least below tier points
  max_points max_per_day decay decay_days why
behaviours: behaviour label scope event_type property pattern excludes measure within_days why
behaviour_rules: rule_id label criterion attribute pattern excludes at_least below tier points points_to why
interest_resets: reset_id label fact pattern why
idle_fade: scorecard_id idle_days_at_least keeps why
importance_tiers: tier at_least at_most
score_bands: band at_least temperature lifecycle_stage respond_within_hours next_step
weight_overrides: scorecard_id rule_id points why
claims: claim_id said_by said_on rule_id attribute pattern says why
machine_traffic: rule_id event_type pattern why
free_email_domains: domain
grades: axis grade at_least why
conditions: condition label attribute pattern excludes at_least below why
gates: gate scorecard_id attribute pattern effect why
attribute_types: attribute value_type rival why
status_words: field word meaning why
journeys: journey_id expected_band step kind name value days_before"""
DROPPABLE = {  # columns that a case may leave out; any table but contacts and events may be left out
    "contacts": "account_id phone job_title country age email email_status deleted_at do_not_score owner_id",
    "accounts": "industry technologies employee_count annual_revenue",
    "contact_attributes": "origin",
    "events": "anonymous_id page_path asset channel campaign user_agent quantity",
    "opportunities": "status amount lost_reason account_id",
    "customers": "churned_at renewed_at revenue",
}
OPTIONAL = {  # columns that a seed may lack; all of them or none
    "attribute_types": ["rival"],
    "scorecards": ["population_excludes", "fit_at_least", "interest_at_least", "exploration_share"],
    "criteria": ["combine"],
    "fit_rules": ["excludes", "points_to"],
    "bant_rules": ["excludes", "points_to"],
    "interest_rules": ["excludes", "at_least", "below"],
    "behaviour_rules": ["excludes", "points_to"],
}
WORDS = {  # field: words of the data, what the policy says of some
    "opportunity_status": (
        ["open", "Negociación", "", "won", "WON", "cerrada ganada", "lost", "Perdida", "spam", "ask"],
        {"negociacion": "open", "Cerrada Ganada": "won", "perdida": "lost"},
    ),
    "email_status": (
        ["ok", "Válido", "", "bounced", "Complained", "SPAM", "unsubscribed", "baja", "won", "ask"],
        {"válido": "ok", "Spam": "complained", "baja": "unsubscribed"},
    ),
}
TEXTS = {  # attribute: values in the data, patterns in the rules
    "job_title": (
        [
            "CEO",
            "Directora de Operaciones",
            "Dueño",
            "Gerente de Compras",
            "Ingénieur",
            "Estudiante",
            'Chief "Data" Officer, EMEA',
            "Dirección General",
            "Président",
            "gestão",
            "C++ [dev]",
            "a_b",
        ],
        [
            "%director%|%gerente%",
            "ceo| dueño |owner",
            "%INGENIEUR%",
            "%estudiante%|student|becario",
            "_eo",
            "%DIRECCIÓN%",
            "%gestao%|a_b|c++ [dev]",
            '%"data"%,%',
            "%",
            "",
        ],
    ),
    "country": (["ES", "mx", "AR", "FR", "PT", "España"], ["es|mx", "ar|pt", "f_", "espana", "%s", ""]),
    "industry": (["software", "Logistics", "Educação", "énergie"], ["software|logi%", "educacao", "%erg%"]),
    "technologies": (["SAP|Salesforce", "hubspot", "excel|HubSpot"], ["%salesforce%|%hubspot%", "%sap%", ""]),
    "lead_source": (["fair", "web", "Feria Vírtual"], ["fair", "feria virtual|web", "%virtual"]),
    "email_kind": ([], ["free", "business", "%e%"]),
    "email_domain": ([], ["gmail.com", "%.example", "c_.example"]),
    "email_status": ([], ["ok|bounced", "complained|spam", "%subscribed", "%"]),
    "authority": (["signs", "Influences", "none", "Décide"], ["signs|decide_", "influences", "decide", ""]),
    "need": (["urgent", "problema concreto", "none", "true"], ["%concret%|urgent", "none|ninguna", "true"]),
    "pain": (["manual work", "Dor de cabeça", "1", "null"], ["%cabeca%", "manual%|1", ""]),
}
NUMBERS = [
    "42",
    " 42 ",
    "5e6",
    "+12",
    ".5",
    "5.",
    "1e400",
    "10.000,50",
    "n/a",
    "-3",
    "1.500",
    "1.000",
    "25.0",
    "1.5e1",
    "200.000",
    "199.99999999999999999999",
    "200",
    "2000",
    "1999.99",
    "1E2",
    "1_0",
    "NaN",
    "0x10",
    "1000000.5",
    "1000000.51",
    "20",
    "0",
    "1e-9",
]
EDGES = ["-3", "0", "0.5", "5", "12", "20", "42", "199.995", "200", "2000", "1000000.50", "5000000"]
NUMERIC = [
    "employee_count",
    "annual_revenue",
    "age",
    "annual_income",
    "children",
    "budget_max",
    "nps",
    "credit",
]
VALUE_TYPES = {
    "whole": "age children employee_count",
    "number": "annual_income annual_revenue budget_max expected_saving",
    "date": "decision_date contract_end",
}
RIVALS = {"employee_count": "number", "expected_saving": "number"}
DAYS = ["-1", "0", "1", "30", "90", "400"]
POINTS = {
    "critical": ["10", "10.5", "12.125", "15"],
    "important": ["5", "6.25", "7.5", "9"],
    "influence": ["1", "2.125", "3.3", "4"],
    "negative": ["-1", "-7.5", "-10", "-23.333", "-100"],
    "": ["0"],
}
PROPERTIES = {  # property of an event: values, patterns
    "page_path": (
        ["/pricing", "/precios/empresas", "/blog/qué-es", "/careers", "/", "/Guía", "/a_b%c"],
        ["/pricing%|/precios%", "/blog%", "/careers", "%guia", "/", "/a_b%c", ""],
    ),
    "asset": (["whitepaper-crm.pdf", 'Demo, "vídeo"', "datasheet.pdf"], ["white%|data%", "%video%", ""]),
    "channel": (["web", "Email", "Feria"], ["web", "email|feria", ""]),
    "campaign": (["otoño", "spring|sale", "2026"], ["otono", "2026", "%sale", ""]),
}
TYPES = ["page_view", "email_open", "form_submit", "call_connected", "fair_visit", "Page_View", "unheard_of"]
QUANTITIES = ["30", "29.999", "3e1", "-5", "0", "75.5", "n/a", "1e400", "60", "0.1", "0.2", "1 000"]
COUNTS = ["0", "1", "2", "3", "7", "29.5", "30", "90", "400"]
BEHAVIOUR = re.compile(r"b\d+ ")
KNOWS = "knows_"
QUANTITY_EDGES = ["-5", "0", "0.1", "30", "60", "75.5"]
AGENTS = ["", "Mozilla/5.0", "Mozilla/5.0 (X11; Linux)", "GoogleImageProxy", "BarracudaCentral scanner"]
BAD_TIMES = [
    "",
    "not a date",
    "2026-02-30",
    "2026-13-01",
    "31/12/2025",
    "2026-01-01 25:00:00",
    "2026-1-5",
    "2026-01-05Z",
    "2026-01-05 +01:00",
    "0001-01-01T00:00:00+01:00",
    "17676043201",
    "46027.383",
    "2026-01-01t10:00:00",
    "20260105",
    "2026-01-01 10",
    "2026-01-01 10:00:00 utc",
    "2026-01-01T10:00:00+02:0",
    "2026-01-01 10:00:60",
    "now",
]
ZONES = [
    *[
        ("Z", 0),
        ("z", 0),
        (" UTC", 0),
        ("UTC", 0),
        (" Z", 0),
        ("+09:00", 540),
        ("-05:00", -300),
        ("+0530", 330),
    ],
    *[(" -00:30", -30), ("+14", 840), (" +01", 60), ("-0930", -570), ("+23:59", 1439)],
]


class Dice(random.Random):
    """The chance of one case, its as-of day, and what is drawn in many places."""

    as_of: date
    undecided: bool

    def maybe(self, share: float) -> bool:
        """True in a share of the draws."""
        return self.random() < share

    def moment(self, *days: int) -> datetime:
        """A UTC second, often next to midnight, so many days (one of `days`) from the as-of day."""
        day = datetime.combine(self.as_of, datetime.min.time()) + timedelta(days=self.choice(days))
        return day + timedelta(seconds=self.choice([0, 86399, self.randrange(86400), self.randrange(86400)]))

    def spell(self, moment: datetime) -> str:
        """A moment in one of the spellings that can be read."""
        if f"{moment:%H%M%S}" == "000000" and self.maybe(0.3):
            return f"{moment:%Y-%m-%d}"
        zone, minutes = self.choice(ZONES) if self.maybe(0.3) else ("", 0)
        if self.maybe(0.08):
            seconds = int((moment - datetime(1970, 1, 1)).total_seconds())
            return f"{seconds}{self.choice(['', '000', '000000'])}"
        fraction = self.choice(["", "", "", ".5", ".000001", ".9999999"] + [".999999"] * self.undecided)
        local = moment + timedelta(minutes=minutes)
        seconds_told = f":{local:%S}{fraction}" if local.second or self.maybe(0.7) else ""
        hour = str(local.hour) if self.maybe(0.2) else f"{local:%H}"
        return f"{local:%Y-%m-%d}{self.choice('T ')}{hour}:{local:%M}{seconds_told}{zone}"

    def when(self, *days: int) -> str:
        """A readable moment on one of the days."""
        return self.spell(self.moment(*days))

    def value(self, attribute: str) -> str:
        """A value for an attribute, good or bad; matching must not see the case or Unicode form of a text."""
        if attribute in ("decision_date", "contract_end"):
            day = self.as_of + timedelta(days=int(self.choice(DAYS)) + self.choice([0, 0, -1]))
            return self.choice([f"{day}", f"{day}", f"{day} 10:00:00", "soon", "2026-02-30"])
        if attribute in NUMERIC:
            return self.choice(NUMBERS)
        text = self.choice(TEXTS[attribute][0])
        decomposed = unicodedata.normalize("NFD", text)
        return self.choice([text, text.upper(), text.lower(), decomposed, f"  {text} "])


def _columns(tables: str) -> dict[str, list[str]]:
    """The columns of each table in RAW or SEEDS."""
    lines = tables.strip().replace("\n  ", " ").split("\n")
    return {line.split(":")[0]: line.split(":")[1].split() for line in lines}


def _save(dice: Dice, folder: Path, tables: dict[str, Rows], raw: bool) -> None:
    """Write tables. Raw ones may be left out, lack columns or have spaces around a cell."""
    columns = _columns(RAW if raw else SEEDS)
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        path, optional = folder / f"{name}.csv", raw and name not in ("contacts", "events")
        path.unlink(missing_ok=True)
        if optional and dice.maybe(0.06):
            continue
        droppable = DROPPABLE.get(name, "").split() if raw else []
        droppable += ["created_at"] if raw and name == "accounts" and dice.undecided else []
        lacking = OPTIONAL[name] if not raw and name in OPTIONAL and dice.maybe(0.15) else []
        kept = [column for column in columns[name] if column not in droppable or not dice.maybe(0.04)]
        kept = [column for column in kept if column not in lacking]
        with path.open("w", newline="", encoding="utf-8") as out:
            lines = csv.writer(out)
            lines.writerow(kept)
            for row in [] if optional and dice.maybe(0.04) else rows:
                cells = [str(row.get(column, "")) for column in kept]
                lines.writerow([f" {cell}  " if raw and dice.maybe(0.03) else cell for cell in cells])


def _range(dice: Dice, edges: list[str]) -> dict[str, str]:
    """Draw a range between two of the edges, mostly with one end open."""
    low, high = sorted(dice.sample(range(len(edges)), 2))
    found = dict(at_least=edges[low], below=edges[high])
    found.pop(dice.choice(["at_least", "below", "neither"]), None)
    return found


def _line(dice: Dice, rule: dict[str, Any]) -> dict[str, str]:
    """Draw the end of a line for some of the rules that have both edges: 0, or points of the same sign."""
    if not (rule.get("at_least") and rule.get("below")) or dice.maybe(0.3):
        return {}
    sign = "-" if rule["tier"] == "negative" else ""
    ends = [*POINTS[str(rule["tier"])], f"{sign}0.5", f"{sign}3.333"] if rule["tier"] else []
    return dict(points_to=dice.choice(["0", *ends]))


def _condition(dice: Dice, attributes: list[str]) -> dict[str, Any]:
    """Attribute and condition of a fit or BANT rule."""
    attribute = dice.choice(attributes)
    if BEHAVIOUR.match(attribute):
        return dict(attribute=attribute) | _range(dice, COUNTS)
    if attribute == "technologies" and dice.undecided and dice.maybe(0.3):
        return dict(attribute=attribute, pattern="salesforce|hubspot")
    if attribute not in [*TEXTS, *NUMERIC] and not attribute.startswith("days_"):
        return dict(attribute=attribute, pattern=dice.choice(["yes", "no", "YES|maybe", "%"]))
    if attribute in TEXTS:
        patterns = TEXTS[attribute][1]
        excludes = dice.choice([*patterns, " | "]) if dice.maybe(0.3) else ""
        return dict(attribute=attribute, pattern=dice.choice(patterns), excludes=excludes)
    if dice.undecided and dice.maybe(0.2):
        return dict(attribute=attribute, pattern=dice.choice(["", "4%", "n/a"]))
    edges = DAYS if attribute.startswith("days_") else EDGES
    rule: dict[str, Any] = dict(attribute=attribute) | _range(dice, edges)
    return rule | (dict(pattern="%2%|4_") if attribute == "nps" else {})


def _conditions(dice: Dice, counted: list[str]) -> Rows:
    """Conditions of one to four rows, some on one attribute twice, some on what is counted."""
    names = [*TEXTS, *NUMERIC, "days_since_created", "days_to_contract_end", "knows_need", "knows_budget_max"]
    names += [*counted, *[f"{KNOWS}{name}" for name in counted]]
    rows: Rows = []
    for name in ["c_one", "C two", "c.three", "c_four"][: dice.randrange(5)]:
        for _ in range(dice.choice([1, 2, 2, 3, 4])):
            row = dict(condition=name, label=name, why="test") | _condition(dice, names)
            if row["attribute"] == "technologies":
                row |= dict(pattern="%sap%|%hubspot%")
            known = [{key: cell for key, cell in one.items() if cell != ""} for one in rows]
            rows += [row] if {key: cell for key, cell in row.items() if cell != ""} not in known else []
    return rows


def _gates(dice: Dice, asked: list[str]) -> Rows:
    """Up to four gates, for all scorecards or for one."""
    names = [*TEXTS, *asked]
    rows: Rows = []
    for number in range(dice.randrange(5)):
        condition = _condition(dice, names)
        rows.append(
            dict(
                gate=f"gate {number}",
                scorecard_id=dice.choice(["", "card 0", "card 1", "card 2"]),
                attribute=condition["attribute"],
                pattern=condition.get("pattern", ""),
                effect=dice.choice(["ready", "hold"]),
                why="test",
            )
        )
    return rows


def _grades(dice: Dice) -> Rows:
    """Grades of both axes, of one or of none, in any order."""
    axes = [("fit", "ABCD", ["-3", "9.125", "20"]), ("interest", "123", ["0", "4.5"])]
    rows = [
        dict(axis=axis, grade=grade, at_least=edge, why="test")
        for axis, grades, edges in axes
        for grade, edge in zip(grades, ["", *edges], strict=True)
        if dice.undecided or axis == "fit"
    ]
    return dice.sample(rows, len(rows)) if dice.maybe(0.8) else []


def _behaviours(dice: Dice) -> Rows:
    """Behaviours of every measure and scope; none in some cases."""
    rows: Rows = []
    measures = ["events", "days", "distinct", "quantity", "contacts", "days_since_last"]
    pairs = [(measure, scope) for measure in measures for scope in ("contact", "account")]
    for number, (measure, scope) in enumerate([] if dice.maybe(0.1) else pairs):
        kind = dice.choice([*PROPERTIES] if measure == "distinct" else ["", "", *PROPERTIES])
        types = dice.sample(TYPES, dice.choice([1, 2, 3]))
        rows.append(
            dict(
                behaviour=f"b{number} {measure}",
                label=f"b{number}",
                scope=scope,
                event_type=dice.choice(["|", " | "]).join(types) if dice.maybe(0.7) else "",
                property=kind,
                pattern=dice.choice(PROPERTIES[kind][1]) if kind else "",
                excludes=dice.choice(["", *PROPERTIES[kind][1]]) if kind else "",
                measure=measure,
                within_days=dice.choice(["", "1", "7", "30", "90", "400"]),
                why="test",
            )
        )
    return rows


def _behaviour_rules(dice: Dice, counted: list[str], conditions: list[str]) -> Rows:
    """One to three rules on each behaviour, and on each condition."""
    rows: Rows = []
    for number, name in enumerate([*counted, *conditions]):
        for rule_number in range(dice.choice([1, 2, 3])):
            tier = dice.choice(["critical", "important", "influence", "negative"])
            rule: dict[str, Any] = dict(
                rule_id=f"{dice.choice('aZ')}b{number}{rule_number}",
                label="so",
                criterion=dice.choice(["web", "mailing", "offline"]),
                attribute=name,
                tier=tier,
                points=dice.choice(POINTS[tier]),
                why="test",
            )
            if name in conditions or dice.maybe(0.8):
                rule |= _condition(dice, [name])
            rows.append(rule | _line(dice, rule))
    return rows


def _silence(dice: Dice) -> tuple[Rows, Rows]:
    """What starts interest again, and what is left of it after silence; nothing in some cases."""
    facts = {
        "event": ["fair_visit", "EMAIL_OPEN|unheard%", "%call%"],
        "touch": ["rejected|disqual%", "", "ACCEPTED"],
        "opportunity": ["lost", "won", ""],
    }
    resets: Rows = [
        dict(reset_id=fact, label="so", fact=fact, pattern=dice.choice(facts[fact]), why="test")
        for fact in dice.sample([*facts], dice.choice([0, 1, 1, 2, 3]))
    ]
    fades: Rows = [
        dict(
            scorecard_id=card,
            idle_days_at_least=days,
            keeps=dice.choice(["0", "0.5", "0.333", "0.85", "1"]),
            why="test",
        )
        for card in dice.sample(["", "card 1", "card 2"], dice.choice([0, 1, 2, 3]))
        for days in dice.sample(["0", "1", "7", "14", "30", "60", "400"], dice.choice([1, 2, 3]))
    ]
    return resets, fades


def _policy(dice: Dice) -> dict[str, Rows]:
    """All the seeds that the contract names."""

    def limit(*values: str) -> str:
        return dice.choice(["", "", *values])

    seeds: dict[str, Rows] = {name: [] for name in _columns(SEEDS)}
    seeds["behaviours"] = _behaviours(dice)
    counted = [row["behaviour"] for row in seeds["behaviours"]]
    seeds["conditions"] = _conditions(dice, counted)
    asked = [row["condition"] for row in seeds["conditions"]]
    asked += [f"{KNOWS}{name}" for name in counted[-2:]]
    asked += ["knows_need", "knows_email", "knows_job_title", "knows_days_to_decision", "knows_nothing"]
    plan = {  # criterion: subscore, category, attributes or event types
        "seniority": ("fit", "demographic", ["job_title"]),
        "place": ("fit", "demographic", ["country", "email_domain"]),
        "size": ("fit", "firmographic", ["employee_count", "annual_revenue"]),
        "trade": ("fit", "firmographic", ["industry", "technologies"]),
        "person": (
            "fit",
            "psychographic",
            ["age", "annual_income", "children", "nps", "pain", "credit", "credit"],
        ),
        "mail": ("fit", "demographic", ["email_kind", "lead_source", "email_status"]),
        "time": ("fit", "demographic", ["days_since_created", "days_to_contract_end"]),
        "habits": ("fit", "psychographic", counted or ["pain"]),
        "asked": ("fit", "demographic", asked),
        "asked_too": ("bant", "need", asked),
        "budget": ("bant", "budget", ["budget_max", "budget_max", "annual_revenue"]),
        "authority": ("bant", "authority", ["authority"]),
        "need": ("bant", "need", ["need"]),
        "ache": ("bant", "need", ["pain", "nps"]),
        "timeline": ("bant", "timeline", ["days_to_decision", "days_to_contract_end"]),
        "web": ("interest", "online", TYPES[:3]),
        "mailing": ("interest", "engagement", TYPES[1:4]),
        "offline": ("interest", "offline", TYPES[3:6]),
    }
    for number, (criterion, (part, category, names)) in enumerate(plan.items()):
        seeds["criteria"].append(
            dict(
                criterion=criterion,
                subscore=part,
                category=category,
                owner_team="sales",
                description="x",
                max_points=limit("3", "7.5", "12.125", "30"),
                combine=dice.choice(["", "", "sum", "strongest"]),
            )
        )
        for rule_number in range(dice.randrange(2, 6)):
            rule_id = f"{dice.choice(['a_', 'B_', 'Z-', 'm.', 'z', '0'])}{number}{rule_number}"
            tier = dice.choice([*POINTS, "critical", "important", "influence"])
            rule: dict[str, Any] = dict(
                rule_id=rule_id,
                label=f'"{rule_id}", so',
                criterion=criterion,
                why="a, test",
                tier=tier,
                points=dice.choice(POINTS[tier]),
            )
            if part != "interest":
                rule |= _condition(dice, names)
                verdicts = ["positive"] * 9 + ["acceptable"] * 5 + ["negative", "veto"]
                rule |= dict(verdict=dice.choice(verdicts)) | _line(dice, rule)
                if part == "bant" and rule_number == 0:  # so that some leads are positive on all four
                    rule |= dict(attribute=names[0], verdict="positive", pattern="", at_least="-3", below="")
                    rule |= dict(excludes="", points_to="")
                    rule |= dict(pattern="%", at_least="") if names[0] in TEXTS else {}
            else:
                decay = dice.choice(["none", "", "half_life", "linear", "window"])
                days = dice.choice([1, 2, 7, 30, 60, 90, 400, dice.randrange(1, 401)])
                kind = dice.choice(["", "", *PROPERTIES])
                rule |= dict(
                    event_type=dice.choice(names),
                    property=kind,
                    decay=decay,
                    pattern=dice.choice(PROPERTIES[kind][1]) if kind else "",
                    excludes=dice.choice(["", "", *PROPERTIES[kind][1]]) if kind else "",
                    max_points=limit("4", "10.5", "25"),
                    max_per_day=limit("1", "2.5", "3"),
                    decay_days=days if decay not in ("none", "") else "",
                )
                rule |= _range(dice, QUANTITY_EDGES) if dice.maybe(0.3) else {}
            seeds[f"{part}_rules"].append(rule)
    for rule in dice.sample(seeds["interest_rules"], 3):  # the same but for the id and the decay: a tie
        twin = dict(rule_id=f"{rule['rule_id']}_twin", decay="none", decay_days="")
        seeds["interest_rules"].append(rule | twin)
    conditions = [row["condition"] for row in seeds["conditions"]]
    modes = dice.sample(["off", "points", "gate", "points_and_gate"], 4) + ["gate"]
    populations = [
        ("email_kind", "business", ""),
        ("country", "es|mx|España", "españ_"),
        ("job_title", "%DIREC%|%ge_%", "%general"),
        ("country", "", "ar|fr"),
        ("knows_email_kind", "yes", ""),
        *[(f"{KNOWS}{name}", "yes", "") for name in counted[-1:]],
        *[("", "", "")] * 4,
        *[(name, dice.choice(["yes", "no"]), "") for name in conditions],
    ]
    seeds["behaviour_rules"] = _behaviour_rules(dice, counted, [*dict.fromkeys(conditions)])
    seeds["interest_resets"], seeds["idle_fade"] = _silence(dice)
    rules = [row for part in ("fit", "bant", "interest", "behaviour") for row in seeds[f"{part}_rules"]]
    for number, mode in enumerate(modes):
        card = f"card {number}"
        attribute, pattern, excludes = dice.choice(populations) if number else ("", "", "")
        seeds["scorecards"].append(
            dict(
                scorecard_id=card,
                name=card,
                bant_mode=mode,
                why="test",
                sales_cycle_days=120,
                recycle_after_days=90,
                status="champion" if number == 0 else "retired" if number == 4 else "challenger",
                population_attribute=attribute,
                population_pattern=pattern,
                population_excludes=excludes,
                fit_at_least=limit("-5", "3.125", "12"),
                interest_at_least=limit("0", "0.001", "4.5"),
                fit_max=limit("20", "45.5", "60"),
                interest_max=limit("20.25", "50"),
                handoff_at_least=dice.choice([5, 15, 26, 51]),
                handoff_top_share=limit("0.05", "0.2"),
                bant_at_least=limit("0", "2.5", "7.5", "11"),
            )
        )
        for rule in dice.sample(rules, 8):
            allowed = POINTS[str(rule["tier"])] if rule["tier"] else ["9.5", "0.875", "-0.5"]
            points = dice.choice(["0", *allowed])
            seeds["weight_overrides"].append(
                dict(scorecard_id=card, rule_id=rule["rule_id"], points=points, why="test")
            )
    tiers = [("critical", 10, 15), ("important", 5, 9), ("influence", 1, 4), ("negative", -100, -1)]
    seeds["importance_tiers"] = [dict(tier=tier, at_least=low, at_most=high) for tier, low, high in tiers]
    seeds["status_words"] = [
        dict(field=field, word=word, meaning=meaning, why="test")
        for field, (_, words) in WORDS.items()
        for word, meaning in words.items()
    ]
    edges = dice.choice([[0, 26, 51, 76], [0, 1, 50, 100], [0, 15, 16, 40]])
    seeds["score_bands"] = [
        dict(
            band=band,
            at_least=edge,
            temperature=band,
            lifecycle_stage=band,
            respond_within_hours=24,
            next_step="call",
        )
        for band, edge in zip(["cold", "mql", "sql", "hot"], edges, strict=False)
    ]
    seeds["machine_traffic"] = [
        dict(rule_id="proxy", event_type="", pattern="%googleimageproxy%| %BARRACÚDA% ", why="scanners"),
        dict(rule_id="open", event_type="email_open", pattern="mozilla/5.0", why="mail privacy"),
    ]
    seeds["gates"], seeds["grades"] = _gates(dice, [*asked, *counted]), _grades(dice)
    seeds["claims"] = [
        dict(
            claim_id="rule",
            said_by="sales",
            said_on="2026-01-15",
            rule_id=seeds["fit_rules"][0]["rule_id"],
            says="more",
        ),
        dict(claim_id="known", said_by="sales", said_on="2026-01-15", attribute="country", says="less"),
        dict(
            claim_id="value",
            said_by="sales",
            said_on="2026-01-15",
            attribute="country",
            pattern="es|%méx%",
            says="more",
        ),
    ]
    for claim in seeds["claims"]:
        claim["why"] = "test"
    seeds["attribute_types"] = [
        dict(attribute=attribute, value_type=kind, rival=RIVALS.get(attribute, ""), why="test")
        for kind, attributes in VALUE_TYPES.items()
        for attribute in attributes.split()
    ]
    seeds["attribute_types"].append(
        dict(attribute="country", value_type="text", rival="ES| méxico|de |pt", why="test")
    )
    seeds["free_email_domains"] = [dict(domain=domain) for domain in ("gmail.com", "Hotmail.com", "yahoo.es")]
    return seeds


def _contacts(dice: Dice, ids: list[str], accounts: list[str]) -> Rows:
    """Contacts, some delivered twice, some unusable."""
    rows: Rows = []
    for number, contact in enumerate(ids):
        domain = dice.choice(["gmail.com", "Yahoo.ES", "c1.example", "sub.gmail.com", "c2.example"])
        emails = [f"P{number}@{domain}"] * 4 + ["nobody", ""] + [f'"a@b"@{domain}'] * dice.undecided
        objections = [
            "true",
            "TRUE",
            "false",
            "False",
            "1",
            "0",
            "sí",
            "NÃO",
            "Nein",
            "falso",
            "VERDADERO",
            "x",
        ]
        row: dict[str, Any] = dict(
            contact_id=contact,
            account_id=dice.choice([*accounts, ""]),
            full_name=f"Ana O'Neill, {number}",
            email=dice.choice(emails),
            email_status=dice.choice(["ok", dice.choice(WORDS["email_status"][0])]),
            created_at=dice.when(*([0, 1] if dice.maybe(0.1) else range(-900, 0))),
            updated_at=dice.when(*range(-30, 3)),
            phone="+34 600 000 000",
            department="n/a",
            deleted_at=dice.choice([dice.when(-30, -1, 0, 0, 1, 30), "never"]) if dice.maybe(0.12) else "",
            do_not_score=dice.choice(objections) if dice.maybe(0.12) else "",
        )
        names = ("job_title", "country", "lead_source", "age", "annual_income", "children")
        row |= {name: dice.value(name) for name in names if dice.maybe(0.75)}
        rows.append(row)
        if dice.maybe(0.12):  # older, a tie that the largest account decides, or newer
            newer = dict(country=dice.value("country"), updated_at=dice.when(9), deleted_at="")
            older = dict(job_title=dice.value("job_title"), updated_at=dice.choice([dice.when(-60), ""]))
            rows.append(row | dice.choice([older, dict(account_id=dice.choice(accounts)), newer]))
            if dice.undecided and dice.maybe(0.3):
                rows.append(row | dict(created_at=dice.choice(BAD_TIMES), updated_at=dice.when(12)))
    rows.append(dict(contact_id="", created_at=dice.when(-9), updated_at=dice.when(-9)))
    return rows + [dict(contact_id=f"bad {text}", created_at=text, job_title="CEO") for text in BAD_TIMES]


def _attributes(dice: Dice, ids: list[str]) -> Rows:
    """Facts with a history: conflicts of origin, ties, blanks, unreadable values, rows of the future."""
    rows: Rows = [dict(contact_id="", attribute="need", value="urgent", known_from=dice.when(-5))]
    emails = {
        "email": ["x@gmail.com", "X@C2.example", "no mail"],
        "email_status": ["complained", "ok", "spam", "who knows"],
    }
    names = [
        "budget_max",
        "authority",
        "need",
        "decision_date",
        "pain",
        "nps",
        "credit",
        "job_title",
        "country",
        *emails,
        "contract_end",
        "contract_end",
        "industry",
        "employee_count",
        "technologies",
        "budget_max",
        "authority",
        "need",
        "decision_date",
    ]
    origins = ["declared", "enriched", "inferred"] * 3 + ["", "Declared", "guessed"] * dice.undecided
    for contact in [*ids, "nobody"]:
        for name in dice.sample(names, dice.randrange(12)):
            for _ in range(dice.choice([1, 1, 2, 3])):
                value = dice.choice(emails[name]) if name in emails else dice.value(name)
                row: dict[str, Any] = dict(
                    contact_id=contact,
                    attribute=name,
                    value=dice.choice(["", "  "]) if dice.maybe(0.05) else value,
                    known_from=dice.choice(BAD_TIMES) if dice.maybe(0.03) else dice.when(*range(-90, 3)),
                    origin=dice.choice(origins),
                )
                rows.append(row)
                if dice.maybe(0.1) and (name == "need" or dice.undecided):
                    rows.append(row | dict(value="urgent" if name == "need" else dice.choice(["9", "10"])))
    return rows


def _merges(dice: Dice, ids: list[str]) -> tuple[Rows, list[str], list[str]]:
    """Merges of every shape; the contacts that are merged away; the contacts in no merge at all."""
    a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s, t, u, v, w, x, *others = dice.sample(ids, len(ids))
    links = [
        (a, b, -40),
        (b, c, -3),  # a chain
        (d, e, -9),
        (e, d, -8),
        (f, d, -7),
        (g, g, -5),  # cycles, and a way into one
        (h, i, 1),
        (n, p, 2),
        (m, j, 1),  # after the as-of day: a first, another, one that closes a cycle
        (j, k, -20),
        (j, m, -2),
        (n, o, -30),  # the newest row counts
        ("old id", q, -50),
        (r, "nobody", -4),
        (s, t, 0),
        ("", a, -3),
        (q, "", -3),  # strangers, blanks
        (w, "gone", -60),
        ("gone", x, -20),
        (x, "not yet", -10),
        ("not yet", "never", -5),  # ids that are no contacts, in the middle and at the end
    ]
    rows: Rows = [
        dict(merged_contact_id=this, contact_id=to, merged_at=dice.when(day)) for this, to, day in links
    ]
    at = dice.when(-6)  # a tie, which the largest id decides
    rows += [dict(merged_contact_id=u, contact_id=to, merged_at=at) for to in (v, t)]
    rows += [dict(merged_contact_id=q, contact_id=p, merged_at=text) for text in BAD_TIMES]
    return rows, [a, b, f, j, n, r, s, u, w, "old id"], others


def _events(dice: Dice, ids: list[str], visitors: list[str]) -> Rows:
    """Events: known and anonymous, in bursts, at the edges of days, twice and malformed."""
    rows: Rows = []
    for contact in [*ids, "nobody", "old id"]:
        for _ in range(dice.choice([0, 1, 3, 6, 12, 25])):
            recent, spans = range(-dice.choice([14, 60, 700]), 1), [-90, -60, -30, -7, -2, -1, 0, 1, 2]
            days = dice.choice([recent, recent, recent, spans])
            moment, visitor = dice.moment(*days), dice.choice(visitors)
            owner = dice.choice([(contact, ""), ("", visitor), (contact, visitor)])
            row: dict[str, Any] = dict(
                event_type=dice.choice(TYPES),
                contact_id=owner[0],
                anonymous_id=owner[1],
                user_agent=dice.choice(AGENTS),
                quantity=dice.choice(QUANTITIES) if dice.maybe(0.6) else "",
            ) | {k: dice.choice([*v[0], ""]) for k, v in PROPERTIES.items()}
            for _ in range(dice.choice([1, 1, 1, 2, 4])):
                loaded = dice.choice([f"{moment}", f"{moment}", "", "bad"])
                rows.append(
                    row
                    | dict(
                        event_id=f"{dice.choice('Ee')}{len(rows)}",
                        occurred_at=dice.spell(moment),
                        loaded_at=loaded,
                    )
                )
    for row in dice.sample(rows, len(rows) // 10):
        changed = row | dict(event_type=dice.choice(TYPES))
        late, early = changed | dict(loaded_at=dice.when(9)), changed | dict(loaded_at="2001-01-01")
        blank = changed | dict(loaded_at="", occurred_at=f"{dice.moment(-2000)}")
        same_load = changed | dict(occurred_at=f"{dice.moment(-1500)}")
        column, owners = ("contact_id", ids) if row["contact_id"] else ("anonymous_id", visitors)
        tie = row | {column: dice.choice(owners)}
        swap = row | dict(contact_id=row["anonymous_id"], anonymous_id=row["contact_id"])
        copies = [[late], [early], [blank], [same_load], [tie], [row], [late, early, row], [late, blank]]
        rows += dice.choice(copies + [[swap]] * dice.undecided)
    sound = dict(event_id="bad", event_type="page_view", occurred_at=dice.when(-4), contact_id=ids[0])
    rows += [sound | dict(event_id=f"bad {text}", occurred_at=text) for text in BAD_TIMES]
    rows += [sound | change for change in ({"event_id": " "}, {"event_type": ""}, {"contact_id": ""})]
    dice.shuffle(rows)
    return rows


def _opportunities(dice: Dice, contacts: list[str], accounts: list[str]) -> Rows:
    """Opportunities of contacts and of accounts, opened and closed around the as-of day."""
    rows: Rows = [dict(opportunity_id="of nobody", opened_at=dice.when(-9), status="open")]
    for number in range(len(contacts) // 2):
        closed = dice.choice(["", "n/a", dice.when(0, 1, 1, 1, *range(-9, 3)), dice.when(-400)])
        status = dice.choice(WORDS["opportunity_status"][0])
        opened = dice.when(0, 0, 1, *range(-90, -9)) if dice.maybe(0.95) else dice.choice(BAD_TIMES)
        column, owners = ("contact_id", contacts) if dice.maybe(0.8) else ("account_id", accounts)
        rows.append(
            dict(
                opportunity_id=f"O{number}" if dice.maybe(0.95) else "",
                opened_at=opened,
                closed_at=closed,
                status=status,
                amount=dice.choice(NUMBERS),
                lost_reason="price" if status == "lost" else "",
            )
            | {column: dice.choice(owners)}
        )
    for row in dice.sample(rows, len(rows) // 5):  # further rows of an opportunity, of somebody else
        rows.append(row | dict(contact_id=dice.choice(contacts), opened_at=dice.when(-9, -30)))
        rows.append(
            row | dict(contact_id=dice.choice(contacts), status=dice.choice(WORDS["opportunity_status"][0]))
        )
    return rows


def _sales_touches(dice: Dice, ids: list[str]) -> Rows:
    """What sellers did and found; some of nobody, some without a time."""
    outcomes = ["attempted", "connected", "accepted", "Rejected", "disqualified", ""]
    return [
        dict(
            touch_id=f"T{number}" if dice.maybe(0.97) else "",
            contact_id=dice.choice([*ids, "nobody", "old id", ""]),
            touched_at=dice.choice(BAD_TIMES) if dice.maybe(0.05) else dice.when(*range(-200, 3)),
            outcome=dice.choice(outcomes),
        )
        for number in range(len(ids) // 2)
    ]


def _opportunity_contacts(dice: Dice, deals: Rows, contacts: list[str]) -> Rows:
    """People of opportunities, of some that are of an account or of nobody as well; strangers, blanks."""
    names = [
        *[row["opportunity_id"] for row in dice.sample(deals, len(deals) // 3)],
        "of nobody",
        "no deal",
        "",
    ]
    return [
        dict(
            opportunity_id=name,
            contact_id=dice.choice([*contacts, "nobody", ""]),
            role="user",
            is_primary="x",
        )
        for name in names
        for _ in range(dice.choice([1, 2, 3]))
    ]


def write_case(folder: Path, seed: int, contacts: int = 60, undecided: bool = False) -> date:
    """Write a case to `folder` (created if need be) and return its as-of day.

    The same arguments write the same bytes. `contacts` is at least 40. `undecided` adds what the contract
    leaves open, so that a difference there asks for a decision and not for a correction: origins it does
    not name, a newest contact row without `created_at`, accounts
    without that column, account-wide opportunities of merged contacts,
    erasures of merges to come, erasures and customers without a time, an e-mail address with two @,
    `technologies` named one by one, patterns on numbers, ties between numbers as text, ties between a contact
    and a visitor, times that differ by less than a microsecond.
    Raises ValueError if `contacts` is too small.
    """
    if contacts < 40:
        raise ValueError("a case needs at least 40 contacts")
    dice = Dice(seed)
    dice.undecided = undecided
    dice.as_of = dice.choice([date(2026, 3, 31), date(2024, 2, 29), date(2026, 1, 1), date(2025, 12, 31)])
    ids = ["c004", "007", "7", "O'Brien", 'the "one"', "Ñandú-4", "1e3", "1000", "a b", "émile", "C\u0327x"]
    ids += [f"C{number:03d}" for number in range(contacts - len(ids))]
    accounts = [f"A{number}" for number in range(12)] + ["a1", "Ä"]
    visitors = [f"V{number}" for number in range(contacts)]
    merges, losers, others = _merges(dice, ids)
    people = _contacts(dice, ids, accounts)
    # Unless undecided, an account with an opportunity of its own has no contact that was merged away.
    taken = set() if undecided else {row.get("account_id") for row in people if row["contact_id"] in losers}
    free = [account for account in [*accounts, "A99"] if account not in taken]
    deals = _opportunities(dice, [*ids, *losers], free)
    identities: Rows = []
    for visitor in [*visitors[5:], ""]:  # one to three rows: owners that tie, an older or a later one
        moment = dice.moment(*range(-60, 3))
        times = [dice.spell(moment) for _ in range(dice.choice([1, 1, 2]))]
        times += [dice.when(*range(-300, 3))] * dice.choice([0, 0, 1])
        times += [dice.choice(BAD_TIMES)] * dice.maybe(0.1)
        for time in times:
            owner = dice.choice([*ids, "nobody", "old id", ""])
            identities.append(dict(anonymous_id=visitor, contact_id=owner, identified_at=time))
    companies: Rows = []
    for account in [*accounts, ""]:
        past = dice.when(*range(-900, 0))
        created = dice.choice([past, past, dice.when(0, 1), dice.choice(BAD_TIMES)])
        names = ("industry", "employee_count", "annual_revenue", "technologies")
        companies.append(
            dict(account_id=account, account_name=f"Firm {account}", business_model="b2b", created_at=created)
            | {name: dice.value(name) for name in names if dice.maybe(0.8)}
        )
    no_times = BAD_TIMES[:2] * undecided
    customers: Rows = [
        dict(
            account_id=account,
            became_customer_at=dice.choice([dice.when(-300, -1, 0, 1), *no_times]),
            churned_at=dice.choice(["", dice.when(-1, 0, 1)]),
            revenue="n/a",
        )
        for account in [*dice.sample(accounts, 6), "", "A99"]
    ]
    forgotten = dice.sample(ids if undecided else others, 3) + ["nobody", "", losers[0]]
    erasures: Rows = [
        dict(contact_id=contact, requested_at=dice.choice([dice.when(-9, 0, 5), *no_times]))
        for contact in forgotten
    ]
    raw = dict(
        contacts=people,
        accounts=companies,
        contact_attributes=_attributes(dice, [*ids, "old id"]),
        identities=identities,
        contact_merges=merges,
        events=_events(dice, ids, visitors),
        opportunities=deals,
        opportunity_contacts=_opportunity_contacts(dice, deals, [*ids, *losers]),
        customers=customers,
        sales_touches=_sales_touches(dice, ids),
        erasures=erasures,
    )
    _save(dice, folder / "raw", raw, raw=True)
    _save(dice, folder / "seeds", _policy(dice), raw=False)
    (folder / "as_of.txt").write_text(f"{dice.as_of}\n", encoding="utf-8")
    return dice.as_of
