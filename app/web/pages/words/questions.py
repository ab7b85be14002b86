"""Strings of further questions, in both languages."""

ZH: dict[str, str] = {
    "follow_up": "追问",
    "follow_up_label": "读完还想问什么？",
    "follow_up_hint": "回答会接在正文后面，前文不会改动。还可以问 {n} 次。",
    "follow_up_submit": "提问",
    "follow_up_busy": "正在提交…",
    "follow_up_answer": "看回答",
    "follow_up_dropped": "未能回答，已放弃",
    "follow_up_drop": "放弃这个问题",
    "follow_up_drop_hint": "最后一个问题还没有回答。可以点“继续写”再试，也可以放弃它，全文仍算完成。",
    "follow_up_none_left": "这份命书的追问次数已用完。",
    "follow_up_error_empty": "请写下想问的问题。",
    "follow_up_error_invalid": "问题最多 300 个字，不能含控制字符。",
    "follow_up_error_conflict": "命书正在撰写，写完后再问。",
    "follow_up_error_limit": "追问次数已用完。",
}

EN: dict[str, str] = {
    "follow_up": "Follow-up questions",
    "follow_up_label": "What else would you like to know?",
    "follow_up_hint": "The answer is added at the end; nothing before it changes. Questions left: {n}.",
    "follow_up_submit": "Ask",
    "follow_up_busy": "Sending…",
    "follow_up_answer": "Go to the answer",
    "follow_up_dropped": "Given up without an answer",
    "follow_up_drop": "Give up this question",
    "follow_up_drop_hint": "The last question has no answer yet. Tap Continue to try again, or give it up: the "
    "reading is complete without it.",
    "follow_up_none_left": "You have used all follow-up questions for this reading.",
    "follow_up_error_empty": "Enter your question.",
    "follow_up_error_invalid": "A question has at most 300 characters, and no control characters.",
    "follow_up_error_conflict": "The reading is being written. Ask once it is finished.",
    "follow_up_error_limit": "You have used all follow-up questions.",
}
