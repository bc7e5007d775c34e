"""Channels and messages as tables and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trimtab.cli.output import console, print_lines, say, table
from trimtab.office.types import Channel, Message


def channel_to_json(channel: Channel) -> dict[str, Any]:
    """One channel; its secret is not kept, only the name of the variable that holds it."""
    return {
        "channel_id": channel.channel_id,
        "kind": channel.kind.value,
        "target": channel.target,
        "topics": list(channel.topics),
        "language": channel.language,
        "secret_name": channel.secret_name,
        "active": channel.active,
    }


def message_to_json(message: Message) -> dict[str, Any]:
    """One message, without what it says."""
    return {
        "message_id": message.message_id,
        "channel_id": message.channel_id,
        "topic": message.topic,
        "state": message.state.value,
        "written_at": message.written_at,
        "sent_at": message.sent_at,
        "attempt": message.attempt,
        "failure": message.failure,
    }


def show_channels(channels: Sequence[Channel]) -> None:
    """One line a channel."""
    if not channels:
        print_lines(say("notifications.no_channel"))
        return
    names = ("channel", "kind", "target", "topics", "language", "status")
    shown = table(
        say("notifications.title_channels"), [say(f"notifications.column.{name}") for name in names]
    )
    for one in channels:
        shown.add_row(
            one.channel_id,
            say(f"notifications.kind.{one.kind}"),
            one.target,
            ", ".join(one.topics),
            one.language,
            say("notifications.open" if one.active else "notifications.closed"),
        )
    console().print(shown)


def show_messages(messages: Sequence[Message]) -> None:
    """One line a message; what it says is not shown here."""
    if not messages:
        print_lines(say("notifications.no_message"))
        return
    names = ("message", "channel", "topic", "status", "attempt", "written_utc", "failure")
    shown = table(
        say("notifications.title_messages"),
        [say(f"notifications.column.{name}") for name in names],
        (4,),
    )
    for one in messages:
        shown.add_row(
            one.message_id[:12],
            one.channel_id,
            say(f"notifications.topic.{one.topic}"),
            say(f"notifications.state.{one.state}"),
            str(one.attempt),
            f"{one.written_at:%Y-%m-%d %H:%M}",
            one.failure or "",
        )
    console().print(shown)
