"""``trimtab notifications``: who is told by e-mail and webhook, and which messages left."""

from __future__ import annotations

from typing import Annotated

import typer

from trimtab.cli.options import (
    DEFAULT_ACTOR,
    DEFAULT_WORKSPACE,
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
    WorkspaceOption,
)
from trimtab.cli.output import language, print_json, print_lines, say
from trimtab.messages import Language
from trimtab.office.types import ChannelKind, MessageState

application = typer.Typer(
    help=say("help.notifications"), no_args_is_help=True, rich_markup_mode=None
)
channels = typer.Typer(help=say("help.channels"), no_args_is_help=True, rich_markup_mode=None)
application.add_typer(channels, name="channels")

ChannelArgument = Annotated[str, typer.Argument(metavar="CHANNEL", help=say("help.channel_id"))]
NOT_SENT = 5
"""Exit code of a test message that did not leave."""


@application.command("list", help=say("help.notifications_list"))
def list_messages(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    state: Annotated[MessageState | None, typer.Option(help=say("help.message_state"))] = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.app.notifications import Notifications
    from trimtab.cli.show.notifications import message_to_json, show_messages

    with open_jobs(workspace, database, actor, "notifications.list") as jobs:
        messages = Notifications(jobs).messages(state)
    if as_json:
        print_json({"messages": [message_to_json(one) for one in messages]})
    else:
        show_messages(messages)


@application.command("test", help=say("help.notifications_test"))
def test(
    channel_id: ChannelArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.app.notifications import Notifications
    from trimtab.office.notifications import error_sentence

    with open_jobs(workspace, database, actor, reason or "notifications.test") as jobs:
        message, sending = Notifications(jobs).test(channel_id)
    if message.state is MessageState.SENT:
        print_lines(say("notifications.sent", channel=channel_id))
        return
    print_lines(say("notifications.not_sent", channel=channel_id, job=sending.job_id))
    if sending.error:
        print_lines(error_sentence(sending.error, language()))
    raise typer.Exit(NOT_SENT)


@application.command("send", help=say("help.notifications_send"))
def send(workspace: WorkspaceOption = DEFAULT_WORKSPACE, database: DatabaseOption = None) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.app.notifications import Notifications

    with open_jobs(workspace, database, DEFAULT_ACTOR, "notifications.send") as jobs:
        notifications = Notifications(jobs)
        notifications.send()
        waiting = len(notifications.messages(MessageState.WAITING))
    print_lines(say("notifications.waiting", n=waiting))


@channels.command("list", help=say("help.channels_list"))
def list_channels(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.app.notifications import Notifications
    from trimtab.cli.show.notifications import channel_to_json, show_channels

    with open_jobs(workspace, database, actor, "channels.list") as jobs:
        found = Notifications(jobs).channels()
    if as_json:
        print_json({"channels": [channel_to_json(one) for one in found]})
    else:
        show_channels(found)


@channels.command("add", help=say("help.channels_add"))
def add_channel(
    channel_id: ChannelArgument,
    kind: Annotated[ChannelKind, typer.Option(help=say("help.channel_kind"))],
    target: Annotated[str, typer.Option("--to", help=say("help.channel_to"))],
    topics: Annotated[list[str], typer.Option("--topic", help=say("help.channel_topic"))],
    speaks: Annotated[
        Language, typer.Option("--language", help=say("help.channel_language"))
    ] = Language.ZH,
    secret_name: Annotated[
        str | None, typer.Option("--secret-name", help=say("help.channel_secret"))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.app.notifications import Notifications
    from trimtab.office.types import Channel

    channel = Channel(channel_id, kind, target, tuple(topics), speaks.value, secret_name)
    with open_jobs(workspace, database, actor, reason or "channels.add", create=True) as jobs:
        Notifications(jobs).add_channel(channel)
    print_lines(say("notifications.channel_added", channel=channel_id))


@channels.command("close", help=say("help.channels_close"))
def close_channel(
    channel_id: ChannelArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    reason: ReasonOption = "",
) -> None:
    from trimtab.app.jobs import open_jobs
    from trimtab.app.notifications import Notifications

    with open_jobs(workspace, database, actor, reason or "channels.close") as jobs:
        Notifications(jobs).close_channel(channel_id)
    print_lines(say("notifications.channel_closed", channel=channel_id))
