"""A wrong policy is told in words, by `policy check` with file and line and by `dbt build`."""

import json
import re
import shutil
from itertools import cycle
from pathlib import Path

import duckdb
import pytest
from engine import PROJECT, copy_of_project, dbt, read_csv, write_csv
from random_case import write_case

from lead_scoring import cli
from lead_scoring.policy import Report, check
from lead_scoring.warehouse import CannotReadError, open_file

# The smallest policy with every kind of rule; valid, and without a warning.
POLICY = {
    "scorecards": """\
scorecard_id,name,status,population_attribute,population_pattern,fit_max,interest_max,handoff_at_least,\
handoff_top_share,bant_mode,bant_at_least,sales_cycle_days,recycle_after_days,why
main,Main,champion,,,60,40,40,0.05,points_and_gate,12,120,90,Agreed
trial,Trial,challenger,country,es|mx,,,20,,points,,120,90,An idea
""",
    "criteria": """\
criterion,subscore,category,max_points,owner_team,description
role,fit,demographic,,sales,Who decides
size,fit,firmographic,8,sales,How large
money,bant,budget,,sales,Is there a budget?
hurry,bant,timeline,,sales,How soon?
web,interest,online,30,marketing,Pages
""",
    "fit_rules": """\
rule_id,label,criterion,attribute,pattern,at_least,below,tier,points,why
boss,"Decides, signs",role,job_title,%director%|%ceo%,,,critical,10,Can say yes
staff,Works there,role,job_title,%analyst%,,,influence,2,Knows the problem
large,Large company,size,employee_count,,200,2000,important,8,Can pay
idea,Only an idea,size,annual_revenue,,1000,,,0,The trial uses it
""",
    "bant_rules": """\
rule_id,label,criterion,attribute,pattern,at_least,below,tier,points,verdict,why
rich,Names a budget,money,budget_max,,10000,,critical,10,positive,Can buy
soon,Decides soon,hurry,days_to_decision,,0,120,critical,10,positive,Now
never,Says never,hurry,decision,never,,,negative,-8,veto,They told us
""",
    "interest_rules": """\
rule_id,label,criterion,event_type,property,pattern,tier,points,max_points,max_per_day,decay,decay_days,why
price,Looked at prices,web,page_view,page_path,/pricing%,important,8,24,1,half_life,30,Compares
call,Talked to us,web,call,,,critical,12,24,,none,,Spoke
""",
    "behaviours": """\
behaviour,label,scope,event_type,property,pattern,excludes,measure,within_days,why
price_visits,Visits to prices,contact,page_view,page_path,/pricing%,,events,30,Compares
silence,Days of silence,contact,,,,,days_since_last,,Gone
people,Colleagues,account,page_view|call,,,,contacts,,A committee
""",
    "behaviour_rules": """\
rule_id,label,criterion,attribute,pattern,at_least,below,tier,points,points_to,why
often,Came back to prices,web,price_visits,,3,10,important,5,9,Compares
fresh,Was here lately,web,silence,,,7,important,6,,Thinks of us
lately,Was here this month,web,silence,,7,30,important,5,,Thought of us
committee,A committee,web,people,,2,,critical,10,,They prepare to buy
""",
    "interest_resets": "reset_id,label,fact,pattern,why\nlost,Lost deal,opportunity,lost,Starts again\n",
    "idle_fade": """\
scorecard_id,idle_days_at_least,keeps,why
,60,0.5,Half is left
trial,60,0.25,Trials end
""",
    "importance_tiers": """\
tier,at_least,at_most
critical,10,15
important,5,9
influence,1,4
negative,-100,-1
""",
    "score_bands": """\
band,at_least,temperature,lifecycle_stage,respond_within_hours,next_step
cold,0,cold,lead,,Wait
hot,50,hot,sql,24,Call
""",
    "working_hours": """\
territory,time_zone,weekday,opens,closes
ES,Europe/Madrid,1,9:00,14:00
ES,Europe/Madrid,1,15:00,24:00
""",
    "holidays": "territory,date,name\nES,2026-12-25,Christmas\n",
    "weight_overrides": "scorecard_id,rule_id,points,why\ntrial,boss,12,Matters more\ntrial,idea,3,Try it\n",
    "claims": """\
claim_id,said_by,said_on,rule_id,attribute,pattern,says,why
bosses,Sales,2026-01-15,boss,,,more,They sign
abroad,Ana,2026-02-01,,country,fr|it,less,Nobody there knows us
""",
    "grades": "axis,grade,at_least,why\n",
    "conditions": "condition,label,attribute,pattern,excludes,at_least,below,why\n",
    "gates": "gate,scorecard_id,attribute,pattern,effect,why\n",
    "journeys": """\
journey_id,expected_band,step,kind,name,value,days_before
buyer,cold,1,attribute,job_title,CEO,100
buyer,cold,2,event,call,,3
""",
    "personas": """\
persona_id,condition,attribute,pattern,at_least,below,label,priority,why
rival,1,email_domain,rival.example,,,Rival,10,Reads and buys nothing
owner,1,buying_role,decision_maker,,,Owner,20,Decides
owner,2,employee_count,,1,50,Owner,20,Of a small firm
""",
    "offers": "offer_id,offer_name,price_at_least,currency,why\nstarter,Starter,6000,EUR,The smallest\n",
}


# lists of the starter policy that this one takes as they are
AS_THEY_ARE = ("attribute_types", "fast_lane", "inferred_attributes", "nurture_segments", "title_roles")


@pytest.fixture
def folders(tmp_path) -> tuple[Path, Path]:
    """Return a folder with the small policy and one with the project's reference lists."""
    policy, reference = tmp_path / "policy", tmp_path / "reference"
    policy.mkdir()
    for name, text in POLICY.items():
        (policy / f"{name}.csv").write_text(text, encoding="utf-8")
    for name in AS_THEY_ARE:
        shutil.copy(PROJECT / "seeds" / "policy" / f"{name}.csv", policy)
    shutil.copytree(PROJECT / "seeds" / "reference", reference)
    return policy, reference


def _replace(folders: tuple[Path, Path], seed: str, old: str, new: str) -> None:
    """Change one place of a seed; blank `old` adds text at the end."""
    path = next(folder / f"{seed}.csv" for folder in folders if (folder / f"{seed}.csv").exists())
    text = path.read_text(encoding="utf-8")
    assert not old or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {seed}"
    path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def _lines(report: Report, folders: tuple[Path, Path]) -> list[str]:
    """Return the problems as printed, without the folder."""
    texts = [finding.text() for finding in report.problems]
    for folder in folders:
        texts = [text.removeprefix(f"{folder}/") for text in texts]
    return texts


def test_the_small_policy_is_valid_and_gives_no_cause_for_warnings(folders):
    report = check(*folders)
    assert report.problems == []
    assert report.warnings == []


@pytest.mark.parametrize("policy", ["seeds/policy", "examples/uci_bank/policy", "examples/minimal_policy"])
def test_our_own_policies_are_valid(policy):
    assert check(PROJECT / policy).problems == []


@pytest.mark.parametrize("seed", range(5))
def test_random_policies_are_valid(seed, tmp_path):
    write_case(tmp_path, seed)
    shutil.copytree(PROJECT / "seeds" / "reference", tmp_path / "reference")
    for path in (tmp_path / "seeds").glob("*.csv"):
        if (tmp_path / "reference" / path.name).exists():
            shutil.move(path, tmp_path / "reference" / path.name)
    for path in (PROJECT / "seeds" / "policy").glob("*.csv"):  # what no case has
        if not (tmp_path / "seeds" / path.name).exists():
            shutil.copy(path, tmp_path / "seeds")
    assert check(tmp_path / "seeds", tmp_path / "reference").problems == []


TOO_LONG = "1" * 20
BAD_CELLS = [
    # seed, what stands there, what is written instead, the start of each problem (: = of the same file)
    ("fit_rules", "critical,10,", "critical,ten,", [":2: column points: 'ten' is not a number. Write"]),
    ("fit_rules", ",8,Can pay", ',"8,5",Can pay', [":4: column points: '8,5' is not a number."]),
    ("fit_rules", ",200,2000", ",200,2.000.000", [":4: column below: '2.000.000' is not a number."]),
    ("bant_rules", ",,10000", ",,1 000", [":2: column at_least: '1 000' is not a number."]),
    ("journeys", "CEO,100", "CEO,soon", [":2: column days_before: 'soon' is not a number."]),
    ("scorecards", ",120,90,Agreed", ",long,90,Agreed", [":2: column sales_cycle_days: 'long' is not"]),
    ("interest_rules", "1,half_life,30", "once,half_life,30", [":2: column max_per_day: 'once' is not"]),
    ("fit_rules", "critical,10,", "critical,10.1234,", [":2: column points: '10.1234' has more than three"]),
    (
        "scorecards",
        ",60,40,40,",
        f",{TOO_LONG},40,40,",
        [f":2: column fit_max: '{TOO_LONG}' has more than three"],
    ),
    ("weight_overrides", "idea,3", "idea,10000", [":3: column points: '10000' lies outside -9999 to 9999."]),
    ("interest_rules", "8,24,1", "8,0,1", [":2: column max_points: '0' is not above 0."]),
    ("interest_rules", "8,24,1", "8,-4,1", [":2: column max_points: '-4' is not above 0."]),
    ("interest_rules", "half_life,30", "half_life,0", [":2: column decay_days: '0' is not above 0."]),
    ("criteria", "firmographic,8", "firmographic,-8", [":3: column max_points: '-8' is not above 0."]),
    ("scorecards", ",60,40,40,", ",-1,40,40,", [":2: column fit_max: '-1' is below 0."]),
    ("scorecards", "0.05", "-0.05", [":2: column handoff_top_share: '-0.05' is below 0."]),
    ("fit_rules", "%analyst%", r"%analyst\_%", [r":3: column pattern: '%analyst\_%' has a backslash"]),
    (
        "personas",
        "rival.example",
        r"rival\.example",
        [r":2: column pattern: 'rival\.example' has a backslash"],
    ),
    # behaviours and what asks for them
    (
        "behaviours",
        "price_visits,Visits",
        "country,Visits",
        [
            ":2: column behaviour: 'country' is the name of an attribute",
            "behaviour_rules.csv:2: column attribute: there is no behaviour or condition 'price_visits'.",
        ],
    ),
    (
        "behaviours",
        "people,Colleagues",
        "days_to_people,Colleagues",
        [
            ":4: column behaviour: 'days_to_people' is the name of an attribute",
            "behaviour_rules.csv:5: column attribute: there is no behaviour or condition 'people'.",
        ],
    ),
    (
        "behaviours",
        "people,Colleagues",
        "silence,Colleagues",
        [
            ":3: column behaviour: the behaviour 'silence' appears more than once.",
            ":4: column behaviour: the behaviour 'silence' appears more than once.",
            "behaviour_rules.csv:5: column attribute: there is no behaviour or condition 'people'.",
        ],
    ),
    (
        "behaviours",
        "page_path,/pricing%,,events",
        ",/pricing%,,events",
        [":2: column pattern: '/pricing%' looks at a"],
    ),
    (
        "behaviours",
        "page_path,/pricing%,,events",
        ",,/jobs,events",
        [":2: column excludes: excludes looks at a"],
    ),
    (
        "behaviours",
        "page_path,/pricing%,,events",
        ",,,distinct",
        [":2: column property: distinct values of what?"],
    ),
    (
        "behaviours",
        ",contacts,",
        ",people,",
        [":4: column measure: 'people' is unknown here. Write one of: events"],
    ),
    (
        "behaviours",
        "account,page_view",
        "company,page_view",
        [":4: column scope: 'company' is unknown here."],
    ),
    ("behaviours", "events,30", "events,0", [":2: column within_days: '0' is not above 0."]),
    (
        "behaviour_rules",
        "web,silence,,7",
        "role,silence,,7",
        [":4: column criterion: the criterion 'role' belongs to"],
    ),
    (
        "behaviour_rules",
        "silence,,7,30",
        "silence,7%,7,30",
        [":4: column pattern: silence is a number read from events, and '7%'"],
    ),
    (
        "behaviour_rules",
        "price_visits,,3,10",
        "price_visits,,3,3",
        [":2: column below: nothing is at least 3 and below 3."],
    ),
    (
        "behaviour_rules",
        "price_visits,,3,10",
        "price_visits,,3,",
        [":2: column points_to: a line to 9 points needs"],
    ),
    (
        "behaviour_rules",
        "5,9,",
        "5,10,",
        [":2: column points_to: a line to 10 points leaves the tier (important"],
    ),
    (
        "behaviour_rules",
        "5,9,",
        "5,-1,",
        [":2: column points_to: a line cannot go from 5 to -1 points"],
    ),
    ("behaviour_rules", "5,9,", "5,many,", [":2: column points_to: 'many' is not a number."]),
    (
        "behaviour_rules",
        "critical,10,,",
        "critical,9,,",
        [":5: column points: 9 points lie outside the tier (critical"],
    ),
    (
        "behaviour_rules",
        "committee,A",
        "often,A",
        [
            ":2: column rule_id: the rule_id 'often' appears more than once.",
            ":5: column rule_id: the rule_id 'often' appears more than once.",
        ],
    ),
    (
        "interest_resets",
        "opportunity,lost",
        "deal,lost",
        [":2: column fact: 'deal' is unknown here. Write one of: event"],
    ),
    (
        "idle_fade",
        "trial,60",
        ",60",
        [
            ":2: column idle_days_at_least: the scorecard has more than one row for 60 idle days.",
            ":3: column idle_days_at_least: the scorecard has more than one row for 60 idle days.",
        ],
    ),
    ("idle_fade", "60,0.5", "60,1.5", [":2: column keeps: '1.5' lies outside -1 to 1."]),
    ("idle_fade", "60,0.5", "-60,0.5", [":2: column idle_days_at_least: '-60' is below 0."]),
    ("idle_fade", "trial", "gone", [":3: column scorecard_id: there is no 'gone' in scorecards.csv."]),
    # claims of the team
    (
        "claims",
        "boss,,",
        "bos,,",
        [":2: column rule_id: there is no 'bos' in bant_rules.csv, behaviour_rules.csv, fit_rules.csv, "],
    ),
    (
        "claims",
        "boss,,",
        ",,",
        [":2: column attribute: the row names neither a rule nor an attribute, so nothing can be compared."],
    ),
    (
        "claims",
        "boss,,",
        "boss,country,",
        [":2: column attribute: the row names the rule 'boss' and the attribute 'country'. Leave one"],
    ),
    (
        "claims",
        "boss,,",
        "boss,,%ceo%",
        [":2: column pattern: '%ceo%' looks at an attribute, and the row names none. Write the attribute"],
    ),
    ("claims", "more", "plus", [":2: column says: 'plus' is unknown here. Write one of: more, less."]),
    ("claims", "2026-02-01", "01/02/2026", [":3: column said_on: '01/02/2026' is no day of the calendar."]),
    ("claims", ",Ana,", ",,", [":3: column said_by: the cell is blank. Fill it in."]),
    ("claims", "They sign", "", [":2: column why: the cell is blank. Fill it in."]),
    ("claims", "fr|it", "fr\\it", [":3: column pattern: 'fr\\it' has a backslash"]),
    ("claims", "country,fr|it", "silence,3%", [":3: column pattern: silence is a number read from events"]),
    (
        "claims",
        "abroad,",
        "bosses,",
        [
            ":2: column claim_id: the claim_id 'bosses' appears more than once.",
            ":3: column claim_id: the claim_id 'bosses' appears more than once.",
        ],
    ),
    # working hours and holidays
    (
        "working_hours",
        "Europe/Madrid,1,9:00",
        "Europe/Madird,1,9:00",
        [
            ":2: column time_zone: 'Europe/Madird' is no time zone. Write",
            ":2: column time_zone: the territory 'ES' has 'Europe/Madird' here and another",
            ":3: column time_zone: the territory 'ES' has 'Europe/Madrid' here and another",
        ],
    ),
    ("working_hours", ",9:00,", ",9.00,", [":2: column opens: '9.00' is no time of day. Write hours"]),
    ("working_hours", ",9:00,", ",9:00:00,", [":2: column opens: '9:00:00' is no time of day. Write hours"]),
    (
        "working_hours",
        "1,9:00",
        "Monday,9:00",
        [":2: column weekday: 'Monday' is unknown here. Write one of: 1"],
    ),
    (
        "working_hours",
        "9:00,14:00",
        "9:00,15:30",
        [":3: column opens: it opens at 15:00, and another row of this day lasts until 15:30. Join"],
    ),
    (
        "working_hours",
        "15:00,24:00",
        "15:00,02:00",
        [":3: column closes: it closes at 02:00, and does not open before (15:00). Write a later time"],
    ),
    (
        "holidays",
        "2026-12-25",
        "25/12/2026",
        [":2: column date: '25/12/2026' is no day of the calendar. Write"],
    ),
    (
        "holidays",
        "2026-12-25",
        "2026-02-29",
        [":2: column date: '2026-02-29' is no day of the calendar. Write"],
    ),
    (
        "holidays",
        "",
        " es,2026-12-25,Once more\n",
        [
            ":2: column date: the day 2026-12-25 stands more than once for the territory 'ES'. Keep",
            ":3: column date: the day 2026-12-25 stands more than once for the territory 'es'. Keep",
        ],
    ),
    # blank where needed
    ("fit_rules", '"Decides, signs"', "  ", [":2: column label: the cell is blank. Fill it in."]),
    ("bant_rules", "positive,Can buy", "positive,", [":2: column why: the cell is blank."]),
    ("bant_rules", "10,positive,Now", "10,,Now", [":3: column verdict: the cell is blank."]),
    ("criteria", "8,sales,", "8,,", [":3: column owner_team: the cell is blank."]),
    ("interest_rules", "web,page_view", "web,", [":2: column event_type: the cell is blank."]),
    ("scorecards", "points_and_gate", "null", [":2: column bant_mode: the cell is blank."]),
    ("weight_overrides", "3,Try it", "3,", [":3: column why: the cell is blank."]),
    (
        "fit_rules",
        "",
        "\n",
        [":6: a row has nothing but blank cells. Delete it: python -m lead_scoring policy tidy does it."],
    ),
    ("score_bands", "", ",,,,,\n", [":4: a row has nothing but blank cells."]),
    # unknown or repeated
    (
        "fit_rules",
        "influence,2",
        "influnce,2",
        [":3: column tier: there is no 'influnce' in importance_tiers.csv. Correct"],
    ),
    ("fit_rules", "there,role", "there,roll", [":3: column criterion: there is no 'roll' in criteria.csv."]),
    (
        "journeys",
        "buyer,cold,1",
        "buyer,warm,1",
        [
            ":2: column expected_band: 'buyer' expects 'warm' here and another band elsewhere.",
            ":2: column expected_band: there is no 'warm' in score_bands.csv.",
            ":3: column expected_band: 'buyer' expects 'cold' here and another band elsewhere.",
        ],
    ),
    (
        "weight_overrides",
        "trial,idea",
        "trail,idea",
        [":3: column scorecard_id: there is no 'trail' in scorecards.csv."],
    ),
    (
        "weight_overrides",
        "trial,idea",
        "trial,ideas",
        [":3: column rule_id: there is no 'ideas' in bant_rules.csv, behaviour_rules.csv, fit_rules.csv, "],
    ),
    (
        "criteria",
        "size,fit",
        "size,Fit",
        [":3: column subscore: 'Fit' is unknown here. Write one of: fit, bant, interest."],
    ),
    ("interest_rules", "page_path,", "path,", [":2: column property: 'path' is unknown here."]),
    ("interest_rules", "half_life,30", "halflife,30", [":2: column decay: 'halflife' is unknown here."]),
    ("bant_rules", "positive,Now", "good,Now", [":3: column verdict: 'good' is unknown here."]),
    ("scorecards", "challenger", "draft", [":3: column status: 'draft' is unknown here."]),
    ("scorecards", ",points,", ",score,", [":3: column bant_mode: 'score' is unknown here."]),
    ("journeys", "2,event", "2,click", [":3: column kind: 'click' is unknown here."]),
    (
        "bant_rules",
        "rich,",
        "boss,",
        [
            ":2: column rule_id: the rule_id 'boss' appears more than once.",
            "fit_rules.csv:2: column rule_id: the rule_id 'boss' appears more than once.",
        ],
    ),
    (
        "criteria",
        "size,fit",
        "role,fit",
        [
            ":2: column criterion: the criterion 'role' appears more than once.",
            ":3: column criterion: the criterion 'role' appears more than once.",
            "fit_rules.csv:4: column criterion: there is no 'size' in criteria.csv.",
            "fit_rules.csv:5: column criterion: there is no 'size' in criteria.csv.",
        ],
    ),
    (
        "weight_overrides",
        "trial,idea,3",
        "trial,boss,11",
        [
            ":2: column rule_id: the scorecard 'trial' overrides the rule 'boss' more than once.",
            ":3: column rule_id: the scorecard 'trial' overrides the rule 'boss' more than once.",
        ],
    ),
    (
        "journeys",
        "buyer,cold,2",
        "buyer,cold,1",
        [
            ":2: column step: 'buyer' has more than one row '1'.",
            ":3: column step: 'buyer' has more than one row '1'.",
        ],
    ),
    (
        "personas",
        "owner,2",
        "owner,1",
        [
            ":3: column condition: 'owner' has more than one row '1'.",
            ":4: column condition: 'owner' has more than one row '1'.",
        ],
    ),
    # points and tiers
    (
        "fit_rules",
        "critical,10,",
        "critical,9.5,",
        [":2: column points: 9.5 points lie outside the tier (critical: 10…15)."],
    ),
    (
        "weight_overrides",
        "boss,12",
        "boss,16",
        [":2: column points: 16 points lie outside the tier (critical: 10…15)."],
    ),
    ("fit_rules", "influence,2", ",2", [":3: column tier: 2 points need a tier."]),
    (
        "fit_rules",
        "influence,2",
        "influence,0",
        [":3: column tier: a rule with 0 points is off and has no tier."],
    ),
    (
        "importance_tiers",
        "influence,1,4",
        "influence,4,1",
        [
            "fit_rules.csv:3: column points: 2 points lie outside the tier (influence: 4…1).",
            ":4: column at_most: no points are at least 4 and at most 1.",
        ],
    ),
    # cells that do not go together
    (
        "fit_rules",
        "role,job_title,%analyst%",
        "web,job_title,%analyst%",
        [":3: column criterion: the criterion 'web' belongs to interest."],
    ),
    ("fit_rules", "200,2000", "200,200.0", [":4: column below: nothing is at least 200 and below 200.0."]),
    (
        "personas",
        "employee_count,,1,50",
        "employee_count,,50,50",
        [":4: column below: nothing is at least 50 and below 50."],
    ),
    (
        "interest_rules",
        "half_life,30",
        "half_life,",
        [":2: column decay_days: the decay 'half_life' needs its number of days."],
    ),
    ("interest_rules", "none,,Spoke", "none,30,Spoke", [":3: column decay: 30 days are given but no decay."]),
    ("interest_rules", "half_life,30", ",30", [":2: column decay: 30 days are given but no decay."]),
    # all rows together
    (
        "scorecards",
        "challenger",
        "champion",
        [": column status: 2 scorecards are champion. Write champion in exactly one row"],
    ),
    ("scorecards", "champion", "retired", [": column status: 0 scorecards are champion."]),
    ("score_bands", "cold,0", "cold,1", [": column at_least: no band starts at 0"]),
    (
        "score_bands",
        "hot,50",
        "hot,0.0",
        [
            ":2: column at_least: two bands start at 0. Give",
            ":3: column at_least: two bands start at 0.0. Give",
        ],
    ),
    # header and shape
    (
        "fit_rules",
        "below,tier",
        "bellow,tier",
        [
            ":1: column below: the header lacks this column.",
            ":1: column bellow: the file knows no such column. Delete it, or correct its name if it"
            " should"
            " be one that is missing: below.",
        ],
    ),
    (
        "journeys",
        "journey_id,expected_band,step,kind,name,value,days_before",
        "journey_id;expected_band;step;kind;name;value;days_before",
        [
            ":1: column journey_id;expected_band;step;kind;name;value;days_before: the header is one",
        ],
    ),
    (
        "journeys",
        ",days_before",
        ",",
        [
            ":1: column 7 of the header has no name.",
            ":1: column days_before: the header lacks this column.",
        ],
    ),
    (
        "journeys",
        "name,value",
        "name,value,value",
        [
            ":1: column value: the header has this column more than once.",
        ],
    ),
    (
        "fit_rules",
        '"Decides, signs"',
        "Decides, signs",
        [
            ":2: the row has more cells than the header (11 > 10). Put text",
        ],
    ),
    ("journeys", "event,call,,3", "event,call", [":3: the row has fewer cells than the header (5 < 7)."]),
    ("score_bands", "24,Call", '24,"Call', [":3: a double quote opens here and is never closed."]),
    (
        "score_bands",
        POLICY["score_bands"],
        "",
        [": the file is empty. Write at least the header: band,at_least,"],
    ),
]


@pytest.mark.parametrize(("seed", "old", "new", "expected"), BAD_CELLS, ids=lambda value: str(value)[:40])
def test_a_bad_seed_yields_its_sentences_and_no_others(seed, old, new, expected, folders):
    _replace(folders, seed, old, new)
    expected = [f"{seed}.csv{start}" if start.startswith(":") else start for start in expected]
    found = _lines(check(*folders), folders)
    starts = [next((start for start in expected if line.startswith(start)), line) for line in found]
    assert sorted(starts) == sorted(expected)
    assert all(line.rstrip().endswith((".", "next_step")) for line in found), "each says what to do"


OPTIONAL = (
    "rule_id,label,criterion,event_type,property,pattern,excludes,at_least,below,tier,points,max_points,max_per_day,"
    "decay,decay_days,why"
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("page_path,,/jobs%,30,60", []),
        (",,/jobs%,,", ["interest_rules.csv:2: column excludes: excludes looks at a property"]),
        (",,,60,30", ["interest_rules.csv:2: column below: nothing is at least 60 and below 30."]),
        (",,,long,", ["interest_rules.csv:2: column at_least: 'long' is not a number."]),
    ],
)
def test_optional_columns_may_be_there_and_are_checked(cells, expected, folders):
    row = f"price,Looked at prices,web,page_view,{cells},important,8,24,1,half_life,30,Compares"
    (folders[0] / "interest_rules.csv").write_text(f"{OPTIONAL}\n{row}\n", encoding="utf-8")
    found = _lines(check(*folders), folders)
    assert [line[: len(start)] for line, start in zip(found, expected, strict=True)] == expected


def test_how_a_criterion_combines_is_one_of_two_words(folders):
    text = (
        POLICY["criteria"]
        .replace("description", "description,combine")
        .replace("Who decides", "Who decides,most")
    )
    text = text.replace("How large", "How large,sum").replace(
        "Is there a budget?", "Is there a budget?,strongest"
    )
    (folders[0] / "criteria.csv").write_text(
        text.replace("How soon?", "How soon?,").replace("Pages", "Pages,"), "utf-8"
    )
    [line] = _lines(check(*folders), folders)
    assert line.startswith(
        "criteria.csv:2: column combine: 'most' is unknown here. Write one of: sum, strongest."
    )


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("0.1", []),
        ("1", []),
        (
            "10",
            ["scorecards.csv:2: column exploration_share: '10' lies outside -1 to 1. Write a number inside."],
        ),
        ("-0.1", ["scorecards.csv:2: column exploration_share: '-0.1' is below 0."]),
        ("5 %", ["scorecards.csv:2: column exploration_share: '5 %' is not a number."]),
    ],
)
def test_the_share_of_exploration_is_a_share(share, expected, folders):
    _replace(folders, "scorecards", "handoff_top_share,", "handoff_top_share,exploration_share,")
    _replace(folders, "scorecards", "40,40,0.05,", f"40,40,0.05,{share},")
    _replace(folders, "scorecards", "20,,points", "20,,,points")
    found = _lines(check(*folders), folders)
    assert [line[: len(start)] for line, start in zip(found, expected, strict=True)] == expected


RIVAL = "Write number where value_type is number or whole; of a text write its grades from the best to the worst, "
RIVAL += "A|B|C."


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("vendor_score,number,number", []),
        ("vendor_score,whole,number", []),
        ("vendor_grade,text,A+|A|B", []),
        ("vendor_grade,text,", []),
        ("vendor_grade,text,number", [f"column rival: 'number' is no rival score of a text. {RIVAL}"]),
        ("vendor_score,number,yes", [f"column rival: 'yes' is no rival score of a number. {RIVAL}"]),
        ("seen_on,date,number", [f"column rival: 'number' is no rival score of a date. {RIVAL}"]),
        (
            "main,number,number",
            [
                "column attribute: there is a scorecard 'main' already. Give the scorecard another name, or the"
                " attribute."
            ],
        ),
    ],
)
def test_a_rival_score_is_a_number_or_grades_in_order(cells, expected, folders):
    (folders[0] / "attribute_types.csv").write_text(
        f"attribute,value_type,rival,why\n{cells},test\n", encoding="utf-8"
    )
    assert _lines(check(*folders), folders) == [f"attribute_types.csv:2: {line}" for line in expected]


def test_several_bands_and_no_champion_do_not_hide_each_other(folders):
    _replace(folders, "scorecards", "champion", "retired")
    _replace(folders, "score_bands", "cold,0", "cold,1")
    assert [problem.check for problem in check(*folders).problems] == ["no_band_at_zero", "one_champion"]


def test_bytes_that_are_not_utf8_are_named_with_their_line(folders):
    path = folders[0] / "fit_rules.csv"
    path.write_bytes(path.read_bytes().replace(b"Works there", "Compañía".encode("cp1252")))
    [line] = _lines(check(*folders), folders)
    assert line.startswith("fit_rules.csv:3: the bytes F1 («staff,Compañía,role,")
    assert "are not UTF-8" in line


def test_a_file_in_utf16_is_one_problem(folders):
    path = folders[0] / "journeys.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")
    [line] = _lines(check(*folders), folders)
    assert line.startswith("journeys.csv: the file is not UTF-8 text. Save it")


def test_byte_order_mark_crlf_and_old_line_ends_are_fine(folders):
    for path, end in zip(folders[0].glob("*.csv"), cycle(["\r\n", "\r"]), strict=False):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_text(encoding="utf-8").replace("\n", end).encode())
    assert check(*folders).problems == []


def test_lines_are_those_of_the_file_after_quoted_line_breaks(folders):
    _replace(folders, "fit_rules", "Can say yes", '"Can say\nyes\r\n"')
    _replace(folders, "fit_rules", "influence,2", "influence,two")
    assert _lines(check(*folders), folders)[0].startswith("fit_rules.csv:5: column points: 'two'")


def test_a_missing_file_and_a_file_in_both_folders_are_told(folders):
    (folders[0] / "journeys.csv").unlink()
    shutil.copy(folders[0] / "offers.csv", folders[1])
    missing, repeated = _lines(check(*folders), folders)
    assert missing.startswith("journeys.csv: there is no such file. Add it")
    assert repeated.startswith("offers.csv: the file appears more than once: ")


def test_a_broken_file_does_not_make_every_reference_to_it_a_problem(folders):
    (folders[0] / "criteria.csv").write_text("criterion;subscore\nrole;fit\n", encoding="utf-8")
    [problem] = check(*folders).problems
    assert problem.check == "wrong_separator"


def test_every_phrase_says_the_same_in_both_languages():
    phrases = read_csv(PROJECT / "seeds" / "reference" / "wording.csv")
    for phrase in phrases:
        holders = [sorted(re.findall(r"{\w+}", phrase[column])) for column in ("text", "text_es")]
        assert holders[0] == holders[1], phrase["phrase"]
        assert phrase["text_es"], phrase["phrase"]


def test_a_check_without_words_is_still_told(folders):
    (folders[1] / "wording.csv").write_text("phrase,text,text_es\n", encoding="utf-8")
    _replace(folders, "fit_rules", "critical,10,", "critical,ten,")
    [line] = _lines(check(*folders), folders)
    assert line == "fit_rules.csv:2: points: number : ten"


# ---- warnings

WARNINGS = [
    (
        "behaviour_rules",
        "silence,,7,30,important,5",
        "silence,,30,,negative,-5",
        4,
        "at_least: 'lately' leaves those out who never did anything: their silence is unknown.",
    ),
    (
        "behaviour_rules",
        "people,,2,,critical,10",
        "people,,,1,negative,-5",
        5,
        "below: 'committee' also meets a contact created yesterday: the people of whoever did nothing yet is 0.",
    ),
    (
        "fit_rules",
        "size,employee_count,",
        "size,seats,",
        4,
        "attribute: 'seats' is compared with a number, but has no row in attribute_types. It is read as number:",
    ),
    (
        "conditions",
        "",
        "equipped,Well equipped,devices,,,10,,Compares\n",
        2,
        "attribute: 'devices' is compared with a number, but has no row in attribute_types. It is read as number:",
    ),
    (
        "fit_rules",
        "job_title,%analyst%,",
        "job_title,%analyst%,5",
        2,
        "attribute: 'job_title' is compared with a number and with a pattern, and has no row in attribute_types.",
    ),
    ("fit_rules", ",200,2000", ",1,2.000", 4, "below: '2.000' is read with three decimal places."),
    (
        "fit_rules",
        "critical,10,",
        "critical,10.000,",
        2,
        "points: '10.000' is read with three decimal places.",
    ),
    ("offers", ",6000,", ",6.000,", 2, "price_at_least: '6.000' is read with three decimal places."),
    (
        "fit_rules",
        "%analyst%",
        "director|%ceo%",
        3,
        "rule_id: 'staff' never earns: whenever it holds, 'boss' holds too",
    ),
    (
        "interest_rules",
        "call,,,",
        "page_view,,,",
        2,
        "rule_id: 'price' never earns: whenever it holds, 'call'",
    ),
    (
        "scorecards",
        "gate,12,",
        "gate,9,",
        2,
        "bant_at_least: answers to one BANT question alone pass the gate at 9 points: budget, timeline.",
    ),
    (
        "scorecards",
        "60,40,40,",
        "30,5,40,",
        2,
        "handoff_at_least: no lead can reach 40: all rules together give at most 35 points.",
    ),
    (
        "scorecards",
        ",120,90,Agreed",
        ",20,90,Agreed",
        2,
        "sales_cycle_days: the timeline rules reach 120 days, out of proportion to a sales cycle of 20 days.",
    ),
    (
        "scorecards",
        ",120,90,Agreed",
        ",500,90,Agreed",
        2,
        "sales_cycle_days: the timeline rules reach 120 days, out of proportion to a sales cycle of 500",
    ),
]


@pytest.mark.parametrize(
    ("seed", "old", "new", "line", "remark"), WARNINGS, ids=lambda value: str(value)[:40]
)
def test_what_only_looks_wrong_is_a_warning(seed, old, new, line, remark, folders):
    _replace(folders, seed, old, new)
    report = check(*folders)
    assert report.problems == []
    found = [(warning.seed, warning.line, warning.remark) for warning in report.warnings]
    assert any(place == [seed, line] and text.startswith(f"column {remark}") for *place, text in found), found


WIDER = "all_visits,All visits,contact,page_view,page_path,/pricing%,,days,,Compares\n"
EVER = "ever,Came to prices,{criterion},{attribute},,1,,influence,1,,Compares\n"


def _combined(web: str, other: str = "") -> str:
    """Return criteria of which two of interest, `web` and `other`, say how they combine."""
    header, *rows = POLICY["criteria"].splitlines()
    rows = [f"{row},{web if row.startswith('web') else ''}" for row in rows]
    return "\n".join([f"{header},combine", *rows, f"other,interest,online,,sales,More pages,{other}", ""])


@pytest.mark.parametrize(
    ("criterion", "attribute", "combine", "told"),
    [
        ("web", "all_visits", ("", ""), ["behaviours_add_up"]),
        ("web", "all_visits", ("strongest", ""), []),  # one is meant, and one is counted
        ("web", "all_visits", ("sum", ""), []),  # says that both are meant
        ("other", "all_visits", ("strongest", "strongest"), ["behaviours_add_up"]),
        ("other", "all_visits", ("sum", ""), ["behaviours_add_up"]),
        ("other", "all_visits", ("sum", "sum"), []),
        ("other", "price_visits", ("", ""), []),  # rules on one behaviour never add up
        ("other", "people", ("", ""), []),  # other events
    ],
)
def test_two_behaviours_on_the_same_events_add_up(criterion, attribute, combine, told, folders):
    _replace(folders, "behaviours", "", WIDER)
    _replace(folders, "behaviour_rules", "", EVER.format(criterion=criterion, attribute=attribute))
    (folders[0] / "criteria.csv").write_text(_combined(*combine), encoding="utf-8")
    report = check(*folders)
    assert report.problems == []
    assert [warning.check for warning in report.warnings] == told
    assert all((warning.line, warning.value) == (6, "ever") for warning in report.warnings)
    assert all("'ever' and 'often' look at the same events" in warning.remark for warning in report.warnings)


AWAY = "away,Away,{row},Stays away\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["silence,,,30,", "employee_count,,,50,"], [("silence_without_newcomers", 2)]),
        (["silence,,,30,", "knows_silence,yes,,,"], []),
        (["employee_count,,,50,", "price_visits,,,,1"], [("few_events_of_newcomers", 3)]),
        (["price_visits,,,,1", "days_since_created,,,30,"], []),
        (["price_visits,,,,1", "people,,,1,"], []),  # who did something is no newcomer
        (["price_visits,,,,1", "silence,,,,90"], []),
    ],
)
def test_a_trap_in_a_condition_is_told_where_it_stands(rows, told, folders):
    _replace(folders, "conditions", "", "".join(AWAY.format(row=row) for row in rows))
    _replace(folders, "fit_rules", "", "stays,Stays away,role,away,yes,,,negative,-5,Gone\n")
    report = check(*folders)
    assert report.problems == []
    assert [(warning.check, warning.line) for warning in report.warnings] == told
    # who gains by it, or is not meant, falls into no trap
    _replace(folders, "fit_rules", "away,yes,,,negative,-5,", "away,no,,,negative,-5,")
    assert check(*folders).warnings == []


def test_silence_that_says_what_newcomers_get_is_no_trap(folders):
    _replace(folders, "behaviour_rules", "silence,,7,30,important,5", "silence,,30,,negative,-5")
    _replace(folders, "fit_rules", "", "new,Never here,role,knows_silence,no,,,negative,-5,Nothing yet\n")
    assert [warning.check for warning in check(*folders).warnings] == []


def test_a_pattern_is_covered_only_where_no_text_escapes_the_wider_one(folders):
    _replace(folders, "fit_rules", "%director%|%ceo%", "c_o|%manager%")
    _replace(folders, "fit_rules", "%analyst%", "sales manager")
    assert [warning.check for warning in check(*folders).warnings] == ["covered_rule"]
    _replace(folders, "fit_rules", "sales manager", "c%o")  # more than one character may stand between
    assert check(*folders).warnings == []


NO_WARNINGS = [
    ("fit_rules", "critical,10,", "critical,12.125,"),  # thousandths of a point
    ("fit_rules", ",200,2000", ",0.125,2000"),
    ("fit_rules", "role,job_title,%analyst%", "size,job_title,%ceo%"),  # another question: both count
    ("interest_rules", "call,,,critical", "page_view,page_path,/about%,critical"),
    ("interest_rules", "call,,,critical", "page_view,channel,,critical"),  # not every page view has a channel
    ("scorecards", "points_and_gate,12", "points,9"),  # no gate
    ("scorecards", ",60,40,40,", ",,,40,"),
    ("scorecards", ",120,90,Agreed", ",,90,Agreed"),
]


@pytest.mark.parametrize(("seed", "old", "new"), NO_WARNINGS, ids=lambda value: str(value)[:40])
def test_what_is_right_is_no_warning(seed, old, new, folders):
    _replace(folders, seed, old, new)
    assert check(*folders).warnings == []


CONTACTS = [
    {"contact_id": f"c{number}", "created_at": "2026-01-01", "job_title": "CEO", "country": "es"}
    for number in range(25)
]


def test_a_grade_that_the_list_of_a_rival_score_lacks_is_counted_and_told(engine, folders):
    """Of columns and attribute rows alike; what the list has is known in whatever case, and a number is read as one."""
    (folders[0] / "attribute_types.csv").write_text(
        "attribute,value_type,rival,why\n"
        "grade,text,A+ | A|B,Ours\ncountry,text,pt|méxico,Ours\nplan,text,,No rival\nvendor,number,number,Ours\n"
    )
    assert check(*folders).problems == []
    told = {"grade": ["a+", "B", "E+", " f ", "A+|A", "E+", ""], "plan": ["gold"], "vendor": ["7", "high"]}
    attributes = [
        {"contact_id": f"c{number}", "attribute": attribute, "value": value, "known_from": "2026-01-02"}
        for attribute, values in told.items()
        for number, value in enumerate(values)
    ]
    attributes[0]["contact_id"] = "c20"
    contacts = [
        contact | {"country": country}
        for contact, country in zip(CONTACTS, ["PT", "Mexico", "Chile", *["es"] * 22], strict=True)
    ]
    warehouse = engine.run({"contacts": contacts, "contact_attributes": attributes}, "2026-03-31", folders[0])
    found = warehouse.execute(
        "select row_id, reason, value from marts.rejected_rows where source_table = 'contact_attributes' order by all"
    ).fetchall()
    assert found == [
        ("c1", "unreadable_vendor", "high"),
        ("c2", "unknown_grade", "E+"),
        ("c3", "unknown_grade", "f"),
        ("c4", "unknown_grade", "A+|A"),
        ("c5", "unknown_grade", "E+"),
    ]
    warnings = warehouse.execute(
        "select seed_name, row_key, column_name, value, sentence from marts.policy_warnings"
        " where warning = 'unknown_grade' order by value"
    ).fetchall()
    assert [warning[:4] for warning in warnings] == [
        ("attribute_types", "grade text", "rival", "A+|A"),
        ("attribute_types", "country text", "rival", "Chile"),
    ]
    assert [re.search(r"(\d+) leads have a grade", warning[4]).group(1) for warning in warnings] == [
        "4",
        "23",
    ]


def test_warnings_that_need_data_are_drawn_from_it(engine, folders):
    _replace(folders, "weight_overrides", "trial,idea,3", "main,large,0")
    _replace(folders, "fit_rules", "boss,", "grey,Grey,role,job_title,%ceo%|%cto%,,,influence,1,Weak\nboss,")
    _replace(folders, "interest_rules", "call,T", "seen,S,web,page_view,,,influence,1,,,none,,Any\ncall,T")
    attributes = [
        {"contact_id": "c1", "attribute": "budget_max", "value": "5", "known_from": "2026-01-02"},
        {"contact_id": "c1", "attribute": "decision", "value": "never", "known_from": "2026-01-02"},
    ]
    pages = [
        {"event_id": f"e{number}", "event_type": "page_view", "occurred_at": "2026-03-01", "contact_id": "c1"}
        | {"page_path": f"/pricing/{number}"}
        for number in range(3)
    ]
    tables = {"contacts": CONTACTS, "contact_attributes": attributes, "events": pages}
    warehouse = engine.run(tables, "2026-03-31", folders[0])
    found = warehouse.execute(
        "select seed_name, row_key, column_name, warning from marts.policy_warnings"
        " where basis = 'data' and seed_name like '%_rules' order by all"
    ).fetchall()
    assert found == [
        ("bant_rules", "rich Names a budget", "rule_id", "never_fired"),
        ("bant_rules", "soon Decides soon", "attribute", "unseen_attribute"),
        ("behaviour_rules", "committee A committee", "rule_id", "never_fired"),
        ("behaviour_rules", "fresh Was here lately", "rule_id", "never_fired"),
        ("behaviour_rules", "lately Was here this month", "rule_id", "never_fired"),
        ("behaviour_rules", "often Came back to prices", "rule_id", "never_fired"),
        ("fit_rules", "boss Decides, signs", "rule_id", "always_fires"),
        ("fit_rules", "grey Grey", "rule_id", "always_covered"),
        ("fit_rules", "grey Grey", "rule_id", "always_fires"),
        ("fit_rules", "idea Only an idea", "attribute", "unseen_attribute"),
        ("fit_rules", "large Large company", "attribute", "unseen_attribute"),
        ("fit_rules", "staff Works there", "rule_id", "never_fired"),
        ("interest_rules", "call Talked to us", "event_type", "unseen_event_type"),
        ("interest_rules", "seen S", "rule_id", "always_covered"),
    ]


def test_nothing_is_said_of_data_that_is_not_there(engine, folders):
    warehouse = engine.run({}, "2026-03-31", folders[0])
    assert warehouse.execute("select * from marts.policy_warnings where basis = 'data'").fetchall() == []


# ---- command line


def test_the_command_tells_problems_and_returns_1(folders, capsys, monkeypatch):
    _replace(folders, "fit_rules", "critical,10,", "critical,ten,")
    _replace(folders, "fit_rules", ",200,2000", ",1,2.000")
    monkeypatch.chdir(folders[0].parent)
    assert cli.main(["policy", "check", "--policy", "policy"]) == 1
    problem, warning, count = capsys.readouterr().out.splitlines()
    assert problem.startswith("policy/fit_rules.csv:2: column points: 'ten' is not a number. Write")
    assert warning.startswith("policy/fit_rules.csv:4: warning: column below: '2.000' is read with three")
    files = sum(len(list(folder.glob("*.csv"))) for folder in folders)
    assert count == f"1 problem, 1 warning in {files} files."


def test_warnings_do_not_change_the_exit_code_and_json_says_the_same(folders, capsys):
    _replace(folders, "fit_rules", ",200,2000", ",1,2.000")
    assert cli.main(["policy", "check", "--json", "--policy", str(folders[0])]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["problems"] == []
    [warning] = report["warnings"]
    assert (warning["seed"], warning["line"], warning["column"]) == ("fit_rules", 4, "below")
    assert (warning["check"], warning["value"]) == ("looks_like_thousands", "2.000")


@pytest.mark.parametrize(("option", "code"), [("--policy", 2), ("--database", 1)])
def test_what_is_not_there_is_said(option, code, tmp_path, capsys):
    assert cli.main(["policy", "check", option, str(tmp_path / "nowhere")]) == code
    assert "There is no" in capsys.readouterr().err


def test_warnings_of_the_last_build_are_told_on_the_lines_of_today(folders, tmp_path):
    database = tmp_path / "built.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.policy_warnings as select 'fit_rules' as seed_name,"
            " 'staff Works there' as row_key,"
            " 'rule_id' as column_name, 'never_fired' as warning, 'staff' as value, basis,"
            " 'column rule_id: never' as remark, 'never' as sentence"
            " from (values ('data'), ('policy')) as bases (basis)"
        )
    with open_file(database) as built:
        [warning] = check(*folders, built=built).warnings
    assert warning.text() == f"{folders[0] / 'fit_rules.csv'}:3: column rule_id: never"


def test_a_database_without_warnings_is_told(folders, tmp_path):
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with (
        open_file(tmp_path / "empty.duckdb") as built,
        pytest.raises(CannotReadError, match="policy_warnings"),
    ):
        check(*folders, built=built)


# ---- the whole dbt build

HOSTILE = "It's {{ 1 / 0 }} {% endif %} {value} {row} \"x\"'); drop table fit_rules; --"


def _project(folder: Path, folders: tuple[Path, Path]) -> Path:
    """Copy the project and put the small policy in it."""
    project = copy_of_project(folder)
    for name in POLICY:
        shutil.copy(folders[0] / f"{name}.csv", project / "seeds" / "policy")
    return project


def _build(project: Path, raw: Path, folder: Path):
    return dbt(
        *("build", "--exclude-resource-type", "unit_test", "--log-path", str(folder / "logs")),
        database=folder / "built.duckdb",
        raw=raw,
        as_of="2026-03-31",
        project=project,
        target=folder / "target",
    )


def test_dbt_tells_the_same_sentences_and_publishes_nothing(folders, tmp_path):
    hostile = HOSTILE.replace('"', '""')
    for seed, old, new in [
        ("fit_rules", "critical,10,", f'critical,"{hostile}",'),
        ("fit_rules", "staff,Works there,role", 'staff,"{value} of {row}",roll'),
        ("fit_rules", "", "\n"),
        ("bant_rules", "rule_id,label", "rule_id,{{ label }}"),
        ("bant_rules", "rich,", "staff,"),
        ("interest_rules", "half_life,30", "half_life,"),
        ("scorecards", "challenger", "champion"),
        ("score_bands", "hot,50", "hot,0.0"),
        ("importance_tiers", "important,5", "critical,5"),
        ("weight_overrides", "trial,idea,3", 'trial,boss,"3,5"'),
        ("journeys", "buyer,cold,2", "buyer,cold,1"),
        ("journeys", "CEO,100", "CEO,soon"),
        ("personas", "owner,2", "owner,1"),
        ("personas", "owner,1,buying_role", "owner,1,"),
    ]:
        _replace(folders, seed, old, new)
    (folders[1] / "offers.csv").write_text(
        "offer_id;offer_name;why\nstarter;Starter;Small\n", encoding="utf-8"
    )
    project = _project(tmp_path / "project", folders)
    built = _build(project, PROJECT / "tests" / "fixtures" / "raw", tmp_path)

    assert built.returncode == 1
    told = [line.strip() for line in built.stdout.splitlines() if line.strip().startswith("- ")]
    told = sorted(line.removeprefix("- ") for line in told)
    checked = check(project / "seeds" / "policy", project / "seeds" / "reference").problems
    assert told == sorted(problem.sentence for problem in checked)
    assert len(told) > 20
    assert any(f"column points: '{HOSTILE}' is not a number." in sentence for sentence in told)
    assert any("row 'staff {value} of {row}', column criterion" in sentence for sentence in told)
    assert any("column {{ label }}: the file knows no such column." in sentence for sentence in told)
    with duckdb.connect(str(tmp_path / "built.duckdb"), read_only=True) as connection:
        published = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        )
        assert published.fetchall() == []


@pytest.mark.long
def test_quotes_braces_sql_and_jinja_in_cells_are_data(folders, tmp_path):
    # in a label {value} asks for the number that the rule compares
    label = HOSTILE.replace("{value}", "{number}")
    quoted, quoted_label = ('"' + text.replace('"', '""') + '"' for text in (HOSTILE, label))
    for seed, old, new in [
        ("fit_rules", '"Decides, signs"', quoted_label),
        ("fit_rules", "boss,", quoted + ","),
        ("fit_rules", "%director%|%ceo%", quoted),
        ("fit_rules", "Can say yes", quoted),
        ("weight_overrides", "trial,boss", f"trial,{quoted}"),
        ("claims", ",boss,", f",{quoted},"),
        ("scorecards", "main,Main", f"{quoted},Main"),
        ("criteria", "role,fit", f"{quoted},fit"),
        ("score_bands", "cold,0,cold", f"{quoted},0,cold"),
        ("score_bands", "Wait", quoted),
    ]:
        _replace(folders, seed, old, new)
    path = folders[0] / "fit_rules.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",role,", f",{quoted},"), encoding="utf-8")
    path = folders[0] / "journeys.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",cold,", f",{quoted},"), encoding="utf-8")
    assert check(*folders).problems == []

    raw = tmp_path / "raw"
    contact = {"contact_id": "c1", "created_at": "2026-01-01", "job_title": HOSTILE, "country": "fr"}
    write_csv(raw / "contacts.csv", list(contact), [contact])
    write_csv(raw / "events.csv", ["event_id", "event_type", "occurred_at", "contact_id"], [])
    built = _build(_project(tmp_path / "project", folders), raw, tmp_path)

    assert built.returncode == 0, built.stdout
    with duckdb.connect(str(tmp_path / "built.duckdb"), read_only=True) as connection:
        reasons = connection.execute(
            "select scorecard_id, criterion, rule_id, label from marts.lead_score_reasons"
        ).fetchall()
        scores = connection.execute(
            "select scorecard_id, band, top_reasons from marts.lead_scores"
        ).fetchall()
    assert reasons == [(HOSTILE, HOSTILE, HOSTILE, label)]
    assert scores == [(HOSTILE, HOSTILE, f"{label}: +10")]


@pytest.mark.parametrize(
    "copy", ["interest_rules (1).csv", "interest_rules_backup.csv", "old/Copy of scorecards.csv"]
)
def test_a_file_that_is_no_seed_is_told(copy, folders):
    (folders[0] / copy).parent.mkdir(exist_ok=True)
    shutil.copy(folders[0] / "interest_rules.csv", folders[0] / copy)
    report = check(*folders)
    assert _lines(report, folders) == [
        f"{copy}: the file is no seed of the policy, and dbt would load it. Delete it, or keep it in another folder."
    ]
    assert report.files == len(list((PROJECT / "seeds").rglob("*.csv")))


def test_a_column_too_many_says_nothing_of_missing_ones(folders):
    path = folders[0] / "score_bands.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]},extra", *(f"{line}," for line in lines[1:])]), encoding="utf-8")
    assert _lines(check(*folders), folders) == [
        "score_bands.csv:1: column extra: the file knows no such column. Delete it."
    ]


def test_rows_that_all_lack_a_cell_are_one_problem(folders):
    path = folders[0] / "criteria.csv"
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, *(row.rpartition(",")[0] for row in rows)]) + "\n")
    report = check(*folders)
    assert [(problem.line, problem.check) for problem in report.problems] == [(1, "cells_of_all_rows")]
    assert report.problems[0].remark.startswith(
        "the header has another number of cells than every row (5 < 6)."
    )


def test_a_column_without_cells_is_one_problem_and_hides_the_warnings_that_follow_from_it(folders):
    path = folders[0] / "criteria.csv"
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([f"{header},extra", *rows]) + "\n")
    report = check(*folders)
    assert [(problem.line, problem.check) for problem in report.problems] == [(1, "surplus_column")]
    assert not report.warnings


def test_a_header_in_capitals_is_one_problem(folders):
    path = folders[0] / "interest_rules.csv"
    header, rows = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"{header.upper()}\n{rows}", encoding="utf-8")
    [told] = [line for line in _lines(check(*folders), folders) if line.startswith("interest_rules.csv:1:")]
    assert told.startswith(
        "interest_rules.csv:1: the header is not written in small letters. Write these columns"
    )
    assert ": criterion, decay, " in told


def test_one_point_is_told_as_one(folders):
    _replace(folders, "fit_rules", "critical,10,Can say yes", "critical,1,Can say yes")
    told = ["fit_rules.csv:2: column points: 1 point lies outside the tier (critical: 10…15)."]
    assert [line[: len(told[0])] for line in _lines(check(*folders), folders)] == told
