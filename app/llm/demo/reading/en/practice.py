"""Small pieces of advice in English that differ by element: the day master's, the heaviest or the lightest."""

REVIEW = {
    "木": "After a week, draw what you have learnt as a tree, and see which branch is still bare.",
    "火": "After a week, tell somebody about it in five minutes, and go back to where the interest flags.",
    "土": "After a week, do it once without the notes, and repeat only what was missing.",
    "金": "After a week, test yourself on the exceptions and correct the list.",
    "水": "After a week, explain it to someone aloud, and go back to where you begin to wander.",
}
"""How to go back to what was learnt, by the heaviest element."""
TOGETHER = {
    "木": "In working with others, say at the start where it is to lead, and who may change the direction.",
    "火": "In working with others, settle at the start who speaks for all, and let the quiet ones write.",
    "土": "In working with others, settle at the start what is not your task, and write that down, too.",
    "金": "In working with others, settle at the start who decides, and write down later changes.",
    "水": "In working with others, settle at the start by when a choice is made, and keep to that date.",
}
"""Working with others, by the day master's element."""
QUARREL = {
    "木": "In a quarrel, leave the other person time to catch up before you go on to the next point.",
    "火": "In a quarrel, lower your voice first; the words follow.",
    "土": "In a quarrel, say on the first evening what you would otherwise say on the tenth.",
    "金": "In a quarrel, say how you feel before you say who is right.",
    "水": "In a quarrel, say what you mean in one sentence instead of hinting at it in five.",
}
"""By the day master's element."""
ACCOUNTS = {
    "木": "Once a month, count what you bought for plans that have not begun.",
    "火": "Once a month, look at the evenings that cost most, and keep the ones you remember gladly.",
    "土": "Once a month, see what is stored twice at home before you buy more of it.",
    "金": "Once a month, ask of the dearest thing how often you have used it.",
    "水": "Once a month, look at what was ordered after ten at night, and what of it you would order again.",
}
"""By the heaviest element."""
UPSET = {
    "木": "When you are upset, walk fast for ten minutes before you answer.",
    "火": "When you are upset, drink a glass of water and wait until your face is cool before you answer.",
    "土": "When you are upset, put something in order with your hands before you answer.",
    "金": "When you are upset, breathe out slowly ten times before you answer.",
    "水": "When you are upset, write the answer down and send it in the morning.",
}
"""By the day master's element."""
PAUSE = {
    "木": "When you have sat for an hour, stretch arms and sides at an open window.",
    "火": "When you have sat for an hour, step into the daylight for five minutes.",
    "土": "When you have sat for an hour, take a few steps and put one thing back in its place.",
    "金": "When you have sat for an hour, clear one thing from the desk and breathe deeply.",
    "水": "When you have sat for an hour, drink something and look into the distance.",
}
"""By the lightest element."""
READER = {
    "木": "Show the list to somebody who also wants to change something, and report to each other on Sundays.",
    "火": "Read the list to somebody who makes you laugh, and let them ask about it.",
    "土": "Hang the list where you eat, and tick things off in the evening.",
    "金": "Choose the one item you can measure, and write the figure down each week.",
    "水": "Tell one person which item you have chosen, so that it does not stay a thought.",
}
"""How to keep to the list of advice, by the day master's element."""
