"""The operational base: who may do what, what was done, what is to be done, who is told."""

from trimtab.office.types import (
    Actor,
    ActorKind,
    AuditAction,
    Channel,
    ChannelKind,
    Department,
    Grant,
    Job,
    JobState,
    Message,
    MessageState,
    Role,
    RuleDecisionRecord,
    Task,
    TaskState,
)

__all__ = [
    "Actor",
    "ActorKind",
    "AuditAction",
    "Channel",
    "ChannelKind",
    "Department",
    "Grant",
    "Job",
    "JobState",
    "Message",
    "MessageState",
    "Role",
    "RuleDecisionRecord",
    "Task",
    "TaskState",
]
