"""Which columns the call list has for people, in which order, how wide, and which of them are printed."""

from dataclasses import dataclass

from lead_scoring.answers import ANSWERS


@dataclass(frozen=True)
class Column:
    """A column of the table call_list, or of sales_touches where the seller fills it in.

    ``width`` counts digits; ``codes`` is the kind of the wording that knows words for its codes.
    """

    name: str
    width: int
    codes: str | None = None
    is_printed: bool = False

    @property
    def is_answer(self) -> bool:
        """Whether the seller fills it in."""
        return self.name in ANSWERS


def _printed(name: str, width: int, codes: str | None = None) -> Column:
    return Column(name, width, codes, is_printed=True)


# what is printed comes first, and is as wide as a page in letters of 8 points
COLUMNS = (
    _printed("call_rank", 5),
    _printed("full_name", 14),
    _printed("why", 36),
    _printed("account_name", 13),
    _printed("job_title", 13),
    _printed("phone", 15),
    _printed("respond_by_local", 16),
    _printed("missing", 15),
    _printed("next_step", 16),
    _printed("outcome", 11),
    _printed("reason", 12),
    _printed("rep_rating", 9),
    _printed("note", 13),
    Column("touched_at", 16),
    Column("remarks", 40),
    Column("email", 30),
    Column("score", 8),
    Column("band", 8),
    Column("bant_verdict", 32, "verdict"),
    Column("channel", 20, "handoff_channel"),
    Column("country", 9),
    Column("handed_off_on", 12),
    # by these an answer finds its way back
    Column("contact_id", 14),
    Column("rep_id", 10),
    Column("handoff_id", 24),
    # which clock is meant, and the same time as tables and messages to programs have it
    Column("time_zone", 20),
    Column("respond_by", 16),
)
NAMES = tuple(column.name for column in COLUMNS)
READ = tuple(column.name for column in COLUMNS if not column.is_answer)
