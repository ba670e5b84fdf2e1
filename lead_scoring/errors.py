"""What a user can put right: errors whose message is all that the command line prints."""

import errno
import os
import tempfile
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


@contextmanager
def in_place_of(place: Path) -> Iterator[Path]:
    """Give the path of a new file, which takes a place when it is filled; whatever breaks, what was there stays.

    Where the place is a link, the file takes the place that the link points at; a device or a pipe is written to
    itself. A new file is for its owner alone. Raises CannotWriteError.
    """
    with writing(place):
        target = Path(os.path.realpath(place))
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))
        if target.exists() and not target.is_file():
            yield target
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        held, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=target.parent)
        os.close(held)
        fresh = Path(name)
        try:
            yield fresh
            os.replace(fresh, target)
        finally:
            fresh.unlink(missing_ok=True)
