"""Senders: the only part of Trimtab that writes to machines outside."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.office import Channel, ChannelKind
from trimtab.ports.delivery import Sender

__all__ = ["check_target", "sender_for"]


def sender_for(kind: ChannelKind, environment: Mapping[str, str]) -> Sender:
    """The sender of a kind of channel, set up from the environment.

    Raises ConfigurationError NOTIFY-010 to NOTIFY-013 when its settings are missing or
    contradict each other.
    """
    match kind:
        case ChannelKind.EMAIL:
            from trimtab.app.delivery.email import EmailSender, EmailSettings

            return EmailSender(EmailSettings.read(environment))
        case ChannelKind.WEBHOOK:
            from trimtab.app.delivery.webhook import WebhookSender

            return WebhookSender(environment)


def check_target(channel: Channel, environment: Mapping[str, str]) -> None:
    """Refuse a channel that no message could be sent to.

    Raises InputRejectedError NOTIFY-014 (address), NOTIFY-030 to NOTIFY-032 (web address).
    """
    match channel.kind:
        case ChannelKind.EMAIL:
            from trimtab.app.delivery.email import checked_address

            checked_address(channel.target)
        case ChannelKind.WEBHOOK:
            from trimtab.app.delivery.webhook import check_address, check_secret_name

            check_address(channel.target, environment)
            check_secret_name(channel.secret_name)
