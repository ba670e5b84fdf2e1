"""Who is told of what: the rows of the seed `notifications`."""

from collections.abc import Iterable
from dataclasses import dataclass

from lead_scoring.notify.items import Item
from lead_scoring.warehouse import Warehouse

COLUMNS = ("route", "channel", "variable", "what", "band", "rep_id", "mode", "language")


@dataclass(frozen=True)
class Route:
    """A row of the seed: a blank band or seller is any."""

    route: str
    channel: str
    variable: str
    what: str
    band: str | None
    rep_id: str | None
    mode: str
    language: str

    def takes(self, item: Item) -> bool:
        """Is this row about the item?"""
        return (
            self.what == item.what and self.band in (None, item.band) and self.rep_id in (None, item.rep_id)
        )


def read(warehouse: Warehouse) -> list[Route]:
    """Return the routes as the last build loaded them. Raises CannotReadError where there is no such seed."""
    warehouse.need("seeds", "notifications")
    query = f"select {', '.join(COLUMNS)} from {warehouse.table('seeds', 'notifications')} order by route"
    return [Route(*row) for row in warehouse.rows(query) if None not in (row[0], row[1], row[2], row[6])]


def assigned(routes: Iterable[Route], items: Iterable[Item]) -> list[tuple[Route, Item]]:
    """Return each item with the one row of each channel that says most about it."""
    routes = sorted(routes, key=lambda route: (route.band is None, route.rep_id is None, route.route))
    found = []
    for item in items:
        channels = set()
        for route in routes:
            if route.takes(item) and route.channel not in channels:
                channels.add(route.channel)
                found.append((route, item))
    return found
