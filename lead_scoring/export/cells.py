"""What goes into a cell of a CSV file, so that a spreadsheet shows it and never runs it."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

# a spreadsheet of another country may split at the other separator
PARTS = re.compile(r"([\t\r\n\v\f\x85\u2028\u2029,;])")
SIGNS = "=+-@"
# control, format (zero width), private and unassigned characters, and blanks
INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp")


def as_text(value: object, decimal_mark: str = ".") -> str:
    """Return a value as a CSV cell: numbers with the mark, dates as in ISO 8601, text that is no formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)), "f").replace(".", decimal_mark)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return defused(str(value))


def defused(text: str) -> str:
    """Put an apostrophe before whatever a spreadsheet could take for the beginning of a formula.

    Signs count in any width, after blanks, quotes and invisible characters, and after a separator inside the text.
    """
    safe = "".join("'" + part if _is_formula(part) else part for part in PARTS.split(text))
    return "'" + safe if PARTS.match(text) and text[0] not in ",;" else safe


def undefused(text: str) -> str:
    """Return a text as it was before ``defused``."""
    if text.startswith("'") and PARTS.match(text[1:2]):
        text = text[1:]
    return "".join(
        part[1:] if part.startswith("'") and _is_formula(part[1:]) else part for part in PARTS.split(text)
    )


def _is_formula(part: str) -> bool:
    for character in part:
        if character != '"' and unicodedata.category(character) not in INVISIBLE:
            return unicodedata.normalize("NFKC", character)[0] in SIGNS
    return False
