"""Charts as SVG, drawn by Vega-Lite when the report is written: the page needs no script and no network for them.

Colours are names of the page's style sheet (``var(--…)``), so that a chart follows light, dark and print.
"""

import re

import vl_convert
from markupsafe import Markup

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name; nothing is fetched
VERSION = "5.21"
LOCALES = {"en": "en-US", "es": "es-ES"}
# narrow enough for a telephone, so that text is never scaled down
WIDTH, HEIGHT = 330, 190
FIT = {"type": "fit-x", "contains": "padding"}
SHARE = ".0%"
QUARTERS = {"format": SHARE, "values": [0, 0.25, 0.5, 0.75, 1]}

CONFIG = {
    "background": None,
    "padding": 8,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--muted)",
        "titleColor": "var(--muted)",
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelAngle": 0,
        "labelLimit": 130,
    },
    "text": {"color": "var(--muted)", "fontSize": 11},
}
ACCENT, MUTED = "var(--accent)", "var(--muted)"


def intervals(rows: list[dict], words: dict, language: str) -> Markup:
    """Draw one dot and its interval per row (``name``, ``rate``, ``low``, ``high``, ``cases``), in the rows' order."""
    names = {"field": "name", "type": "nominal", "sort": None, "title": None}
    rate = {"type": "quantitative", "title": words["close_rate"]}
    return _svg(
        {
            "height": {"step": 34},
            "data": {"values": rows},
            "encoding": {"y": names},
            "layer": [
                {
                    "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 2.5, "opacity": 0.55},
                    "encoding": {
                        "x": {
                            "field": "low",
                            **rate,
                            "axis": {"format": SHARE, "tickCount": 5},
                            "scale": {"zero": True},
                        },
                        "x2": {"field": "high"},
                    },
                },
                {
                    "mark": {"type": "point", "filled": True, "color": ACCENT, "size": 85, "opacity": 1},
                    "encoding": {"x": {"field": "rate", **rate}},
                },
                {
                    "mark": {"type": "text", "align": "center", "dy": -11},
                    "encoding": {"x": {"field": "rate", **rate}, "text": {"field": "label"}},
                },
            ],
        },
        language,
    )


def calibration(blocks: list[dict], words: dict, language: str) -> Markup:
    """Draw the rate to expect by score as steps with their interval, and what came later as dots."""
    steps, later = [], []
    for block in blocks:
        edges = {"from": block["score_from"], "to": block["score_to"] + 1}
        steps.append(
            edges
            | {
                "rate": float(block["close_rate"]),
                "low": float(block["close_rate_low"]),
                "high": float(block["close_rate_high"]),
            }
        )
        if block["later_close_rate"] is not None:
            middle = (block["score_from"] + block["score_to"] + 1) / 2
            later.append(
                {
                    "score": middle,
                    "rate": float(block["later_close_rate"]),
                    "low": float(block["later_close_rate_low"]),
                    "high": float(block["later_close_rate_high"]),
                }
            )
    x = {"type": "quantitative", "title": words["score"], "scale": {"domain": [0, 100]}}
    y = {"type": "quantitative", "title": words["close_rate"], "axis": {"format": SHARE}}
    return _svg(
        {
            "layer": [
                {
                    "data": {"values": steps},
                    "mark": {"type": "rect", "color": ACCENT, "opacity": 0.16},
                    "encoding": {
                        "x": {"field": "from", **x},
                        "x2": {"field": "to"},
                        "y": {"field": "low", **y},
                        "y2": {"field": "high"},
                    },
                },
                {
                    "data": {"values": steps},
                    "mark": {"type": "rule", "color": ACCENT, "strokeWidth": 3},
                    "encoding": {
                        "x": {"field": "from", **x},
                        "x2": {"field": "to"},
                        "y": {"field": "rate", **y},
                    },
                },
                {
                    "data": {"values": later},
                    "mark": {"type": "rule", "color": "var(--second)", "strokeWidth": 1.5},
                    "encoding": {
                        "x": {"field": "score", **x},
                        "y": {"field": "low", **y},
                        "y2": {"field": "high"},
                    },
                },
                {
                    "data": {"values": later},
                    "mark": {
                        "type": "point",
                        "filled": True,
                        "color": "var(--second)",
                        "size": 60,
                        "opacity": 1,
                    },
                    "encoding": {"x": {"field": "score", **x}, "y": {"field": "rate", **y}},
                },
            ]
        },
        language,
    )


def gains(rows: list[dict], words: dict, language: str) -> Markup:
    """Draw the share of wins among the best-scored x percent, and the diagonal of chance."""
    values = [
        {
            "percent": row["percent"] / 100,
            "share": float(row["captured_share"]),
            "low": float(row["captured_share_low"]),
            "high": float(row["captured_share_high"]),
        }
        for row in rows
    ]
    x = {
        "field": "percent",
        "type": "quantitative",
        "title": words["best_scored"],
        "axis": QUARTERS,
    }
    y = {"type": "quantitative", "title": words["share_of_wins"], "axis": QUARTERS}
    return _svg(
        {
            "layer": [
                {
                    "data": {"values": [{"percent": 0, "share": 0}, {"percent": 1, "share": 1}]},
                    "mark": {"type": "line", "color": MUTED, "strokeDash": [4, 4], "strokeWidth": 1.2},
                    "encoding": {"x": x, "y": {"field": "share", **y}},
                },
                {
                    "data": {"values": values},
                    "mark": {"type": "area", "color": ACCENT, "opacity": 0.16},
                    "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
                },
                {
                    "data": {"values": values},
                    "mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.5},
                    "encoding": {"x": x, "y": {"field": "share", **y}},
                },
            ]
        },
        language,
    )


def distribution(rows: list[dict], colours: dict[str, str], words: dict, language: str) -> Markup:
    """Draw how many leads have each score, coloured by band."""
    values = [
        {"from": row["score"], "to": row["score"] + 1, "leads": row["leads"], "colour": colours[row["band"]]}
        for row in rows
    ]
    return _svg(
        {
            "data": {"values": values},
            "mark": {"type": "rect"},
            "encoding": {
                "x": {
                    "field": "from",
                    "type": "quantitative",
                    "title": words["score"],
                    "scale": {"domain": [0, 101], "nice": False},
                    "axis": {"values": [0, 25, 50, 75, 100], "grid": False},
                },
                "x2": {"field": "to"},
                "y": {"field": "leads", "type": "quantitative", "title": words["leads"], "stack": None},
                "y2": {"datum": 0},
                "color": {"field": "colour", "type": "nominal", "scale": None},
            },
        },
        language,
    )


def bars(rows: list[dict], title: str, language: str) -> Markup:
    """Draw one horizontal bar per row (``name``, ``number``, ``label``), in the rows' order."""
    x = {"field": "number", "type": "quantitative", "title": title}
    return _svg(
        {
            "height": {"step": 26},
            "data": {"values": rows},
            "encoding": {
                "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
                "x": x
                | {
                    "axis": {"tickCount": 4},
                    "scale": {"domainMin": 0, "domainMax": 1.15 * max(row["number"] for row in rows) or 1},
                },
            },
            "layer": [
                {"mark": {"type": "bar", "color": ACCENT, "cornerRadiusEnd": 3, "height": 16}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 5},
                    "encoding": {"text": {"field": "label"}},
                },
            ],
        },
        language,
    )


def shares_by_month(rows: list[dict], title: str, language: str) -> Markup:
    """Draw a share by month (``month`` as YYYY-MM-DD, ``share``) as a line from zero."""
    return _svg(
        {
            "data": {"values": rows},
            "mark": {
                "type": "area",
                "line": {"color": ACCENT, "strokeWidth": 2.5},
                "color": ACCENT,
                "opacity": 0.2,
            },
            "encoding": {
                "x": {
                    "field": "month",
                    "type": "temporal",
                    "title": None,
                    "axis": {"format": "%m/%y", "tickCount": 5},
                },
                "y": {
                    "field": "share",
                    "type": "quantitative",
                    "title": title,
                    "scale": {"zero": True},
                    "axis": {"format": SHARE, "tickCount": 5},
                },
            },
        },
        language,
    )


def _svg(spec: dict, language: str) -> Markup:
    whole = {"$schema": SCHEMA, "autosize": FIT, "width": WIDTH, "height": HEIGHT, "config": CONFIG} | spec
    svg = vl_convert.vegalite_to_svg(
        whole, vl_version=VERSION, format_locale=LOCALES[language], allowed_base_urls=[]
    )
    # the wrapper tells what a chart shows; its inside is for the eye. Texts were escaped by Vega.
    return Markup(re.sub(r"^<svg ", '<svg aria-hidden="true" focusable="false" ', svg))
