"""One process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class BusyError(Exception):
    """Another process is at work on the same files; the message says on which."""


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, however that ends. Raises BusyError while another process holds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                f"The same command is at work ({file}). Start again when it has ended."
            ) from error
        yield
