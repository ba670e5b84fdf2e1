"""Cells of a workbook as a seed has them: text."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

DECIMALS = re.compile(r"0\.(0+)")
# what a spreadsheet says instead of a value
ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))


def as_text(value: object, number_format: str) -> str:
    """Return a value as it stands in a seed: 5 rather than 5.0, days as year-month-day, hours as 09:30."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        decimals = DECIMALS.fullmatch(number_format)
        return number_as_text(value, len(decimals[1]) if decimals else 0)
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def number_as_text(value: int | float, places: int) -> str:
    """Return a number with at least so many decimal places, and as many as it has."""
    whole, _, decimals = format(Decimal(repr(value)), "f").partition(".")
    decimals = decimals.rstrip("0").ljust(places, "0")
    return f"{whole}.{decimals}" if decimals else whole
