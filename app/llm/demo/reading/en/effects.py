"""What the relations of a transit's pillar to the chart bring in English, in several wordings for each kind."""

LONG_EFFECTS = {
    "六冲": (
        "expect changes concerning {life}, and leave room for them in your plans",
        "there is movement around {life}, and it costs less if you prepare for it",
    ),
    "天干相冲": (
        "different views of {life} are voiced openly and can be talked through",
        "opinions about {life} differ, so hear the others out first",
    ),
    "六合": (
        "it favours bonds and agreements around {life}",
        "it lends goodwill to {life}, and promises are kept more easily",
    ),
    "天干五合": (
        "it draws your attention to {life}; know what you want before you commit yourself",
        "it binds much of your attention to {life}; see what is yours to look after",
    ),
    "三合": (
        "it brings several things together around {life} and gives them momentum",
        "it gathers help around {life}; choose one thing and see it through",
    ),
    "三会": (
        "it gathers one element in force, and this colours {life}",
        "it gives {life} so much weight that other things have to make room",
    ),
    "半合": (
        "it gives half a hand with {life}; the other half is yours to do",
        "it makes a beginning around {life}, and the rest is yours to do",
    ),
    "六害": (
        "things tend to stay unsaid about {life}; raise them early",
        "misunderstandings about {life} come easily; speak face to face",
    ),
    "六破": (
        "arrangements concerning {life} may need doing twice, so {check}",
        "small things tend to go wrong around {life}, so take the time to check",
    ),
    "相刑": (
        "an unsettled question about {life} keeps coming back until it is dealt with",
        "there are old questions about {life} to put in order, one by one",
    ),
    "三刑": (
        "unsettled questions about {life} come up together and have to be put in order",
        "several demands concerning {life} come at once, so decide on an order first",
    ),
    "自刑": (
        "you may ask too much of yourself over {life}",
        "go easy on yourself over {life}",
    ),
    "伏吟": (
        "it repeats an old subject, {life}, which can be settled differently this time",
        "it brings back an old story about {life}; try another way this time",
    ),
}
"""In a year or a decade."""
MONTH_EFFECTS = {
    "六冲": (
        "arrangements concerning {life} may shift, so leave a day to spare",
        "there is movement around {life}; have a second plan ready",
        "things around {life} may change, and it is easier to change with them",
    ),
    "天干相冲": (
        "differences over {life} come into the open; take your time to answer",
        "there are two opinions about {life}, and hearing the other one out helps",
        "it is easy to clash over {life}, so sleep on it before you reply",
    ),
    "六合": (
        "agreement over {life} comes more easily",
        "people around {life} are willing to agree, enough to settle a small point",
        "somebody meets you half-way over {life}; ask",
    ),
    "天干五合": (
        "your thoughts keep returning to {life}; be clear about what you want before you agree",
        "much of your attention goes to {life}, so keep some time for the rest",
        "your mind stays with {life}; choose the one thing that matters",
    ),
    "三合": (
        "several things come together around {life}, and a matter can be settled in one go",
        "helpers gather around {life}, a good time to finish something",
        "there is momentum around {life}; go with it to the end",
    ),
    "三会": (
        "one element gathers in force and colours {life}",
        "there is a great deal going on around {life}; one thing at a time",
        "much comes at once around {life}, so decide on an order first",
    ),
    "半合": (
        "there is a beginning of help with {life}; ask for the rest of it",
        "somebody gives {life} a first push, and you carry it on",
        "you may count on a little help with {life}, though not on all of it",
    ),
    "六害": (
        "something is left unsaid about {life}; ask early",
        "misunderstandings about {life} come easily, so say the whole of it",
        "a small grievance about {life} disappears once it is spoken of",
    ),
    "六破": (
        "a detail concerning {life} needs doing again, so {check}",
        "small things about {life} are easily overlooked; make a list",
        "look at {life} a second time before you call a thing finished",
    ),
    "相刑": (
        "an old question about {life} comes back; take one thing at a time",
        "a familiar difficulty about {life} returns, and the old remedy works again",
        "it is easy to be too strict over {life}; let the small points go",
    ),
    "三刑": (
        "several old questions about {life} come up together; deal with them in order",
        "there are many threads to {life}; write them down before you pull one",
        "several things around {life} hang together, so begin with the loosest knot",
    ),
    "自刑": (
        "you are hard on yourself over {life}, and a lower standard is enough",
        "do not press yourself over {life}; good enough is enough",
        "you think too much about {life}; do a part of it first",
    ),
    "伏吟": (
        "an old subject, {life}, comes round again and may get a new answer",
        "you have seen this before with {life}; remember how it went",
        "old stories about {life} come up again, and there is no need to repeat them",
    ),
}
PAST_EFFECTS = {
    "六冲": ("arrangements concerning {life} may have shifted", "there may have been movement around {life}"),
    "天干相冲": (
        "differences over {life} may have come into the open",
        "there may have been two opinions about {life}",
    ),
    "六合": ("agreement over {life} may have come more easily", "people around {life} may have been willing to agree"),
    "天干五合": ("your thoughts may often have returned to {life}", "much of your attention may have gone to {life}"),
    "三合": (
        "several things may have come together around {life}",
        "there may have been momentum around {life}",
    ),
    "三会": (
        "one element gathered in force and coloured {life}",
        "there may have been a great deal going on around {life}",
    ),
    "半合": (
        "there may have been a beginning of help with {life}",
        "there may have been a little help with {life}",
    ),
    "六害": (
        "something may have been left unsaid about {life}",
        "there may have been a misunderstanding about {life}",
    ),
    "六破": (
        "a detail concerning {life} may have had to be done again",
        "small things about {life} may have been overlooked",
    ),
    "相刑": (
        "an old question about {life} may have come back",
        "a familiar difficulty about {life} may have returned",
    ),
    "三刑": (
        "several old questions about {life} may have come up together",
        "there may have been many threads to {life}",
    ),
    "自刑": (
        "you may have been hard on yourself over {life}",
        "you may have thought too much about {life}",
    ),
    "伏吟": ("an old subject, {life}, came round again", "something about {life} may have felt familiar"),
}

LONG_BURDENS = {
    "六合": (
        "it ties you to {life} just when strength is short, so promise less than you are asked for",
        "what binds you to {life} also holds you there; leave room in every agreement",
    ),
    "天干五合": (
        "it draws strength towards {life}; think twice before you give more of it",
        "{life} may claim more of you than planned, so set hours for it",
    ),
    "三合": (
        "several things pull in one direction around {life}, and it is hard to stop them half-way; decide beforehand",
        "what gathers around {life} asks for more than you want to give; choose one part of it",
    ),
    "三会": (
        "it gathers one element in force around {life}, and leaves little room for the rest",
        "it gives {life} so much weight that other things have to wait",
    ),
    "半合": (
        "it begins something around {life} that is not easily finished; keep it small",
        "it promises more help with {life} than comes, so plan with half of it",
    ),
}
"""What a bond brings in a demanding year or decade."""
MONTH_BURDENS = {
    "六合": (
        "somebody would like a promise about {life}; give it in an easier month",
        "a bond holds you to {life} longer than planned, so leave room in the day",
        "agreeing over {life} is easy, and keeping to it is not; say yes to half",
    ),
    "天干五合": (
        "your thoughts keep going back to {life}; put them on paper once and leave them there",
        "much of your strength goes to {life}, so do not add to it",
        "you are drawn towards {life}; wait until the month is over before you commit yourself",
    ),
    "三合": (
        "several things pull at once around {life}; keep hold of one",
        "what has begun around {life} is hard to stop, so start nothing new there",
        "others push ahead over {life}; you may follow more slowly",
    ),
    "三会": (
        "one element fills the month and crowds {life}",
        "too much goes on around {life}; do one thing, and leave the rest undone",
        "everything comes at once around {life}; ask for a later date",
    ),
    "半合": (
        "help with {life} is promised and comes late, so plan without it",
        "something begins around {life} that can well wait",
        "half a hand is offered with {life}; take it, and keep the task small",
    ),
}
"""What a bond brings in a demanding month."""
PAST_BURDENS = {
    "六合": (
        "you may have been held to {life} longer than planned",
        "a promise about {life} may have cost more than it gave",
    ),
    "天干五合": ("much strength may have gone to {life}", "your thoughts may have kept going back to {life}"),
    "三合": ("several things may have pulled at once around {life}", "others may have pushed ahead over {life}"),
    "三会": ("one element filled the month and crowded {life}", "too much may have come at once around {life}"),
    "半合": ("help with {life} may have come late", "something half begun may have been left around {life}"),
}
"""What a bond brought in a demanding month that is over."""
