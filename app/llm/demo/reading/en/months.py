"""What a month brings to adults in English, by the ten god of its stem and by its tone."""

MONTHS = {
    "比肩": {
        "good": (
            "the work divides well among equals, and each can keep to a part",
            "one small task finished by yourself shows others what you can do",
        ),
        "mixed": (
            "you decide more by yourself: quicker, though with nobody to check the result",
            "equals lend a hand and want their share; agree on it before you start",
        ),
        "hard": (
            "others want what you want; keep to your own part and leave the contest to them",
            "doing everything yourself costs most now, so put off whatever can wait",
        ),
    },
    "劫财": {
        "good": (
            "an offer to share a task is worth hearing; agree first on who gives and who gets",
            "friends bring people along, and a sum set aside for invitations is well spent",
        ),
        "mixed": (
            "company is lively and costs money; set aside at the start a sum that stays untouched",
            "shared plans bring help as well as claims, so write down who does what",
        ),
        "hard": (
            "favours and expenses rise together; lend nothing, and sign nothing shared",
            "several people want the same thing; a step aside now saves strength for later",
        ),
    },
    "食神": {
        "good": (
            "the work at hand goes well; polish one piece and treat yourself to a good meal",
            "a waiting idea fits on one page now, and a friend will like to see it",
        ),
        "mixed": (
            "pleasant things take time from necessary ones, so give each its hours",
            "one piece of work can be finished if two others are left alone",
        ),
        "hard": (
            "wishes are many and strength is short; keep a few evenings free and begin nothing",
            "comfort tempts you to postpone; do the smallest part of what is due, and rest after it",
        ),
    },
    "伤官": {
        "good": (
            "ideas come fast and find their words, which is good for drafts and talks",
            "a new way of doing an old task is heard, if it comes with a plan",
        ),
        "mixed": (
            "you speak well in public; in private, leave others a way to save face",
            "ideas are plenty and patience is not: write them down and pick one",
        ),
        "hard": (
            "the usual rules irritate you; write the answer, and send it a day later",
            "words said in haste are costly now, so let the sharpest of them go",
        ),
    },
    "偏财": {
        "good": (
            "you meet more people than usual, and an old acquaintance may open a door",
            "news and chances come in together; follow one to the end and note the others",
        ),
        "mixed": (
            "money comes and goes quickly, so let a sudden purchase wait for two days",
            "there are more openings than hours; choose the one nearest to what you already do",
        ),
        "hard": (
            "offers in a hurry are the ones to leave; nothing has to be decided at once",
            "contacts and errands scatter you; cancel one thing a week and keep the receipts",
        ),
    },
    "正财": {
        "good": (
            "accounts, things to finish and the household fall into order almost by themselves",
            "an expense that is due can be settled, and what you buy now should last",
        ),
        "mixed": (
            "there is much solid work: three tasks a day, then stop",
            "income and chores grow together, so give the chores a fixed day",
        ),
        "hard": (
            "chores pile up; do what has a date and let the rest wait",
            "costs run ahead of plans: check the accounts weekly, and add no new ones",
        ),
    },
    "七杀": {
        "good": (
            "a hard task is within your strength; take the first half of it now",
            "a clear word to a forceful person is respected, facts first",
        ),
        "mixed": (
            "demands come fast; separate the truly urgent from the rest and do that at once",
            "pressure sharpens the work and shortens the night, so fix an hour to stop",
        ),
        "hard": (
            "one difficult thing weighs on you; divide it and take only the first step",
            "demands come from several sides; answer one, and ask for time on the others",
        ),
    },
    "正官": {
        "good": (
            "duties and titles can be discussed, and spoken agreements put in writing",
            "forms and reviews go through in good order if the papers are ready",
        ),
        "mixed": (
            "people look more closely than usual; being on time is the easiest credit",
            "a duty brings standing and takes time; ask how far it goes",
        ),
        "hard": (
            "rules and reviews press; do what is required, and volunteer for nothing more",
            "expectations are higher than your strength; say early what cannot be done by then",
        ),
    },
    "偏印": {
        "good": (
            "the mind is clear for reading and research, and some unusual knowledge turns out useful",
            "an hour alone each day is enough to settle a question that has been open for long",
        ),
        "mixed": (
            "you get much done alone and hear little from others; write to one of them",
            "you look at an old decision again; note the reasons for and against, and leave it for a week",
        ),
        "hard": (
            "doubts come back at night; decide nothing by them, and talk to someone by day",
            "thinking takes the place of doing: one small task, done before noon, breaks the circle",
        ),
    },
    "正印": {
        "good": (
            "a course, a test or a senior's advice pays; one talk may save weeks of trying",
            "help is offered; accept it openly and give thanks afterwards",
        ),
        "mixed": (
            "advice is good and slow: hear it, and keep your own date",
            "study and rest take the time that other things want, so plan both",
        ),
        "hard": (
            "recovery comes first: catch up on sleep, clear the desk, and leave a day unplanned",
            "well-meant advice makes you wait; take one of three suggestions and thank them for the rest",
        ),
    },
}
MONTHS_LATER = {
    "peer": (
        "a meeting with old friends may tire you; choose a short one, close to home",
        "comparing yourself with others costs sleep, so keep to your own timetable",
        "presents and invitations cost more than planned; name the sum first",
    ),
    "output": (
        "there is more to tell than strength to tell it; one visit a week is enough",
        "you may talk more than usual and regret a word; hear others out first",
        "leave half-done handiwork as it is, and take it up when you have rested",
    ),
    "wealth": (
        "errands about the house pile up; hand two of them on to others",
        "if somebody wants to sell you something or needs money, ask a person you trust first",
        "bills come together; pay what has a date, and let the other purchases wait",
    ),
    "officer": (
        "forms and dates press; let somebody go with you",
        "let a pressing request wait for a night before you agree to it",
        "if something weighs on you, divide it and take one step this month",
    ),
    "resource": (
        "old worries come to mind; tell them to an old friend instead of turning them over",
        "you sit a good deal, so get up and take a few steps every hour",
        "see fewer people for a while, and catch up on sleep",
    ),
}
"""Demanding months for older readers, by the groups of ten gods."""
MONTHS_YOUNG = {
    "peer": (
        "others may do better in a test; look at what you can do now and could not do before",
        "a quarrel among friends is not yours to settle; wait until both have calmed down",
        "you would like to keep up with everyone; one game less leaves time for sleep",
    ),
    "output": (
        "you may talk more than usual and be told off for it; let others finish first",
        "there are many half-done things on the desk; finish the smallest",
        "if a piece of work does not turn out, leave it for a day and try once more",
    ),
    "wealth": (
        "many wishes come at once; write them down, and look at the list again in two weeks",
        "things are lent and not returned; write the names on them and ask in time",
        "chores and homework come together, so do one before dinner and one after",
    ),
    "officer": (
        "there are many tests and much homework; do the most urgent first",
        "if the pressure is too much, tell a parent or a teacher early",
        "rules are strict; if you do not understand one, ask, and then keep to it",
    ),
    "resource": (
        "learning goes slowly this month; go over old lessons before you begin new ones",
        "you sit for long and get tired, so go outside in the breaks",
        "thoughts keep you awake; tell them to somebody at home before bedtime",
    ),
}
"""Demanding months for readers under eighteen."""
PAST = {
    "比肩": ("contests with equals", "having to do things alone"),
    "劫财": ("expenses for others", "rivals for the same place"),
    "食神": ("too many wishes for the time there was", "work that was put off"),
    "伤官": ("impatience with rules", "words that came out too sharp"),
    "偏财": ("errands and offers in a hurry", "money that went quickly"),
    "正财": ("chores that piled up", "costs that came together"),
    "七杀": ("urgent demands", "a forceful person or a hard deadline"),
    "正官": ("rules and reviews", "the expectations of others"),
    "偏印": ("doubts about an earlier decision", "thoughts that went round in circles"),
    "正印": ("tiredness that asked for rest", "advice that slowed you down"),
}
"""What a demanding month that is over was about."""
SEATS = {
    "peer": {
        "good": (
            "the branch is of your own kind, so endurance is not lacking",
            "the branch is an ally, and you hold your ground",
        ),
        "hard": (
            "the branch brings more of your own kind, that is, more people with the same wish",
            "with one more of your own element in the branch, will is there and patience is not",
        ),
    },
    "output": {
        "good": (
            "the branch carries output, and speech and writing come easily",
            "by way of the branch, what you make in these weeks lifts the mood",
        ),
        "hard": (
            "the branch draws on your strength, so speak and promise less",
            "the branch asks you to give; give in small portions",
        ),
    },
    "wealth": {
        "good": (
            "the branch holds wealth, and practical things give something back",
            "the branch holds wealth: what you do by hand shows a result before the month ends",
        ),
        "hard": (
            "the branch holds wealth, which here means more to carry than to gain",
            "the branch brings costs and errands; keep count of both time and money",
        ),
    },
    "officer": {
        "good": (
            "the branch holds duty, and its order does you good",
            "what you promised has its place in the calendar, as the branch stands for duty",
        ),
        "hard": (
            "the branch holds duty, and the end of the month is stricter than its beginning",
            "the branch presses, and somebody checks the outcome towards the end",
        ),
    },
    "resource": {
        "good": (
            "the branch holds support, and there is somebody to ask",
            "the branch is a cushion, and suits catching up on study and sleep",
        ),
        "hard": (
            "the branch feeds what is full already, so rest without brooding",
            "the branch stands for waiting and being helped, and too much of that slows you",
        ),
    },
}
"""What the branch of a month adds, by whether its element is better in moderation."""
PAST_SEATS = {
    "peer": ("the branch was of your own kind and lent endurance", "the branch brought more of your own kind"),
    "output": ("the branch carried output, which helps speech and writing", "the branch drew on your strength"),
    "wealth": (
        "the branch held wealth, and practical things gave something back",
        "the branch held wealth, and there was more to carry than to gain",
    ),
    "officer": ("the branch held duty, and its order did you good", "the branch held duty and pressed"),
    "resource": (
        "the branch held support, and there was somebody to ask",
        "the branch fed what was full already, and made it easy to wait",
    ),
}
"""The same for a month that is over: as help, and in excess."""
