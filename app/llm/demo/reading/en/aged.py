"""English wording for readers from fifty-five to sixty-five: they hand over work and give advice rather than ask for it."""

from app.llm.demo.reading.en.view import is_senior
from app.llm.demo.reading.facts import Facts

_INSTEAD = {
    "a place where you can learn first, with a senior or a solid institution behind you": "a place where your experience is asked for, with people who look after you in turn",
    "a course, a good teacher or a reliable firm behind you is worth waiting for": "let others look after you as well, and learn what you always wanted to know",
    "These ten years are about learning, recovery and help from others.": "These ten years are about recovery, reading and help from others.",
    "Teachers, elders or a reliable institution stand behind you, and study pays.": "People and institutions look after you, and what you learn now is for your own pleasure.",
    "study, tests, papers and rest come up": "papers, rest and the handing on of what you know come up",
    "a course begun or a test passed now lasts, and a senior's advice helps": "papers are settled more easily, help is at hand, and rest does you good",
    "a course, a test or a senior's advice pays; one talk may save weeks of trying": "papers go through, and one talk with somebody who knows may save weeks of trying",
    "courses, tests and the advice of someone senior": "papers, rest and the advice of someone who knows",
    "duties and titles can be discussed, and spoken agreements put in writing": "duties can be handed over, and spoken agreements put in writing",
    "duties and titles, and getting agreements in writing": "handing over duties, and getting agreements in writing",
    "rules, reviews and dealings with superiors": "forms, reviews and dates to keep",
    "training and a good mentor pay better than haste": "people ask what you know, and passing it on counts for more than haste",
    "you are judged by visible results": "what can be seen and handed over counts",
    "duties and reviews grow, and standing with them": "duties are handed over in good order, and standing stays with you",
    "several people want the same place, and your own work keeps you yours": "others step into your place, and what only you can do is still asked for",
    "several people want the same place, so keep to the work that only you can do": "others want your place, so hand over what they can do and keep what only you can",
    "waiting for advice or one more certificate costs time, so decide the small things yourself": "waiting for advice costs time, so decide the small things yourself",
    "elders offer care and advice, and a visit is worth the journey": "care is given and received between the generations, and a visit is worth the journey",
    "the costs of the home and of caring for elders need talking over": "the costs of the home and of later care need talking over",
    "many people do what you do, as partners and as rivals": "many people have done what you do, as partners and as rivals",
    "These ten years are about standing on your own feet, with peers mattering more than elders.": "These ten years are about people of your own age, and about deciding for yourself.",
    "Order and trust grow, and formal positions suit you.": "Order and trust grow, and a duty of honour may suit you.",
    "Allies are at hand, and one whole piece of work can become yours.": "Friends are at hand, and one whole piece of work can still become yours.",
    "Others want the same place; know what is yours instead of trying to win everything.": "Others move into your place; know what you want to keep instead of holding on to everything.",
    "experience, learning and a good institution": "experience, pension rights and a good institution",
}


def aged(f: Facts, text: str, *, age: int | None = None) -> str:
    """Return the wording for the reader's age, or for the age that the reader has in a decade."""
    is_late = is_senior(f) if age is None else 55 <= age < 68
    return _INSTEAD.get(text, text) if is_late else text
