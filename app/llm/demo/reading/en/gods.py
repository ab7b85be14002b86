"""What the ten gods mean in English: in the chart, in a decade, in a year and in a month."""

THEMES = {
    "比肩": "independence, peers and the sharing of tasks",
    "劫财": "competition, partnership and sharing",
    "食神": "enjoyment, craft and unhurried work",
    "伤官": "expression, change and impatience with rules",
    "偏财": "chances, contacts and money that comes and goes",
    "正财": "diligence, saving and everyday management",
    "七杀": "pressure, challenge and resolve",
    "正官": "duty, rules and standing",
    "偏印": "research, solitude and unusual paths",
    "正印": "learning, support and settling down",
}
DECADES = {
    "比肩": (
        "These ten years are about standing on your own feet, with peers mattering more than elders.",
        "Allies are at hand, and one whole piece of work can become yours.",
        "Others want the same place; know what is yours instead of trying to win everything.",
    ),
    "劫财": (
        "These ten years are about sharing: work, gains and losses.",
        "Many hands help, provided that accounts and boundaries are clear from the start.",
        "Money and energy leak through favours, so lend slowly and count before you agree.",
    ),
    "食神": (
        "These ten years suit turning what you enjoy into something you can show.",
        "Skill and reputation grow quietly, and daily life becomes easier.",
        "Too many wishes scatter the days; a few visible deadlines make them lighter.",
    ),
    "伤官": (
        "These ten years bring a strong wish to speak, to change and to start afresh.",
        "Talent finds an outlet in making, speaking and renewing old methods.",
        "Quick words offend; with superiors and rules, comply first and propose the change after.",
    ),
    "偏财": (
        "These ten years bring chances from outside, many contacts and money that comes and goes.",
        "You see the openings and can reach them, and your circle widens.",
        "There are more chances than you can follow; choose two or three and see them through.",
    ),
    "正财": (
        "These ten years are about steady work, with income in keeping with effort.",
        "Diligence pays, and lasting things are acquired and kept in order.",
        "Chores multiply; check now and then what they are for.",
    ),
    "七杀": (
        "These ten years bring pressure and training, and decisions that fall to you.",
        "Pressure turns into standing, and people respect that you take hard things on.",
        "Demands come fast; guard your rest before you push back.",
    ),
    "正官": (
        "These ten years are about duty and standing, and clear rules make them smoother.",
        "Order and trust grow, and formal positions suit you.",
        "Constraints put your own wishes last; see which duties you may decline.",
    ),
    "偏印": (
        "These ten years turn inward and suit a subject that few people study.",
        "Being alone helps you concentrate, and unusual skills find a use.",
        "Thinking replaces doing and people drift away; go out on purpose now and then.",
    ),
    "正印": (
        "These ten years are about learning, recovery and help from others.",
        "Teachers, elders or a reliable institution stand behind you, and study pays.",
        "Comfort can make you idle and leave your own judgement out of practice.",
    ),
}
YEARS = {
    "比肩": (
        "peers set the tone, and one task may become wholly yours",
        "talk things over with equals instead of bearing them alone",
        "wanting to be first wastes strength on small matters",
    ),
    "劫财": (
        "favours and expenses grow, and offers of partnership come with claims",
        "accept help, with shares and tasks written down",
        "what is lent comes back slowly, so set a limit early",
    ),
    "食神": (
        "work is a pleasure, and one thing can be polished at leisure",
        "finished work, craft and good spirits will be seen",
        "wanting everything at once leads nowhere; finish first, improve later",
    ),
    "伤官": (
        "ideas and words are plentiful, and the old way feels tight",
        "publish, revise, and find another form for what you have to say",
        "words may collide, so write the important ones down and read them twice",
    ),
    "偏财": (
        "news and chances come from outside, by way of many people",
        "widen your circle and discuss new arrangements",
        "choose; an offer that must be decided at once can usually be let go",
    ),
    "正财": (
        "income, household and practical matters take the centre",
        "keep to a routine, and the result will please you",
        "chores crowd in, so fix the hours of rest first",
    ),
    "七杀": (
        "there is direct pressure, and much waits for your decision",
        "take one hard thing on and do it well",
        "conflicts tire you most; wait, and talk at another time",
    ),
    "正官": (
        "responsibility grows, with much that concerns rules and standing",
        "the orderly way is the fast one, and formal recognition is within reach",
        "expectations press; ask how far a duty goes before you accept it",
    ),
    "偏印": (
        "the mind is quiet and suited to study, review and a change of course",
        "an unusual path can open up",
        "thoughts go round in circles, so talk regularly with someone you trust",
    ),
    "正印": (
        "study, tests and rest come up, and help is easily found",
        "ask first and save yourself a detour",
        "leaning on others slows your own plan",
    ),
}
MONTHS = {
    "比肩": (
        "there is much to settle with equals, so divide the work again and let each keep to a part",
        "you decide alone more often, and one small task finished by yourself beats waiting for company",
        "others seem to be ahead; keep your own pace",
    ),
    "劫财": (
        "invitations and expenses rise together, so set aside at the start a sum that stays untouched",
        "someone proposes to join forces: agree first on who gives and who gets, then say yes",
        "several people want the same thing, and a step aside opens another way",
    ),
    "食神": (
        "the work at hand goes well; polish one piece and treat yourself to a good meal",
        "spirits are high, so put a waiting idea on one page and show it to a friend",
        "slow down and keep a few evenings for things you do for their own sake",
    ),
    "伤官": (
        "ideas come fast and words faster: good for drafts and talks, with a pause before speaking",
        "the usual rules irritate you; propose a change together with a plan that can be carried out",
        "you speak well in public; in private, leave others a way to save face",
    ),
    "偏财": (
        "news and chances come in together; follow one to the end and note the others",
        "you meet more people than usual, and an old acquaintance may open a door",
        "money comes and goes quickly, so let a sudden purchase wait for two days",
    ),
    "正财": (
        "it is a time for accounts, things to finish and the household, and orderly details calm the mind",
        "there is much solid work: three tasks a day, then stop",
        "discuss at home an expense that is due, and buy what lasts",
    ),
    "七杀": (
        "demands come fast; separate the truly urgent from the rest and do that at once",
        "with a forceful person or a hard deadline, put the facts first and feelings after",
        "one difficult thing weighs on you; divide it and take only the first step",
    ),
    "正官": (
        "rules, reviews and superiors come up, and papers prepared early save worry",
        "duties and titles can be discussed, and spoken agreements put in writing",
        "people look more closely than usual; being on time and answering soon is the easiest credit",
    ),
    "偏印": (
        "the mind turns inward: good for reading and research, with few engagements",
        "you doubt an old decision; write the reasons for and against, and look again in a week",
        "you get much done alone, and some unusual knowledge turns out useful",
    ),
    "正印": (
        "good for courses, tests or a senior's advice; one talk may save weeks of trying",
        "help is offered; accept it openly and give thanks afterwards",
        "recovery comes first: catch up on sleep, clear the desk, and leave a day unplanned",
    ),
}
SEATS = {
    "peer": (
        "the branch is of your own kind, so endurance is not lacking",
        "the branch is an ally, and you hold your ground",
        "in the second half you rely on yourself",
    ),
    "output": (
        "the branch carries output, and speech and writing come easily",
        "what you make in these weeks lifts the mood",
        "the second half is the time to deliver",
    ),
    "wealth": (
        "the branch holds wealth, so keep count of both time and money",
        "the second half is busy with practical things",
        "what counts is the result at the end",
    ),
    "officer": (
        "the branch holds duty, and the second half is stricter than the first",
        "what you promised needs a place in the calendar",
        "towards the end somebody checks the outcome",
    ),
    "resource": (
        "the branch holds support, and there is somebody to ask",
        "the branch is a cushion, so rest when you are tired",
        "the second half suits catching up on study and sleep",
    ),
}
TIMING = {
    "work": {
        "peer": "several people want the same place, and your own work keeps you yours",
        "output": "finished work and clear ideas count for most",
        "wealth": "you are judged by visible results",
        "officer": "duties and reviews grow, and standing with them",
        "resource": "training and a good mentor pay better than haste",
    },
    "money": {
        "peer": "favours and partnerships cost more, and what you lend should have a limit",
        "output": "income follows craft, so make one more thing worth showing",
        "wealth": "much comes in and goes out, and monthly accounts keep it clear",
        "officer": "fixed costs and dues grow and should be set aside first",
        "resource": "money goes into learning and the home, where the return is slow and lasting",
    },
    "love": {
        "peer": "friends take up much time, and those closest should not come last",
        "output": "you want to talk and enjoy yourself, and going out does a bond good",
        "wealth": "practical plans and the household come up, and talking openly about money helps",
        "officer": "commitment comes up, and is better thought over before it is promised",
        "resource": "a need for quiet grows, and quiet company is enough",
    },
    "friends": {
        "peer": "there are many playmates, and taking turns keeps it fair",
        "output": "ideas abound, and making something together is fun",
        "wealth": "things are borrowed often, so agree on the day of return",
        "officer": "class duties come round, and yours deserve to be done well",
        "resource": "it is a time for quiet reading with one good study partner",
    },
    "family": {
        "peer": "brothers, sisters and peers need one another, and nobody has to do it all",
        "output": "younger people bring life into the house",
        "wealth": "the costs of the home and of caring for elders need talking over",
        "officer": "duties at home are divided anew, and it helps to say who does what",
        "resource": "elders offer care and advice, and a visit is worth the journey",
    },
    "care": {
        "peer": "moving in company keeps you at it, provided that nobody shows off",
        "output": "late nights and late meals need a limit, and exercise relieves most",
        "wealth": "work crowds out meals, so give them a place in the calendar",
        "officer": "under pressure sleep comes first, and a stiff back needs movement",
        "resource": "you sit and think too long, so keep a daily walk",
    },
}
NOUNS = {
    "work": "work",
    "money": "money",
    "love": "love",
    "friends": "friendship",
    "family": "the family",
    "care": "body and mind",
}
