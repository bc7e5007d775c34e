"""The job that sends one message, and what it writes down about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from trimtab.kernel import TrimtabError, UnknownCodeError
from trimtab.messages import Language
from trimtab.office.jobs_endings import WORKER, is_lasting
from trimtab.office.notifications import find_channel, words
from trimtab.office.types import Channel, ChannelKind, Message, MessageState
from trimtab.ports import OfficeStore, Work
from trimtab.ports.delivery import Letter, Sender
from trimtab.ports.jobs import JobOutcome, JobRun


def send_message(
    run: JobRun, store: OfficeStore, senders: Callable[[ChannelKind], Sender]
) -> JobOutcome:
    """Handler of ``notifications.send``: params ``message_id``.

    The attempt is written down before the message leaves, and that it left in the transaction
    that ends the job. Only a worker that dies between the two sends a second copy, which carries
    the same id. Raises what the sender raises; the job's retries and delays apply.
    """
    with store.work(WORKER, "message.attempt") as work:
        message = _begin(work, run.params["message_id"])
        channel = find_channel(work, message.channel_id)
    if message.state is MessageState.SENT:
        return JobOutcome({"sent": True})
    if not channel.active:
        return JobOutcome({"sent": False}, partial(_give_up, message=message, failure="NOTIFY-005"))
    try:
        senders(channel.kind).send(letter_of(message, channel))
    except TrimtabError as error:
        over = run.is_last_attempt or is_lasting(error)
        with store.work(WORKER, "message.failure") as work:
            (_give_up if over else _put_off)(work, message, error.code)
        raise
    return JobOutcome({"sent": True}, partial(_mark_sent, message=message))


def _begin(work: Work, message_id: str) -> Message:
    message = work.get(Message, message_id)
    if message is None:
        raise UnknownCodeError("NOTIFY-004", message=message_id)
    if message.state is MessageState.SENT:
        return message
    begun = replace(message, state=MessageState.WAITING, attempt=message.attempt + 1)
    work.replace(begun)
    return begun


def _put_off(work: Work, message: Message, failure: str) -> None:
    work.replace(replace(message, failure=failure))


def _give_up(work: Work, message: Message, failure: str) -> None:
    work.replace(replace(message, state=MessageState.FAILED, failure=failure))


def _mark_sent(work: Work, message: Message) -> None:
    work.replace(replace(message, state=MessageState.SENT, sent_at=work.at, failure=None))


def letter_of(message: Message, channel: Channel) -> Letter:
    """The message in the words of its channel's language."""
    subject, body = words(message, Language(channel.language))
    return Letter(
        letter_id=message.message_id,
        target=channel.target,
        topic=message.topic,
        language=channel.language,
        subject=subject,
        body=body,
        params=_machine_readable(message.params),
        written_at=message.written_at,
        secret_name=channel.secret_name,
    )


def _machine_readable(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}
