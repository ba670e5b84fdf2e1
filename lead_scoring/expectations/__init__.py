"""`validate`: are the feeds, and the scores made of them, as expected?

SQL measures (models/checks) and says what is usual; the seed `expectations` says how far it may be missed; Great
Expectations judges; what it found is kept in the warehouse and as JSON. Nothing here computes a score.
"""

from dataclasses import dataclass

from lead_scoring.errors import UserError

STAGES = {"raw": "int_feed_cases", "scores": "int_score_cases"}


class CannotValidateError(UserError):
    """There is nothing that could be judged; the message says what to do."""


@dataclass(frozen=True)
class Result:
    """What was found of one expectation and part: a row of `expectation_results` without its run."""

    expectation_id: str
    part: str
    feed: str
    metric: str
    judged_day: str
    verdict: str  # met, failed or not_judged
    severity: str  # stop or warn
    owner_team: str
    cases: int | None
    value: float | None
    usual: float | None
    at_least: float | None
    at_most: float | None
    sentence: str
    what_to_do: str | None

    @property
    def stops(self) -> bool:
        """Is this a failure after which nothing may be published?"""
        return self.verdict == "failed" and self.severity == "stop"
