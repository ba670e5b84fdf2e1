"""Somebody who looks at the public tables all the time while a run is at work."""

import threading
from collections.abc import Callable

from one_day import CORE_DAYS, FAULTS


class Reader:
    """Asks again and again, while the ``with`` block lasts: of which days is the core, and does it hold together?

    ``connect`` opens a connection (DB-API). Each look is one statement, so that it sees one state of the warehouse.
    ``days`` are the sets of days that were seen, ``faults`` what did not hold together, ``looks`` how often was asked.
    """

    def __init__(self, connect: Callable[[], object]) -> None:
        self._connect, self._over = connect, threading.Event()
        self.days: set[frozenset] = set()
        self.faults: list[str] = []
        self.looks = 0
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        connection = self._connect()
        cursor = connection.cursor()
        while not self._over.wait(0.05):
            for number, query in enumerate((CORE_DAYS, *FAULTS)):
                cursor.execute(query)
                found = cursor.fetchall()
                if number == 0:
                    self.days.add(frozenset(day for (day,) in found))
                elif found != [(0,)]:
                    self.faults.append(query)
            connection.commit()
            self.looks += 1
        connection.close()
