"""The passages in English. Their lengths are counted in words."""

from app.reading.wording import Section

SECTIONS = (
    Section(
        "summary",
        "Summary",
        "This is the first page, and a reader who reads nothing else must have their answer. Say in this order: the"
        " strength of the day master and the pattern, a sentence each; which elements help and which are better in "
        "small measure; how the present decade, this year and next year tend to run; and, if there is a question, a"
        " first answer in one sentence. Give each its ground in the chart. Take the conclusions from the second "
        "JSON block and state them outright: no build-up, nothing put off until later. Explain each term as it "
        "first appears.",
        preview_share=0.42,
    ),
    Section(
        "question",
        "Your Question",
        "Quote the reader's question (if it is long, its main sentence), then answer it directly: what the chart "
        "leans towards, on which grounds, when to act and when to wait, what in the chart speaks against a time that "
        "you name as fitting, and one thing the reader can do first. Take the conclusion from `question` in the second "
        "JSON block; a second matter in `also` gets an answer as well. If the question is on a subject that is left "
        "aside, do not quote it; say so in one sentence and speak of the side of it that `question` allows.",
        preview_share=0.30,
        needs_question=True,
    ),
    Section(
        "chart",
        "The Chart and Its Day Master",
        "Lead the reader once through the chart: what the pillars are, which elements are plentiful and which are "
        "scarce, and the one or two features that stand out. Then the day master: what it is like, how it fares in "
        "this month, what feeds it, drains it or holds it back. Make every term plain.",
        preview_share=0.30,
    ),
    Section(
        "character",
        "Temperament",
        "Describe the temperament: with others, at work, making up their mind, alone; where the strengths lie and "
        "what costs effort. Rest each point on a character of the chart, and agree with the judgement of strength.",
        preview_share=0.28,
    ),
    Section(
        "strength",
        "Strength and What Helps",
        "Set out the grounds for the judgement of strength: by season, by root, by company; where the pattern is "
        "taken from and what makes or breaks it. Then how balance and climate each see the helpful elements, and "
        "which you follow where they differ. State the rule you use, and the link in the argument that is easiest "
        "to dispute. Close with small things of daily life: hours, surroundings, company.",
        length=(560, 710),
    ),
    Section(
        "career",
        "Work and Learning",
        "Judging by the officer, resource, output and companion stars and how they act together, describe suitable "
        "ways of working, roles in which effort pays off, ways of learning, and what to watch for when working with"
        " others. Speak of manner and setting; do not name one profession as the answer.",
        length=(530, 650),
    ),
    Section(
        "money",
        "Habits with Money",
        "Judging by where the wealth stars stand, what feeds them and whether the day master can carry them, "
        "describe the attitude to money: how it is reliably earned, how it is spent, where it leaks. Habits and "
        "attitude only; no investments, no timing. For a reader under eighteen, speak of pocket money and of taking"
        " care of things.",
        length=(400, 530),
    ),
    Section(
        "love",
        "Love and Marriage",
        "Judging by the day branch, the spouse star and how the other pillars relate to the day pillar, describe "
        "how affection is shown, how the reader yields, what makes them feel safe, and where friction arises. The "
        "reader may be single or not: write so that either can use it. Which star is the spouse's differs between "
        "schools: say so. Do not predict marriage dates or separations. For a reader under eighteen, speak of friends "
        "and classmates instead.",
        length=(460, 590),
    ),
    Section(
        "family",
        "Family",
        "Speak of parents, siblings, partner and children, a paragraph each: which star and which pillar stand for "
        "them, how these fare in the chart, and how the reader and they tend to get along. Do not assume that any of "
        "them exists or is still alive. The year and month pillars stand for elders and siblings, the day branch for "
        "the partner, the hour pillar for children; "
        "without an hour pillar, go by the star alone. Speak of closeness and ways of getting along: nothing on "
        "death, illness or misfortune, nothing on the number or sex of children, no verdicts by gender. For a "
        "reader under eighteen, leave out partner and children and give more room to parents and siblings.",
        length=(460, 590),
    ),
    Section(
        "wellbeing",
        "Rest and Daily Care",
        "Judging by whether the elements lean warm or cold, dry or damp, describe habits of sleep, food, movement "
        "and mood. This is everyday advice and diagnoses nothing; say in one sentence that health complaints should"
        " be taken to a doctor.",
        length=(400, 530),
    ),
    Section(
        "luck",
        "The Decades",
        "Take all ten luck pillars in the order given and name the pillar, the year it begins and the theme of "
        "each: two sentences for those past or far off, some two hundred and fifty words for the present one, "
        "about a hundred for the next. Take the tone of each from `decades` in the second JSON block; for "
        "combinations and clashes, name the one or two that matter most in its field ties. If the first has not "
        "begun, begin with a paragraph on the time before it.",
        length=(750, 930),
    ),
    Section(
        "years",
        "This Year and Next",
        "First this year, then the next. Give each year some sixty words on how it runs as a whole, then take the "
        "months of the second JSON block one by one: all twelve of each year, twenty-four in all. Make each month "
        "one list item that begins with its pillar in bold and its dates, such as “**甲午 Jia-Wu** (5 June to 6 July "
        "2026)”, the dates copied as they are; then at least thirty words: the one or two relations to the chart "
        "that matter most, how the month tends to run, what it suits and what to watch for. Write of past months "
        "looking back. Take the tone of each from `tone`, and vary the wording.",
        length=(1360, 1680),
    ),
    Section(
        "advice",
        "What to Do, and the Limits",
        "Give three to five concrete things the reader can do soon, each with the place in the chart it comes "
        "from; if there is a question, one of them is a step towards it. Then state the conventions this report "
        "uses and, for each of the chart's warnings, what the two readings are, which judgements it affects, and "
        "which reading this report takes; without warnings, leave them out. End by saying that this is a "
        "traditional way of seeing, and that choices remain the reader's.",
        length=(400, 530),
    ),
)
