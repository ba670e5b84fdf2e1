"""Folders that appear as a whole: `current` is a link that points at the newest complete one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from lead_scoring.lock import alone


@contextmanager
def new_version(out: Path, now: datetime) -> Iterator[Path]:
    """Give a folder to fill; when it is filled, ``<out>/current`` points at it, from one moment to the next.

    Whatever breaks in between, ``current`` points at the whole folder of before. That one is kept until the next
    export, for who has it open. Raises BusyError while another export is at work.
    """
    versions, current = out / "versions", out / "current"
    versions.mkdir(parents=True, exist_ok=True)
    with alone(out / ".lock"):
        published = Path(os.path.realpath(current)).name
        for old in versions.iterdir():
            if old.name != published:
                shutil.rmtree(old)
        folder = versions / now.strftime("%Y-%m-%dT%H%M%S.%fZ")
        folder.mkdir()
        yield folder
        _settle(folder)
        _sync(versions)
        link = out / ".current"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("versions") / folder.name)
        os.replace(link, current)
        _sync(out)


def _settle(folder: Path) -> None:
    """Have everything in a folder on disk."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            _sync(Path(place) / name)
        _sync(Path(place))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
