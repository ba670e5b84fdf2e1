"""The word lists of the demo data, read from `words.toml` beside this file."""

import re
import tomllib
import unicodedata
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
SPANISH_SPEAKING = ("ES", "MX", "AR", "CL", "CO")
AMERICA = ("MX", "AR", "CL", "CO", "US")


def gendered(title, gender):
    """A Spanish title for a woman or a man: "Director/a Financiero/a" becomes "Directora Financiera"."""
    if gender == "f":
        return re.sub(r"[oe]/a", "a", title).replace("r/a", "ra")
    return title.replace("/a", "")


def without_accents(text):
    """The text in plain ASCII letters: "Muñoz" becomes "Munoz"."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def slug(text):
    """The text as part of a domain or an address: "Tres-Ríos Salud" becomes "tresriossalud"."""
    return re.sub(r"[^a-z0-9]", "", without_accents(text).lower())
