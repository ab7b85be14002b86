"""What the ten gods meant in English, for decades and months that are over."""

DECADES = {
    "比肩": (
        "allies were at hand, and one whole piece of work could become yours.",
        "Others wanted the same place, and it mattered to know what was yours.",
    ),
    "劫财": (
        "many hands helped where accounts and boundaries were clear.",
        "Money and energy tended to leak through favours.",
    ),
    "食神": (
        "skill and reputation could grow quietly.",
        "Many wishes at once could scatter the days.",
    ),
    "伤官": (
        "talent found an outlet in making, speaking and renewing old methods.",
        "Quick words tended to give offence, above all to superiors.",
    ),
    "偏财": (
        "there were openings within reach, and your circle could widen.",
        "There were more chances than time to follow them.",
    ),
    "正财": (
        "diligence paid, and lasting things could be acquired.",
        "Chores tended to multiply and crowd out the rest.",
    ),
    "七杀": (
        "pressure could turn into standing, as people respect those who take on hard things.",
        "Demands came fast, and rest was easily cut short.",
    ),
    "正官": (
        "order and trust could grow, and formal positions suited you.",
        "Constraints tended to put your own wishes last.",
    ),
    "偏印": (
        "being alone favoured concentration, and unusual skills found a use.",
        "Thinking tended to replace doing, and people to drift away.",
    ),
    "正印": (
        "teachers, elders or an institution stood behind you, and study paid.",
        "Help and approval came late, and decisions of your own were put off.",
    ),
}
"""The easier and the harder side; the first continues a sentence."""
MONTHS = {
    "比肩": ("settling with equals who does what", "deciding and finishing things on your own"),
    "劫财": (
        "invitations, shared projects and what they cost",
        "offers to join forces, and rivals for the same place",
    ),
    "食神": ("unhurried work and small pleasures", "an idea that had been waiting to be tried"),
    "伤官": ("quick ideas, drafts and plain speech", "impatience with the usual rules and proposals to change them"),
    "偏财": ("news, chances and new contacts, not all of them worth following", "many meetings and quick spending"),
    "正财": ("accounts, things to finish and the household", "solid routine work"),
    "七杀": ("urgent demands, and sorting them by weight", "dealings with a forceful person or a hard deadline"),
    "正官": ("rules, reviews and dealings with superiors", "duties and titles, and getting agreements in writing"),
    "偏印": ("reading, research and time alone", "doubts about an earlier decision"),
    "正印": ("courses, tests and the advice of someone senior", "rest and help from others"),
}
