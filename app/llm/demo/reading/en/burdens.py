"""What a time that costs effort brings to adults in English, by field of life and group of ten gods."""

TIMING_BURDENS = {
    "work": {
        "peer": "several people want the same place, so keep to the work that only you can do",
        "output": "ideas outrun strength, so finish one before you show the next",
        "wealth": "targets and errands multiply, and half of them can go to others",
        "officer": "duties and reviews press; agree on limits before you agree on dates",
        "resource": "waiting for advice or one more certificate costs time, so decide the small things yourself",
    },
    "money": {
        "peer": "favours and partnerships cost more, and what you lend should have a limit",
        "output": "side lines eat more than they bring, so keep one",
        "wealth": "more goes out than planned, so add no fixed costs",
        "officer": "dues and fixed costs press and should be set aside first",
        "resource": "courses and the home cost more than they return now, so buy only what is used at once",
    },
    "love": {
        "peer": "friends and rivals take up much time, and those closest should not come last",
        "output": "words come out sharper than meant; say the second thought instead of the first",
        "wealth": "household and money crowd out the rest, so keep one evening free of both",
        "officer": "expectations weigh on a bond; ask which of them are really the other person's",
        "resource": "you withdraw to think; say when you will be back",
    },
    "family": {
        "peer": "brothers, sisters and peers all want a say, and nobody has to do it all",
        "output": "quick words start old quarrels at home, so leave some of them unsaid",
        "wealth": "the costs of the home and of caring for elders need talking over",
        "officer": "duties at home weigh on you; say which of them you cannot keep",
        "resource": "elders worry and advise a good deal; thank them, and decide for yourself",
    },
    "care": {
        "peer": "ambition tires the body; move by yourself and at your own pace",
        "output": "late nights and much talking drain you, so end the day an hour earlier",
        "wealth": "work crowds out meals, so give them a place in the calendar",
        "officer": "under pressure sleep comes first, and a stiff back needs movement",
        "resource": "you sit and think too long, so keep a daily walk",
    },
}
