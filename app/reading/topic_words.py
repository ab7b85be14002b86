"""The words of the subjects that a report answers, in both languages, for `app.reading.topics.normalised` text."""

import re

from app.reading.withheld_words import pattern

STUDY = pattern(
    "考试|考[上得过进级]|高中|初中|清华|北大|学业|读书|考研|高考|中考|升学|留学|考公|考编|公务员|上岸(?!还)|论文|"
    "学习|专业|备考|考证|复读|读研|读博|"
    "保研|申博|成绩|录取|"
    "雅思|托福|上学|大学|毕业|学校|选科|学位|功课|择校|课程|学历|司法考|法考|教资",
    r"exams?|stud(?:y|ies|ying)|schools?|universit(?:y|ies)|college|degrees?|thesis|dissertation|learn(?:ing)?|"
    r"ph\.?d|master's|"
    r"grades?|gre|ielts|toefl|scholarships?|tuition|graduat\w+|education|homework|bar exam|courses?|admitted|"
    r"mba",
)
STUDY_PEOPLE = pattern("老师|导师|同学", "teachers?|supervisor|classmates?")
CAREER = pattern(
    "事业|工作|职业|跳槽|升职|升迁|晋升|提拔|创业|辞职|离职|失业|裁员|裁掉|转行|转岗|上班|项目|生意|职场|开店|"
    "开公司|副业|offer|面试|求职|"
    "(?:当|做|成为|当上|做个|当个|当名)(?:一名|一位|一个)?"
    "(?:老师|教师|医生|护士|律师|公务员|程序员|会计|警察|军人|演员|歌手|作家|设计师|"
    "主播|网红|老板|领导|主任|经理|工程师|厨师|司机|销售|导游|翻译|记者|编辑|空姐|飞行员|科学家|研究员|画家|教练|老总)|"
    "体制内|自由职业|合伙|退休|加盟|就业|入职|调动|仕途|当官|行业|换岗|转正|单干|接单|业务|直播带货|自媒体",
    r"careers?|jobs?|work(?:s|ing|place)?(?!s? (?:out|things out|on (?:my|our) (?:marriage|"
    r"relationship)))(?! on us)|promot\w+|"
    r"business(?:es)?|start-?ups?|profession\w*|quit(?:ting)?(?! (?:smoking|drinking|sugar|alcohol|vaping|"
    r"school|college|uni))|resign\w*|"
    r"employ\w*|unemployed|laid off|layoffs?|fired|interviews?|job offer|retir\w+|freelanc\w*|self-employed|"
    r"entrepreneur\w*|internships?|"
    r"(?:become|be|make|as) an? (?:\w+ )?(?:teacher|doctor|lawyer|nurse|engineer|writer|artist|actor|actress|singer|"
    r"designer|programmer|developer|accountant|chef|pilot|scientist|manager|coach|consultant|researcher|journalist)|"
    r"give notice|shop of my own|open (?:a|my own) (?:shop|restaurant|cafe|café|store)|"
    r"transfer to another (?:team|department)",
)
CAREER_PEOPLE = pattern(
    "领导|同事|老板|公司|上司|客户|下属",
    r"boss|colleagues?|co-?workers?|managers?|compan(?:y|ies)|clients?|office|team",
)
LOVE = pattern(
    "感情|还会回来|[他她]会回来|告白|回到我身边|走到最后|在一起|我跟[他她]|我和[他她]|[婚恋姻]|桃花|复合|出轨|小三|第三者|外遇|劈腿|"
    "脱单|正缘|分手|缘分|另一半|意中人|合适的人|对的人|相亲|单身|"
    "嫁|娶|领证|表白|"
    "挽回|前任|前男友|前女友|真爱|爱情|爱我|爱他|爱她|(?<!领导不)(?<!领导)(?<!老板不)(?<!同事不)(?<!婆婆不)喜欢我|"
    "喜欢他|喜欢她|爱上|谈对象|找对象|处对象|有对象|遇到对象|变心|死心|回心转意|"
    "冷战|同居|(?:男友|女友|男朋友|女朋友|对象|未婚[夫妻]).{0,4}住|"
    "渣男|孤独终老|背叛|异性缘|追到|追求|心上人|见家长|和好|爱不爱",
    r"love|loves|loved one|marr\w+|relationships?(?! (?:with|to|between) (?:my|me and my|our) "
    r"(?:mother|father|mom|mum|dad|parents|son|daughter|sister|brother|children|kids|boss|family|money|food|"
    r"in-laws))|romanc\w*|romantic|"
    r"divorc\w*|dating|date(?:s)?(?= with|\W*$| me| him| her| again)|on a date|ask(?:ed|s)? (?:me|him|her) out|"
    r"soulmates?|"
    r"single(?! (?:mother|mum|mom|parent|father|dad))|right (?:person|one|man|woman|guy|girl)|mr\.? right|"
    r"the one(?= for me|\W*$)|"
    r"meet (?:someone|somebody|anyone)|find (?:someone|somebody|anyone)|cheat(?:ing|ed|s)? on|affair|"
    r"unfaithful|faithful|"
    r"break(?:ing)? ?up(?! with (?:my|our|the) business)|"
    r"broke up|split up|my ex(?:-\w+)?|engaged|engagement|propos(?:e|al)|crush|wedding|"
    r"move in with (?:my|him|her)|flirt\w*|"
    r"remarr\w+|(?:get|getting|be) back together|leave (?:him|her|my (?:husband|wife|boyfriend|girlfriend|"
    r"partner))|"
    r"come back to me|(?:stay|end up|be) together|stay with (?:him|her)|long[- ]distance|does (?:he|she) like me|"
    r"likes? me|feelings for",
)
LOVE_PEOPLE = pattern(
    "男友|女友|男朋友|女朋友|老公|老婆|丈夫|妻子|先生|太太|伴侣|对象|爱人|媳妇",
    r"partners?|husbands?|wife|boyfriends?|girlfriends?|spouse|fianc\w+|he|she",
)
MONEY = pattern(
    "财运|财富|收入|赚|挣钱|挣到|负债|债|存钱|存款|钱|工资|薪水|薪资|加薪|涨薪|奖金|发财|破财|偏财|正财|贷款|房贷|"
    "欠款|养老金|暴富|经济状况|经济压力|财务|"
    "穷|富|破产|财库|钱财|花销|开销|省吃",
    r"money|wealth\w*|income|debts?|savings?|salar(?:y|ies)|rich|financ\w+|afford|broke(?! up| my)|mortgage|"
    r"loans?|pay ?rise|a raise|"
    r"earn\w*|bankrupt\w*|fortune|millionaire|spending|budget",
)
FAMILY = pattern(
    "生育|怀孕|怀上|怀得上|备孕|要孩子|要个孩子|生孩子|生个|生小孩|[二三]胎|生娃|宝宝|试管|领养|收养|婆媳|亲子|养育|"
    "带娃|育儿|家庭|家人|家里|家运|"
    "父子|母女|母子|父女|原生|叛逆|娘家|婆家|丁克|求子|得子|抱孙|孝顺|养老(?!金|钱|保险|的钱)|"
    "(?:孩子|儿子|女儿|子女|父母|爸妈|[爸妈]妈?|父亲|母亲|公婆|婆婆|公公|岳父母?|岳母|老人|长辈|儿女|丈母娘|儿媳|女婿|孙子|孙女|兄弟|姐妹)"
    "(?:们|家)?.{0,6}(?:住|过日子|分开过)|跟着(?:儿子|女儿|孩子)|(?:儿子|女儿|孩子|父母)家",
    r"pregnan\w+|bab(?:y|ies)|(?:have|having|want|raise|raising) (?:a |an |another |more |any )?(?:second |"
    r"third )?(?:child\w*|kids?)|"
    r"famil(?:y|ies)|conceiv\w*|adopt\w*|ivf|fertil\w+|parenting|in-laws?|parenthood|become a (?:mother|father|"
    r"mum|mom|dad|parent)|motherhood|"
    r"(?:live|living|move in|moving in|stay|staying) (?:with|near|close to|next to) (?:my|our) (?:\w+ )?"
    r"(?:children|kids|sons?|daughters?|parents?|mother|mom|mum|dad|father|sister|brother|siblings|grand\w+|in-laws)",
)
FAMILY_PEOPLE = pattern(
    "孩子|小孩|子女|儿女|丈母娘|儿子|女儿|娃|父母|父亲|母亲|爸|妈|兄弟|姐妹|婆婆|公公|岳父|岳母|爷爷|奶奶|外公|外婆|弟弟|哥哥|"
    "妹妹|姐姐|孙子|孙女|亲戚",
    r"child(?:ren)?|kids?|sons?|daughters?|parents?|mother|mom|mum|dad|father|siblings?|brothers?|sisters?|"
    r"grand\w+|cousins?|aunts?|uncles?",
)
HEALTH = pattern(
    "健康|身体|生病|疾病|失眠|睡眠|睡不着|睡不好|焦虑|抑郁|减肥|减重|瘦|养生|戒烟|戒酒|戒糖|情绪|压力|疲惫|"
    "[很好太]累|没精神|疲劳|"
    "熬夜|体质|调理|锻炼|健身|过敏|"
    "胃|头痛|头疼|精力|内耗|心理|更年期|月经|颈椎|腰",
    r"health\w*|ill|sleep\w*|insomnia|anxi\w+|depress\w+|weight|sick(?! of)|smok\w+|drinking|alcohol|diet|"
    r"exercis\w+|burn(?:t|ed)?[- ]?out|"
    r"stress\w*|tired(?! of)|exhaust\w*|well-?being|fitness|migraines?|back pain|headaches?|fatigue|"
    r"energy levels?|mental health|vaping|therapy",
)
MOVE = pattern(
    "搬|移民|出国|定居|迁|买房|换房|租房|卖房|房子|城市|回国|异地(?!恋)|外地|旅行|旅游|出行|出差|装修|回老家|老家|"
    "落户|北漂|去哪里?发展|哪里发展|"
    "住(?:在)?哪|去(?!世).{1,4}养老|"
    "哪个方向发展|南方|北方|海外|国外|回乡|一线|去.{1,4}发展|拿绿卡|签证",
    r"mov(?:e|es|ing)(?! (?:on|forward|in with|up))|relocat\w*|abroad|[ei]mm?igrat\w*|house|home(?!work)|"
    r"apartment|flat|cit(?:y|ies)|"
    r"where (?:should|shall|could|can|to|would) (?:i |we |it be best to )?(?:live|settle|retire)|"
    r"travel\w*|trips?|visas?|overseas|another country|countryside|green card|hometown|settle (?:in|down in)",
)
MOVE_PLACES = pattern(
    "北京|上海|深圳|广州|国家|加拿大|美国|日本|澳洲|英国", r"countr(?:y|ies)|canada|america|australia|london"
)
TIMING: re.Pattern[str] = pattern(
    "什么时候|何时|几时|哪一?年|哪个?月|几月|多久|时机|时候",
    "when|which year|which months?|timing|how long|what year|what month",
)
