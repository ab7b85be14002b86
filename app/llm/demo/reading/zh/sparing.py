"""What a time of a group that is better in small measure, or of demanding months, brings in Chinese to each field."""

SPARING = {
    "work": {
        "peer": "同辈的较量多，分内的做完就收",
        "output": "想法多而力气有限，一段时间只做一样",
        "wealth": "事务和机会都多，挑接得住的接",
        "officer": "责任与考核加重，先问清范围再应",
        "resource": "学习与资历的事多，一次只守一门，不再添新的",
    },
    "money": {
        "peer": "人情与合伙的开销容易上来，能推的推，借出去的先划一个数",
        "output": "想做来换钱的多，只留最有把握的一样，别为新点子先垫钱",
        "wealth": "进出都多而费神，账户能合就合，不急用的先不置",
        "officer": "固定的支出与该缴的费用压得紧，先留足再安排别的",
        "resource": "花在课程、证书和安顿上的容易过头，先用完手上的",
    },
    "love": {
        "peer": "朋友和同辈占去不少时间，也容易拿别人家来比，先把两个人的日子过稳",
        "output": "话多、要求也多，要紧的隔一夜再说",
        "wealth": "谈来谈去多是钱和家务，一次只谈一件，谈完就放下",
        "officer": "名分与要求压得紧，不急着答应，先说自己担得起多少",
        "resource": "一个想静、一个想管，照顾要问过对方要不要",
    },
    "family": {
        "peer": "兄弟姐妹与同辈的事多，帮到哪里先说清楚",
        "output": "家里话多、主意多，先听完再答，一次只定一件",
        "wealth": "家用与照料的花费费神，先排急用的，其余一起商量再定",
        "officer": "家里的责任容易压到一个人身上，先说清自己担哪一份",
        "resource": "长辈的叮嘱多，听着就好，主意仍要自己拿",
    },
    "care": {
        "peer": "约着一起动容易比快慢，量力就好",
        "output": "话多、应酬多，夜里难静，十点以后收场",
        "wealth": "忙起来顾不上吃饭，把三餐写进日程，推掉一件闲事",
        "officer": "压力大时先保睡眠，肩背僵了就起来活动",
        "resource": "容易坐着不动、想得太多，每天给自己留一段走路的时间",
    },
}
"""For adults before their later working life, by field and group of ten gods."""
