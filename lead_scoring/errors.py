"""What a user can put right: errors whose message is all that the command line prints."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class UserError(Exception):
    """Something cannot be done; the message says in one or two sentences why, and what to do."""

    exit_code = 1


class WrongUsageError(UserError):
    """The command was given something that makes no sense."""

    exit_code = 2


class CannotWriteError(UserError):
    """A file or folder cannot be written."""


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Say in words that a place cannot be written. Raises CannotWriteError."""
    try:
        yield
    except OSError as error:
        raise CannotWriteError(f"{place} cannot be written: {error.strerror or error}.") from error
