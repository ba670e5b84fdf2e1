"""The suggested card as rows of the policy: a challenger in `scorecards` and its `weight_overrides`."""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from lead_scoring.errors import in_place_of
from lead_scoring.policy import check
from lead_scoring.policy.files import SeedFile, read_seed
from lead_scoring.weights import Suggestion
from lead_scoring.weights.data import CannotSuggestError, Card
from lead_scoring.weights.later import bands_in_words

RULE_FILES = ("fit_rules", "bant_rules", "interest_rules", "behaviour_rules")


@dataclass(frozen=True)
class Rows:
    """The challenger's rows: its id, and per file the header, the path and the cells by column.

    ``others``: rows of further files, in the order in which a reader wants them. ``gone``: per file the lines on which
    rows of an older challenger of this name begin.
    """

    challenger: str
    files: dict[str, SeedFile]
    scorecards: list[dict[str, str]]
    overrides: list[dict[str, str]]
    others: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    gone: dict[str, set[int]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the files that get rows."""
        return (*(name for name, cells in self.others.items() if cells), "scorecards", "weight_overrides")

    def lines(self, name: str, ending: str = "\n") -> str:
        """Return the rows of a file as CSV lines in the order of the file's columns."""
        text = io.StringIO()
        writer = csv.DictWriter(
            text, self.files[name].columns, restval="", extrasaction="ignore", lineterminator=ending
        )
        cells = {"scorecards": self.scorecards, "weight_overrides": self.overrides, **self.others}
        writer.writerows(cells[name])
        return text.getvalue()


def rows(
    suggestion: Suggestion,
    policy: Path,
    replaced: Mapping[str, Path] = MappingProxyType({}),
    ending: str = "suggested",
) -> Rows:
    """Return the challenger that gives the suggested points, over the policy files in ``policy``.

    ``replaced`` maps seeds to the files of a host. Raises CannotSuggestError where these files are not the ones that
    the database was built with.
    """
    base = suggestion.card.scorecard_id
    files = files_of(suggestion.card, policy, replaced)
    challenger = challenger_id(base, files["scorecards"], ending)
    overrides = overrides_of(suggestion, files, challenger)
    scorecard = row_of_challenger(files, base, challenger, "suggested", why_of_card(suggestion))
    return Rows(challenger, files, [scorecard], overrides)


def overrides_of(
    suggestion: Suggestion, files: Mapping[str, SeedFile], challenger: str
) -> list[dict[str, str]]:
    """Return the overrides that give a challenger the suggested points of the rules in some files."""
    base = suggestion.card.scorecard_id
    written = rules_in(files)
    before = {
        cells["rule_id"]: cells
        for _, cells in files["weight_overrides"].rows
        if cells.get("scorecard_id") == base
    }
    overrides = []
    points = {rule.rule_id: number for number, rule in enumerate(suggestion.card.rules)}
    for rule_id, cells in written.items():
        place = points.get(rule_id)
        wanted = 0.0 if place is None else float(suggestion.points[place])
        if wanted == _number(cells.get("points")):
            continue
        kept = place is None or suggestion.stays[place]
        why = (before.get(rule_id) or {}).get("why") if kept else None
        overrides.append(
            {
                "scorecard_id": challenger,
                "rule_id": rule_id,
                "points": f"{wanted:g}",
                "why": why or (why_of(suggestion, place) if place is not None else f"Off, as in {base}."),
            }
        )
    return overrides


def files_of(
    card: Card, policy: Path, replaced: Mapping[str, Path], more: Iterable[str] = ()
) -> dict[str, SeedFile]:
    """Return the files of rules, scorecards and overrides, and ``more``, of the policy that a card was built with.

    Raises CannotSuggestError where it is another policy.
    """
    names = sorted({*RULE_FILES, "scorecards", "weight_overrides", *more})
    files = {
        name: read_seed(name, replaced[name], []) if name in replaced else _seed(policy, name)
        for name in names
    }
    written = rules_in(files)
    missing = [rule.rule_id for rule in card.rules if rule.rule_id not in written]
    if missing or not _of_scorecard(files["scorecards"], card.scorecard_id):
        raise CannotSuggestError(
            f"The policy in {policy} is not the one that the database was built with: it lacks"
            f" {', '.join(missing) or f'the scorecard {card.scorecard_id}'}. Build it again, or set"
            " LEAD_SCORING_POLICY."
        )
    return files


def rules_in(files: Mapping[str, SeedFile]) -> dict[str, dict[str, str | None]]:
    """Return the rows of all rules by their ids."""
    return {
        cells["rule_id"]: cells
        for name in RULE_FILES
        for _, cells in files[name].rows
        if cells.get("rule_id")
    }


def row_of_challenger(
    files: Mapping[str, SeedFile], base: str, challenger: str, added: str, why: str
) -> dict[str, str]:
    """Return the row of a scorecard once more, as a challenger whose name says what is ``added``."""
    row = {column: value or "" for column, value in _of_scorecard(files["scorecards"], base)[0].items()}
    return row | {
        "scorecard_id": challenger,
        "name": f"{row.get('name') or base}, {added}",
        "status": "challenger",
        "why": why,
    }


def _of_scorecard(file: SeedFile, scorecard_id: str) -> list[dict[str, str | None]]:
    return [cells for _, cells in file.rows if cells.get("scorecard_id") == scorecard_id]


def why_of(suggestion: Suggestion, place: int) -> str:
    """Return the evidence for a rule's points as a sentence."""
    cases, won = int(suggestion.cases[place]), int(suggestion.won[place])
    others, others_won = len(suggestion.before) - cases, int(suggestion.before.is_won.sum()) - won
    was = suggestion.card.rules[place].points
    if suggestion.stays[place]:
        return f"Stays as in {suggestion.card.scorecard_id}."
    if not suggestion.fitted[place]:
        return (
            f"Off: too few opportunities before {suggestion.cut} had it to measure it ({cases}). Was {was:g}."
        )
    rates = f"{_share(won, cases)} of {cases:,} won before {suggestion.cut}"
    if others:
        rates += f", {_share(others_won, others)} of the {others:,} others"
    if suggestion.points[place]:
        return f"{rates}; fitted jointly. Was {was:g}."
    return f"Off: {rates}; beside the chosen rules it says too little. Was {was:g}."


def write(suggestion: Suggestion, policy: Path) -> Rows:
    """Put the challenger into the policy's files, in place of an older one of its name; other rows stay byte by byte.

    Raises CannotSuggestError, before anything is written, where a tier forbids the points or the policy has a problem.
    """
    need_sound(policy)
    need_tiers(suggestion)
    return put(rows(suggestion, policy), policy)


def need_tiers(suggestion: Suggestion) -> None:
    """Raise CannotSuggestError where a tier forbids the points of a rule."""
    forbidden = [
        f"{rule.rule_id} {points:g} ({rule.tier} {rule.tier_low:g} to {rule.tier_high:g})"
        for rule, points in zip(suggestion.card.rules, suggestion.points, strict=True)
        if points and rule.tier_low is not None and not rule.tier_low <= points <= rule.tier_high
    ]
    if forbidden:
        raise CannotSuggestError(
            f"Nothing was written: a tier forbids the points of {', '.join(forbidden)}. Change the tiers of these"
            " rules first, or leave out --signs free."
        )


def need_sound(policy: Path) -> None:
    """Raise CannotSuggestError where a policy has a problem."""
    if problems := check(policy).problems:
        raise CannotSuggestError(f"Nothing was written: {problems[0].text()} (and see `policy check`)")


def put(found: Rows, policy: Path) -> Rows:
    """Put rows into the policy's files. Raises CannotSuggestError, before anything is written, if that is no policy."""
    names = {*found.names, *(name for name, lines in found.gone.items() if lines)}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(policy, Path(folder) / "policy"))
        for name in names:
            path = found.files[name].path
            (copy / path.relative_to(policy)).write_bytes(_replaced(path, found, name))
        if problems := check(copy).problems:
            raise CannotSuggestError(f"Nothing was written: {problems[0].text()}")
        for name in names:
            path = found.files[name].path
            with in_place_of(path) as fresh:
                shutil.copyfile(copy / path.relative_to(policy), fresh)
                # a policy is read by whoever could read it before
                shutil.copymode(path, fresh)
    return found


def _seed(policy: Path, name: str) -> SeedFile:
    paths = sorted(policy.rglob(f"{name}.csv"))
    if not paths:
        raise CannotSuggestError(f"There is no {name}.csv in {policy}.")
    return read_seed(name, paths[0], [])


def challenger_id(base: str, scorecards: SeedFile, ending: str) -> str:
    """Return `<base>_<ending>`, with a number if a champion or a retired card has that name."""
    taken = {
        cells.get("scorecard_id") for _, cells in scorecards.rows if cells.get("status") != "challenger"
    } | {base}
    root = re.sub(rf"_{ending}(_\d+)?$", "", base) + f"_{ending}"
    return next(name for name in (root, *(f"{root}_{n}" for n in range(2, 1000))) if name not in taken)


def _replaced(path: Path, found: Rows, name: str) -> bytes:
    """Return the file's bytes with the challenger's old rows replaced by the new ones, at their place or the end."""
    seed, content = found.files[name], path.read_bytes()
    ending = "\r\n" if b"\r\n" in content.split(b"\n", 1)[0] + b"\n" else "\n"
    lines = content.splitlines(keepends=True) if b"\n" not in content else content.split(b"\n")
    lines = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    starts = [line for line, _ in seed.rows] + [len(lines) + 1]
    old = [
        (start, end)
        for (start, cells), end in zip(seed.rows, starts[1:], strict=True)
        if start in found.gone.get(name, ())
        or (name in ("scorecards", "weight_overrides") and cells.get("scorecard_id") == found.challenger)
    ]
    place = old[0][0] - 1 if old else len(lines)
    gone = {number for start, end in old for number in range(start - 1, end - 1)}
    ahead = b"".join(line for number, line in enumerate(lines[:place]) if number not in gone)
    if ahead and not ahead.endswith(b"\n"):
        ahead += ending.encode()
    behind = b"".join(line for number, line in enumerate(lines) if number >= place and number not in gone)
    fresh = found.lines(name, ending) if name in found.names else ""
    return ahead + fresh.encode() + behind


def why_of_card(suggestion: Suggestion) -> str:
    """Return the evidence for a card in a few sentences."""
    before, later = suggestion.before, suggestion.later
    return (
        f"Suggested from {len(before):,} opportunities opened before {suggestion.cut}, of which"
        f" {_share(int(before.is_won.sum()), len(before))} were won. On the {len(later):,} opened after that day"
        f" the AUC is {suggestion.forward_card.text()}; cross-validated over both periods it was"
        f" {suggestion.mixed_card.value:.3f}."
        f"{bands_in_words(suggestion.card.bands, suggestion.later_score, later.is_won)}"
        f" Limits, bands and hand-off are those of {suggestion.card.scorecard_id}."
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return float("nan")
