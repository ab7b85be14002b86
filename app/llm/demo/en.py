"""The demo model's English sentences. It leaves out a sentence if the chart does not fill one of its slots."""

NOTICE = "(Demonstration text: written by the built-in demo model, not by a real language model.)"
REWORDED = "Let me put it differently."
CHATTER = "Sure, continuing:\n\n"
PAUSE = ","

KEYWORDS = (
    ("advice", "advice|action|step|limit|method"),
    ("luck", "luck|year|decade|cycle"),
    ("relations", "love|family|relation|marriage"),
    ("wealth", "money|wealth|financ"),
    ("career", "career|work|learn|study"),
    ("health", "health|well|rest|rhythm|daily"),
    ("favourable", "favou?r"),
    ("structure", "strength|structure"),
    ("temperament", "temper|character|present|nature"),
    ("day_master", "day master|element"),
)

ELEMENTS = {"木": "Wood", "火": "Fire", "土": "Earth", "金": "Metal", "水": "Water"}
POLARITIES = {True: "yang", False: "yin"}
SEASONS = {"寅卯辰": "spring", "巳午未": "summer", "申酉戌": "autumn", "亥子丑": "winter"}
IMAGES = {
    "甲": "a tall tree",
    "乙": "a climbing vine",
    "丙": "the open sun",
    "丁": "a candle at night",
    "戊": "a broad hill",
    "己": "a tilled field",
    "庚": "raw iron",
    "辛": "fine jewellery",
    "壬": "a wide river",
    "癸": "soft rain",
}
TEMPERAMENTS = {
    "木": "unhurried growth, and some impatience with anything that stands still",
    "火": "warmth that comes quickly and may tire as quickly",
    "土": "steadiness, and promises kept before they are spoken of",
    "金": "clean lines, rules, and a long memory for what was said",
    "水": "second thoughts, detours and an eye for what others miss",
}
QUALITIES = TEMPERAMENTS
HABITS = {
    "木": "a walk among trees early in the day",
    "火": "the most important task in the brightest hours",
    "土": "meals and tidying at fixed times",
    "金": "a desk and a list that are cleared every evening",
    "水": "a quiet hour of reading at dusk",
}
BONDS = (
    "the two are of one kind, and the day master tends to find support",
    "the day master feeds the season, and strength tends to go into giving",
    "the day master has to manage the season, which may cost effort",
    "the season restrains the day master, so that much is done within limits",
    "the season feeds the day master, which gives it something to lean on",
)
STRENGTHS = {True: "balanced to strong", False: "balanced to weak"}
COUNTS = {
    0: "not visible on the surface, so it often comes by way of skill or trust",
    1: "in one place only, so that one good path may serve better than many",
    2: "in more than one place, so that choosing matters more than finding",
}
ALL_PILLARS = {True: "four pillars are {pillars}", False: "three known pillars, the hour being unknown, are {pillars}"}
COMMA, SPACE = ", ", " "

THEMES = {
    "overview": (
        "The {all_pillars}, and everything that follows returns to these characters.",
        "The day pillar is {day}; its stem {stem} is the day master, {polarity} {own}, the part that stands for you.",
        "The month pillar {month} sets the season; its branch {branch} is mainly {base}, one measure of strength.",
        "Among the stems and branches, {most} appears most and {least} least, which shows where the weight lies.",
        "The year pillar {year} describes early surroundings; it is background rather than a verdict.",
        "A first reading of a chart asks three things: who, in which season, and in what company.",
        "Stems are like what is said aloud, and branches like the soil beneath; it takes both to see a person.",
    ),
    "day_master": (
        "The day master {stem} is {polarity} {own}, traditionally pictured as {image}.",
        "Born in {season}, with {branch} in the month and its main element {base}: {bond}.",
        "{feeds} feeds the day master, and stands for backing and learning that may come early or late.",
        "{yields} is what the day master gives, like speech and craft: lively in measure, scattered in excess.",
        "{rules} holds the day master in check, which often makes for care and sometimes for constraint.",
        "{ruled} is what the day master manages: visible enough, but it has to be held.",
        "Under the day master lies {seat}, the ground on which it stands.",
    ),
    "temperament": (
        "A day master of {stem} often shows the manner of {own}: {own_air}.",
        "In unfamiliar company the tendency may be to watch first and then decide how much to give.",
        "When a decision is due, {most} is likely to set the pace.",
        "Time alone tends to work as repair, and ideas often take shape there.",
        "What looks like calm to others may be the result of having walked the path in the mind before.",
        "Where opinions differ, the restraint of {rules} suggests half a step back before the last word.",
        "With {seat} in the day branch, those who are close may see a softer side, or a more impatient one.",
    ),
    "structure": (
        "Strength is judged by season first: {own} was born in {season}, the month is mainly {base}, and {bond}.",
        "Next come roots: whether the branches hold anything of {own}, or anything that feeds it.",
        "Then company: supporting stems make the day master easier to hear, and draining ones do not.",
        "By the usual reckoning {feeds} and {own} stand on one side and the other three elements on the other.",
        "The structure is commonly taken from the month, which is why {month} matters so much here.",
        "The link most easily disputed is whether {most} is truly strong or merely frequent.",
        "Until there is better evidence, {strength} is a cautious way to put it.",
    ),
    "favourable": (
        "If the day master is taken as {strength}, {use} may be the first element to consider.",
        "Balance asks which element is heavy and which is light, so {most} and {least} come into view at once.",
        "Climate asks something else: for a birth in {season}, whether warmth and moisture are in proportion.",
        "Where the two disagree, climate may come first, because it colours the whole chart.",
        "In daily life, keeping {use} close can be as small as {use_habit}.",
        "What is plentiful need not be avoided; {most} in the right place remains a strength.",
        "A favourable element is a direction, not a list of things forbidden.",
    ),
    "career": (
        "For work, {rules} comes first: duty and order, comfortable in measure and heavy beyond it.",
        "{feeds} stands for learning, and suggests that a solid foundation may serve better than an early start.",
        "{yields} stands for output: what is written, made or said aloud tends to be seen.",
        "The month pillar {month} describes surroundings; being mainly {base}, they may lean towards {base_air}.",
        "When working with others, it often helps to settle boundaries before friendship.",
        "Depth in one thing may suit you better than a hand in many.",
        "Whether to stay or move may be answered by whether the present work still teaches something.",
    ),
    "wealth": (
        "Wealth is read from {ruled}, which is {ruled_count}.",
        "{own} manages {ruled} by its own effort, so that what is earned steadily tends to match the time it took.",
        "{yields} leads to {ruled}: skill may be the nearest road.",
        "There may be care with things that can be seen, and a looser hand where feelings are involved.",
        "A plain record of spending is less about saving than about seeing where money quietly goes.",
        "With {most} so present, effort can keep flowing to the same place; it is worth asking now and then why.",
        "This is about habits only; for actual arrangements, please ask a professional.",
    ),
    "relations": (
        "The day branch {seat} is the place of those who are close; being {seat_element}, it may lean to {seat_air}.",
        "Affection may be shown in deeds rather than in words, and not everyone reads deeds quickly.",
        "The one who yields first after a quarrel often cares more, and is not necessarily the one who was wrong.",
        "The year pillar {year} hints at the air of the family home; later on, more depends on care.",
        "Between {rules} and {own} lies a reminder that quick promises can turn into pressure.",
        "A little solitude granted to each other tends to bring two people nearer.",
        "In friendship, a few lasting ties may suit you better than many.",
    ),
    "health": (
        "The balance of elements can suggest habits: with so much {most}, you might try {least_habit}.",
        "People born in {season} often notice the turning of the seasons, and may plan those weeks more lightly.",
        "Meals that are plain and on time are easier to keep than any special rule.",
        "The exercise worth choosing is the one that can be kept up for years.",
        "When moods rise and fall, sleep comes first and arguments after.",
        "{least} is light, and the side of life it stands for is easily neglected.",
        "These are everyday suggestions only; if you feel unwell, please see a doctor.",
    ),
    "luck": (
        "A decade of luck is like a climate: it does not decide what is sown, only when sowing is easier.",
        "Its meaning depends on how it meets {own}: some years help, others ask for tidying up.",
        "Where {feeds} is strong, it may be a time for study, repair and asking for help.",
        "Where {yields} is strong, ideas tend to multiply, and finishing one or two is worth more than starting ten.",
        "Where {ruled} is strong, tasks and chances may grow together; it is wise to measure before reaching.",
        "Where {rules} is strong, duties tend to grow, and clear rules make them lighter.",
        "A decade already lived is useful as a check: which words came close, and which did not.",
    ),
    "advice": (
        "Two or three things done are worth more than ten remembered.",
        "You might begin with {least}, which is light here: {least_habit}, in a fixed place in the week.",
        "Where {rules} weighs as duty, settle the time limit before the effort.",
        "With so much {most}, habit answers quickly; once a month, another way may be worth trying.",
        "These words follow the solar terms for the month and the day stem for the self; other schools differ.",
        "If the time of birth is uncertain, anything that depends on it should be read with caution.",
        "This is a traditional way of looking at things, and the choices remain yours.",
    ),
}

PILLARS = (
    "The year pillar {year} is the outermost layer: it says more about where you come from than where you are going.",
    "The year stem is {year_element}, so the early surroundings may have leaned towards {year_air}.",
    "With {month} in command, warmth and moisture in the chart are largely set by it.",
    "{month} stands next to {day}, so that outside demands may soon become private thoughts.",
    "In {day}, the stem is what shows and the branch is what weighs.",
    "The day pillar {day} is the axis, and every other pillar is read in relation to it.",
    "The hour pillar {hour} is the innermost layer, the place of wishes that have not yet been spoken.",
    "From {day} to {hour} you can follow how a thought becomes an act.",
)
COMMON = (
    "This only follows the characters one step; your own experience has the last word.",
    "If it does not sound like you, that is quite usual: a chart is a mirror, and the angle matters.",
    "Weight in one place often means lightness in another, and strengths tend to share a root with troubles.",
    "Put plainly, {most} offers ease, and {least} asks for patience.",
    "Much of the old wording, taken apart, is about measure and order.",
    "It is closer to an inclination than to a command.",
    "In other company the same characters might take another road.",
    "There is no good or bad in this, only what comes easily and what does not.",
    "What is prepared early and what is improvised late rarely turn out alike.",
    "A plan with a little room in it is less likely to break.",
    "Where two readings are possible, the gentler one seldom costs much.",
    "Small changes kept for half a year tend to outlast one great resolution.",
    "What tires people is often not the task but the long delay before it.",
    "Going slowly loses little, above all while the view is not yet clear.",
)
LISTS = ("Three small things may be worth trying:", "One might begin here:", "None of these costs much:")
ITEMS = (
    "Keep half a day a week free of people and plans.",
    "Let an important answer rest for a night.",
    "Finish one small thing that has been waiting.",
    "Thank someone at home, and mean it.",
    "Write down tomorrow's first task before sleeping.",
    "Give away what is no longer used, once a month.",
)
MORE = "As for {aspect}, the pillar {pillar} {clause}."
ASPECTS = (
    *("dealing with people", "daily tasks", "learning", "spending", "rest", "family"),
    *("friends", "travel", "reading", "listening", "speaking", "waiting"),
)
CLAUSES = (
    "suggests looking twice before acting",
    "tends to warm up slowly and may need time",
    "can be taken as a hint whose weight depends on the moment",
    "leans towards holding one place before opening another",
    "works like a lamp from the side, showing what is usually overlooked",
    "may be read together with what was said about {own}",
    "speaks mostly of order, and the right order often halves the difficulty",
    "leaves a good deal of room, and habit decides how it is used",
)
