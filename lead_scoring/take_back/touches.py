"""A row of a filled call list as a row of sales_touches, or what is wrong with it."""

import json
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from lead_scoring.answers import ANSWERS, OPEN, choices
from lead_scoring.errors import UserError
from lead_scoring.take_back.lists import Line
from lead_scoring.wording import LANGUAGES, Wording

SPACE = uuid.UUID("5f0d3c1e-8a52-4f0c-9b1e-2d6c3f7a9e40")
# clocks and zones differ
AHEAD = timedelta(days=1)
LONGEST_VALUE = 100

Touch = Mapping[str, str]


class BadRowError(UserError):
    """Cells of a row cannot be used; ``problems`` says of each one where it is and what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class _Time:
    """When a lead was called: what is written, and the UTC day."""

    written: str
    day: date


class Reader:
    """Reads rows in the words of any language; ``zone`` is that of the times in them."""

    def __init__(self, wording: Wording, zone: tzinfo, now: datetime) -> None:
        self._zone, self._now = zone, now
        self._words = {language: choices(wording, language) for language in LANGUAGES}
        self._codes = {
            column: {_plain(code): code for code in listed}
            | {_plain(word): code for words in self._words.values() for code, word in words[column].items()}
            for column, listed in self._words[LANGUAGES[0]].items()
        }

    def touch(self, line: Line) -> Touch | None:
        """Return the row of sales_touches, None where the seller has said nothing. Raises BadRowError."""
        if not any(column in line.cells for column in ANSWERS):
            return None
        problems: list[str] = []
        ids = {column: _one_line(line.cells.get(column)) for column in ("handoff_id", "contact_id", "rep_id")}
        problems += [
            f"{line.at(column)}: the id is blank. Copy it from the list that export wrote."
            for column in ("handoff_id", "contact_id")
            if not ids[column]
        ]
        said = {
            column: self._listed(line, column, problems)
            if column in self._codes
            else _one_line(line.cells.get(column))
            for column in ANSWERS
            if column != "touched_at"
        }
        when = self._time(line, problems)
        if problems:
            raise BadRowError(problems)
        told = [ids["handoff_id"], *self._coded(said), when.written if when else ""]
        touched_at = when or self._moment(min(line.saved_at, self._now).astimezone(UTC))
        return {
            "touch_id": f"answer-{uuid.uuid5(SPACE, json.dumps(told))}",
            "contact_id": ids["contact_id"],
            "rep_id": ids["rep_id"],
            "touched_at": touched_at.written,
            **said,
        }

    def _listed(self, line: Line, column: str, problems: list[str]) -> str:
        """Return the code of a cell, or say that there is none; of the open list the words, as the list has them."""
        value = _one_line(line.cells.get(column))
        if column == OPEN:
            return self._words[line.language][column].get(self._codes[column].get(_plain(value), ""), value)
        words = ", ".join(self._words[line.language][column].values())
        if not value and column == "outcome":
            problems.append(
                f"{line.at(column)}: the outcome is blank, and there is an answer. Choose one of: {words}."
            )
        elif value and _plain(value) not in self._codes[column]:
            problems.append(
                f"{line.at(column)}: '{value[:LONGEST_VALUE]}' is not in the list. Choose one of: {words}."
            )
        return self._codes[column].get(_plain(value), "")

    def _coded(self, said: Mapping[str, str]) -> list[str]:
        """Return an answer without its language: it is the same in another one."""
        return [self._codes.get(column, {}).get(_plain(value), value) for column, value in said.items()]

    def _time(self, line: Line, problems: list[str]) -> _Time | None:
        cell = line.cells.get("touched_at")
        if cell is None:
            return None
        when, value = self._read(cell), _one_line(cell)[:LONGEST_VALUE]
        handed_off = self._read(line.cells.get("handed_off_on", ""))
        problem = None
        if when is None:
            problem = f"'{value}' is no day or time. Write 2026-03-31, or 2026-03-31 09:12."
        elif when.day > (self._now + AHEAD).astimezone(UTC).date():
            problem = f"'{value}' lies in the future. Write when the lead was called."
        elif handed_off and when.day < handed_off.day:
            problem = (
                f"'{value}' lies before the hand-over on {handed_off.day}. Write when the lead was called."
            )
        if problem:
            problems.append(f"{line.at('touched_at')}: {problem}")
        return when

    def _read(self, cell: object) -> _Time | None:
        """Return a cell as a time; a cell that is a day, or its midnight as spreadsheets write it, is that day."""
        if isinstance(cell, str):
            try:
                cell = datetime.fromisoformat(cell.strip())
            except ValueError:
                return None
        if isinstance(cell, datetime) and cell.tzinfo is None and cell.time() == time():
            cell = cell.date()
        if isinstance(cell, datetime):
            try:
                return self._moment(cell if cell.tzinfo else cell.replace(tzinfo=self._zone))
            except OverflowError:
                return None
        return _Time(cell.isoformat(), cell) if isinstance(cell, date) else None

    @staticmethod
    def _moment(moment: datetime) -> _Time:
        known = moment.astimezone(UTC).replace(tzinfo=None)
        return _Time(known.isoformat(" ", "seconds"), known.date())


def _one_line(cell: object) -> str:
    """Return a cell's text without line ends and repeated blanks; a number that is whole without a point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def _plain(text: str) -> str:
    """Return a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
