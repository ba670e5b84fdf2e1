"""One process at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lead_scoring.errors import UserError, writing


class BusyError(UserError):
    """Another process is at work on the same files; the message says on which."""


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, however that ends. Raises BusyError while another process
    holds it, CannotWriteError where there can be no lock."""
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        # nothing is written to it, and where a link lies no other file takes its place
        held = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"The same command is at work ({file}). Start again when it has ended."
            ) from error
        yield
