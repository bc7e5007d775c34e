"""Channels: who adds and closes them, who sees which messages left."""

from __future__ import annotations

import secrets
from dataclasses import replace

from trimtab.kernel import StateError
from trimtab.office.notifications import check_channel, find_channel, write_message
from trimtab.office.rights import Right, require
from trimtab.office.types import Channel, Message, MessageState
from trimtab.ports import Reading, Work


def add_channel(work: Work, channel: Channel) -> Channel:
    """Add a channel, or open a closed one of its id again as now given.

    Raises StateError NOTIFY-006 when an open channel has the id, NotAllowedError OFFICE-010, and
    what ``check_channel`` raises.
    """
    require(work, work.actor, Right.CHANNELS_MANAGE, None)
    check_channel(channel)
    there = work.get(Channel, channel.channel_id)
    if there is None:
        work.add(channel)
    elif there.active:
        raise StateError("NOTIFY-006", channel=channel.channel_id)
    else:
        work.replace(channel)
    return channel


def close_channel(work: Work, channel_id: str) -> Channel:
    """Send nothing more to a channel; what waits for it will not leave.

    Raises UnknownCodeError NOTIFY-003, NotAllowedError OFFICE-010.
    """
    require(work, work.actor, Right.CHANNELS_MANAGE, None)
    closed = replace(find_channel(work, channel_id), active=False)
    work.replace(closed)
    return closed


def write_test(work: Work, channel_id: str) -> Message:
    """Write a message that tells nothing, to one channel, whatever its topics.

    Raises UnknownCodeError NOTIFY-003, StateError NOTIFY-005 for a closed channel,
    NotAllowedError OFFICE-010.
    """
    require(work, work.actor, Right.CHANNELS_MANAGE, None)
    channel = find_channel(work, channel_id)
    if not channel.active:
        raise StateError("NOTIFY-005", channel=channel_id)
    message = write_message(work, channel, "test", {}, about=secrets.token_hex(8))
    assert message is not None  # nobody asked for this one before
    return message


def list_channels(reading: Reading, actor: str) -> tuple[Channel, ...]:
    """Every channel, closed ones too. Raises NotAllowedError OFFICE-010."""
    require(reading, actor, Right.CHANNELS_MANAGE, None)
    return reading.find(Channel)


def list_messages(
    reading: Reading, actor: str, state: MessageState | None = None
) -> tuple[Message, ...]:
    """Every message, or those in one state, oldest first. Raises NotAllowedError OFFICE-010."""
    require(reading, actor, Right.CHANNELS_MANAGE, None)
    found = reading.find(Message) if state is None else reading.find(Message, state=state)
    return tuple(sorted(found, key=lambda message: (message.written_at, message.message_id)))
