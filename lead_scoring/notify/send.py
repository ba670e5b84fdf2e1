"""Delivery by apprise: e-mail, Slack, Teams, webhooks and whatever else it knows."""

import logging
import re

from lead_scoring.notify.messages import Message

HEADER = "X-Lead-Scoring-Id"


def send(address: str, message: Message) -> str | None:
    """Deliver a message and return None, or why it was not delivered; the address is never told."""
    # takes a second to import
    import apprise
    from apprise.plugins import url_to_dict

    told = _Told()
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.addHandler(told)
    try:
        parts = url_to_dict(address)
        takes = apprise.plugins.N_MGR[parts["schema"]].template_kwargs if parts else {}
        if "headers" in takes:
            parts["headers"] = {**(parts.get("headers") or {}), HEADER: message.id}
        if "payload" in takes:
            parts["payload"] = {**message.fields, **(parts.get("payload") or {})}
        receiver = apprise.Apprise.instantiate(parts) if parts else None
        if receiver is None:
            return "apprise does not know addresses like this one"
        done = receiver.notify(
            body=message.text,
            title=message.title,
            notify_type=apprise.NotifyType.WARNING if message.is_warning else apprise.NotifyType.INFO,
            body_format=apprise.NotifyFormat.TEXT,
        )
        return None if done else _masked(told.last, address)
    finally:
        logger.removeHandler(told)


class _Told(logging.Handler):
    """Keeps what apprise says last of what went wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = "the receiver did not take it"

    def emit(self, record: logging.LogRecord) -> None:
        self.last = record.getMessage()


def _masked(text: str, address: str) -> str:
    """Return a text without any part of an address."""
    for part in sorted(re.split(r"[^\w.-]+", address), key=len, reverse=True):
        if len(part) > 3:
            text = text.replace(part, "…")
    return text
