"""What Great Expectations says of the cases that SQL has prepared."""

import logging
import os
from collections.abc import Sequence
from typing import Any

from lead_scoring.expectations import CannotValidateError, Result

# what is kept of each answer; the rest repeats it at length
KEPT = ("element_count", "unexpected_count", "unexpected_percent", "observed_value")


def judge(cases: Sequence[dict[str, Any]]) -> tuple[list[Result], list[dict[str, Any]]]:
    """Judge rows of int_feed_cases or int_score_cases; return the results and the library's own answers.

    A limit is missed only where the whole interval lies beyond it: `at_most` is asked of the column `judged_low`,
    `at_least` of `judged_high`. Raises CannotValidateError where the library cannot answer.
    """
    numbers = {name: number for number, name in enumerate(sorted({case["expectation_id"] for case in cases}))}
    rows = [
        {name: case[name] for name in ("judged_low", "judged_high")}
        | {"expectation": numbers[case["expectation_id"]], "case": place}
        for place, case in enumerate(cases)
        if case["is_judged"]
    ]
    failed: set[int] = set()
    answers = []
    if rows:
        for answer in _answers(rows, {case["expectation_id"]: case for case in cases}, numbers):
            number = numbers[answer["expectation_config"]["meta"]["expectation_id"]]
            failed |= _failed_cases(answer, [row["case"] for row in rows if row["expectation"] == number])
            answers.append(_slim(answer))
    return [_result(case, place in failed) for place, case in enumerate(cases)], answers


def _answers(
    rows: list[dict[str, Any]], expectations: dict[str, dict[str, Any]], numbers: dict[str, int]
) -> list[dict[str, Any]]:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read while it is imported
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    # takes ten seconds to import
    import great_expectations
    import pandas
    from great_expectations.expectations.row_conditions import Column

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asked = {row["expectation"] for row in rows}
    suite = great_expectations.ExpectationSuite(name="profiles")
    for name, case in expectations.items():
        kind = getattr(great_expectations.expectations, _class_name(case["expectation"]), None)
        if kind is None:
            raise CannotValidateError(f"Great Expectations has no expectation {case['expectation']}.")
        for column, limit in (
            ("judged_high", {"min_value": case["at_least"]}),
            ("judged_low", {"max_value": case["at_most"]}),
        ):
            if numbers[name] in asked and None not in limit.values():
                suite.add_expectation(
                    kind(
                        column=column,
                        row_condition=Column("expectation") == numbers[name],
                        meta={"expectation_id": name},
                        **limit,
                    )
                )
    if not suite.expectations:
        return []
    frame = pandas.DataFrame(rows)
    definition = (
        context.data_sources.add_pandas("profiles")
        .add_dataframe_asset("cases")
        .add_batch_definition_whole_dataframe("all")
    )
    validated = definition.get_batch({"dataframe": frame}).validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["case"]}
    )
    return [answer.to_json_dict() for answer in validated.results]


def _class_name(expectation: str) -> str:
    """Return the class of an expectation: `expect_column_max_to_be_between` is ExpectColumnMaxToBeBetween."""
    return "".join(word.capitalize() for word in expectation.split("_"))


def _failed_cases(answer: dict[str, Any], judged: list[int]) -> set[int]:
    """Return the places of the cases, of those that were judged, that an answer says are not as expected."""
    told = answer["exception_info"]
    if told.get("raised_exception", True):
        raise CannotValidateError(f"Great Expectations cannot judge {answer['expectation_config']}: {told}")
    if answer["success"]:
        return set()
    if "unexpected_index_list" in answer["result"]:
        return {found["case"] for found in answer["result"]["unexpected_index_list"]}
    return set(judged)  # said of all parts together


def _slim(answer: dict[str, Any]) -> dict[str, Any]:
    config = answer["expectation_config"]
    limits = {name: config["kwargs"][name] for name in ("min_value", "max_value") if name in config["kwargs"]}
    return {
        **config["meta"],
        "type": config["type"],
        "column": config["kwargs"]["column"],
        **limits,
        "success": answer["success"],
        "result": {name: answer["result"][name] for name in KEPT if name in answer["result"]},
    }


def _result(case: dict[str, Any], is_failed: bool) -> Result:
    verdict = "failed" if is_failed else "met" if case["is_judged"] else "not_judged"
    return Result(
        **{
            name: case[name]
            for name in ("expectation_id", "part", "feed", "metric", "severity", "owner_team", "cases")
        },
        **{name: case[name] for name in ("value", "usual", "at_least", "at_most")},
        judged_day=str(case["judged_day"]),
        verdict=verdict,
        sentence=case[f"{verdict}_sentence"],
        what_to_do=case["what_to_do"] if is_failed else None,
    )
