"""What may be printed: text that moves no cursor, colours nothing and can be written in the terminal's encoding."""

import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TextIO

# control and format characters: escapes, bells, what turns the direction of writing, what nobody sees
UNPRINTABLE = ("Cc", "Cf")


def printable(text: str) -> str:
    """Return a text without control and format characters but line ends; a tab is a blank."""
    if text.isprintable():
        return text
    return "".join(
        character
        for character in text.replace("\t", " ")
        if character == "\n" or unicodedata.category(character) not in UNPRINTABLE
    )


class Printer:
    """A stream that takes printable text only: no name reaches the terminal as a command."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write what can be printed of a text; a character that the encoding lacks is written as its number."""
        encoding = self._stream.encoding or "utf-8"
        known = printable(text).encode(encoding, "backslashreplace").decode(encoding)
        self._stream.write(known)
        return len(text)


@contextmanager
def printing() -> Iterator[None]:
    """Have whatever is printed meanwhile pass a Printer."""
    with redirect_stdout(Printer(sys.stdout)), redirect_stderr(Printer(sys.stderr)):
        yield
