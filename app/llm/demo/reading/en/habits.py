"""Habits and first steps in English, for each element."""

HABITS = {
    "木": (
        "a quarter of an hour among trees early in the day",
        "learn one new thing each season, or keep a plant whose growth you can see",
        "begin fewer new things and finish those half done",
    ),
    "火": (
        "the most important task in the brightest hours, in a warm and well-lit room",
        "share one meal a week with someone you can talk to, and say what you think",
        "go to bed earlier and let small contests go",
    ),
    "土": (
        "three meals at fixed times and a fixed place for everything",
        "write down what you have promised and tick it off",
        "hoard less, take on fewer errands, and leave room in the day",
    ),
    "金": (
        "a desk and a list that are cleared every evening",
        "agree on the rules before you begin, and clear out one drawer at a time",
        "criticise less and ask a little less of yourself",
    ),
    "水": (
        "a quiet half-hour of reading before bed and enough water by day",
        "take a hard question for a walk, best beside water",
        "brood less at night; write the thought down and go to sleep",
    ),
}

STEPS = {
    "木": "Choose one thing you want to learn, and two days a week for it",
    "火": "Arrange to meet someone you like to talk to this week",
    "土": "List what you have promised, and settle the oldest promise this week",
    "金": "Empty one drawer this week, keep what you use and give the rest away",
    "水": "From tonight, leave the phone outside the bedroom and read ten pages instead",
}
"""A first step for more of each element."""
FEWER = {
    "木": "Keep two of the things you have begun, and give the others a later date",
    "火": "Answer no messages after ten at night, and argue with nobody",
    "土": "Decline one errand, and keep half a day free",
    "金": "Decide for one task when it is good enough, and stop there",
    "水": "Write down the thoughts that come at night, and look at them next morning",
}
"""A first step for less of each element."""
