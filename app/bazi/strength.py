"""The weights of the five elements, and an estimate of the day master's strength.

Schools assign different weights and none can be proved right, so the rule is simple, the result shows its inputs, and
it is presented as an estimate.
"""

from collections.abc import Mapping

from app.bazi.chart import Column, Strength
from app.bazi.cycle import ELEMENTS

SHARES = {1: (1.0,), 2: (0.7, 0.3), 3: (0.6, 0.3, 0.1)}
"""Shares of the hidden stems in a branch, by their number; main stem first."""

MONTH_WEIGHT = 2.0
"""The month branch counts double: every school looks at the season first."""

WEAK, STRONG = 1 / 3, 1 / 2
"""Two of the five elements support the day master, so 0.4 is balanced; the thresholds lie on either side of it."""

RULE = (
    "每个天干计 1，每个地支计 1（月支计 2），地支按藏干分配（本气、中气、余气为 0.6、0.3、0.1，两干为 0.7、0.3）；"
    "日干本身不计。生扶日主的五行（同我、生我）所占的份额低于三分之一为偏弱，高于二分之一为偏强，其间为中和。"
)


def element_weights(columns: Mapping[str, Column]) -> dict[str, float]:
    """Return the percentage of each element, to one decimal.

    Each stem counts 1 and each branch 1, divided among its hidden stems; the month branch counts 2.
    """
    weights = _weights(columns, with_day_stem=True)
    total = sum(weights.values())
    return {element: round(100 * weight / total, 1) for element, weight in weights.items()}


def estimate_strength(columns: Mapping[str, Column]) -> Strength:
    """Estimate strength from the share of the day master's own element and the one that feeds it; see `RULE`.

    `roots` are the pillars whose branches hide the day master's element, `helpers` those whose stems have it or
    feed it.
    """
    own = columns["day"].stem_element
    feeding = ELEMENTS[ELEMENTS.index(own) - 1]
    weights = _weights(columns, with_day_stem=False)
    support = (weights[own] + weights[feeding]) / sum(weights.values())
    return Strength(
        verdict="偏弱" if support < WEAK else "偏强" if support > STRONG else "中和",
        support=round(support, 3),
        season=season_of(own, columns["month"].branch_element),
        roots=tuple(name for name, column in columns.items() if any(stem.element == own for stem in column.hidden)),
        helpers=tuple(
            name for name, column in columns.items() if name != "day" and column.stem_element in (own, feeding)
        ),
        rule=RULE,
    )


def season_of(element: str, month_element: str) -> str:
    """Return the state of an element in a month.

    旺: same element; 相: the month feeds it; 休: it feeds the month; 囚: it controls the month; 死: the month controls
    it.
    """
    steps = (ELEMENTS.index(element) - ELEMENTS.index(month_element)) % 5
    return {0: "旺", 1: "相", 4: "休", 3: "囚", 2: "死"}[steps]


def _weights(columns: Mapping[str, Column], *, with_day_stem: bool) -> dict[str, float]:
    weights = dict.fromkeys(ELEMENTS, 0.0)
    for name, column in columns.items():
        if with_day_stem or name != "day":
            weights[column.stem_element] += 1
        for hidden in column.hidden:
            weights[hidden.element] += hidden.share * (MONTH_WEIGHT if name == "month" else 1)
    return weights
