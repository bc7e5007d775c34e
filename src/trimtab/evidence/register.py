"""The register: embedded effects with a bureau's own over them, found by lever, design or words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

from trimtab.evidence.reading import EMBEDDED_FILE, embedded_path, read_effects
from trimtab.evidence.transfer import Transferred, discounted, unusable_in
from trimtab.kernel import Region, UnknownCodeError
from trimtab.kernel.evidence import Effect, Qualitative
from trimtab.kernel.evidence_vocabulary import Design, Lever


class EvidenceRegister:
    """Effects by id, and the file each comes from. Read-only."""

    def __init__(self, layers: Mapping[str, Mapping[str, Effect]]) -> None:
        """``layers``: file name to its effects, the first below; a later file replaces an id."""
        self._effects: dict[str, Effect] = {}
        self._files: dict[str, str] = {}
        for file, effects in layers.items():
            self._effects |= effects
            self._files |= dict.fromkeys(effects, file)

    def __len__(self) -> int:
        return len(self._effects)

    def __iter__(self) -> Iterator[Effect]:
        return iter(self._effects.values())

    def get(self, id: str) -> Effect:
        """An effect by its id. Raises UnknownCodeError EVIDENCE-001 with the nearest ids."""
        try:
            return self._effects[id]
        except KeyError:
            near = get_close_matches(id, self._effects, n=3, cutoff=0.3)
            raise UnknownCodeError("EVIDENCE-001", id=id, near=", ".join(near) or "-") from None

    def file_of(self, id: str) -> str:
        """Name of the file an effect comes from."""
        return self._files[self.get(id).id]

    def find(
        self,
        *,
        lever: Lever | None = None,
        design: Design | None = None,
        usable: bool = False,
        to: Region | str | None = None,
        search: str = "",
    ) -> tuple[Effect, ...]:
        """Effects that satisfy everything asked, in order of the files.

        ``usable``: only those that may be a default (in the country of ``to``, where given).
        ``search``: every word occurs in the id or in a text of either language.
        """
        words = search.casefold().split()
        return tuple(
            effect
            for effect in self
            if (lever is None or effect.lever is lever)
            and (design is None or effect.design is design)
            and not (usable and (unusable_in(effect, to) if to else effect.unusable))
            and all(word in _searchable(effect) for word in words)
        )

    def require_default(self, id: str, to: Region | str = "CN") -> Transferred:
        """The effect as a simulation of a country may start from it.

        Raises UnknownCodeError EVIDENCE-001; UsageError EVIDENCE-002 if it was recalled and never
        seen, -003 if it has no figure, -004 if it describes, -005 for money of another country.
        """
        return discounted(self.get(id), to)


def _searchable(effect: Effect) -> str:
    texts = [effect.id, effect.study, effect.lever, effect.outcome]
    for wording in (effect.programme, effect.population.wording, effect.method, effect.note):
        texts += [wording.en, wording.zh]
    if isinstance(effect.finding, Qualitative):
        texts += effect.finding.wording
    return "\n".join(texts).casefold()


@cache
def _embedded() -> Mapping[str, Effect]:
    return MappingProxyType(read_effects(embedded_path()))


def evidence_register(*files: Path) -> EvidenceRegister:
    """The embedded register, with files of the same columns laid over it, the last on top.

    An id that is there already is replaced: so a bureau that has read the source of a recalled
    effect states it anew in its own file. Raises InputRejectedError EVIDENCE-006 or -007.

    Examples
    --------
    >>> register = evidence_register()
    >>> register.get("resea-nevada-2014-earnings-5y").sample.size
    91151
    """
    layers = {EMBEDDED_FILE: _embedded()}
    return EvidenceRegister(layers | {str(path): read_effects(path) for path in files})
