"""`take-back`: what sellers have answered in their call lists becomes rows of the raw table sales_touches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from lead_scoring.errors import UserError
from lead_scoring.take_back import lists, target, touches
from lead_scoring.wording import Wording


@dataclass
class TakenBack:
    """What came of it; each problem is a sentence that says where it is and what to do."""

    file: Path
    added: int = 0
    there_already: int = 0
    unanswered: int = 0
    left_out: int = 0
    problems: list[str] = field(default_factory=list)


def run(files: Iterable[Path], raw: Path, now: datetime, zone: tzinfo, beside: bool = False) -> TakenBack:
    """Append the answers of call lists to the raw folder's sales_touches, each answer once.

    Of a row with a cell that cannot be used nothing is written; the other rows are. ``now`` has a zone, and ``zone`` is
    that of the times that sellers wrote. Raises CannotTakeBackError where nothing can be appended, BusyError while
    another process does it.
    """
    done = TakenBack(target.file_in(raw, beside))
    wording = Wording()
    said = list(_touches(files, touches.Reader(wording, zone, now), lists.Headings(wording), done))
    done.added = target.append(done.file, raw, said)
    done.there_already = len(said) - done.added
    return done


def _touches(
    files: Iterable[Path], reader: touches.Reader, headings: lists.Headings, done: TakenBack
) -> Iterable[touches.Touch]:
    for file in files:
        try:
            for line in lists.lines(file, headings):
                problems: Sequence[str] = ()
                try:
                    touch = reader.touch(line)
                except touches.BadRowError as error:
                    problems = error.problems
                    done.left_out += 1
                else:
                    done.unanswered += touch is None
                    if touch:
                        yield touch
                done.problems.extend(problems)
        except UserError as error:
            done.problems.append(str(error))
