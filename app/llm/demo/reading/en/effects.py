"""What the relations of a transit's pillar to the chart bring in English, in several wordings for each kind."""

LONG_EFFECTS = {
    "六冲": (
        "expect changes concerning {life}, and plan for them instead of holding on",
        "there is movement around {life}, which does good if it is prepared for",
    ),
    "天干相冲": (
        "different views of {life} are voiced openly and can be talked through",
        "opinions about {life} differ, so hear the others out first",
    ),
    "六合": (
        "it favours bonds and agreements in matters of {life}",
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
        "it lends some support to {life}, and the rest takes your own effort",
        "it gives {life} a start, and you go on from there",
    ),
    "六害": (
        "things tend to stay unsaid about {life}; raise them early",
        "misunderstandings about {life} come easily; speak face to face",
    ),
    "六破": (
        "arrangements concerning {life} may need doing twice, so {check}",
        "small things go wrong around {life}, and slow is faster",
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
        "go easy on yourself in matters of {life}",
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
        "plans concerning {life} may change, and it is easier to change with them",
    ),
    "天干相冲": (
        "differences over {life} come into the open; take your time to answer",
        "there are two opinions about {life}, and hearing the other one out helps",
        "it is easy to clash over {life}, so sleep on it before you reply",
    ),
    "六合": (
        "agreement over {life} comes more easily",
        "there is goodwill in matters of {life}, enough to settle a small point",
        "somebody meets you half-way over {life}; ask",
    ),
    "天干五合": (
        "your thoughts keep returning to {life}; be clear about what you want before you agree",
        "{life} takes up much attention, so keep some time for the rest",
        "your mind stays with {life}; choose the one thing that matters",
    ),
    "三合": (
        "several things come together around {life}, and a matter can be settled in one go",
        "helpers gather around {life}, a good time to finish something",
        "there is momentum in matters of {life}; go with it to the end",
    ),
    "三会": (
        "one element gathers in force and colours {life}",
        "there is a great deal going on around {life}; one thing at a time",
        "much comes at once in matters of {life}, so decide on an order first",
    ),
    "半合": (
        "there is some support for {life}, and the rest takes your own effort",
        "matters of {life} begin with help and go on by yourself",
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
        "matters of {life} want a second look before they are closed",
    ),
    "相刑": (
        "an old question about {life} comes back; take one thing at a time",
        "a familiar difficulty about {life} returns, and the old remedy works again",
        "it is easy to be too strict over {life}; let the small points go",
    ),
    "三刑": (
        "several old questions about {life} come up together; deal with them in order",
        "there are many threads to {life}; write them down before you pull one",
        "several matters of {life} hang together, so begin with the loosest knot",
    ),
    "自刑": (
        "you are hard on yourself over {life}, and a lower standard is enough",
        "do not press yourself over {life}; good enough is enough",
        "you think too much about {life}; do a part of it first",
    ),
    "伏吟": (
        "an old subject, {life}, comes round again and may get a new answer",
        "you have seen this before in matters of {life}; remember how it went",
        "old stories about {life} come up again, and there is no need to repeat them",
    ),
}
PAST_EFFECTS = {
    "六冲": ("arrangements concerning {life} may have shifted", "there may have been movement around {life}"),
    "天干相冲": (
        "differences over {life} may have come into the open",
        "there may have been two opinions about {life}",
    ),
    "六合": ("agreement over {life} may have come more easily", "there may have been goodwill in matters of {life}"),
    "天干五合": ("your thoughts may often have returned to {life}", "{life} may have taken up much attention"),
    "三合": (
        "several things may have come together around {life}",
        "there may have been momentum in matters of {life}",
    ),
    "三会": (
        "one element gathered in force and coloured {life}",
        "there may have been a great deal going on around {life}",
    ),
    "半合": (
        "there was some support for {life}, and the rest took your own effort",
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
