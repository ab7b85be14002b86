"""The words of questions that a report leaves aside, in both languages.

The patterns are searched in the text that `app.reading.topics.normalised` returns: lower case, simplified characters,
straight apostrophes. For what speaks of suicide or self-harm, a needless match costs less than a missed one.
"""

import re


def pattern(chinese: str, english: str) -> re.Pattern[str]:
    """Return a pattern that finds the Chinese words anywhere and the English ones as whole words."""
    return re.compile(rf"{chinese}|\b(?:{english})(?!\w)")


_SELF = "(?:my|him|her|your|our|them|one) ?sel(?:f|ves)"
_THEIR_LIFE = r"(?:my|his|her|their|your|our|one's)(?: own)? (?:life|lives)"
_NOT = r"(?:don't|do not|doesn't|didn't|dont|not|no longer|never)"

CRISIS = pattern(
    # suicide
    r"自杀(?!式|性?(?:袭击|攻击|爆炸)|小队|小分队|突击队|特遣队|干预|预防)|自尽|自缢|自刎|自绝|轻生|寻短见|寻死|"
    r"求死|殉情|死法|(?:怎么|怎样|如何)死(?:才|比较|最|会?不痛|得?快)|该(?:怎么|怎样|如何)死|"
    r"(?:不痛苦?|没有?痛苦|无痛|舒服)(?:的|地)?死(?!法)|死(?:真的|到底)?(?:能|会|可以|可)(?:不能)?解[决脱]|"
    r"死了(?:以后|之后)?(?:是不是|是否|会不会|就|都|才|也)+(?:不痛|不累|不用|解脱|轻松|好|清净|没)|"
    r"死了.{0,4}(?:大家|家人|他们|爸妈|全家)|(?:没有?|没了|少了)我.{0,4}(?:大家|世界|家人|全家|他们|爸妈|家里)|"
    r"(?:大家|世界|家人|全家|他们|爸妈|家里)(?:没有?|没了|少了)我|(?:只|就)?是(?:个|大家的|全家的|家里的)?累赘|"
    r"喝(?:下|了|过)*(?:农药|百草枯|敌敌畏)|百草枯|"
    r"(?:想|求|只求|渴望)(?:要|着|早点)?解脱(?!这|婚|关系|束缚|[他她]|工作|单身)|"
    r"站(?:在|到|上)(?:了)?(?:楼顶|天台|高楼|楼边|阳台边|窗边|桥边|桥上)|"
    r"遗书|上吊|割腕|割脉|卧轨|服毒|吞药|烧炭(?!烤)|投河|投江|跳[河江海桥]|跳楼(?!价|机|大甩卖|甩卖|清仓)|"
    r"跳下去|想(?:要|去|着)*死(?!里|你|他|她|它|您|我了|大家|家|妈|爸|爷|奶|那|这|磕|守)|去死(?!吧你)|让我死|"
    r"死(?:了|掉)(?:算|干净|"
    r"就解脱|更?好|才好|一了)|"
    r"一死[了百]|一了百了|想(?:着|过)?(?:怎么|如何|怎样|该怎么|各种)死|(?:不如|还不如|宁可|宁愿|情愿)死|我(?:要是|"
    r"如果)?死了(?!这?条?心)|(?:了结|结束|了断)(?:掉)?(?:这)?一切|安眠药|"
    # no wish to live
    r"不(?:想|愿|愿意|打算)再?(?:继续)?(?:活(?!动|跃|在(?!这|世|人|地球|了))|存在|醒来|来到这)|"
    r"不想(?:再)?(?:在|留在)(?:这个?|人)世(?!界500)|没(?:有)?(?:勇气|动力|理由|力气)(?:再)?活|"
    r"(?<!公司)(?<!企业)(?<!店)(?<!厂)(?<!行业)活不下去|活(?:够|腻|累)了|"
    r"活着(?:真|好|太|也|还|又|都|就|到底|究竟)*(?:没|毫无|无|有|为了)(?:有|了)?(?:什么|啥|任何|多大|一点)?(?:意思|"
    r"意义|劲|盼头|希望|用|价值)|"
    r"活着(?:好|太|真|是一?种)?(?:累|痛苦|折磨|煎熬)|活着(?:干嘛|干什么|干啥|做什么|图什么|图啥|为了什么|为什么|"
    r"为啥)|(?:为什么|为啥|为何|凭什么|何必|该不该|要不要|值不值得|值得|应不应该|有必要)(?:还)?(?:要|去)?(?:继续|"
    r"再)?活(?:着|下去)|生无可恋|不配(?:再)?活|"
    r"(?:找不到|没有?了?|失去了?|哪有|哪来).{0,2}活(?:着|下去)的?(?:理由|意义|勇气|动力|价值|希望|念头)|"
    r"(?:再也不|永远不|不想再?|不用再?|不要再?|别再?|不会再)(?:要|想|用|会)?醒(?:过来|来|了)?|"
    r"没(?:有)?活下去|人间不值得|"
    r"(?:了结|结束|了断|放弃|断送)(?:掉|了)?(?:我|自己|他|她|这)?(?:的|条|个)?(?:自己的?)?(?:生命|性命|一生|余生|"
    r"此生)|"
    r"(?:了结|结束|了断)(?:掉|了)?自己|离开(?:这个?|人)世(?:界|间|上)?|想(?:要)?(?:从.{0,6})?消失|"
    r"(?:^|我|我们)(?:真的|快|实在|已经|好像|感觉)*(?:要|就)?(?:撑|熬|扛|坚持)不(?:下去|住)了?(?=\W*$|[,。;!?])|"
    # self-harm
    r"自残|自虐|自伤|自我伤害|自我了断|伤害(?:我|他|她)?自己|弄死自己|杀(?:了|死|掉)自己|割(?:伤)?自己|划(?:伤)?手腕|"
    r"刀(?:片|子)?(?:去|来)?[划割](?:自己|我|伤|手|胳膊)?|割(?:了|过|破|开)(?:自己|我)?的?手(?![机工续术指套])|"
    r"划(?:了|过|伤|破)(?:自己|手臂|胳膊)",
    # suicide
    r"(?<!career )(?<!political )(?<!commercial )(?<!professional )(?<!social )"
    r"suicid(?:e|al|ality)(?! (?:squad|bomb|attack|mission|prevention|door|awareness))|"
    rf"kill(?:ing|ed|s)? {_SELF}(?! (?:at work|at my job|working|to (?:meet|get|finish|make|please)))|"
    rf"unaliv\w*|"
    r"(?<!\d)(?<!\d )kms(?! (?:away|from|per|an?|to|of|long|apart|each|every|east|west|north|south))|"
    r"(?:go|going|fall|falling|went) to sleep (?:forever|for good|and (?:not|never))|"
    r"(?:not|never) (?:ever )?wak(?:e|ing) up(?! (?:early|late|on time|at|in|next|before))|"
    r"(?:give|giving|gave|given) up on (?:life|living)|sleeping pills|how many pills|"
    r"(?:took|take|taking|swallow\w*) (?:all (?:of )?|too many |a lot of )(?:my |the |these )?pills|"
    r"(?:goodbye|farewell) (?:note|letter)s?"
    r"(?! (?:to|for) (?:my |our )?(?:team|colleagues|co-?workers|boss|company|students|class))|"
    rf"(?:want to|wanna|gonna|going to|will|might) kms|(?:end|ending|ended|ends) {_THEIR_LIFE}|"
    r"end(?:ing)? (?:it all|everything)|(?:tak(?:e|es|ing)|took) (?:my|his|her|their|your|one's) own (?:life|"
    r"lives)|"
    rf"(?:take|taking|took) my life(?! (?:in|to|back|into|for|serious|as|on|forward|up|more|less|and|one))|"
    rf"{_NOT} (?:really |even )?(?:want|wanna|wish|care) (?:to )?(?:be alive|be here(?: any ?more| any longer|"
    rf"(?=\W*$))|exist|wake up|"
    r"live(?! (?:in|here|with (?!this|the|that|it)|at|near|alone|abroad|there|together|apart|next|far|close|"
    r"off|by)))|"
    r"(?:want|wants|wanted|wanna|wish|like|ready|prefer|hope|decided|trying|try) (?:to )?die(?! (?:rich|"
    r"happy|laughing))|"
    r"i (?:want|wish|deserve) (?:to )?(?:be )?(?:dead|death)|off myself|(?:should|shall|can|could) i (?:just |"
    r"not just )?die|(?:think|thinking|thought|thoughts|dream|dreaming) (?:about|of) (?:dying|death all|"
    r"my own death)|(?:keep|keep on|bother|feel like) living(?! (?:in|here|with|at|alone|abroad|there|together|"
    r"apart))|(?:hate|hating) (?:living|being alive)(?! (?:in|here|with|at|alone))|(?:nobody|no one|no-one|"
    r"who) would (?:even )?(?:miss|notice|care)|if i (?:was|were) (?:gone|dead)|(?:feel like|want to|wanna|going to|"
    r"thinking of|ready to) (?:just )?end(?:ing)? it(?=\W*$|[.,;!?。])|(?:want|wants|wanted) out of (?:this )?life|"
    r"wish(?:es|ed)? (?:that )?(?:i|he|she|they) (?:was|"
    r"were|had been) (?:dead|never born)|"
    r"wish i'?d? (?:had )?never (?:been born|existed|woken)|wish i (?:would|could|did) (?:die|disappear|"
    r"not wake|not exist|vanish)|"
    r"better off (?:dead|without me)|(?:better|easier) if i (?:was|were) (?:dead|gone)|(?:want|"
    r"wish) to (?:just )?disappear(?! (?:to|into|for|on|from (?:work|town|the city|social)))|disappear forever|"
    r"no(?:thing)?(?: \w+)? (?:reason |left )*(?:to|for) (?:live|living)(?: for)?(?! (?:in|here|with|at|"
    r"room)\b)|nothing (?:left )?to live for|"
    r"(?:isn't|not|never|no longer|is it|is life|life is) (?:really )?worth (?:living|it to live)|"
    r"is life worth|life isn't worth|"
    r"(?:no|any|what's the|what is the) (?:point|sense|use) (?:in |of |to )?(?:living|life|live|being alive|"
    r"going on)|"
    r"(?:tired|sick|done|fed up) (?:of|with) (?:living|life|being alive)(?! (?:in|here|with|at|alone))|"
    r"(?:can't|cannot|can not|couldn't) (?:go on|keep going|live)(?: (?:any ?more|like this|any longer|"
    r"living))|"
    r"(?:can't|cannot) go on(?=\W*$|[.,;!?。])|(?:lost|no) (?:the |my )?will to live|(?:feel|feels|felt) like dying|"
    r"(?:want|wish) (?:it|it all|everything|my life|the pain|this) to (?:end|stop)|"
    r"jump(?:ing)? (?:off|from|in front of) (?:a|the|this|that) (?:bridge|building|roof|cliff|balcony|train|"
    r"window)|overdos\w+|"
    r"(?:hang|hanging) myself(?! up| out)|drown myself(?! in (?:work|my work))|shoot myself(?! in the foot)|"
    r"slit my wrists?|"
    # self-harm
    r"self[- ]?harm\w*|self[- ]?(?:injur|mutilat)\w+|"
    rf"hurt(?:ing|s)? {_SELF}(?! (?:at|in (?:the|a)|while|playing|running|on|skiing|during|by accident|"
    rf"lifting))|"
    rf"harm(?:ing|ed|s)? {_SELF}|(?:cut|cutting|cuts) (?:my|him|her)self(?! (?:off|some|a |from|loose|shaving|"
    rf"short|out))|starv(?:e|ing) myself",
)

_WHEN = "(?:何时|什么时候|哪(?:一)?年|几岁|几时|多大|多少岁|会不会|是不是|还会|会|要|快要|快)"
_ELDER = "(?:爸|妈|爷|奶|父|母|外公|外婆|姥|老人|老伴|他|她|我)"
_KIN = "(?:爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|老人|老伴|岳父|岳母|公公|婆婆|老爷子|老太太|家父|家母)"
_KIN_IN_ENGLISH = (
    r"(?:mother|father|mom|mum|dad|parents?|grand\w+|husband|wife|son|daughter|brother|sister|baby|uncle|aunt|nan|"
    r"granny)"
)
_HE = r"(?:i|he|she|we|they|it|you|my \w+(?: \w+)?|his \w+|her \w+|mother|father|mom|mum|dad)"

DEATH = pattern(
    r"死亡|死期|死劫|寿命|寿元|阳寿|寿数|寿限|寿终|长寿|高寿|折寿|短命|夭折|早逝|早死|猝死|病死|横死|(?<!关)大限|"
    r"命长|命短|命不久|生死|安乐死|"
    r"活(?:多久|多长|多大|得?久|不久|几岁|几年|多少)|(?:能|会|可以|还能|可|想知道)活(?!动|跃|着|出|力|下去)|"
    r"活到(?!老|现在|今天|这么)|[我他她爸妈](?:还|只)剩下?(?:多少|几)(?:日子|时间|年|天)|(?:剩|有)(?:下)?(?:多少|"
    r"几)(?:年|岁|天|个月|日子|时间)(?:可活|好活|的?命|活头|的?寿|阳寿)|"
    rf"(?:还能|还可以|能)(?:撑|挺|熬|陪我?)(?:我|我们)?(?:多久|几年|多长|几天|几个月|到)|几岁(?:会|要|才)?走|"
    rf"{_ELDER}{_WHEN}+走了?(?=\W*$)|"
    rf"{_WHEN}.{{0,4}}(?:去世|过世|离世|病逝|辞世|离开人世|离开我们|断气|咽气|送终|归西)|"
    r"比我先走|先走一步|最后一面(?![镜旗墙])|后事(?!处理完|[业情事态物务实故件])|"
    rf"{_KIN}.{{0,6}}(?:熬|挺|撑|扛)(?:得|不)?(?:过|到|住)|{_KIN}.{{0,4}}过(?:得|不)了(?:今|这|明|冬|年|一)|"
    rf"{_KIN}.{{0,4}}(?:剩|有)下?(?:多少|几)(?:日子|时间|天)|"
    r"(?<![笑累气急饿烦热冷困吓羞忙吵渴疼痛美帅爱恨想该拼装堵卡锁咬认至抵垂往打找作怕焊])"
    r"死(?!心|磕|板|灰|记|撑|守|缠|党|忠|角|路|循环|工资|要面子|活不|对头|敌|穴|线|水|鱼|皮|去活来|理|等|盯|扛|搏|"
    r"抠|抱|结|脑筋|规矩|飞|马当|"
    r"了(?:以后|之后|后|的时候)|后(?:我|该|要|应)|于非|里逃)",
    rf"{_KIN_IN_ENGLISH} (?:\w+ )?(?:pull through|"
    r"make it(?! (?:to|in|as|into|work|through (?:college|school|university|the exams?|med)))|"
    r"last (?:the|this|until|till|another))|"
    r"(?:when|how|what|which|will|would|might|may|could|do|does|if|before|gonna|to|shall|"
    r"can) [^.?!]{0,30}?\bdie(?:s)?"
    r"(?! (?:down|out|hard|laughing|for))|(?:she|he|they|i|it be that \w+) dies?|"
    r"(?<!i'm )(?<!i am )dying(?! (?:to|for|of (?:boredom|curiosity|shame|embarrassment|hunger)))|am i dying|"
    r"(?<!after the )(?<!after my )(?<!after his )(?<!after her )(?<!since the )(?<!since my )"
    r"(?<!to )(?<!'s )deaths?(?! of (?:my|his|her) \w+ "
    r"(?:last|in|two|three))|pass(?:es|ing)? (?:away|on)(?! (?:a|the|my|this))|life ?spans?|life expectancy|"
    r"longevity|long[- ]lived|"
    rf"how (?:long|old) (?:will|do|does|can|would|is|am|are|might) {_HE} (?:going to )?(?:live(?! (?:in|at|"
    rf"with|together|here|abroad|there|alone|apart))|"
    r"have left|have to live|get to live|become|get(?=\W*$)|be when)|how long (?:have|has|"
    r"had) \w+(?: \w+)? (?:got|left)|"
    r"how (?:many|much) (?:more )?(?:years|time|months|days|longer)(?: \w+){1,4}? (?:left(?! (?:on|in|at|until|"
    r"of|before|to (?!live)))|to live)|"
    r"liv(?:e|es|ing) (?:to (?:be |see |a )?|until |till |past |beyond )(?:a |an |\d+|old|eighty|ninety|"
    r"hundred|one hundred|seventy)|"
    r"(?:a )?(?:long|short) life|live (?:a )?(?:long|longer)|outliv\w+|"
    r"(?:i|he|she|they|mother|father|mom|mum|dad|husband|wife|son|daughter|brother|sister|baby|"
    r"grand\w+) survives?(?! (?:on|(?:the|this|my) (?:job|school|exams?)))|"
    r"last breath|kick the bucket|funeral|euthanasia",
)

LOTTERY = pattern(
    r"彩票|彩金|福彩|体彩|足彩|刮刮|抽奖|买什么号|号码.{0,3}中|大乐透|双色球|六合彩|时时彩|快乐8|排列[三五35]|3d彩|"
    r"七星彩|中(?:了)?(?:大|头|巨|"
    r"特等|一等)?奖(?!学金)|头奖|"
    r"开奖|特码|买码|押码|博彩|买马|赛马|赌马|下注|押注|投注|老虎机|百家乐|德州扑克|打牌|牌局|麻将|手气|赢钱|"
    r"澳门.*(?:赢|手气|运气|玩两把|玩几把)|(?<!打)赌(?!气|咒|誓|一把|一次|上|一赌)|买球(?![鞋衣拍票队星])|幸运号码|中(?:个)?五百万",
    r"lotter(?:y|ies)|lotto|powerball|mega ?millions|euro ?millions|eurojackpot|jackpots?|scratch ?(?:cards?|"
    r"offs?)|raffles?|sweepstakes?|"
    r"gambl\w*|casinos?|(?<!best )(?<!safe )(?<!safer )(?<!better )(?<!you )bets?(?! (?:you|that|i|he|she|they|"
    r"it))|betting|wagers?|poker|roulette|blackjack|slot machines?|"
    r"baccarat|mahjong|sportsbook|horse ?rac\w*|(?:lucky|winning) numbers?|bingo|keno|vegas.*(?:win|luck)|(?:win|"
    r"luck).*vegas|win big",
)

INVESTMENT = pattern(
    r"股票|炒股|股市|美股|港股|a股|个股|(?<!屁)股(?!东|骨|沟|子|长)|基金(?!公司|会|经理|从业)|定投|炒[币房汇金]|"
    r"币圈|比特币|以太[坊币]|狗狗币|"
    r"[买囤卖]币|(?:虚拟|数字|加密)货币|稳定币|(?<![a-z])nft|期货|期权|外汇|(?:买|卖|囤|炒|抛)(?:点|些)?(?:黄金|白银|原油|"
    r"金条)|黄金(?:会|还|该|能|要|价|跌|涨|现在)|"
    r"金价|理财(?!师|经理|顾问|规划师)|\betf|债券|国债|信托(?!公司)|p2p|买房子?升值|"
    r"投资(?!人|经理|公司|行业|部|银行|我|自己|孩子|方面的工作)(?!.{0,4}(?:学习|身体))|大盘|牛市|熊市|涨停|抄底|"
    r"套牢|解套|割肉|持仓|加仓|建仓|满仓|(?:茅台|特斯拉|英伟达|宁德|腾讯|阿里|比亚迪|苹果).{0,4}(?:能买|该买|可以买|"
    r"涨|跌|入手|拿着)|(?:会|还会|能)[涨跌](?!薪|工资|粉)|比亚迪的股|回本",
    r"(?<!take )(?<!taking )(?<!in )(?<!out of )stocks?(?! up| room| taking)|"
    r"(?:buy\w*|sell\w*|hold\w*|own|the|my|these|those|company|tesla|apple|nvidia|amazon|google|microsoft|meta|"
    r"in) shares|share prices?|"
    r"(?:buy|buying|sell|selling|short|shorting) (?:more |some |physical |any )?(?:gold|silver|oil|tesla|"
    r"nvidia|nvda|tsla|apple stock|aapl|amazon|"
    r"microsoft|google|meta|coins?|tokens?|calls|puts|options)|gold (?:price|coins?|bars?)|(?:price of |"
    r"invest in )gold|"
    r"crypto\w*|bitcoins?|btc|eth|ethereum|dogecoin|solana|nfts?|forex|futures|etfs?|bonds(?! with)|treasuries|"
    r"(?:stock|bull|bear|housing|property|real estate|crypto) markets?|(?:index|mutual|hedge|pension|"
    r"private equity) funds?|dividends?|"
    r"invest(?:ing|ed|s|ment|ments)?(?! (?:so |as |a lot|more |my |too |much |all |"
    r"less )*(?:of )?(?:my )?(?:time|energy|effort|love|emotion\w*|work|myself))"
    r"(?! in (?:myself|my (?:relationship|marriage|education|job|career|health|family|skills|studies)|"
    r"our relationship))(?! bank\w*)|"
    r"day[- ]?trad\w+|trad(?:e|ing) (?:stocks?|options|futures|forex|crypto\w*|shares)|(?:options?|currency|"
    r"swing) trading|(?:buy|buying) the dip",
)
TICKER = re.compile(
    r"\b(?:[Bb]uy|[Ss]ell|[Hh]old|[Ss]hort)(?:ing)? \$?(?!TV|PC|UK|US|EU|LP|CD|DVD|BMW|VW|AI|IT)[A-Z]{2,5}\b"
)
"""A share by its symbol, in the question as it was written."""

MISHAP = pattern(
    # illness
    r"癌|肿瘤|绝症|白血病|尿毒症|艾滋|中风|脑梗|心梗|脑溢血|病危|瘫痪|截肢|痴呆|渐冻|手术|化疗|放疗|住院|确诊|病情|"
    r"复发|痊愈|治[好愈]|"
    r"病情?(?:什么时候|何时|能|会|还)(?:不能|不会|能|会|才|才能)?(?:好|治)|康复(?!师|科|中心工作)|流产|难产|畸形|"
    r"抢救|(?<![a-z])icu(?![a-z])|"
    r"(?:会|何时|什么时候|哪年|哪一年|要)(?:得|生|患|染)(?:上|什么|大|重|场)*病|得(?:什么|大|重|怪)病|(?:大|重)病|"
    r"有病灾|"
    # accidents and disasters
    r"车祸|空难|出事(?!业)|意外(?!之[财喜]|收获|收入|来财|所得|怀孕|惊喜|发现|的(?!事故))|血光|大难|劫难|横祸|灾(?!后)|(?<!闯)祸(?!福)|被害|"
    r"被杀|"
    # law
    r"牢|坐监|入狱|判刑|判几年|被(?:抓|捕|拘|起诉|告)|拘留|官司|官非|诉讼|刑期|出狱",
    r"cancers?(?! (?:sign|sun|moon|rising|ascendant|zodiac|research))|tumou?rs?|leuk\w+|"
    r"(?<!brush )strokes?(?! of)|heart attacks?|heart disease|"
    r"(?:get|gets|fall|fell|become|becomes|be|getting|falling) (?:very |seriously |gravely |really )?(?:ill|"
    r"sick)(?! of)|(?<!mental )illness(?:es)?|"
    r"diseases?|diagnos\w+|surger(?:y|ies)|operation (?:go|succeed|be a success|work)|chemo\w*|biops\w+|"
    r"remission|cured?|"
    r"recover(?:y)? from (?:my |his |her |the |this )?(?:illness|surgery|operation|cancer|stroke|accident|"
    r"injury|disease|covid)|"
    r"miscarr\w+|(?<!by )accidents?|(?:car|plane|air) crash\w*|(?<!market )(?<!prices )crash(?:es)?(?! course)|"
    r"disasters?|"
    r"catastroph\w+|earthquakes?|murder\w*|kidnap\w*|"
    r"paraly[sz]\w+|coma|hiv|dementia|alzheimer\w*|parkinson\w*|stillb\w+|"
    r"prison|jails?|arrest\w*|convict\w+|sentenced|lawsuits?|sued?|court case|(?:in|to) court|behind bars",
)
