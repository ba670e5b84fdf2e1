"""Candidates for rules: what might be asked of a lead, taken from what was known of those that had opportunities."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from lead_scoring.rules.data import PREFIX, Activity, Attribute, Facts

# opportunities that must meet a candidate, and of them wins and losses to expect
CASES_AT_LEAST = 30
EXPECTED_AT_LEAST = 5
QUANTILES = np.arange(0.05, 1, 0.05)
# what numbers are told from: more different ones than these
NUMBERS_ABOVE = 6
NUMBERS_SHARE = 0.95
LEVELS_AT_MOST = 60
WORDS_AT_MOST = 30
ACTIVITIES_AT_MOST = 40
WINDOWS = (None, 90, 30, 7)
COUNTS = (1, 2, 3, 5, 8)
SHORT_WINDOWS = (14, 3)
CANDIDATES_AT_MOST = 1200
# those of which every two are looked at together
PAIRED_AT_MOST = 150
# no rule may be about a person by name
PERSONAL = {"full_name", "email", "phone"}
# `%` means anything in a pattern, `|` or
UNWRITABLE = re.compile(r"[%|]")


@dataclass(frozen=True)
class Behaviour:
    """A number read from events, as the seed `behaviours` has it."""

    event_type: str
    prop: str
    text: str
    measure: str
    within_days: int | None


@dataclass(frozen=True)
class Term:
    """A condition on an attribute or a behaviour (``behaviour``: a new one): a pattern, a range, or neither (known)."""

    attribute: str
    pattern: str | None = None
    at_least: float | None = None
    below: float | None = None
    behaviour: Behaviour | None = None
    is_behaviour: bool = False

    @property
    def text(self) -> str:
        """Return the condition for people."""
        if self.behaviour:
            return behaviour_text(self.behaviour, self.at_least)
        if self.pattern is not None:
            inside = self.pattern.strip("%")
            return f"{self.attribute} {'has the word' if '%' in self.pattern else 'is'} {inside}"
        if self.at_least is not None and self.below is not None:
            return f"{self.attribute} from {self.at_least:.15g} to below {self.below:.15g}"
        if self.at_least is not None:
            return f"{self.attribute} from {self.at_least:.15g} on"
        if self.below is not None:
            return f"{self.attribute} below {self.below:.15g}"
        return f"{self.attribute} is known"


@dataclass(frozen=True)
class Candidate:
    """What a rule may ask: one term, or several that must all hold: a condition of the policy, or a persona.

    ``leaf``: the persona's place among those that were found (None = no persona): a lead has the first that it meets.
    """

    terms: tuple[Term, ...]
    leaf: int | None = None

    @property
    def is_behaviour(self) -> bool:
        """Return whether its points are points of interest: it asks one number read from events."""
        return self.leaf is None and len(self.terms) == 1 and self.terms[0].is_behaviour

    @property
    def text(self) -> str:
        """Return what is asked, for people."""
        asked = " and ".join(term.text for term in self.terms)
        if self.leaf is None:
            return asked
        return f"persona {self.leaf + 1}: {asked}{', and none before it' if self.leaf else ''}"


def merged(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return terms that ask the same with one edge at each end of a number, in their order."""
    found: dict[tuple, Term] = {}
    for term in terms:
        is_range = term.at_least is not None or term.below is not None
        key = (term.attribute, term.behaviour) if is_range else (term,)
        if key not in found:
            found[key] = term
            continue
        known = found[key]
        lows = [edge for edge in (known.at_least, term.at_least) if edge is not None]
        highs = [edge for edge in (known.below, term.below) if edge is not None]
        found[key] = replace(known, at_least=max(lows, default=None), below=min(highs, default=None))
    return tuple(found.values())


@dataclass(frozen=True)
class Candidates:
    """Candidates with what meets them: ``hits``, opportunities × candidates; ``paired``: places looked at in twos.

    ``subject``: per candidate a number of its attribute, or of its event type with the property's text.
    """

    found: list[Candidate]
    hits: sparse.csc_array
    paired: np.ndarray
    subject: np.ndarray

    def __len__(self) -> int:
        return len(self.found)


def behaviour_text(behaviour: Behaviour, at_least: float | None) -> str:
    """Return what was done, for people."""
    what = behaviour.event_type or "any activity"
    if behaviour.text:
        what += f" of {behaviour.text}"
    times = f"{at_least:g} times or more" if (at_least or 1) > 1 else "done"
    if behaviour.measure == "days":
        times = f"on {at_least:g} days or more" if (at_least or 1) > 1 else "done"
    when = "" if behaviour.within_days is None else f" in the last {behaviour.within_days} days"
    return f"{what} {times}{when}"


def candidates(facts: Facts, size: int, learnt: np.ndarray, rate: float) -> Candidates:
    """Return candidates for ``size`` opportunities; edges and levels are taken from the ``learnt`` ones (mask) alone.

    ``rate``: share of them won. Of candidates that the same opportunities meet the first stands for all.
    """
    found: list[Candidate] = []
    columns: list[np.ndarray] = []
    subjects: list[int] = []
    coarse: list[bool] = []
    seen: set[bytes] = set()
    cases = int(learnt.sum())

    def add(subject: int, term: Term, mask: np.ndarray, is_coarse: bool) -> None:
        met = int(mask[learnt].sum())
        few = min(met, cases - met)
        if few < CASES_AT_LEAST or few * min(rate, 1 - rate) < EXPECTED_AT_LEAST:
            return
        key = np.packbits(mask[learnt]).tobytes()
        if key in seen or len(found) >= CANDIDATES_AT_MOST:
            return
        seen.add(key)
        found.append(Candidate((term,)))
        columns.append(np.flatnonzero(mask))
        subjects.append(subject)
        coarse.append(is_coarse)

    number = 0
    for attribute in facts.attributes:
        if attribute.name in PERSONAL | facts.ruled or attribute.name.startswith(PREFIX):
            continue
        number += 1
        for term, mask, is_coarse in _of_attribute(
            attribute, size, learnt, attribute.name in facts.behaviours
        ):
            add(number, term, mask, is_coarse and attribute.name not in facts.conditions)
    popular = sorted(
        (one for one in facts.activities if not UNWRITABLE.search(one.event_type + one.text)),
        key=lambda one: (
            one.event_type != "",
            -len(np.unique(one.places)),
            one.event_type,
            one.prop,
            one.text,
        ),
    )
    # of two that are alike the one that says more stands for both
    for activity in sorted(popular[:ACTIVITIES_AT_MOST], key=lambda one: one.event_type == ""):
        number += 1
        for term, mask, is_coarse in _of_activity(activity, size):
            add(number, term, mask, is_coarse)
    sizes = [len(column) for column in columns]
    hits = sparse.csc_array(
        (
            np.ones(sum(sizes)),
            np.concatenate(columns) if columns else np.zeros(0, dtype=int),
            np.concatenate([[0], np.cumsum(sizes)]).astype(int),
        ),
        shape=(size, len(columns)),
    )
    return Candidates(found, hits, _paired(hits, subjects, coarse), np.array(subjects, dtype=int))


def _of_attribute(
    attribute: Attribute, size: int, learnt: np.ndarray, is_behaviour: bool
) -> Iterator[tuple[Term, np.ndarray, bool]]:
    def whole(chosen: np.ndarray) -> np.ndarray:
        mask = np.zeros(size, dtype=bool)
        mask[attribute.places[chosen]] = True
        return mask

    name, inside = attribute.name, learnt[attribute.places]
    everywhere = np.ones(len(inside), dtype=bool)
    numbers = attribute.numbers[inside]
    numbers = numbers[~np.isnan(numbers)]
    is_number = (
        len(numbers) >= NUMBERS_SHARE * max(inside.sum(), 1) and len(np.unique(numbers)) > NUMBERS_ABOVE
    )
    if not is_behaviour:
        yield Term(name), whole(everywhere), True
    if is_number or (is_behaviour and len(numbers)):
        edges = _edges(numbers)
        values = attribute.numbers
        for place, edge in enumerate(edges):
            is_coarse = place % max(len(edges) // 7, 1) == 0
            yield Term(name, at_least=edge, is_behaviour=is_behaviour), whole(values >= edge), is_coarse
        for place, edge in enumerate(edges):
            is_coarse = place % max(len(edges) // 7, 1) == 0
            yield Term(name, below=edge, is_behaviour=is_behaviour), whole(values < edge), is_coarse
        for low, high in zip(edges[3::4], edges[7::4], strict=False):
            inside = (values >= low) & (values < high)
            yield Term(name, at_least=low, below=high, is_behaviour=is_behaviour), whole(inside), False
        return
    texts = attribute.texts.astype(str)
    levels, counts = np.unique(texts[inside], return_counts=True)
    order = np.lexsort((levels, -counts))[:LEVELS_AT_MOST]
    for level in levels[order]:
        if level and not UNWRITABLE.search(level):
            # `_` is any one character in a pattern
            is_met = re.compile(re.escape(level).replace("_", "."), re.S)
            met = [value for value in levels if is_met.fullmatch(value)] if "_" in level else [level]
            yield Term(name, pattern=level), whole(np.isin(texts, met)), True
    distinct, places = np.unique(texts, return_inverse=True)
    words: dict[str, int] = {}
    weights = np.bincount(places[inside], minlength=len(distinct))
    for value, times in zip(distinct, weights, strict=True):
        for word in set(re.findall(r"[^\W_]{4,}", value)) - {value}:
            words[word] = words.get(word, 0) + int(times)
    for word in sorted(words, key=lambda word: (-words[word], word))[:WORDS_AT_MOST]:
        has = np.array([word in value for value in distinct])
        yield Term(name, pattern=f"%{word}%"), whole(has[places]), True


def _edges(numbers: np.ndarray) -> list[float]:
    """Return where numbers may be parted: their quantiles, as round as the spread between them allows."""
    quantiles = np.quantile(numbers, QUANTILES, method="higher")
    if len(np.unique(numbers)) <= len(QUANTILES):
        return [float(edge) for edge in np.unique(numbers)[1:]]
    spread = float(quantiles[14] - quantiles[4])
    digits = -int(np.floor(np.log10(spread / 20))) if spread > 0 else 9
    # + 0.0: no minus zero
    return sorted({round(float(edge), digits) + 0.0 for edge in quantiles})


def _of_activity(activity: Activity, size: int) -> Iterator[tuple[Term, np.ndarray, bool]]:
    def term(measure: str, within: int | None, count: int) -> Term:
        behaviour = Behaviour(activity.event_type, activity.prop, activity.text, measure, within)
        return Term(behaviour_name(behaviour), at_least=float(count), behaviour=behaviour, is_behaviour=True)

    plan = [(within, COUNTS) for within in WINDOWS] + [(within, COUNTS[:1]) for within in SHORT_WINDOWS]
    for within, counts in plan:
        inside = activity.ages < within if within else np.ones(len(activity.ages), dtype=bool)
        events = np.bincount(activity.places[inside], activity.events[inside], size)
        days = np.bincount(activity.places[inside], minlength=size)
        for count in counts:
            yield term("events", within, count), events >= count, within in (None, 30) and count in (1, 3)
        if not activity.event_type:
            for count in counts[1:]:
                yield term("days", within, count), days >= count, False


def behaviour_name(behaviour: Behaviour) -> str:
    """Return a name for a behaviour."""
    parts = [behaviour.event_type or "activity", behaviour.text, behaviour.measure]
    within = "ever" if behaviour.within_days is None else f"{behaviour.within_days}_days"
    return "_".join(filter(None, [*map(slug, parts), within]))


def slug(text: str) -> str:
    """Return a text as a part of a name."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _paired(hits: sparse.csc_array, subjects: list[int], coarse: list[bool]) -> np.ndarray:
    """Return the places of candidates of which every two are looked at: in turns the most even ones of each subject."""
    share = np.diff(hits.indptr) / max(hits.shape[0], 1)
    unevenness = abs(share - 0.5)
    turns: dict[int, int] = {}
    ranked = []
    for place in sorted(np.flatnonzero(coarse), key=lambda place: (unevenness[place], place)):
        turn = turns.get(subjects[place], 0)
        turns[subjects[place]] = turn + 1
        ranked.append((turn, unevenness[place], place))
    return np.array(sorted(place for *_, place in sorted(ranked)[:PAIRED_AT_MOST]), dtype=int)
