"""A piece of news, and the id by which everybody knows it."""

import uuid
from dataclasses import dataclass, field
from datetime import date

# ids are made of this and of what a message is about: the same news has the same id, on any machine
SPACE = uuid.UUID("6f0c6c1e-8a0f-4a57-9a6e-3c7d1d2f5b10")


@dataclass(frozen=True)
class Item:
    """One piece of news: a hand-off or a warning, with the fields that a tool may want.

    ``scored_on``: as-of date of the scores where the news is of an earlier date, else None.
    """

    id: str
    what: str
    as_of_date: date
    band: str | None = None
    rep_id: str | None = None
    fields: dict[str, object] = field(default_factory=dict, compare=False)
    scored_on: date | None = None


def item_id(*about: object) -> str:
    """Return the id of a piece of news."""
    return str(uuid.uuid5(SPACE, "\x1f".join(map(str, about))))
