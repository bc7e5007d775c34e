"""Channels of notifications, as the administration shows and changes them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from trimtab.app.delivery import check_target
from trimtab.app.office import change_people
from trimtab.office.notifications import TOPICS
from trimtab.office.notifications_channels import (
    add_channel,
    close_channel,
    list_channels,
    list_messages,
)
from trimtab.office.types import Channel, ChannelKind, Message, MessageState
from trimtab.stores.office.store import SqlOfficeStore

__all__ = ["TOPICS", "ChannelRow", "new_channel", "open_channel", "see_channels", "shut_channel"]


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel, how many messages wait for it, and the last one that was sent or failed."""

    channel: Channel
    waiting: int
    last: Message | None


def see_channels(office: SqlOfficeStore, asking: str) -> tuple[ChannelRow, ...]:
    """Every channel, closed ones last. Raises NotAllowedError OFFICE-010."""
    with office.reading() as reading:
        channels = list_channels(reading, asking)
        messages = list_messages(reading, asking)
    rows = []
    for channel in channels:
        own = [one for one in messages if one.channel_id == channel.channel_id]
        left = [one for one in own if one.state is not MessageState.WAITING]
        rows.append(ChannelRow(channel, len(own) - len(left), left[-1] if left else None))
    return tuple(sorted(rows, key=lambda row: not row.channel.active))


def new_channel(
    channel: str, kind: str, target: str, topics: Iterable[str], language: str, secret_name: str
) -> Channel:
    """A channel out of what somebody typed."""
    known = ChannelKind.WEBHOOK if kind == ChannelKind.WEBHOOK.value else ChannelKind.EMAIL
    return Channel(
        channel.strip(), known, target.strip(), tuple(topics), language, secret_name.strip() or None
    )


def open_channel(office: SqlOfficeStore, asking: str, channel: Channel, reason: str) -> Channel:
    """Add a channel, or open a closed one again. Raises what ``Notifications.add_channel`` and
    ``change_people`` raise."""
    with change_people(office, asking, reason) as work:
        added = add_channel(work, channel)
        check_target(channel, os.environ)
        return added


def shut_channel(office: SqlOfficeStore, asking: str, channel: str, reason: str) -> Channel:
    """Send nothing more to a channel. Raises what ``close_channel`` raises."""
    with change_people(office, asking, reason) as work:
        return close_channel(work, channel)
