"""Outline version 1 in English: the passages of reports that were created before version 2."""

from app.reading.wording import Section

SECTIONS_1 = (
    Section(
        "overview",
        "The Chart at a Glance",
        "Lead the reader once through the chart: what the pillars are, who the day master is, which "
        "elements are plentiful and which are scarce, and the one or two features that stand out. Make "
        "every term plain.",
        preview_share=0.28,
    ),
    Section(
        "day_master",
        "Day Master and Five Elements",
        "Begin with the day master: what it is like, how it fares in the season of this month, which "
        "stems and branches feed it, drain it or hold it back. Then the mood that the balance of elements "
        "gives.",
        preview_share=0.36,
    ),
    Section(
        "character",
        "Temperament and the Present",
        "Describe the temperament: with others, at work, making up their mind, alone, each point resting "
        "on a character of the chart. Close with one paragraph on the mood of the present decade and "
        "year.",
        preview_share=0.36,
    ),
    Section(
        "strength",
        "Strength and Structure",
        "Discuss the strength of the day master: by season, by root, by company, and which characters "
        "speak for each, with the verdict in one sentence. Then where the structure is taken from and what "
        "makes or breaks it. State the rule you use, and the link in the argument that is easiest to dispute.",
        length=(2000, 2600),
    ),
    Section(
        "favourable",
        "Favourable Elements",
        "Given that judgement, say which elements help and which are better in moderation, how balance "
        "and climate each see it, and which you follow where they differ; state the choice in one sentence. "
        "Bring it down to small things of daily life: hours, surroundings, company.",
        length=(1800, 2400),
    ),
    Section(
        "career",
        "Work and Learning",
        "Judging by the officer, resource, output and companion stars and how they act together, describe "
        "suitable ways of working, roles in which effort pays off, ways of learning, and what to watch for "
        "when working with others. Speak of manner and setting; do not name one profession as the answer.",
        length=(2000, 2600),
    ),
    Section(
        "money",
        "Habits with Money",
        "Judging by where the wealth stars stand, what feeds them and what carries them, describe the "
        "attitude to money, how it is reliably earned, how it is spent, where it leaks. Habits and attitude only; no "
        "investments, no timing.",
        length=(1800, 2400),
    ),
    Section(
        "love",
        "Love and Family",
        "Judging by the day branch, the spouse star and how the other pillars relate to the day pillar, "
        "describe how those close to the reader see them, how affection is shown, how they yield, how close "
        "the family is. Which star is the spouse's differs between schools: say so. Do not predict "
        "marriage dates, separations or the number of children.",
        length=(2000, 2600),
    ),
    Section(
        "wellbeing",
        "Rest and Daily Care",
        "Judging by whether the elements lean warm or cold, dry or damp, describe habits of sleep, food, "
        "movement and mood. This is everyday advice and diagnoses nothing; say in one sentence that health "
        "complaints should be taken to a doctor.",
        length=(1800, 2400),
    ),
    Section(
        "luck",
        "Decades and Years",
        "Take the luck pillars in the order given and name the theme of each: two or three sentences for "
        "those past or far off, some six hundred characters for the present one. Then the five years named "
        "above, about two hundred characters each: the mood, what it suits, and what to watch for. For combinations "
        "and clashes, go by the field ties of each.",
        length=(3000, 4000),
    ),
    Section(
        "advice",
        "What to Do, and the Limits",
        "Give three to five concrete things the reader can do soon, each with the place in the chart it "
        "comes from. Then state the conventions this report uses and, if the chart carries warnings "
        "(hour, solar term, clock change), what they affect. End by saying that this is a traditional way "
        "of seeing, and that choices remain the reader's.",
        length=(1800, 2400),
    ),
)
