"""What happened in a case, in words."""

from __future__ import annotations

from trimtab.coordination import StoryEntry, StoryKind
from trimtab.messages import Language, text


def story_sentence(entry: StoryEntry, language: Language) -> str:
    """One entry of the story line as a sentence; people and departments by their ids."""
    params = entry.params

    def word(group: str, name: str) -> str:
        return text(f"coordination.{group}.{name}", language)

    match entry.kind:
        case StoryKind.MOVE:
            move, stage = word("move", params["move"]), word("stage", params["stage"])
            return text("coordination.story.move", language, move=move, stage=stage)
        case StoryKind.SIGNATURE:
            approval = word("approval", params["approval"])
            if params["for"]:
                named = {"approval": approval, "giver": params["for"]}
                return text("coordination.story.signature_for", language, **named)
            return text("coordination.story.signature", language, approval=approval)
        case StoryKind.ESCALATION:
            key = "escalation_automatic" if params["automatic"] else "escalation"
            return text(f"coordination.story.{key}", language, department=params["department"])
        case StoryKind.ACTION_ENDED:
            state = word("action", params["state"])
            named = {"state": state, "title": params["title"]}
            return text("coordination.story.action_ended", language, **named)
        case _:
            return text(f"coordination.story.{entry.kind.value}", language, **params)
