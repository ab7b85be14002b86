"""Names of countries and first-level regions for scripts/make_places.py: Chinese names, short names, capitals."""

# Countries as "code Chinese/aliases=English/aliases". The rest have the names in GeoNames.
COUNTRIES = """
AE 阿联酋/阿拉伯联合酋长国=United Arab Emirates/UAE|AF 阿富汗=Afghanistan|AL 阿尔巴尼亚=Albania|AM 亚美尼亚=Armenia
AO 安哥拉=Angola|AR 阿根廷=Argentina|AT 奥地利=Austria/Österreich|AU 澳大利亚/澳洲=Australia|AZ 阿塞拜疆=Azerbaijan
AD 安道尔=Andorra|AG 安提瓜和巴布达=Antigua and Barbuda|AW 阿鲁巴=Aruba
BA 波黑/波斯尼亚=Bosnia and Herzegovina/Bosnia|BB 巴巴多斯=Barbados|BD 孟加拉国/孟加拉=Bangladesh|BE 比利时=Belgium
BF 布基纳法索=Burkina Faso|BG 保加利亚=Bulgaria|BH 巴林=Bahrain|BI 布隆迪=Burundi|BJ 贝宁=Benin|BN 文莱=Brunei
BO 玻利维亚=Bolivia|BR 巴西=Brazil/Brasil|BS 巴哈马=Bahamas|BT 不丹=Bhutan|BW 博茨瓦纳=Botswana|BY 白俄罗斯=Belarus
BZ 伯利兹=Belize|CA 加拿大=Canada|CD 刚果金/刚果民主共和国=DR Congo/Democratic Republic of the Congo/Congo
CF 中非=Central African Republic|CG 刚果布/刚果共和国=Republic of the Congo/Congo|CH 瑞士=Switzerland/Schweiz/Suisse
CI 科特迪瓦=Ivory Coast/Côte d'Ivoire|CL 智利=Chile|CM 喀麦隆=Cameroon
CN 中国/中华人民共和国/中国大陆=China/PRC/Mainland China|CO 哥伦比亚=Colombia|CR 哥斯达黎加=Costa Rica|CU 古巴=Cuba
CV 佛得角=Cabo Verde/Cape Verde|CW 库拉索=Curaçao|CY 塞浦路斯=Cyprus|CZ 捷克=Czechia/Czech Republic
DE 德国=Germany/Deutschland|DJ 吉布提=Djibouti|DK 丹麦=Denmark|DM 多米尼克=Dominica
DO 多米尼加/多米尼加共和国=Dominican Republic|DZ 阿尔及利亚=Algeria|EC 厄瓜多尔=Ecuador|EE 爱沙尼亚=Estonia
EG 埃及=Egypt|EH 西撒哈拉=Western Sahara|ER 厄立特里亚=Eritrea|ES 西班牙=Spain/España|ET 埃塞俄比亚=Ethiopia
FI 芬兰=Finland|FJ 斐济=Fiji|FO 法罗群岛=Faroe Islands|FR 法国=France|GA 加蓬=Gabon
GB 英国/联合王国/大不列颠=United Kingdom/UK/U.K./Great Britain/Britain|GD 格林纳达=Grenada|GE 格鲁吉亚=Georgia
GF 法属圭亚那=French Guiana|GH 加纳=Ghana|GI 直布罗陀=Gibraltar|GL 格陵兰=Greenland|GM 冈比亚=Gambia
GN 几内亚=Guinea|GP 瓜德罗普=Guadeloupe|GQ 赤道几内亚=Equatorial Guinea|GR 希腊=Greece|GT 危地马拉=Guatemala
GU 关岛=Guam|GW 几内亚比绍=Guinea-Bissau|GY 圭亚那=Guyana|HK 香港/香港特别行政区/中国香港=Hong Kong
HN 洪都拉斯=Honduras|HR 克罗地亚=Croatia|HT 海地=Haiti|HU 匈牙利=Hungary|ID 印度尼西亚/印尼=Indonesia
IE 爱尔兰=Ireland|IL 以色列=Israel|IM 马恩岛=Isle of Man|IN 印度=India|IQ 伊拉克=Iraq|IR 伊朗=Iran|IS 冰岛=Iceland
IT 意大利=Italy/Italia|JE 泽西岛=Jersey|JM 牙买加=Jamaica|JO 约旦=Jordan|JP 日本/日本国=Japan/Nippon|KE 肯尼亚=Kenya
KG 吉尔吉斯斯坦/吉尔吉斯=Kyrgyzstan|KH 柬埔寨=Cambodia|KI 基里巴斯=Kiribati|KM 科摩罗=Comoros
KN 圣基茨和尼维斯=Saint Kitts and Nevis|KP 朝鲜/北朝鲜=North Korea/DPRK
KR 韩国/南韩/大韩民国=South Korea/Korea/Republic of Korea|KW 科威特=Kuwait|KY 开曼群岛=Cayman Islands
KZ 哈萨克斯坦=Kazakhstan|LA 老挝=Laos|LB 黎巴嫩=Lebanon|LC 圣卢西亚=Saint Lucia|LI 列支敦士登=Liechtenstein
LK 斯里兰卡=Sri Lanka|LR 利比里亚=Liberia|LS 莱索托=Lesotho|LT 立陶宛=Lithuania|LU 卢森堡=Luxembourg
LV 拉脱维亚=Latvia|LY 利比亚=Libya|MA 摩洛哥=Morocco|MC 摩纳哥=Monaco|MD 摩尔多瓦=Moldova|ME 黑山=Montenegro
MG 马达加斯加=Madagascar|MH 马绍尔群岛=Marshall Islands|MK 北马其顿/马其顿=North Macedonia/Macedonia|ML 马里=Mali
MM 缅甸=Myanmar/Burma|MN 蒙古/蒙古国/外蒙古=Mongolia|MO 澳门/澳门特别行政区/中国澳门=Macau/Macao
MQ 马提尼克=Martinique|MR 毛里塔尼亚=Mauritania|MT 马耳他=Malta|MU 毛里求斯=Mauritius|MV 马尔代夫=Maldives
MW 马拉维=Malawi|MX 墨西哥=Mexico/México|MY 马来西亚/大马=Malaysia|MZ 莫桑比克=Mozambique|NA 纳米比亚=Namibia
NC 新喀里多尼亚=New Caledonia|NE 尼日尔=Niger|NG 尼日利亚=Nigeria|NI 尼加拉瓜=Nicaragua
NL 荷兰=Netherlands/The Netherlands/Holland|NO 挪威=Norway|NP 尼泊尔=Nepal|NR 瑙鲁=Nauru
NZ 新西兰/纽西兰=New Zealand/NZ/Aotearoa|OM 阿曼=Oman|PA 巴拿马=Panama|PE 秘鲁=Peru
PF 法属波利尼西亚=French Polynesia|PG 巴布亚新几内亚=Papua New Guinea|PH 菲律宾=Philippines|PK 巴基斯坦=Pakistan
PL 波兰=Poland|PR 波多黎各=Puerto Rico|PS 巴勒斯坦=Palestine/Palestinian Territory|PT 葡萄牙=Portugal|PW 帕劳=Palau
PY 巴拉圭=Paraguay|QA 卡塔尔=Qatar|RE 留尼汪=Réunion|RO 罗马尼亚=Romania|RS 塞尔维亚=Serbia
RU 俄罗斯/俄国=Russia/Russian Federation|RW 卢旺达=Rwanda|SA 沙特阿拉伯/沙特=Saudi Arabia
SB 所罗门群岛=Solomon Islands|SC 塞舌尔=Seychelles|SD 苏丹=Sudan|SE 瑞典=Sweden|SG 新加坡=Singapore
SI 斯洛文尼亚=Slovenia|SK 斯洛伐克=Slovakia|SL 塞拉利昂=Sierra Leone|SM 圣马力诺=San Marino|SN 塞内加尔=Senegal
SO 索马里=Somalia|SR 苏里南=Suriname|SS 南苏丹=South Sudan|ST 圣多美和普林西比=São Tomé and Príncipe
SV 萨尔瓦多=El Salvador|SY 叙利亚=Syria|SZ 斯威士兰=Eswatini/Swaziland|TD 乍得=Chad|TG 多哥=Togo|TH 泰国=Thailand
TJ 塔吉克斯坦=Tajikistan|TL 东帝汶=Timor-Leste/East Timor|TM 土库曼斯坦=Turkmenistan|TN 突尼斯=Tunisia|TO 汤加=Tonga
TR 土耳其=Turkey/Türkiye|TT 特立尼达和多巴哥=Trinidad and Tobago/Trinidad|TV 图瓦卢=Tuvalu
TW 台湾/台湾省/中国台湾=Taiwan|TZ 坦桑尼亚=Tanzania|UA 乌克兰=Ukraine|UG 乌干达=Uganda
US 美国/美利坚合众国=United States/USA/U.S.A./US/U.S./America/United States of America|UY 乌拉圭=Uruguay
UZ 乌兹别克斯坦=Uzbekistan|VA 梵蒂冈=Vatican|VC 圣文森特和格林纳丁斯=Saint Vincent and the Grenadines
VE 委内瑞拉=Venezuela|VN 越南=Vietnam/Viet Nam|VU 瓦努阿图=Vanuatu|WS 萨摩亚=Samoa|XK 科索沃=Kosovo|YE 也门=Yemen
YT 马约特=Mayotte|ZA 南非=South Africa|ZM 赞比亚=Zambia|ZW 津巴布韦=Zimbabwe
"""

# First-level regions as "code Chinese/aliases", or "code Chinese/aliases=English/aliases" where the name in GeoNames is
# not the usual one.
STATES = {
    "US": """AL 亚拉巴马州/阿拉巴马|AK 阿拉斯加州|AZ 亚利桑那州|AR 阿肯色州
CA 加利福尼亚州/加州=California/Cali/Calif|CO 科罗拉多州|CT 康涅狄格州/康州|DE 特拉华州
DC 华盛顿特区/哥伦比亚特区=District of Columbia/D.C.|FL 佛罗里达州/佛州=Florida/Fla|GA 佐治亚州/乔治亚|HI 夏威夷州
ID 爱达荷州|IL 伊利诺伊州/伊利诺斯|IN 印第安纳州|IA 艾奥瓦州/爱荷华|KS 堪萨斯州|KY 肯塔基州|LA 路易斯安那州
ME 缅因州|MD 马里兰州|MA 马萨诸塞州/麻省/麻州=Massachusetts/Mass|MI 密歇根州/密西根|MN 明尼苏达州|MS 密西西比州
MO 密苏里州|MT 蒙大拿州|NE 内布拉斯加州|NV 内华达州|NH 新罕布什尔州|NJ 新泽西州/纽泽西|NM 新墨西哥州
NY 纽约州=New York/New York State/NY State|NC 北卡罗来纳州/北卡|ND 北达科他州|OH 俄亥俄州|OK 俄克拉何马州/俄克拉荷马
OR 俄勒冈州|PA 宾夕法尼亚州/宾州=Pennsylvania/Penn|RI 罗得岛州/罗德岛|SC 南卡罗来纳州/南卡|SD 南达科他州|TN 田纳西州
TX 得克萨斯州/德克萨斯/德州/得州=Texas/Tex|UT 犹他州|VT 佛蒙特州|VA 弗吉尼亚州/维吉尼亚
WA 华盛顿州=Washington/Washington State|WV 西弗吉尼亚州|WI 威斯康星州/威斯康辛|WY 怀俄明州""",
    "CA": """01 艾伯塔省/阿尔伯塔/亚伯达=Alberta/AB
02 不列颠哥伦比亚省/卑诗省/BC省=British Columbia/BC/B.C.|03 曼尼托巴省/马尼托巴=Manitoba/MB
04 新不伦瑞克省=New Brunswick/NB|05 纽芬兰与拉布拉多省/纽芬兰=Newfoundland and Labrador/NL/Newfoundland
07 新斯科舍省=Nova Scotia/NS|08 安大略省/安省=Ontario/ON/Ont|09 爱德华王子岛省=Prince Edward Island/PE/PEI
10 魁北克省=Quebec/QC/Québec|11 萨斯喀彻温省=Saskatchewan/SK|12 育空=Yukon/YT|13 西北地区=Northwest Territories/NT
14 努纳武特=Nunavut/NU""",
    "AU": """01 首都领地=Australian Capital Territory/ACT|02 新南威尔士州/新州=New South Wales/NSW
03 北领地=Northern Territory/NT|04 昆士兰州/昆州=Queensland/QLD|05 南澳大利亚州/南澳=South Australia/SA
06 塔斯马尼亚州=Tasmania/TAS|07 维多利亚州/维州=Victoria/VIC|08 西澳大利亚州/西澳=Western Australia/WA""",
    "GB": "ENG 英格兰|SCT 苏格兰|WLS 威尔士|NIR 北爱尔兰",
    "JP": """01 爱知县|02 秋田县|03 青森县|04 千叶县|05 爱媛县|06 福井县|07 福冈县|08 福岛县|09 岐阜县
10 群马县|11 广岛县|12 北海道|13 兵库县=Hyogo|14 茨城县|15 石川县|16 岩手县|17 香川县|18 鹿儿岛县|19 神奈川县
20 高知县|21 熊本县|22 京都府|23 三重县|24 宫城县|25 宫崎县|26 长野县|27 长崎县|28 奈良县|29 新潟县|30 大分县
31 冈山县|32 大阪府|33 佐贺县|34 埼玉县|35 滋贺县|36 岛根县|37 静冈县|38 栃木县|39 德岛县|40 东京都|41 鸟取县
42 富山县|43 和歌山县|44 山形县|45 山口县|46 山梨县|47 冲绳县""",
    "KR": """01 济州道/济州=Jeju|03 全罗北道/全北=North Jeolla/Jeollabuk-do|05 忠清北道=North Chungcheong
06 江原道=Gangwon|10 釜山|11 首尔/汉城|12 仁川|13 京畿道=Gyeonggi/Gyeonggi-do|14 庆尚北道=North Gyeongsang|15 大邱
16 全罗南道=South Jeolla|17 忠清南道=South Chungcheong|18 光州|19 大田|20 庆尚南道=South Gyeongsang|21 蔚山
22 世宗=Sejong""",
    "DE": """01 巴登-符腾堡州=Baden-Württemberg|02 巴伐利亚州=Bavaria/Bayern|03 不来梅州|04 汉堡州
05 黑森州=Hesse/Hessen|06 下萨克森州=Lower Saxony|07 北莱茵-威斯特法伦州/北威州=North Rhine-Westphalia/NRW
08 莱茵兰-普法尔茨州=Rhineland-Palatinate|09 萨尔州|10 石勒苏益格-荷尔斯泰因州|11 勃兰登堡州
12 梅克伦堡-前波美拉尼亚州|13 萨克森州=Saxony|14 萨克森-安哈尔特州|15 图林根州|16 柏林=Berlin""",
    "MY": """01 柔佛州|02 吉打州|03 吉兰丹州|04 马六甲州=Malacca/Melaka|05 森美兰州|06 彭亨州|07 霹雳州
08 玻璃市州|09 槟城州/槟榔屿=Penang|11 砂拉越州/砂劳越/沙捞越|12 雪兰莪州|13 登嘉楼州|14 吉隆坡联邦直辖区=Kuala Lumpur
16 沙巴州""",
    "IT": "03 卡拉布里亚|04 坎帕尼亚|07 拉齐奥|08 利古里亚|09 伦巴第|12 皮埃蒙特|13 普利亚|14 撒丁岛|15 西西里|"
    "16 托斯卡纳|20 威尼托",
    "FR": "11 法兰西岛|93 普罗旺斯",
    "ES": "51 安达卢西亚|56 加泰罗尼亚=Catalonia/Catalunya|60 瓦伦西亚大区=Valencian Community|"
    "29 马德里大区=Community of Madrid",
    "RU": "48 莫斯科=Moscow|66 圣彼得堡=Saint Petersburg|29 克麦罗沃州=Kemerovo Oblast",
    "MX": "15 墨西哥州=State of Mexico|09 墨西哥城=Mexico City",
    "ID": "02 巴厘岛=Bali|08 东爪哇=East Java|30 西爪哇=West Java|07 中爪哇=Central Java",
    "VN": "79 胡志明市=Ho Chi Minh City|01 河内=Hanoi",
}

# Capitals of first-level regions, by their Latin names in the table.
CAPITALS = {
    "US": """AL=Montgomery AK=Juneau AZ=Phoenix AR=Little_Rock CA=Sacramento CO=Denver CT=Hartford
DE=Dover FL=Tallahassee GA=Atlanta HI=Honolulu ID=Boise IL=Springfield IN=Indianapolis IA=Des_Moines KS=Topeka
KY=Frankfort LA=Baton_Rouge ME=Augusta MD=Annapolis MA=Boston MI=Lansing MN=Saint_Paul MS=Jackson MO=Jefferson_City
MT=Helena NE=Lincoln NV=Carson_City NH=Concord NJ=Trenton NM=Santa_Fe NY=Albany NC=Raleigh ND=Bismarck OH=Columbus
OK=Oklahoma_City OR=Salem PA=Harrisburg RI=Providence SC=Columbia SD=Pierre TN=Nashville TX=Austin UT=Salt_Lake_City
VT=Montpelier VA=Richmond WA=Olympia WV=Charleston WI=Madison WY=Cheyenne DC=Washington""",
    "CA": """01=Edmonton 02=Victoria 03=Winnipeg 04=Fredericton 05=St._John's 07=Halifax 08=Toronto
10=Québec 11=Regina""",
    "AU": "01=Canberra 02=Sydney 03=Darwin 04=Brisbane 05=Adelaide 06=Hobart 07=Melbourne 08=Perth",
    "GB": "ENG=London SCT=Edinburgh WLS=Cardiff NIR=Belfast",
}

# Taiwan's counties and cities: Chinese name, kind, Latin name; then the places of the table that belong to each.
TAIWAN = {
    "台北市": "Taipei 内湖 大安区 士林区 文山区 北投区 中山区 信义区 松山区 万华区 中正区 大同区 南港区",
    "新北市": "New_Taipei 板桥 汐止 淡水 树林 三峡 莺歌 新庄区 中和区 三重区 永和区 土城区 新店区 芦洲区 林口区",
    "桃园市": "Taoyuan 八德 内坜 大溪 桃园区 中坜区 平镇区 杨梅区 芦竹区 龟山区 龙潭区",
    "台中市": "Taichung 雾峰 北屯区 西屯区 大里区 太平区 南屯区 丰原区 北区 南区 西区 潭子区",
    "台南市": "Tainan 永康 新营 东区 南区 北区 安南区",
    "高雄市": "Kaohsiung 凤山 三民区 左营区 楠梓区 前镇区 苓雅区 鼓山区 小港区 冈山区",
    "基隆市": "Keelung", "新竹市": "Hsinchu 东区 北区", "嘉义市": "Chiayi 东区 西区",
    "新竹县": "Hsinchu_County 竹北 竹东",
    "苗栗县": "Miaoli 头份",
    "彰化县": "Changhua 员林 溪湖 二林 社头 永靖 田中 北斗",
    "南投县": "Nantou 草屯 埔里 竹山", "云林县": "Yunlin 斗六 西螺 北港", "嘉义县": "Chiayi_County 朴子 太保 新港",
    "屏东县": "Pingtung 潮洲 东港",
    "宜兰县": "Yilan",
    "花莲县": "Hualien",
    "台东县": "Taitung",
    "澎湖县": "Penghu 马公",
    "金门县": "Kinmen 金城 金湖", "连江县": "Lienchiang",
}  # fmt: skip

# Taiwan's counties that became special municipalities in 2010 and 2014.
FORMER_TAIWAN = {
    "新北市": "台北县", "桃园市": "桃园县", "台中市": "台中县", "台南市": "台南县", "高雄市": "高雄县",
}  # fmt: skip

# Boroughs of London that GeoNames lacks, or lists as smaller places: Chinese and English name, longitude, thousands.
LONDON = (
    "巴尼特=Barnet:-0.15*395|布罗姆利=Bromley:0.02*330|卡姆登=Camden:-0.13*218|伊灵=Ealing:-0.31*367|"
    "兰贝斯=Lambeth:-0.12*318|格林尼治=Greenwich:0.06*289|哈克尼=Hackney:-0.06*261|"
    "哈默史密斯和富勒姆=Hammersmith and Fulham/Hammersmith:-0.23*183|哈林盖=Haringey:-0.11*264|"
    "黑弗灵=Havering:0.18*262|希灵登=Hillingdon:-0.48*306|默顿=Merton:-0.20*215|"
    "肯辛顿和切尔西=Kensington and Chelsea/Kensington:-0.19*143|"
    "泰晤士河畔金斯顿=Kingston upon Thames/Kingston:-0.31*168|刘易舍姆=Lewisham:-0.02*301|纽汉=Newham:0.05*351|"
    "雷德布里奇=Redbridge:0.07*310|南华克=Southwark:-0.08*308|泰晤士河畔里士满=Richmond upon Thames:-0.33*195|"
    "陶尔哈姆莱茨=Tower Hamlets:-0.01*310|旺兹沃思=Wandsworth:-0.19*328|"
    "沃尔瑟姆福里斯特=Waltham Forest:-0.01*278|巴金和达格纳姆=Barking and Dagenham:0.12*219"
)


def _borough(entry: str) -> str:
    """The entry of a borough in EXTRA."""
    name, rest = entry.split("=")
    latin, numbers = rest.split(":")
    first = latin.split("/")[0]
    return f"伦敦{name}区/{name}={first}, London/{latin}/London Borough of {first}:{numbers}@GB.ENG"


def _in_london(names: str) -> str:
    return "|".join(f"{one}={one}, London/London Borough of {one}" for one in names.split())


# Places that GeoNames lacks or does not list as such, by zone:
# "Chinese name/aliases=Latin name/aliases:longitude*thousands@region".
EXTRA = {
    "Asia/Taipei": """屏东=Pingtung:120.49*810@TW.屏东县|云林=Yunlin:120.54*670@TW.云林县
澎湖=Penghu:119.57*105@TW.澎湖县|金门=Kinmen/Quemoy:118.32*140@TW.金门县
连江/马祖=Lienchiang/Matsu:119.95*13@TW.连江县|新竹县=Hsinchu County:121.01*590@TW.新竹县
嘉义县=Chiayi County:120.33*480@TW.嘉义县|大安区=Da'an:121.54*300@TW.台北市|士林区=Shilin:121.52*270@TW.台北市
文山区=Wenshan:121.57*260@TW.台北市|北投区=Beitou:121.50*240@TW.台北市|中山区=Zhongshan:121.53*215@TW.台北市
信义区=Xinyi:121.57*205@TW.台北市|松山区=Songshan:121.56*190@TW.台北市|万华区=Wanhua:121.50*175@TW.台北市
中正区=Zhongzheng:121.52*150@TW.台北市|大同区=Datong:121.51*120@TW.台北市|南港区=Nangang:121.61*115@TW.台北市
新庄区=Xinzhuang:121.44*420@TW.新北市|中和区=Zhonghe:121.50*405@TW.新北市|三重区=Sanchong:121.49*380@TW.新北市
永和区=Yonghe:121.51*215@TW.新北市|土城区=Tucheng:121.44*235@TW.新北市|新店区=Xindian:121.54*305@TW.新北市
芦洲区=Luzhou:121.47*200@TW.新北市|林口区=Linkou:121.39*125@TW.新北市|桃园区=Taoyuan District:121.30*460@TW.桃园市
中坜区=Zhongli/Chungli:121.23*425@TW.桃园市|平镇区=Pingzhen:121.22*230@TW.桃园市|杨梅区=Yangmei:121.15*175@TW.桃园市
芦竹区=Luzhu:121.29*170@TW.桃园市|龟山区=Guishan:121.34*170@TW.桃园市|龙潭区=Longtan:121.22*125@TW.桃园市
北屯区=Beitun:120.69*300@TW.台中市|西屯区=Xitun:120.63*235@TW.台中市|大里区=Dali:120.68*215@TW.台中市
太平区=Taiping:120.72*200@TW.台中市|南屯区=Nantun:120.64*180@TW.台中市|丰原区=Fengyuan:120.72*165@TW.台中市
北区=North District:120.68*145@TW.台中市|南区=South District:120.66*125@TW.台中市
西区=West District:120.67*115@TW.台中市|潭子区=Tanzi:120.71*110@TW.台中市|东区=East District:120.23*180@TW.台南市
南区=South District:120.19*120@TW.台南市|北区=North District:120.20*130@TW.台南市|安南区=Annan:120.18*200@TW.台南市
三民区=Sanmin:120.31*330@TW.高雄市|左营区=Zuoying:120.30*195@TW.高雄市|楠梓区=Nanzi:120.33*190@TW.高雄市
前镇区=Qianzhen:120.31*180@TW.高雄市|苓雅区=Lingya:120.32*165@TW.高雄市|鼓山区=Gushan:120.27*140@TW.高雄市
小港区=Xiaogang:120.34*155@TW.高雄市|冈山区=Gangshan:120.30*95@TW.高雄市|东区=East District:120.99*220@TW.新竹市
北区=North District:120.96*155@TW.新竹市|东区=East District:120.46*125@TW.嘉义市
西区=West District:120.44*145@TW.嘉义市""",
    "Asia/Hong_Kong": """中西区=Central and Western/Central:114.15*235@HK|东区=Eastern:114.22*530@HK
南区=Southern:114.16*260@HK|油尖旺区/油尖旺/旺角/尖沙咀=Yau Tsim Mong/Mong Kok/Tsim Sha Tsui:114.17*310@HK
长洲/长洲岛=Cheung Chau:114.03*20@HK
观塘区/观塘=Kwun Tong:114.23*670@HK|葵青区/葵青=Kwai Tsing:114.13*495@HK
北区/上水/粉岭=North/Fanling/Sheung Shui:114.14*310@HK|西贡=Sai Kung:114.27*490@HK|离岛区=Islands:113.95*185@HK""",
    "Pacific/Tahiti": "帕皮提/大溪地/塔希提=Papeete/Tahiti:-149.57*26@PF",
    "Europe/London": "\n".join(map(_borough, LONDON.split("|"))) + "\n伦敦金融城=City of London:-0.09*9@GB.ENG",
    "Pacific/Auckland": "皇后镇=Queenstown:168.66*29@NZ.F7",
    "America/New_York": "法拉盛=Flushing:-73.82*72@US.NY|奥古斯塔=Augusta:-82.01*202@US.GA",
    "America/Toronto": "北约克=North York:-79.41*870@CA.08|士嘉堡/斯卡伯勒=Scarborough:-79.26*600@CA.08",
    "Australia/Sydney": "布莱克敦=Blacktown:150.91*390@AU.02",
}  # fmt: skip

# Hong Kong's districts that GeoNames lists as towns, with their official names.
HONG_KONG = "屯门 沙田 深水埗 黄大仙 九龙城 荃湾 大埔 元朗 湾仔 西贡"

# Districts of mainland China that were merged long ago, as "old/old=the present one's name", by prefecture.
MERGED = {
    "浙江.舟山": "普陀山=普陀区",
    "北京": "崇文/崇文区=东城 宣武/宣武区=西城", "上海": "卢湾/卢湾区/南市区=黄浦 闸北/闸北区=静安",
    "江苏.南京": "白下/白下区=秦淮区 下关/下关区=鼓楼区", "江苏.苏州": "平江区/沧浪/沧浪区/金阊/金阊区=姑苏区",
    "辽宁.大连": "旅顺/Port_Arthur=旅顺口", "广东.广州": "东山区=越秀区 芳村/芳村区=荔湾区",
}  # fmt: skip

# Short names in daily use, in the notation of OTHER_NAMES.
SHORT_NAMES = {
    "CN": "北京=京/帝都|上海=沪/魔都/申城|天津=津|重庆=渝/山城|广州=穗|成都=蓉/蓉城|杭州=杭城|南京=宁/金陵城|"
        "深圳=鹏城|武汉=江城|苏州=姑苏城|长沙=星城",
    "HK": "Hong Kong=HK/港/HKG", "MO": "Macau=澳", "SG": "Singapore=狮城",
    "US": "Los Angeles=LA/L.A.|San Francisco=SF/San Fran/Frisco|Washington=DC/D.C.|New York=NY/New York City|"
        "The Bronx=Bronx|New Orleans=NOLA",
    "MY": "Kuala Lumpur=KL|George Town=槟岛/槟州",
    "GB": "London=LDN|Birmingham=Brum|City of Westminster=Westminster, London/Westminster|Enfield Town=Enfield, London"
        "/Enfield/London Borough of Enfield|" + _in_london("Bexley Brent Croydon Harrow Hounslow Islington Sutton"),
    "VN": "Ho Chi Minh City=HCMC/西贡市",
}  # fmt: skip

# Prefectures of former counties whose names do not tell.
PREFECTURE_OF = {"杨凌": "咸阳", "任县": "邢台", "郫县": "成都", "胶南": "青岛", "户县": "西安", "大柴旦": "海西"}

# What belonged to a province between 1949 and 1979 and belongs to another one today, as codes of regions.
FORMER_PARTS = {
    "四川": "重庆", "广东": "海南 广西.北海 广西.钦州 广西.防城港", "河北": "天津 北京", "江苏": "上海",
    "黑龙江": "内蒙古.呼伦贝尔", "吉林": "内蒙古.通辽 内蒙古.兴安盟", "辽宁": "内蒙古.赤峰",
    "甘肃": "宁夏 内蒙古.阿拉善盟", "宁夏": "内蒙古.阿拉善盟",
    # Inner Mongolia, but administered by Heilongjiang.
    "内蒙古": "jiagedaqi songling",
}  # fmt: skip

# Provinces and areas of their rank that were dissolved between 1949 and 1956, countries that no longer exist, and the
# regions where they were.
FORMER_PROVINCES = {
    "热河省": "河北.承德 辽宁.朝阳 辽宁.阜新 内蒙古.赤峰 内蒙古.通辽", "绥远省": "内蒙古",
    "察哈尔省": "河北.张家口 河北.保定 山西.大同 山西.朔州 山西.忻州 北京 内蒙古.锡林郭勒盟 内蒙古.乌兰察布",
    "西康省": "四川.雅安 四川.甘孜州 四川.凉山州 四川.攀枝花 西藏.昌都",
    "平原省": "河南.新乡 河南.安阳 河南.焦作 河南.濮阳 河南.鹤壁 山东.聊城 山东.菏泽 山东.济宁",
    "松江省": "黑龙江 吉林.延边州", "合江省": "黑龙江", "嫩江省": "黑龙江 吉林.白城",
    "辽东省": "辽宁 吉林.通化 吉林.白山",
    "辽西省": "辽宁 吉林.四平 吉林.辽源 内蒙古.通辽", "苏南行政区": "江苏 上海", "苏北行政区": "江苏",
    "皖南行政区": "安徽",
    "皖北行政区": "安徽 江苏", "川东行政区": "四川 重庆", "川西行政区": "四川", "川南行政区": "四川",
    "川北行政区": "四川",
    "苏联/USSR/U.S.S.R./Soviet Union": "RU UA BY MD EE LV LT GE AM AZ KZ UZ KG TJ TM",
    "南斯拉夫/Yugoslavia": "RS HR SI BA MK ME XK", "捷克斯洛伐克/Czechoslovakia": "CZ SK",
    "东德/民主德国/East Germany/GDR/DDR": "DE", "西德/联邦德国/West Germany": "DE",
}  # fmt: skip
