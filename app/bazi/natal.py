"""The natal pillars, with which the pillars of decades, years and months are compared."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from tyme4py.sixtycycle import EarthBranch, SixtyCycle

from app.bazi.birth import ChartOptions
from app.bazi.chart import Relation
from app.bazi.cycle import BRANCHES, STEMS
from app.bazi.pillars import Cycles, hidden_stems, ten_god, void_branches
from app.bazi.relations import branch_relations, stem_relations

_SHORT = {"year": "年", "month": "月", "day": "日", "hour": "时"}
_TRANSIT = "transit"


class Natal:
    """The natal pillars of one chart, and their relations to any stem and branch.

    A chart has 47 transits, but there are only ten stems and twelve branches.
    """

    def __init__(self, cycles: Cycles, options: ChartOptions) -> None:
        self._names = {name: cycle.get_name() for name, cycle in cycles.items()}
        self._day = cycles["day"]
        self._void = void_branches(self._day)
        self._hidden_order = options.hidden_stems
        stems = {name: pillar[0] for name, pillar in self._names.items()}
        branches = {name: pillar[1] for name, pillar in self._names.items()}
        self._of_stem = {
            stem: [_text(each) for each in stem_relations({**stems, _TRANSIT: stem}, of=_TRANSIT)] for stem in STEMS
        }
        self._of_branch = {
            branch: [_text(each) for each in branch_relations({**branches, _TRANSIT: branch}, of=_TRANSIT)]
            for branch in BRANCHES
        }

    def transit(self, pillar: SixtyCycle) -> dict[str, Any]:
        """Return the fields of a `TransitPillar`."""
        name = pillar.get_name()
        stem, branch = name[0], name[1]
        same = _short(other for other, natal in self._names.items() if natal == name)
        return {
            "pillar": name,
            "ten_god": ten_god(self._day, pillar),
            "hidden": _hidden(branch, self._hidden_order),
            "is_void": branch in self._void,
            "relations": (
                *([f"伏吟 {name}（{same}）"] if same else []),
                *self._of_stem[stem],
                *self._of_branch[branch],
            ),
        }


@cache
def _hidden(branch: str, order: str) -> str:
    return "".join(stem.get_name() for stem in hidden_stems(EarthBranch(branch), order))


def _text(relation: Relation) -> str:
    return f"{relation.kind} {relation.parts}（{_short(relation.pillars)}）"


def _short(pillars: Iterable[str]) -> str:
    return "".join(_SHORT[name] for name in pillars if name in _SHORT)
