"""What times bring in English to readers of advanced age, by the groups of ten gods."""

DECADES_LATER = {
    "peer": (
        "These ten years are about company: old friends and brothers or sisters are heard from more often.",
        "Company makes the days easier, so keep the meetings that you arrange.",
        "Do not measure yourself against others; everyone goes at their own pace.",
    ),
    "output": (
        "These ten years bring a wish to talk, to tell and to make small things.",
        "Stories find willing listeners, and what you make by hand finds a place.",
        "Save your voice and strength; choose the light tasks, one at a time.",
    ),
    "wealth": (
        "These ten years are about the household and practical matters.",
        "Things at home are in order, and the days are comfortable.",
        "Hand small errands on to others, and keep money matters simple.",
    ),
    "officer": (
        "These ten years are about duties and a regular day.",
        "A fixed timetable suits you and those around you.",
        "You need not meet every demand; rest comes first.",
    ),
    "resource": (
        "These ten years are about rest and being looked after.",
        "There is care at hand and there are books to read.",
        "Sitting and thinking too long is tiring, so go out for a little while every day.",
    ),
}
"""The theme of a decade, what is good in it and what is hard."""
YEARS_LATER = {
    "peer": (
        "old friends and people of your own age matter most",
        "keep the meetings you arrange; company makes things easier",
        "give what you can afford, and compete with nobody",
    ),
    "output": (
        "there is much you want to say or make",
        "write down an old story or make something by hand, and somebody will be glad of it",
        "save your strength and think before you say what matters; one thing at a time",
    ),
    "wealth": (
        "the household and practical matters take the centre",
        "putting things at home in order calms the mind",
        "hand over some errands, and talk to someone you trust before a large expense",
    ),
    "officer": (
        "there are forms, dates and regular appointments to keep",
        "a fixed timetable is the easiest way through",
        "you need not answer every demand on the same day; rest first",
    ),
    "resource": (
        "rest, reading and being looked after are the subject",
        "reading, listening and asking questions refresh you",
        "get up when you have sat for long, and tell someone what troubles you",
    ),
}
"""The theme of a year, what it suits and what to watch for."""
MONTHS_LATER = {
    "peer": (
        "there is news from old friends; choose a fine day to meet one of them",
        "somebody asks you out: go as far as your strength allows, and come home early",
        "what others manage need not trouble you; keep to your own timetable",
        "a telephone call settles more than a message passed on by others",
        "presents and invitations cost money; decide on a sum first",
    ),
    "output": (
        "spirits are high, so write down a few lines about old times or show somebody a skill",
        "you may talk more than usual; hear others out first",
        "it suits a small piece of handiwork; stop when you are tired",
        "visitors come more often, and a story from earlier days will please them",
        "if you want a change, begin with a new dish or a new plant",
    ),
    "wealth": (
        "there are many small things to do about the house; one a day is enough",
        "go through one box of old things, keep what you use and give the rest away",
        "check the bills, and write the next dates in the calendar",
        "buy one small thing that lasts, and stop making do with the old one",
    ),
    "officer": (
        "there are forms and dates to see to; let somebody go with you",
        "a regular day matters most, with meals and sleep at fixed times",
        "write down what you have promised and cross it off piece by piece",
    ),
    "resource": (
        "it suits rest: music, the paper, a talk with someone who knows more",
        "help is offered; accept it openly and give thanks afterwards",
        "old times come to mind; write them down, or tell an old friend",
        "catch up on sleep, sit in the sun, and see fewer people",
    ),
}
MONTHS_LATER_PAST = {
    "peer": (
        "news of old friends and family",
        "invitations and small presents",
        "going out in company, and resting afterwards",
    ),
    "output": ("high spirits and long talks", "a small thing made by hand", "visits and old stories"),
    "wealth": ("work about the house and small expenses", "sorting old things", "many errands, one after another"),
    "officer": ("forms, dates and appointments", "other people's demands", "one matter that weighed on the mind"),
    "resource": ("quiet days and help from others", "old memories", "more rest than movement"),
}
"""What a month that is over was for, after `It was a month for`."""
TIMING_LATER = {
    "work": {
        "peer": "it is pleasant to do things together with old colleagues or neighbours",
        "output": "there is much you want to say, so pass on your craft and your stories",
        "wealth": "there is a good deal to do about the house, and you like to see results",
        "officer": "people ask things of you, and you may decline what is too much",
        "resource": "it suits reading, listening and learning at leisure",
    },
    "money": {
        "peer": "presents and invitations cost more, so decide on a sum first",
        "output": "you spend more on your interests, and a monthly sum keeps it in bounds",
        "wealth": "household money comes and goes, and monthly accounts keep it clear",
        "officer": "fixed costs grow and should be set aside first",
        "resource": "money goes into rest and care, and is well spent there",
    },
    "love": {
        "peer": "old friends come often, and those closest should not come last",
        "output": "there is much to talk about, and going out together does good",
        "wealth": "household matters come up, and naming the figures helps",
        "officer": "there is care to be shared, and nobody should carry it alone",
        "resource": "quiet grows dear, and sitting together in silence is company too",
    },
    "family": {
        "peer": "brothers, sisters and old friends are heard from, so ring them often",
        "output": "younger people bring life into the house",
        "wealth": "household and housing need talking over",
        "officer": "duties at home are divided anew, and it helps to say who does what",
        "resource": "you are looked after more, and may accept it openly",
    },
    "care": {
        "peer": "walk with a friend, slowly and for as long as is pleasant",
        "output": "high spirits make it easy to overdo things, so stop in time",
        "wealth": "small errands crowd out meals, so eat by the clock",
        "officer": "when something is on your mind, sleep comes first",
        "resource": "you sit and think too long, so go out for a little while every day",
    },
}
