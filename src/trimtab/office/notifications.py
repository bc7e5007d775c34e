"""Messages: written beside what they tell about, sent afterwards by a job.

Nothing leaves the machine unless somebody has added a channel for the topic.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from trimtab.kernel import Period, TrimtabError, UnknownCodeError, UsageError
from trimtab.messages import Language, explain_error, format_instant, format_period, has_text, text
from trimtab.office.jobs import enqueue
from trimtab.office.types import Channel, Job, Message, Task
from trimtab.ports import Reading, Work

TOPICS = ("task_opened", "job_failed", "alert_opened", "test")
SENDING = "notifications.send"
"""The kind of job that sends one message."""

SENDING_ATTEMPTS = 75
"""68 hours at the usual delays: a mail server that is down over a weekend loses nothing."""

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NAMED = 20  # alerts that a message names one by one


def notify(work: Work, topic: str, params: Mapping[str, Any], *, about: str) -> tuple[Message, ...]:
    """Write a message to every active channel of the topic, with the job that sends it.

    ``about`` names what it tells: for the same topic and ``about`` a channel gets one message,
    however often this is called. A param that is a mapping by language (``{"zh": ..., "en": ...}``)
    is shown in the reader's. Raises UsageError NOTIFY-001 for a topic that does not exist.
    """
    _check_topics((topic,))
    channels = [one for one in work.find(Channel, active=True) if topic in one.topics]
    written = (write_message(work, channel, topic, params, about) for channel in channels)
    return tuple(message for message in written if message)


def write_message(
    work: Work, channel: Channel, topic: str, params: Mapping[str, Any], about: str
) -> Message | None:
    """Write one message and queue its sending; None if it was written before."""
    named = "\n".join((channel.channel_id, topic, about))
    message = Message(
        message_id=hashlib.sha256(named.encode()).hexdigest()[:32],
        channel_id=channel.channel_id,
        topic=topic,
        params=dict(params),
        written_at=work.at,
    )
    if work.get(Message, message.message_id):
        return None
    work.add(message)
    enqueue(
        work,
        SENDING,
        {"message_id": message.message_id},
        once_key=sending_key(message.message_id),
        attempts_max=SENDING_ATTEMPTS,
    )
    return message


def sending_key(message_id: str) -> str:
    """The once-key of the job that sends a message."""
    return f"message:{message_id}"


def _check_topics(topics: tuple[str, ...]) -> None:
    for topic in topics:
        if topic not in TOPICS:
            raise UsageError("NOTIFY-001", topic=topic, known=", ".join(TOPICS))


def check_channel(channel: Channel) -> Channel:
    """The channel, if it can be told something.

    Raises UsageError NOTIFY-001 (topic), NOTIFY-002 (none), NOTIFY-007 (id), NOTIFY-008 (language).
    """
    if not _ID.fullmatch(channel.channel_id):
        raise UsageError("NOTIFY-007", channel=channel.channel_id)
    if channel.language not in set(Language):
        raise UsageError("NOTIFY-008", language=channel.language, known=", ".join(Language))
    if not channel.topics:
        raise UsageError("NOTIFY-002", channel=channel.channel_id, known=", ".join(TOPICS))
    _check_topics(channel.topics)
    return channel


def find_channel(reading: Reading, channel_id: str) -> Channel:
    """The channel with this id. Raises UnknownCodeError NOTIFY-003."""
    channel = reading.get(Channel, channel_id)
    if channel is None:
        raise UnknownCodeError("NOTIFY-003", channel=channel_id)
    return channel


def task_params(task: Task) -> dict[str, Any]:
    """What a message tells of an opened task."""
    return {
        "task_id": task.task_id,
        "kind": task.kind,
        "region": task.region,
        "due": task.due.isoformat() if task.due else None,
        "about": dict(task.params),
    }


def failed_job_params(job: Job) -> dict[str, Any]:
    """What a message tells of a failed job."""
    return {"job_id": job.job_id, "kind": job.kind, "attempts": job.attempt, "error": job.error}


def words(message: Message, language: Language) -> tuple[str, str]:
    """Subject, in one line, and body of a message."""
    shown = {name: _shown(value, language) for name, value in message.params.items()}
    shown |= _composed(message, language)
    subject, body = (
        text(f"message.{message.topic}.{part}", language, **shown) for part in ("subject", "body")
    )
    return " ".join(subject.split()), body


def _shown(value: Any, language: Language) -> Any:
    return value[language.value] if isinstance(value, dict) and language.value in value else value


def _composed(message: Message, language: Language) -> dict[str, Any]:
    """The placeholders that are sentences themselves."""
    params = message.params
    match message.topic:
        case "task_opened":
            due = params["due"] or text("message.no_due", language)
            return {"what": text(f"task.{params['kind']}", language, **params["about"]), "due": due}
        case "job_failed":
            return {
                "kind": kind_title(params["kind"], language),
                "reason": error_sentence(params["error"], language),
            }
        case "alert_opened":
            return _alert_list(params["alerts"], language)
        case "test":
            return {"day": format_instant(message.written_at, language)}
        case _:
            return {}


def _alert_list(alerts: list[dict[str, Any]], language: Language) -> dict[str, Any]:
    """The first alerts one by one; how many there are in all, and how many are not named."""
    lines = [
        text(
            "message.alert",
            language,
            title=_shown(one["title"], language),
            indicator=_shown(one["indicator"], language),
            level=text(f"monitoring.level.{one['level']}", language),
            known=format_period(Period.parse(one["known"]), language),
        )
        for one in alerts[:_NAMED]
    ]
    if len(alerts) > _NAMED:
        lines.append(text("message.more_alerts", language, n=len(alerts) - _NAMED))
    return {"n": len(alerts), "list": "\n".join(lines)}


def kind_title(kind: str, language: Language) -> str:
    """A kind of job in words."""
    key = f"job.kind.{kind}"
    return text(key, language) if has_text(key, language) else kind


def error_sentence(error: Mapping[str, Any], language: Language) -> str:
    """A kept error (code and params) in words."""
    return explain_error(TrimtabError(error["code"], **error["params"]), language)
