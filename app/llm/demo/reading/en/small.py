"""The temperament of a child under six in English, told to those who look after it."""

from app.llm.demo.reading.en.words import ELEMENTS, where
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph


def character(f: Facts) -> list[Paragraph]:
    """Describe the nature of a small child by the day master and the ten gods that show."""
    month = f.columns["month"]
    inner = month.hidden[0]
    return [
        [
            Must(
                f"This is the chart of a small child, and the section is written for those who look after it. With a day master of <{f.stem}>, {_NATURE[f.element]}."
            ),
            "Such a nature is only the first layer; much is added later by the way the days are spent.",
        ],
        [
            Must(
                f"The main stem of the month branch <{month.branch}> is <{inner.stem}>, <{inner.god}>; {_WARMTH[f.leans_strong]}."
            ),
            "After enough sleep and a good meal, most children are easy to get on with.",
        ],
        [f"The output stars {where(f, 'output')}: {_VOICE[f.presence('output')]}."],
        [f"The companion stars {where(f, 'peer')}: {_COMPANY[f.presence('peer')]}."],
        [f"The resource stars {where(f, 'resource')}: {_CLOSE[f.presence('resource')]}."],
        [
            f"{ELEMENTS[f.heaviest]} is the heaviest element: {_MOST[f.heaviest]}.",
            "What a child likes it finds by touching; it is enough to stand by and watch.",
        ],
        [
            More("At this age every month is different: a child who is shy today may reach for strangers in spring."),
            More("Children copy what they see, so a quiet voice is taught with a quiet voice."),
            More("Praise what was done, and not how clever it was."),
            More("Crying is a way of speaking: listen first, then guess, and a wrong guess does no harm."),
            More("The same things in the same order every day give a child firm ground."),
            More("Whom the child takes after will show in time; what there is now is worth looking at for itself."),
            More("A short time outdoors in any weather does good to the child and to the grown-up."),
        ],
    ]


def nature(f: Facts) -> str:
    """Describe the nature in one sentence for the summary."""
    return f"By nature {_NATURE[f.element]}."


_NATURE = {
    "木": "a child often likes to move, and reaches for what is high or far away",
    "火": "a child often smiles early, and comes alive where there is light and company",
    "土": "a child is often calm, and likes to have familiar people near",
    "金": "a child often looks closely, and notices when a thing has been moved",
    "水": "a child often listens closely, and notices every small change",
}
_WARMTH = {
    True: "much in the chart supports the day master, so the child has a will of its own, and a choice between two things works better than a “no”",
    False: "much in the chart draws on the day master, so the child tires easily, and several quiet spells a day do good",
}
_VOICE = (
    "the voice is used little, and joy and displeasure show in the face, so watch the eyes",
    "sounds and words come once the child feels at home, so wait a little for them",
    "there are sounds and gestures all day, and an answer to each of them is welcome",
)
_COMPANY = (
    "playing alone comes easily, and there is no need to look for company all the time",
    "one or two familiar playmates are the best company",
    "other children are a pleasure, and a tug-of-war over toys is part of it",
)
_CLOSE = (
    "the child is not clinging and can be put down, but wants to be held often all the same",
    "the child calls when tired or hungry, and is content if someone comes soon",
    "the child likes somebody near, and a familiar voice is enough to settle it",
)
_MOST = {
    "木": "hands and feet are seldom still, so give them things to climb and to reach",
    "火": "delight comes and goes quickly, so let play and rest take turns",
    "土": "changes are not welcome, so take one old thing along to every new place",
    "金": "order is pleasant, and toys with a place of their own are put back there",
    "水": "the child is easily absorbed and easily startled, so keep sounds and lights soft",
}
STEPS = {
    "木": "Twice this week, take the child to a place with trees and grass",
    "火": "Open the curtains by day, and play for a while where it is bright",
    "土": "Keep meals and sleep to the same hours",
    "金": "Every evening, put the toys into their box together",
    "水": "Tell a short story at bedtime, in a soft voice",
}
FEWER = {
    "木": "Bring out two toys at a time, and put the others away",
    "火": "After dusk, have less noise and less light",
    "土": "Hold and seat the child a little less, and let it crawl more",
    "金": "Have fewer rules, and bring them in one by one",
    "水": "Let no nap run late into the afternoon",
}
