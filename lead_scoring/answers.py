"""What a seller answers on the call list: columns of the raw table sales_touches, and what may stand in them."""

from collections.abc import Mapping

from lead_scoring.load_raw import declared_values
from lead_scoring.wording import Wording

TABLE = "sales_touches"
# in the order of the call list; the build leaves `note` alone
ANSWERS = ("outcome", "reason", "rep_rating", "note", "touched_at")
# whatever else sales says is a reason too
OPEN = "reason"


def choices(wording: Wording, language: str) -> dict[str, Mapping[str, str]]:
    """Return the codes of each column that has a list, and how a language calls them, in the order of the list.

    Outcomes and ratings are those that the raw table's declaration allows, reasons are the phrases `touch_reason_…`.
    """
    closed = declared_values(TABLE)
    codes = {column: closed.get(column) or wording.values(_kind(column)) for column in ANSWERS}
    words = {
        column: {code: wording.value(_kind(column), code, language) for code in listed}
        for column, listed in codes.items()
        if listed
    }
    return words | {OPEN: dict(sorted(words.get(OPEN, {}).items(), key=lambda pair: pair[1].casefold()))}


def _kind(column: str) -> str:
    return f"touch_{column}"
