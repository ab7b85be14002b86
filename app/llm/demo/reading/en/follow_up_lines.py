"""Lines for answers to further questions in English, several for each purpose, so that no two answers are alike."""

SAME = (
    "This belongs to a matter that was answered before, and the direction is the same; here is what was not said.",
    "The matter has come up already, and the conclusion stands; the view is another one.",
    "The wording is new and the matter is not, so the two answers agree.",
    "The conclusion on this was given earlier; what follows only makes it more practical.",
    "Back to this matter: nothing changes in the answer, something is added to the method.",
    "What was said on this before still holds, so this answer stays closer to the next step.",
)
AGAIN = (
    "You have asked this before; the chart has not changed, so neither has the answer, and only the practical side is new.",
    "The same words were answered earlier with the same result; here is another place to begin.",
    "Asked once more, it has the same answer; what can change is how well you are prepared.",
    "There is an answer to this already, and asking again does not alter it; the next step is worth more.",
    "The answer given before stands; the one thing below is worth doing first.",
)
SIGNS = {
    "hold": (
        "You will notice the time loosening when a whole month passes without anything urgent; look at it again then.",
        "Holding is not standing still: take half a day each month to see what is on offer, and settle nothing.",
        "Choose a day on which you come back to it, and think of it less until then.",
        "If somebody presses you, say that you will answer later, and give a date.",
        "The measure of holding well is simple: time, strength and your good name have not become less.",
        "Use the quiet stretch to finish the small things that you owe.",
    ),
    "steady": (
        "Change one thing at a time and leave the rest, or you will not know which step worked.",
        "Take a step, wait two weeks, look at the result, and only then choose the size of the next one.",
        "Small steps can be taken back; leave for later whatever cannot.",
        "Note once a month how far you are; that is more exact than weighing it every day.",
        "If two things want to begin together, begin with the one that leaves you more ways out.",
        "There is no need to be as fast as others; compare with your own last month.",
    ),
    "move": (
        "Before you move, keep one way back open, and write down at which point you would take it.",
        "When much helps, the danger is to begin three things at once; choose one and finish it.",
        "Put more strength into the first month than seems needed, and let go when it runs by itself.",
        "Say the important things first and ask the important questions early; the rest can be mended on the way.",
        "Share the credit with those who help, and more of them will.",
        "After one step forward, rest long enough to see where you stand.",
    ),
}
"""What to watch for, by the lean."""
NEXT_STEPS_OTHER = (
    "write down the worst outcome in one line, and beneath it the first person you would turn to",
    "ask somebody who has done the same what surprised them most",
    "set a date, and decide on that day with whatever you know by then",
    "sort what is to be done into today, this month and this year, and do what stands under today",
)
NEXT_STEPS = {
    "work and career": (
        "find the three hours of your week that tire you most, and move one of them elsewhere",
        "ask someone you trust to name what you do best, and see how much of it you use at present",
        "list what you have finished in half a year, a line each, and mark what came easily",
        "write down two duties that you want and two that you do not, and choose by that list",
    ),
    "study and exams": (
        "take the weakest chapter for twenty minutes a day, ten days in a row",
        "work through an old paper and sort the mistakes by kind, without counting marks",
        "explain a topic aloud to somebody; what you can explain, you know",
        "clear the desk of everything but the one subject",
    ),
    "money": (
        "divide last month's spending into what was needed and what was not, and cut the largest of the second kind",
        "open an account that money only goes into, and feed it on the day you are paid",
        "let every expense above a week's budget rest for three days before you decide",
        "list what you owe and what is owed to you, and settle the smallest item",
    ),
    "love and marriage": (
        "think of the last time you felt safe with somebody, and do that small thing again",
        "say what matters most to you in a sentence that begins with “I”",
        "arrange a walk with no great subject, and see how easy it is",
        "write down three things you cannot give up and three that you can, and keep the list",
    ),
    "family and children": (
        "make a call that is about nothing in particular, and ask how their day was",
        "choose one small thing that has been waiting at home, and do it this month",
        "put the tasks of the household on a sheet, let everyone take one, and remind nobody",
        "when you disagree, repeat what the other has said and ask whether you have understood it",
    ),
    "well-being": (
        "note for a week when you sleep and when you wake, without judging it",
        "walk for a quarter of an hour after a meal; on bad days, standing outside counts",
        "leave the screen in another room for the last half hour of the day",
        "make the appointment for the check-up that is due",
    ),
    "moving and travel": (
        "list the three things you would miss most, and see which of them the new place has",
        "spend an ordinary working day there rather than a holiday",
        "estimate the cost and the time of the move, and add a third to both",
        "ask two people who have moved there what the first three months were like",
    ),
    "timing": (
        "divide the matter into preparing, speaking and settling, and put a date on the first only",
        "write down three small things that can be done while you wait, and do them",
        "find the one condition that is still missing, and work on that",
    ),
}
"""Further steps by the subject of the question. Each suits any lean."""
EVERYDAY = (
    "A chart speaks of effort; whether a thing succeeds depends on people and circumstances as well.",
    "If your situation is another one in half a year, go by the situation and not by these lines.",
    "If the person who knows you best sees it differently, hear them out before you settle anything.",
    "Write down what you think today and read it in three months; the distance will show.",
    "When you cannot decide, do the half that can be undone.",
    "Other people's examples are worth hearing and need not be followed, because their charts are not yours.",
    "If it is pressing, sleep on it; the next morning's idea is often the steadier one.",
    "If one line of this answer brings you relief, begin with that line.",
    "When two voices argue in you, give each three sentences, and see which sounds more like yourself.",
    "Put into practice, this answer changes next week's plan by a little, and that is enough.",
    "Trying a little and looking at the result is usually quicker than thinking it through to the end.",
)
PAPERS = "Whatever asks for a signature or a large sum should be read by somebody who knows the field."
"""Only for adults."""
WITHHELD = (
    "Write down the thought that keeps returning, and beside it one thing you can do today; do that one.",
    "Put the numbers of family and friends on a sheet of paper where you can see it; it calms the mind.",
    "Keep one evening a week free of the subject: cook, walk, or watch something long.",
    "If a doctor or a lawyer can answer it, take three written questions along, and think about it afterwards.",
    "If it comes at bedtime, get up, drink some water, write one line, and lie down again.",
    "Once what can be prepared is prepared, leave the rest to time.",
    "If others worry with you, take turns in speaking and in listening, and then do something else together.",
    "Plan the meals and the hours of this week first; the matter often weighs half as much after that.",
    "Choose one day of the month to look at it, and live the others as usual.",
    "Work with your hands for a while: plants, a drawer, a table; one finished thing is a quieter mind.",
    "Promise yourself a small reward for one week of keeping to your own rule.",
    "Turn the worry into an act: a call, a visit, or one paper put in its place.",
)
"""For questions on subjects that a report does not speak of."""
WITHHELD_AGAIN = {
    "withheld": (
        "This subject is still left aside, for the reasons given before; what can be spoken of is daily life.",
        "As before, this is not for a chart to answer; the lines below keep to what you can hold.",
        "The chart has no answer to this, and asking again brings no other; there is more in what can be done now.",
    ),
    "minor": (
        "As was said before, nothing is judged here yet; temperament, learning and company can be spoken of.",
        "This can still wait a few years; here is something on the days in between.",
        "This one is yours to answer when you are older; what follows is about ordinary things.",
    ),
    "child": (
        "As was said before, the child is too small for this; its nature and its care can be spoken of.",
        "At this age such matters can wait; here is more on company and care.",
        "This question belongs to a later time; for now the daily care counts.",
    ),
}
