"""`notify`: tell people and tools of new hand-offs and warning signs, each receiver once.

A message is noted in the delivery log before it is sent, with everything that it tells of, and once more after it was
sent. A run that dies in between leaves a message that the next run sends again under the same id: at least once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lead_scoring.lock import alone
from lead_scoring.notify import log, messages, news, routes
from lead_scoring.notify.items import Item
from lead_scoring.notify.messages import Message
from lead_scoring.notify.routes import Route
from lead_scoring.warehouse import Warehouse
from lead_scoring.wording import Wording

# a receiver that fails so often in a row is left alone until the next run
FAILURES_IN_A_ROW = 3


@dataclass(frozen=True)
class Outcome:
    """What became of a message: why it was not delivered, or None where it was. Without address there is no message."""

    channel: str
    message: Message | None
    failure: str | None


Send = Callable[[str, Message], str | None]


def run(
    warehouse: Warehouse,
    delivered: Path,
    send: Send,
    environment: Mapping[str, str] | None,
    keep: bool = True,
) -> Iterator[Outcome]:
    """Send what is new and tell of each message what became of it.

    ``send`` takes an address and a message and returns why it was not delivered, or None. Without an ``environment`` no
    address is looked up; ``keep=False`` leaves the delivery log as it is. Raises CannotReadError,
    BusyError and CannotKeepLogError.
    """
    news.check(warehouse)
    rows = routes.read(warehouse)
    log.check(delivered)
    with alone(delivered.with_name(f"{delivered.name}.lock")), log.opened(delivered, keep) as deliveries:
        assigned = routes.assigned(rows, news.read(warehouse, deliveries))
        if environment is not None:
            yield from _without_address(assigned, environment)
            assigned = [(route, item) for route, item in assigned if _address(route, environment)]
        wording, failures = Wording(warehouse), Counter()
        for batch in deliveries.batches(assigned):
            route, message = batch.route, messages.written(batch, wording)
            if failures[route.channel] < FAILURES_IN_A_ROW:
                failure = send(_address(route, environment or {}), message)
                failures[route.channel] = failures[route.channel] + 1 if failure else 0
            else:
                failure = "not tried any more in this run"
            if failure is None:
                deliveries.note_sent(batch)
            yield Outcome(route.channel, message, failure)


def _without_address(
    assigned: Iterable[tuple[Route, Item]], environment: Mapping[str, str]
) -> Iterator[Outcome]:
    for channel, variable in sorted({(route.channel, route.variable) for route, _ in assigned}):
        if not environment.get(variable, "").strip():
            yield Outcome(
                channel,
                None,
                f"{variable} is not set. Set it to the receiver's address, or take the rows of the channel"
                f" {channel} out of the seed notifications.",
            )


def _address(route: Route, environment: Mapping[str, str]) -> str:
    return environment.get(route.variable, "").strip()


def as_text(outcome: Outcome, is_dry_run: bool) -> str:
    """Return an outcome as a line for a terminal, for a dry run with the whole message.

    But for a dry run the line names no lead: it may go to a log, which nobody erases.
    """
    message = outcome.message
    if message is None:
        return f"{outcome.channel}: {outcome.failure}"
    if is_dry_run:
        body = "\n".join(f"    {line}".rstrip() for line in [message.title, *message.text.splitlines()])
        return f"{message.channel} (address in {message.variable}):\n{body}\n"
    told = f"not delivered, the next run tries again: {outcome.failure}" if outcome.failure else "delivered"
    about = "hand-off" if message.is_single_handoff else message.title
    return f"{message.channel}: {about} ({message.id}): {told}"
