"""Channels and messages of a workspace: who is told, what left, sending it now."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.app.delivery import check_target, sender_for
from trimtab.app.jobs import Jobs, JobsAtWork
from trimtab.office import Channel, Job, Message, MessageState
from trimtab.office.notifications import SENDING, find_channel, sending_key
from trimtab.office.notifications_channels import (
    add_channel,
    close_channel,
    list_channels,
    list_messages,
    write_test,
)


@dataclass(frozen=True, slots=True)
class Notifications:
    """Channels and messages, as the actor of ``jobs`` may see and change them."""

    jobs: Jobs

    def channels(self) -> Sequence[Channel]:
        """Every channel, closed ones too."""
        with self.jobs.office.reading() as reading:
            return list_channels(reading, self.jobs.actor)

    def add_channel(self, channel: Channel) -> Channel:
        """Add a channel. Raises InputRejectedError NOTIFY-014, NOTIFY-030 to NOTIFY-032 for a
        target that nothing could be sent to, and what ``office`` raises."""
        check_target(channel, os.environ)
        with self.jobs.office.work(self.jobs.actor, self.jobs.reason) as work:
            return add_channel(work, channel)

    def close_channel(self, channel_id: str) -> Channel:
        """Send nothing more to a channel."""
        with self.jobs.office.work(self.jobs.actor, self.jobs.reason) as work:
            return close_channel(work, channel_id)

    def messages(self, state: MessageState | None = None) -> Sequence[Message]:
        """Messages, oldest first."""
        with self.jobs.office.reading() as reading:
            return list_messages(reading, self.jobs.actor, state)

    def test(self, channel_id: str) -> tuple[Message, Job]:
        """Write a test message and send what is due; the message and its job as they are then.

        Raises ConfigurationError NOTIFY-010 to NOTIFY-013 before anything is written, and what
        ``write_test`` raises.
        """
        office = self.jobs.office
        with office.work(self.jobs.actor, self.jobs.reason) as work:
            message = write_test(work, channel_id)
            sender_for(find_channel(work, channel_id).kind, os.environ)
        self.send()
        with office.reading() as reading:
            [sending] = reading.find(Job, once_key=sending_key(message.message_id))
            return reading.get(Message, message.message_id) or message, sending

    def send(self) -> int:
        """Send every message that is due now; how many attempts were made."""
        return self.jobs.work(JobsAtWork(until_idle=True, kinds=(SENDING,)))
