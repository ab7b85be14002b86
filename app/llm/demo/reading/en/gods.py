"""What the ten gods mean in English: in the chart, in a decade and in a year."""

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
        "work, craft and what you enjoy are the subject",
        "finished work, craft and good spirits will be seen",
        "wanting everything at once leads nowhere; finish first, improve later",
    ),
    "伤官": (
        "ideas and words are plentiful, and the old way feels tight",
        "revise, and find another form for what you have to say",
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
        "one thing at a time, the oldest first, brings order into it",
        "conflicts tire you most; wait, and talk at another time",
    ),
    "正官": (
        "responsibility grows, with much that concerns rules and standing",
        "the orderly way is the fast one, and punctual work is noticed",
        "expectations press; ask how far a duty goes before you accept it",
    ),
    "偏印": (
        "the mind turns inward, to study, review and second thoughts",
        "an unusual path can open up",
        "thoughts go round in circles, so talk regularly with someone you trust",
    ),
    "正印": (
        "study, tests, papers and rest come up",
        "a course begun or a test passed now lasts, and a senior's advice helps",
        "waiting for others slows your own plan, so decide the small things yourself",
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
