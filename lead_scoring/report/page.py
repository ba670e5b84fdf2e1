"""The page: words, numbers and charts put into one HTML file that asks for nothing from outside."""

import base64
import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lead_scoring.errors import in_place_of
from lead_scoring.report import charts, data
from lead_scoring.report.reader import Tables
from lead_scoring.warehouse import Warehouse

HERE = Path(__file__).parent
LANGUAGES = ("en", "es")
BAND_COLOURS = 5
# where the name of a band stands
BANDS = ("band", "bands", "band_before", "band_after", "stage")
CHARTS = ("rates", "gains", "calibration", "distribution", "funnel", "sources", "machines")


def write(warehouse: Warehouse, out: Path, language: str | None = None) -> dict:
    """Write the report of a warehouse to ``out`` and return what the report shows.

    ``language``: of the page itself; None = the one that the tables were built in, English where they do not tell.
    Raises CannotReadError where the warehouse has no score tables, CannotWriteError where there is no place for it.
    """
    warehouse.need("marts", "lead_scores")
    found = data.read(Tables(warehouse))
    page = render(found, language or found["run"]["language"] or "en")
    with in_place_of(out) as file:
        file.write_text(page, encoding="utf-8")
    return found


def words_of(language: str) -> dict:
    """Return the words of a language, by section and key."""
    return tomllib.loads((HERE / "words" / f"{language}.toml").read_text(encoding="utf-8"))


def render(found: dict, language: str) -> str:
    """Return the page. Whatever comes from the tables is text in it, never markup or script."""
    words = words_of(language)
    found = _named(found, words["bands"])
    style, script = (
        (HERE / "template" / name).read_text(encoding="utf-8") for name in ("page.css", "page.js")
    )
    environment = Environment(
        loader=FileSystemLoader(HERE / "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= _filters(words["format"])
    return environment.get_template("page.html").render(
        **found,
        w=words,
        language=language,
        band_place=_band_places(found["bands"]),
        chart=_charts(found, words, language),
        csv_line=data.csv_line,
        limits=data,
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        details=_as_script_data(
            {
                "words": words["script"] | {"bant": words["bant"]},
                "format": words["format"],
                "bands": [[row["band"], row["at_least"]] for row in found["bands"]],
                "leads": found["calls"]["details"],
            }
        ),
    )


def _named(found: object, names: Mapping[str, str], key: object = None) -> Any:
    """Return what was found with the bands under the names that people know them by."""
    if isinstance(found, dict):
        named = found.copy()  # of the same kind: a count of what is not there is 0
        named.clear()
        named.update({_named(name, names): _named(value, names, name) for name, value in found.items()})
        return named
    if isinstance(found, tuple):  # from one band to another
        return tuple(_named(name, names, "band") for name in found)
    if isinstance(found, list):
        return [_named(value, names, key) for value in found]
    return names.get(found, found) if key in BANDS else found


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _as_script_data(value: object) -> Markup:
    """Return JSON that cannot end the script element it stands in, whatever its texts are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


def _band_places(bands: list[dict]) -> dict[str, int]:
    """Return the colour of each band: the lowest has 0, the highest the last, whatever their number."""
    last = max(len(bands) - 1, 1)
    return {row["band"]: round(place * (BAND_COLOURS - 1) / last) for place, row in enumerate(bands)}


def _charts(found: dict, words: dict, language: str) -> dict[str, Markup | None]:
    """Draw what there are rows for; the page says what is missing where there are none."""
    right, trust, axis = found["right"], found["trust"], words["axis"]
    places = _band_places(found["bands"])
    drawn: dict[str, Markup | None] = dict.fromkeys(CHARTS)

    def rated(rows: list[dict], name: str) -> list[dict]:
        return [
            {
                "name": row[name],
                "rate": float(row["close_rate"]),
                "low": float(row["close_rate_low"]),
                "high": float(row["close_rate_high"]),
                "label": f"n = {row['won'] + row['lost']}",
            }
            for row in rows
            if row["close_rate"] is not None
        ]

    if rates := rated(right["rates"], "band"):
        drawn["rates"] = charts.intervals(rates, axis, language)
    if sources := rated(right["sources"][:10], "value"):
        drawn["sources"] = charts.intervals(sources, axis, language)
    if right["calibration"]:
        drawn["calibration"] = charts.calibration(right["calibration"], axis, language)
    if right["gains"]:
        drawn["gains"] = charts.gains(right["gains"], axis, language)
    if right["distribution"]:
        colours = {row["band"]: f"var(--b{places.get(row['band'], 0)})" for row in right["distribution"]}
        drawn["distribution"] = charts.distribution(right["distribution"], colours, axis, language)
    if any(row["leads"] for row in right["funnel"]):
        rows = [
            {
                "name": words["stage"].get(row["stage"], row["stage"]),
                "number": int(row["leads"]),
                "label": _filters(words["format"])["number"](row["leads"]),
            }
            for row in right["funnel"]
        ]
        drawn["funnel"] = charts.bars(rows, axis["leads"], language)
    if len(trust["machines"]) > 1:
        rows = [
            {"month": str(row["activity_month"]), "share": float(row["events"] / row["month_events"])}
            for row in trust["machines"]
        ]
        drawn["machines"] = charts.shares_by_month(rows, axis["machine_share"], language)
    return drawn


def _filters(style: Mapping[str, object]) -> dict:
    """Return the ways numbers and dates are written in a language."""

    def number(value: float | Decimal | None, places: int = 0) -> str:
        if value is None:
            return style["unknown"]
        text = f"{value:,.{places}f}"
        return text.translate(str.maketrans({",": style["thousands"], ".": style["decimal"]}))

    def share(value: float | Decimal | None, places: int = 1) -> str:
        return style["unknown"] if value is None else number(value * 100, places) + style["percent"]

    def signed(value: float | Decimal, places: int = 0) -> str:
        return ("+" if value > 0 else "−" if value < 0 else "±") + number(abs(value), places)

    def points(value: Decimal | None) -> str:
        return style["unknown"] if value is None else f"{value.normalize():f}"

    def day(value: date | str | None) -> str:
        if value is None:
            return style["unknown"]
        value = date.fromisoformat(str(value)[:10])
        return f"{value.day} {style['months'][value.month - 1]} {value.year}"

    def moment(value: datetime | None, zone: str = "UTC") -> str:
        return style["unknown"] if value is None else f"{day(value)}, {value:%H:%M} {zone}"

    def plural(count: int, forms: Mapping[str, str]) -> str:
        return forms["one" if count == 1 else "many"].replace("{n}", number(count))

    return {
        "number": number,
        "share": share,
        "signed": signed,
        "points": points,
        "day": day,
        "moment": moment,
        "plural": plural,
        # words with {places}; str.format would let a name's braces in
        "fill": lambda text, **values: _filled(text, values),
    }


def _filled(text: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
