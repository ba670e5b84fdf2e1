"""What was found, as text for a terminal."""

from collections.abc import Sequence
from textwrap import fill

from lead_scoring.expectations import Result

PARTS = 6  # of one cause that are named; expectation_results has them all
SUBJECTS = {"raw": "the raw tables", "scores": "the scores"}


def as_text(as_of: str, stage: str, results: Sequence[Result]) -> str:
    """Return a count, every cause of failure with what to do, and what a stop means."""
    counts = {
        verdict: sum(result.verdict == verdict for result in results)
        for verdict in ("met", "failed", "not_judged")
    }
    lines = [
        f"Expectations about {SUBJECTS[stage]} as of {as_of}: {counts['met']} met, {counts['failed']} failed,"
        f" {counts['not_judged']} not judged yet (too few cases or past days)."
    ]
    by_cause: dict[tuple[str, str], list[Result]] = {}
    for result in sorted(results, key=lambda result: not result.stops):
        if result.verdict == "failed":
            by_cause.setdefault((result.severity, result.expectation_id), []).append(result)
    for (severity, _), (first, *others) in by_cause.items():
        lines.append(_wrapped(f"{severity}: {first.sentence}", "  "))
        if others:
            parts = ", ".join(result.part for result in others[:PARTS]) + (
                ", …" if len(others) > PARTS else ""
            )
            lines.append(_wrapped(f"and {len(others)} more: {parts}", "    "))
        lines.append(_wrapped(f"{first.owner_team}: {first.what_to_do}", "    "))
    if any(result.stops for result in results):
        lines.append(
            "Nothing is scored: what was published before stays as it was. To score anyway: dbt build"
            if stage == "raw"
            else "The scores are published. Look at them before anybody calls."
        )
    return "\n".join(lines)


def _wrapped(text: str, indent: str) -> str:
    return fill(text, width=110, initial_indent=indent, subsequent_indent=indent)
