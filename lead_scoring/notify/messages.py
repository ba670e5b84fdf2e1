"""What a message says: text for people, fields for tools."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lead_scoring.notify.items import Item
from lead_scoring.notify.log import Batch
from lead_scoring.terminal import printable
from lead_scoring.wording import Wording

LISTED = 50
# names and other words that people read, which tools look up by the ids
FOR_PEOPLE = (
    "full_name",
    "job_title",
    "account_name",
    "country",
    "rep_name",
    "respond_by_local",
    "why",
    "against",
)
# what chats read as a mention or as markup, and what looks like it
LOOKALIKES = str.maketrans({"<": "‹", ">": "›", "@": "@\u200b", "`": "'", "*": "∗", "[": "(", "]": ")"})


@dataclass(frozen=True)
class Message:
    """A message to one channel; ``id`` is the same whenever it is sent again.

    The title of a single hand-off names a lead.
    """

    id: str
    channel: str
    variable: str
    is_warning: bool
    is_single_handoff: bool
    title: str
    text: str
    fields: dict[str, object]


def written(batch: Batch, wording: Wording) -> Message:
    """Write a message of news. Whatever comes from the tables is text in it, never markup or a mention."""
    route, items = batch.route, batch.items
    is_digest = route.mode == "digest" or len(items) > 1
    title, text = (_digest if is_digest else _single)(batch, wording)
    told = _filled(wording.phrase("notify_id", route.language), id=batch.message_id)
    fields = {"items": [_fields(item) for item in items]} if is_digest else _fields(items[0])
    return Message(
        batch.message_id,
        route.channel,
        route.variable,
        route.what == "warning",
        route.what == "handoff" and not is_digest,
        title,
        f"{text}\n\n{told}",
        {**fields, "id": batch.message_id, "what": route.what},
    )


def _single(batch: Batch, wording: Wording) -> tuple[str, str]:
    write = _handoff if batch.route.what == "handoff" else _warning
    return write(batch.items[0], wording, batch.route.language)


def _digest(batch: Batch, wording: Wording) -> tuple[str, str]:
    route, items = batch.route, batch.items
    write = _handoff if route.what == "handoff" else _warning
    parts = ["\n".join(write(item, wording, route.language)) for item in items[:LISTED]]
    if len(items) > LISTED:
        parts.append(_filled(wording.phrase("notify_more", route.language), count=len(items) - LISTED))
    title = _filled(
        wording.phrase(f"notify_{route.what}s", route.language),
        date=max(item.as_of_date for item in items),
        count=len(items),
    )
    return title, "\n\n".join(parts)


def _handoff(item: Item, wording: Wording, language: str) -> tuple[str, str]:
    row = item.fields
    lead = ", ".join(
        filter(None, (_plain(row["full_name"] or row["contact_id"]), _plain(row["account_name"])))
    )
    title = _filled(
        wording.phrase("notify_handoff", language),
        lead=lead,
        score=row["score"],
        band=_plain(wording.value("band", row["band"], language)),
    )
    seller = row["rep_name"] or row["rep_id"]
    lines = [
        ", ".join(filter(None, (_plain(row["job_title"]), _plain(row["country"])))),
        wording.value("handoff_channel", row["channel"], language),
        _plain(row["why"]),
        row["against"]
        and _filled(wording.phrase("notify_against", language), against=_plain(row["against"])),
        _plain(row["missing"]),
        _plain(row["next_step"]),
        row["respond_by_local"]
        and _filled(
            wording.phrase("notify_respond_by", language),
            time=row["respond_by_local"].strftime("%Y-%m-%d %H:%M"),
            zone=row["time_zone"],
        ),
        seller and _filled(wording.phrase("notify_seller", language), seller=_plain(seller)),
    ]
    return title, "\n".join(line for line in lines if line)


def _warning(item: Item, wording: Wording, language: str) -> tuple[str, str]:
    row = item.fields
    name = row["label"] or row["signal"] if "signal" in row else f"{row['expectation_id']} {row['part']}"
    lines = [
        _plain(row["sentence"]),
        _plain(row.get("what_to_do")),
        item.scored_on
        and _filled(
            wording.phrase("notify_earlier", language), date=item.as_of_date, scored_on=item.scored_on
        ),
        row["owner_team"]
        and _filled(wording.phrase("notify_owner", language), team=_plain(row["owner_team"])),
    ]
    return _filled(wording.phrase("notify_warning", language), label=_plain(name)), "\n".join(
        line for line in lines if line
    )


def _fields(item: Item) -> dict[str, object]:
    """Return what a tool gets: no names, for it has them, and not all need to."""
    return {"id": item.id} | {
        name: _as_json(value) for name, value in item.fields.items() if name not in FOR_PEOPLE
    }


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _plain(value: object) -> str:
    return printable(" ".join(str(value or "").split())).translate(LOOKALIKES)


def _filled(text: str, **values: object) -> str:
    """Fill in words with {places}, once: a name may hold braces."""
    return re.sub(r"\{(\w+)\}", lambda place: str(values.get(place[1], place[0])), text)
