"""How long the tests' lives are: short in `make test`, long in `make test-lives`."""

import os
from typing import TypeVar

LONG = bool(os.environ.get("LEAD_SCORING_LONG"))
Value = TypeVar("Value")


def as_long_as_asked(short: Value, long: Value) -> Value:
    """Return the first value in `make test`, the second one in `make test-lives`."""
    return long if LONG else short
