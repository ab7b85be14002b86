"""Names and numbers for scripts/make_places.py that GeoNames lacks or has wrong."""

PROVINCES = {
    "01": "安徽", "02": "浙江", "03": "江西", "04": "江苏", "05": "吉林", "06": "青海", "07": "福建", "08": "黑龙江",
    "09": "河南", "10": "河北", "11": "湖南", "12": "湖北", "13": "新疆", "14": "西藏", "15": "甘肃", "16": "广西",
    "18": "贵州", "19": "辽宁", "20": "内蒙古", "21": "宁夏", "22": "北京", "23": "上海", "24": "山西", "25": "山东",
    "26": "陕西", "28": "天津", "29": "云南", "30": "广东", "31": "海南", "32": "四川", "33": "重庆",
}  # fmt: skip

# Seats of prefectures. Other names follow after "/", most often the name of a prefecture that differs from its seat.
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
    "湖北": "武汉 黄石 十堰 宜昌 襄阳/襄樊 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州"
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

# County-level cities, in the same notation. Those missing from GeoNames are skipped.
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

# All other counties, banners and lesser cities as of 2020, since people still search for those that became districts.
# After ":" the longitude, if GeoNames does not have the seat under the name of the county, or misplaces it.
COUNTIES = {
    "河北": "东光:116.54 丰宁:116.65 临城:114.50 临漳:114.62 临西:115.50 乐亭:118.91 井陉:114.15 任县:114.67"
    " 元氏:114.53 兴隆:117.50 内丘:114.51 南和:114.68 南皮:116.71 博野:115.46 卢龙:118.89 吴桥:116.39"
    " 唐县:114.98 围场:117.76 固安:116.30 大厂:116.99 大名:115.15 大城:116.65 威县:115.27 孟村:117.10"
    " 宁晋:114.94 安平:115.52 安新:115.94 定兴:115.81 容城:115.86 宽城:118.49 尚义:113.97 巨鹿:115.04"
    " 平乡:115.03 平山:114.20 广宗:115.14 广平:114.95 康保:114.60 张北:114.72 怀安:114.39 怀来:115.52"
    " 成安:114.67 承德县:118.17 故城:115.97 文安:116.46 新河:115.25 无极:114.98 昌黎:119.20 易县"
    " 景县:116.27 曲周:114.96 曲阳:114.75 望都:115.16 枣强:115.72 柏乡:114.69 武强:115.98 武邑:115.89"
    " 永年:114.54 永清:116.51 沧县:117.01 沽源:115.69 海兴:117.50 涉县 涞水:115.71 涞源:114.69"
    " 涿鹿:115.21 深泽:115.20 清河:115.67 滦南:118.68 滦平:117.33 灵寿:114.38 献县:116.12 玉田:117.74"
    " 盐山:117.23 磁县 肃宁:115.83 肥乡:114.80 蔚县 蠡县:115.58 行唐:114.55 赞皇:114.39 赤城:115.83"
    " 赵县:114.78 迁西:118.31 邢台县:114.56 邱县 阜城:116.18 阜平:114.20 阳原:114.15 隆化:117.74"
    " 隆尧:114.77 雄县:116.11 青县:116.80 青龙:118.95 顺平:115.14 饶阳:115.73 馆陶:115.28 香河:117.01"
    " 高邑:114.61 高阳:115.78 魏县 鸡泽:114.89",
    "山西": "万荣 中阳 临县 临猗 乡宁 五台 五寨 交口 交城 代县 保德 偏关 兴县 古县 右玉 吉县 和顺 垣曲 壶关"
    " 夏县 大同县 大宁 天镇:114.09 太谷 娄烦 宁武 安泽 定襄 寿阳 屯留 山阴 岚县 岢岚 左云 左权 平定"
    " 平陆 平顺 广灵 应县 文水 新绛 方山 昔阳 曲沃 柳林 榆社 武乡 永和 汾西 沁县 沁水 沁源 河曲"
    " 泽州:112.90 洪洞 浑源 浮山 清徐 潞城 灵丘 灵石 盂县 石楼 祁县 神池 稷山 繁峙 绛县 翼城 芮城"
    " 蒲县 襄垣:113.05 襄汾 长子 长治县 闻喜 阳城 阳曲 阳高 陵川 隰县 静乐 黎城",
    "内蒙古": "东乌珠穆沁旗:116.97 乌审旗:108.82 乌拉特中旗 乌拉特前旗 乌拉特后旗:107.07 五原:108.27"
    " 伊金霍洛旗 克什克腾旗 兴和 准格尔旗:111.24 凉城 化德 卓资 和林格尔:111.82 商都 喀喇沁旗"
    " 四子王旗 固阳 土默特左旗:111.16 多伦 太仆寺旗:115.28 奈曼旗 宁城 察哈尔右翼中旗 察哈尔右翼前旗"
    " 察哈尔右翼后旗:113.19 巴林右旗 巴林左旗 库伦旗 开鲁:121.32 扎赉特旗 扎鲁特旗 托克托:111.19"
    " 敖汉旗 新巴尔虎右旗:116.82 新巴尔虎左旗 杭锦后旗:107.15 杭锦旗 林西:118.06 正蓝旗 正镶白旗"
    " 武川:111.45 清水河:111.65 磴口:107.01 科尔沁右翼中旗 科尔沁右翼前旗 科尔沁左翼中旗"
    " 科尔沁左翼后旗:122.36 突泉 翁牛特旗 苏尼特右旗 苏尼特左旗 莫力达瓦旗:124.52 西乌珠穆沁旗"
    " 达尔罕茂明安联合旗 达拉特旗 鄂伦春旗:123.73 鄂托克前旗:107.48 鄂托克旗 鄂温克旗:119.76 镶黄旗 阿巴嘎旗"
    " 阿荣旗:123.46 阿鲁科尔沁旗 陈巴尔虎旗:119.42",
    "辽宁": "义县:121.24 台安:122.44 喀喇沁左翼:119.74 宽甸:124.78 岫岩:123.28 康平 建平:119.64 建昌:119.84"
    " 彰武:122.54 抚顺县:124.10 新宾:125.04 朝阳县:120.39 本溪县 桓仁:125.36 法库:123.44 清原:124.92"
    " 盘山:122.00 绥中 西丰:124.73 辽阳县:123.11 铁岭县:123.73 长海:122.59 阜新县:121.76 黑山:122.13",
    "吉林": "东丰:125.53 东辽:124.99 乾安:124.04 伊通:125.31 农安:125.18 前郭尔罗斯:124.82 安图:128.90"
    " 抚松:127.27 梨树:124.34 永吉:126.50 辉南:126.05 通化县:125.76 通榆:123.09 镇赉:123.20"
    " 长岭:123.97 长白:128.20 靖宇:126.81",
    "黑龙江": "依安 克东:126.25 克山:125.88 友谊:131.81 呼玛 塔河:124.71 孙吴:127.34 宝清:132.20 庆安 延寿"
    " 方正 木兰 杜尔伯特:124.44 林甸 桦川 汤原 绥滨:131.85 肇源:125.08 逊克:128.48 通河 集贤:131.14"
    " 饶河:134.01 鸡东:131.12",
    "江苏": "东海:118.75 丰县:116.60 响水:119.58 宝应:119.36 射阳:120.23 建湖:119.79 沛县:116.94 沭阳"
    " 泗洪:118.22 泗阳:118.70 涟水:119.26 滨海:119.82 灌云 灌南:119.32 盱眙:118.54 睢宁:117.94"
    " 金湖:119.02 阜宁:119.80",
    "浙江": "三门:121.40 云和:119.57 仙居 嘉善:120.93 天台:121.01 安吉:119.68 岱山:122.23 嵊泗:122.45"
    " 常山:118.51 平阳:120.57 庆元 开化:118.42 文成:120.09 新昌:120.90 景宁:119.64 松阳:119.48"
    " 桐庐:119.69 武义:119.82 永嘉 泰顺 浦江:119.89 海盐 淳安:119.04 磐安:120.45 缙云 苍南:120.43"
    " 象山:121.87 遂昌:119.28 青田 龙游",
    "安徽": "东至:117.03 临泉:115.26 五河:117.88 休宁:118.19 全椒:118.27 凤台:116.71 凤阳:117.53 利辛:116.21"
    " 南陵:118.33 含山:118.10 和县 固镇:117.32 太和:115.62 太湖 定远:117.70 宿松 寿县:116.80 岳西"
    " 当涂:118.50 怀宁 怀远:117.21 旌德:118.55 望江 来安:118.44 枞阳 泗县:117.91 泾县:118.42"
    " 涡阳:116.22 濉溪:116.77 灵璧:117.55 石台 砀山:116.37 祁门:117.72 繁昌:118.20 绩溪:118.58 肥东"
    " 肥西 舒城 芜湖县 萧县:116.95 蒙城:116.56 郎溪:119.18 金寨 长丰:117.17 阜南:115.60 霍山:116.35"
    " 霍邱:116.28 青阳 颍上:116.26",
    "福建": "上杭 东山:117.43 云霄:117.34 仙游:118.69 光泽:117.33 华安 南靖:117.36 古田:118.75 周宁"
    " 大田:117.85 宁化 安溪 寿宁:119.51 将乐:117.47 尤溪:118.19 屏南:118.99 平和:117.32 平潭:119.79"
    " 建宁 德化:118.24 惠安:118.80 政和 明溪:117.20 松溪 柘荣 武平 永春:118.29 永泰:118.93"
    " 沙县:117.79 泰宁:117.18 清流:116.82 漳浦:117.61 罗源:119.55 诏安:117.18 连城:116.75 连江:119.54"
    " 长汀:116.36 长泰:117.76 闽侯:119.13 闽清:118.86 霞浦:120.01 顺昌:117.81",
    "江西": "万安 万年 万载 上栗 上犹 上饶县 上高 东乡:116.60 九江县:115.91 于都 会昌 余干 信丰 修水 全南"
    " 共青城:115.81 兴国:115.36 南昌县:115.93 吉安县 吉水 大余 奉新 婺源 宁都 安义:115.55 安福 安远"
    " 定南 宜丰:114.80 寻乌 峡江 崇义 庐山:116.05 弋阳:117.45 彭泽 德安:115.77 新干 横峰:117.60"
    " 武宁:115.09 永丰 永修:115.83 永新 泰和 浮梁 湖口 玉山:118.24 石城 芦溪 莲花 资溪:117.06 赣县"
    " 进贤:116.24 遂川 都昌 铅山 铜鼓 靖安 黎川",
    "山东": "东平:116.47 东明:115.11 东阿:116.25 临朐:118.54 临沭:118.65 临邑:116.87 五莲:119.21 兰陵:118.07"
    " 冠县 利津:118.26 单县:116.11 博兴:118.11 商河:117.16 嘉祥:116.34 夏津:116.00 宁津:116.80"
    " 宁阳:116.81 巨野:116.06 平原:116.43 平邑:117.64 平阴:116.46 广饶:118.41 庆云:117.39 微山:117.13"
    " 惠民:117.51 成武:115.89 无棣:117.63 昌乐:118.83 曹县:115.54 桓台:118.10 梁山:116.10 武城:116.07"
    " 汶上:116.50 沂南:118.47 沂水:118.63 沂源:118.17 泗水:117.25 济阳:117.17 茌平:116.26 莒南:118.84"
    " 莒县:118.84 莘县:115.67 蒙阴:117.95 费县:117.98 郓城:115.94 郯城:118.37 鄄城:115.51 金乡:116.31"
    " 长岛 阳信:117.60 阳谷:115.79 高唐:116.23 高青:117.83 鱼台:116.65 齐河:116.76",
    "河南": "上蔡:114.26 中牟:113.98 临颍:113.93 伊川:112.43 修武:113.45 光山 兰考:114.82 内乡:111.85"
    " 内黄:114.90 南乐:115.20 南召:112.43 博爱:113.06 卢氏:111.05 原阳:113.94 台前:115.87 叶县 商城"
    " 商水:114.61 固始:115.65 夏邑:116.13 太康:114.84 孟津:112.45 宁陵:115.31 安阳县:114.13"
    " 宜阳:112.18 宝丰:113.05 封丘:114.42 尉氏:114.19 嵩县 平舆:114.62 延津:114.21 息县 扶沟:114.39"
    " 新乡县:113.81 新县 新安:112.13 新蔡:114.97 新野:112.36 方城:113.01 杞县 柘城:115.31 栾川:111.62"
    " 桐柏:113.43 正阳:114.39 武陟:113.40 民权:115.17 汝南:114.36 汝阳:112.47 汤阴:114.36 沈丘:115.10"
    " 泌阳:113.33 洛宁:111.65 浚县 淅川:111.49 淇县:114.21 淮滨:115.42 淮阳:114.89 清丰:115.10"
    " 渑池:111.76 温县:113.08 滑县:114.52 潢川:115.05 濮阳县:115.03 睢县:115.07 确山:114.03"
    " 社旗:112.95 罗山:114.51 舞阳:113.61 范县 获嘉:113.66 虞城:115.83 襄城:113.51 西华:114.53"
    " 西峡:111.47 西平:114.02 许昌县:113.82 通许:114.47 遂平:114.01 郏县 郸城:115.18 鄢陵:114.18"
    " 鲁山:112.91 鹿邑:115.48",
    "湖北": "云梦:113.75 五峰:111.07 保康:111.26 公安:112.23 兴山:110.75 南漳:111.84 咸丰:109.14 嘉鱼:113.94"
    " 团风:114.87 大悟:114.13 孝昌:114.00 宣恩 崇阳 巴东:110.34 房县:110.73 来凤 江陵:112.42"
    " 沙洋:112.59 秭归:110.98 竹山:110.23 竹溪:109.72 红安:114.62 罗田:115.40 英山:115.68 蕲春:115.44"
    " 谷城:111.65 远安:111.64 通城:113.82 通山:114.48 郧西:110.43 长阳:111.21 阳新:115.22 随县:113.29"
    " 鹤峰 黄梅:115.94",
    "湖南": "东安:111.32 中方:109.94 临武:112.56 临澧 会同:109.74 保靖 凤凰:109.58 华容 双峰:112.18"
    " 双牌:111.66 古丈 嘉禾:112.37 城步:110.32 宁远:111.95 安乡:112.17 安仁 安化 宜章:112.95 岳阳县"
    " 平江 慈利 攸县 新化:111.33 新宁:110.86 新晃:109.17 新田:112.20 新邵:111.46 株洲县:113.14 桂东"
    " 桂阳:112.73 桃江 桃源 桑植 永兴 永顺 汉寿 汝城 江华:111.58 江永:111.34 沅陵 泸溪 洞口:110.58"
    " 湘潭县:112.95 溆浦:110.59 澧县 炎陵 石门 祁东:112.09 绥宁:110.16 花垣 芷江:109.68 茶陵:113.54"
    " 蓝山:112.20 衡东:112.95 衡南:112.68 衡山:112.87 衡阳县:112.37 辰溪 通道:109.78 道县:111.60"
    " 邵阳县:111.27 长沙县 隆回:111.03 靖州:109.70 麻阳:109.82 龙山",
    "广东": "东源:114.75 丰顺:116.18 乳源:113.28 五华:115.78 仁化:113.75 佛冈:113.53 南澳:117.02 博罗:114.29"
    " 和平 大埔 始兴 封开:111.51 平远 广宁:112.44 徐闻:110.18 德庆:111.79 怀集:112.17 惠东:114.72"
    " 惠来:116.30 揭西:115.84 新丰 新兴:112.23 海丰:115.32 紫金:115.18 翁源 蕉岭 连南:112.29"
    " 连山:112.09 连平 遂溪:110.25 郁南:111.54 阳山:112.64 阳西:111.62 陆河:115.66 饶平:117.00"
    " 龙川:115.26 龙门:114.25",
    "广西": "三江:109.61 上思:107.98 上林:108.60 东兰:107.37 乐业:106.56 全州:111.07 兴业 兴安:110.67"
    " 凌云:106.56 凤山:107.04 南丹:107.54 博白:109.98 大化:108.00 大新:107.20 天峨:107.17 天等:107.14"
    " 宁明:107.08 容县 宾阳:108.81 富川:111.28 巴马:107.26 平乐:110.64 平南:110.39 德保:106.62"
    " 忻城:108.67 恭城:110.83 扶绥:107.90 昭平:110.81 柳城:109.24 武宣:109.66 永福:109.98 浦北:109.56"
    " 灌阳:111.16 灵山:109.29 灵川:110.32 环江:108.26 田东:107.13 田林:106.23 田阳:106.92 罗城:108.90"
    " 苍梧:111.54 蒙山:110.53 藤县:110.91 融安:109.40 融水:109.26 西林:105.09 象州:109.71 资源:110.65"
    " 那坡:105.83 都安:108.11 金秀:110.19 钟山:111.30 陆川:110.26 隆安:107.70 隆林:105.34 马山:108.18"
    " 鹿寨:109.75 龙州:106.85 龙胜:110.01",
    "海南": "白沙:109.45",
    "四川": "三台:105.09 中江:104.68 丹巴 丹棱:103.51 乐至:105.02 九寨沟:104.24 九龙 乡城:99.80 井研:104.07"
    " 仁寿:104.13 仪陇:106.30 会东:102.58 兴文:105.24 冕宁:102.18 北川:104.47 南江 南部:106.04"
    " 喜德:102.41 壤塘:100.98 大竹:107.20 大英:105.24 大邑:103.51 天全:102.76 夹江:103.57 威远:104.67"
    " 宁南:102.75 安岳:105.36 宜宾县 宝兴 宣汉:107.73 富顺:104.98 小金 屏山:104.35 岳池:106.44"
    " 峨边:103.26 巴塘:99.11 布拖:102.81 平昌:107.10 平武:104.56 开江:107.87 得荣:99.29 德昌:102.18"
    " 德格:98.58 新津:103.81 新龙:100.31 昭觉:102.84 普格:102.54 木里:101.28 松潘:103.60 梓潼:105.17"
    " 武胜:106.30 汉源:102.65 江安:105.07 汶川 沐川:103.90 泸县:105.38 泸定 洪雅:103.37 渠县:106.97"
    " 炉霍:100.68 犍为:103.95 珙县:104.71 理县 理塘:100.27 甘孜:99.99 甘洛:102.77 白玉:98.82"
    " 盐亭:105.39 盐源:101.51 盐边:101.86 石棉:102.36 石渠:98.10 稻城:100.30 筠连:104.51 米易:102.11"
    " 红原:102.54 美姑:103.13 色达:100.33 芦山:102.93 苍溪:105.93 若尔盖:102.97 茂县 荣县:104.42"
    " 荥经:102.85 营山:106.57 蒲江:103.51 蓬安:106.41 蓬溪:105.71 西充:105.90 资中:104.85 越西:102.51"
    " 通江:107.25 道孚 邻水:106.93 郫县:103.90 金堂:104.41 金川 金阳:103.25 长宁:104.92 阿坝"
    " 雅江:101.01 雷波:103.57 青川 青神:103.85 马边:103.55 高县:104.52 黑水:102.99",
    "贵州": "三穗:108.68 三都:107.87 丹寨:107.79 习水 从江:108.91 余庆:107.91 修文:106.59 关岭:105.62"
    " 册亨:105.81 凤冈:107.72 剑河:108.44 务川:107.90 印江:108.41 台江:108.32 大方:105.61 天柱:109.21 威宁:104.25"
    " 安龙:105.44 岑巩:108.82 平塘:107.32 开阳:106.97 德江 思南:108.25 息烽:106.74 惠水:106.66"
    " 施秉:108.12 普安:104.95 普定:105.74 晴隆:105.22 望谟:106.10 松桃:109.20 榕江:108.52 正安 水城:104.96"
    " 江口:108.84 沿河:108.50 湄潭:107.47 独山:107.55 玉屏:108.91 瓮安:107.47 石阡:108.22 紫云:106.08"
    " 纳雍:105.38 织金:105.77 绥阳:107.19 罗甸:106.75 荔波:107.90 贞丰:105.65 贵定:107.23 赫章:104.73"
    " 道真:107.61 金沙:106.22 锦屏:109.20 镇宁:105.77 镇远:108.43 长顺:106.44 雷山:108.08 麻江:107.59"
    " 黄平:107.92 黎平:109.14 龙里:106.98",
    "云南": "丘北:104.17 云县:100.13 云龙:99.37 会泽:103.30 元江:102.00 元谋:101.87 元阳:102.84 兰坪:99.42"
    " 凤庆:99.93 剑川:99.91 勐海:100.45 勐腊:101.56 华坪:101.27 华宁 南华:101.27 南涧:100.51"
    " 双柏:101.64 双江:99.83 墨江:101.69 大关:103.89 大姚:101.34 姚安:101.24 威信:105.05 孟连:99.58"
    " 宁蒗:100.85 宜良 宾川:100.59 富宁:105.63 富民:102.50 富源:104.26 寻甸:103.26 屏边:103.69 峨山:102.41"
    " 嵩明:103.04 巍山:100.31 巧家 师宗:103.99 广南:105.06 弥渡:100.49 彝良:104.05 德钦:98.91"
    " 新平:101.99 施甸:99.19 昌宁:99.61 晋宁 景东:100.83 景谷:100.70 梁河:98.30 武定:102.40"
    " 永仁:101.67 永善 永平:99.54 永德:99.26 永胜:100.75 江城:101.86 沧源:99.25 河口:103.94"
    " 泸西:103.77 洱源:99.95 漾濞:99.96 澜沧:99.93 牟定:101.55 玉龙:100.24 盈江:97.93 盐津"
    " 石屏:102.49 石林:103.29 砚山:104.34 祥云:100.55 禄劝:102.47 福贡:98.87 红河:102.42 绥江 维西:99.29"
    " 绿春:102.39 罗平:104.31 耿马:99.40 西畴:104.67 西盟:99.59 贡山:98.67 通海 金平:103.23"
    " 镇康:98.83 镇沅:101.11 镇雄:104.87 陆良:103.67 陇川:97.79 马关:104.39 马龙:103.58 鲁甸:103.56"
    " 鹤庆:100.18 麻栗坡:104.70 龙陵:98.69",
    "西藏": "丁青:95.62 亚东 仁布 仲巴:84.03 八宿 加查:92.59 南木林 双湖:88.84 吉隆 嘉黎:93.23"
    " 墨竹工卡:91.73 墨脱:95.33 安多 定日 定结 察隅 察雅 尼木:90.16 尼玛:87.24 岗巴 工布江达 左贡"
    " 巴青 康马:89.68 当雄:91.10 扎囊:91.34 拉孜 措勤:85.15 措美:91.43 改则:84.06 日土 昂仁:87.24"
    " 普兰 曲松:92.20 曲水:90.74 朗县 札达 林周:91.27 桑日:92.02 比如 江孜:89.61 江达:98.22 波密"
    " 洛扎:90.86 洛隆 浪卡子:90.40 班戈 琼结:91.68 申扎 米林:94.21 类乌齐:96.60 索县:93.79 聂拉木"
    " 聂荣:92.30 芒康 萨嘎:85.23 萨迦:88.02 谢通门 贡嘎:90.98 贡觉:98.27 边坝 达孜:91.35 错那"
    " 隆子:92.46 革吉",
    "陕西": "三原:108.94 丹凤:110.33 乾县:108.24 佛坪 佳县:110.49 凤县 凤翔 千阳 南郑 合阳:110.15"
    " 吴堡:110.74 吴起 周至 商南:110.88 城固:107.33 大荔:109.94 太白 子洲:110.04 宁陕 定边"
    " 宜君:109.12 宜川:110.17 富县:109.38 富平:109.18 山阳:109.88 岐山:107.62 平利:109.36 府谷:111.07"
    " 延川:110.19 延长:110.01 志丹 户县 扶风 旬邑 柞水 武功:108.20 永寿:108.14 泾阳:108.84"
    " 洛南:110.15 洛川:109.43 淳化:108.58 清涧:110.12 潼关:110.25 澄城:109.93 甘泉:109.35 留坝:106.92"
    " 略阳:106.16 白水:109.59 白河:110.11 眉县 石泉:108.25 礼泉:108.43 米脂:110.18 绥德:110.26"
    " 蒲城:109.59 蓝田:109.32 镇坪:109.53 镇安:109.15 镇巴 长武 陇县 靖边 麟游:107.79 黄陵:109.26"
    " 黄龙:109.84",
    "甘肃": "东乡:103.39 两当 临夏县 临泽 临洮 会宁:105.05 华池:107.99 古浪 合水 和政 天祝:103.14 宁县 山丹 岷县 崇信"
    " 广河 庄浪:106.04 庆城:107.88 康乐 张家川:106.20 景泰 榆中 正宁 武山:104.89 民乐 民勤 永昌 永登 永靖 泾川"
    " 渭源 漳县:104.47 灵台:107.60 环县:107.31 瓜州 皋兰 碌曲:102.49 礼县:105.18 积石山:102.88"
    " 肃北:94.88 肃南:99.62 通渭:105.24 金塔 镇原 阿克塞:94.34 陇西:104.63 靖远 静宁:105.73 高台",
    "青海": "久治 乌兰 互助:101.96 兴海 刚察 化隆:102.26 同德 囊谦 天峻 尖扎 循化:102.49 曲麻莱:95.80 杂多:95.30"
    " 民和:102.83 河南县:101.62 治多:95.62 泽库:101.47 湟源 玛多 班玛:100.74 甘德 称多:97.11 贵南 贵德 达日"
    " 都兰 门源:101.61",
    "宁夏": "中宁 同心 平罗 彭阳 泾源 海原 盐池 西吉:105.73 隆德",
    "新疆": "乌什 乌恰:75.26 乌鲁木齐县:87.41 伊吾:94.70 伊宁县 伽师 博湖:86.63 吉木乃:85.87 吉木萨尔"
    " 呼图壁:86.87 和布克赛尔:85.73 和田县:79.82 和硕 和静 哈巴河:86.42 塔什库尔干:75.23 墨玉:79.73"
    " 奇台:89.59 富蕴:89.53 察布查尔 尉犁 尼勒克 岳普湖 巩留 巴楚:78.55 巴里坤:93.01 布尔津:86.87"
    " 托克逊 托里:83.61 拜城 新和 昭苏 木垒:90.29 柯坪 民丰 沙雅 泽普:77.26 洛浦:80.19 温泉:81.02"
    " 焉耆:86.57 特克斯 玛纳斯:86.20 疏勒:76.05 疏附:75.86 皮山:78.28 福海:87.49 策勒:80.81"
    " 精河:82.89 若羌:88.17 英吉沙:76.18 裕民:82.98 轮台:84.25 鄯善 铁门关:85.50 阿克陶:75.95 阿合奇"
    " 阿瓦提 青河:90.38 额敏:83.63 麦盖提:77.61",
}  # fmt: skip

# Districts and counties of the municipalities, in the notation of COUNTIES; after "*" the population in thousands.
DISTRICTS = {
    "北京": "东城/崇文:116.42*709 西城/宣武:116.37*1106 朝阳:116.44*3452 丰台:116.29*2020"
    " 石景山:116.22*568 海淀:116.30*3133",
    "上海": "黄浦/卢湾/南市:121.48*662 徐汇:121.44*1113 长宁:121.42*693 静安/闸北:121.45*976 普陀:121.40*1240"
    " 虹口:121.50*757 杨浦:121.53*1243 崇明:121.40*638 南汇:121.76*600",
    "天津": "和平:117.21*355 河东:117.25*859 河西:117.22*823 南开:117.15*891 河北:117.20*648 红桥:117.15*483"
    " 东丽:117.31*857 西青:117.01*1195 北辰:117.14*909 宁河:117.83*395 滨海新区:117.70*2067"
    " 汉沽:117.80*180 大港:117.45*500",
    "重庆": "渝中:106.57*589 大渡口:106.48*422 江北:106.57*926 沙坪坝:106.46*1477 九龙坡:106.51*1527 南岸:106.64*1198"
    " 云阳:108.70*929 石柱:108.11*389 秀山:109.02*496 酉阳:108.77*607 彭水:108.17*530",
}  # fmt: skip

# Populations of seats for which GeoNames has that of the whole prefecture or of a namesake.
POPULATIONS = {
    ("宁夏", "吴忠"): 390_000,
    ("湖北", "十堰"): 1_030_000,
    ("山西", "吕梁"): 350_000,
    ("广东", "云浮"): 370_000,
    ("四川", "巴中"): 730_000,
    ("广西", "百色"): 490_000,
    ("吉林", "扶余"): 130_000,
}

# Mainland cities whose Latin name is not their pinyin.
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
    "锡林郭勒": "Xilingol", "阿拉善": "Alxa",
    "滨海新区": "Binhai New Area", "河北": "Hebei District",
    "霍尔果斯": "Khorgas", "阿拉山口": "Alashankou", "塔什库尔干": "Taxkorgan", "察布查尔": "Qapqal", "特克斯": "Tekes",
    "尼勒克": "Nilka", "和布克赛尔": "Hoboksar", "吉木乃": "Jeminay", "岳普湖": "Yopurga", "阿克塞": "Aksay",
    "若尔盖": "Zoigê",
    "壤塘": "Zamtang", "甘孜": "Garzê", "石渠": "Sêrxü", "色达": "Sêrtar", "道孚": "Dawu", "囊谦": "Nangqên",
    "称多": "Chindu",
    "治多": "Zhidoi", "曲麻莱": "Qumarlêb", "杂多": "Zadoi", "迭部": "Têwo", "卓尼": "Jonê",
}  # fmt: skip

# Names in which a dictionary of characters gets the reading wrong.
PINYIN = {"天长": "Tianchang", "长垣": "Changyuan", "长葛": "Changge", "子长": "Zichang", "什邡": "Shifang",
          "六安": "Lu'an",
          "台州": "Taizhou", "蚌埠": "Bengbu", "番禺": "Panyu", "厦门": "Xiamen", "重庆": "Chongqing",
          "阿勒泰": "Aletai", "昌都": "Changdu", "丰都": "Fengdu", "宜都": "Yidu",
          "宕昌": "Tanchang", "长子": "Zhangzi", "乐清": "Yueqing", "乐亭": "Laoting", "乐陵": "Laoling",
          "单县": "Shanxian", "荥经": "Yingjing", "涡阳": "Guoyang", "筠连": "Junlian", "洪洞": "Hongtong",
          "大城": "Daicheng", "覃塘": "Qintang", "六合": "Luhe", "召陵": "Shaoling", "崆峒": "Kongtong",
          "万柏林": "Wanbailin", "龙圩": "Longxu", "绥棱": "Suileng", "伽师": "Jiashi",
          "瓦拉达里斯州长": "Waladalisizhouzhang", "马尾": "Mawei"}  # fmt: skip

# Readings that characters have in nearly all place names but not in other words.
READINGS = {"长": "chang", "都": "du", "乐": "le", "朝": "chao", "什": "shi", "佛": "fo", "曾": "zeng"}

# Places abroad, by country: the Chinese name, other names after "/", then "=" and the name in GeoNames.
ABROAD = {
    "CD": "金沙萨=Kinshasa",
    "TR": "伊斯坦布尔=Istanbul",
    "VN": "土龙木=Thủ Dầu Một|胡志明市/西贡=Ho Chi Minh City|河内=Hanoi|边和=Biên Hòa",
    "JP": "东京=Tokyo|埼玉=Saitama|"
    "市原=Ichihara|四日市=Yokkaichi",
    "GB": "伦敦=London|曼彻斯特=Manchester|爱丁堡=Edinburgh|剑桥=Cambridge|牛津=Oxford|利物浦=Liverpool|"
    "格拉斯哥=Glasgow|布里斯托尔=Bristol|利兹=Leeds|谢菲尔德=Sheffield|诺丁汉=Nottingham|"
    "布拉德福德=Bradford|雷丁=Reading|赫尔=Kingston upon Hull|达勒姆=Durham",
    "US": "纽约=New York City|帕拉代斯=Paradise|布朗克斯=The Bronx|旧金山/三藩市=San Francisco|洛杉矶=Los Angeles|"
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
    "TH": "清迈=Chiang Mai|普吉/普吉岛=Phuket",
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
    "TW": "台北=Taipei|新北=New Taipei City|彰化=Chang-hua|彰化=Changhua|金城=Jincheng|金湖=Jinhu|朴子=Buzi|"
    "凤山=Fengshan",
    "HK": "香港=Hong Kong|将军澳=Tseung Kwan O",
    "MO": "澳门=Macau",
    "SG": "新加坡=Singapore",
    "GE": "第比利斯=Tbilisi",
    "KZ": "阿拉木图=Almaty|阿斯塔纳=Astana",
    "CL": "圣地亚哥=Santiago",
    "HT": "太子港=Port-au-Prince",
}  # fmt: skip

# Other names people search for: former names, local names, and names in other languages. By country: the name in the
# table (in mainland China the Chinese name), then "=" and the other names. If several places share the name, the
# largest gets them.
OTHER_NAMES = {
    "CN": "北京=北平/燕京/Peking/Peiping|南京=金陵/建康/Nanking|西安=长安/Sian|沈阳=奉天/盛京/Mukden|"
    "长春=新京/Hsinking|呼和浩特=归绥/归化/Huhehot|乌鲁木齐=迪化/Urumchi|中山=香山|广州=羊城/Canton|"
    "天津=天津卫/Tientsin|重庆=Chungking|青岛=Tsingtao|厦门=鹭岛/Amoy|汕头=Swatow|福州=Foochow|"
    "杭州=Hangchow|苏州=姑苏/Soochow|宁波=Ningpo|济南=Tsinan|武汉=汉口/武昌/汉阳/Hankow|"
    "大连=旅大/Dairen|烟台=芝罘/Chefoo|丹东=安东|开封=汴梁/汴京|洛阳=Loyang|"
    "成都=Chengtu|贵阳=Kweiyang|桂林=Kweilin|南宁=邕宁|承德=热河/Jehol|张家口=张垣/Kalgan|"
    "齐齐哈尔=Tsitsihar|黑河=瑷珲/爱辉|绍兴=会稽|温州=Wenchow|湖州=吴兴|扬州=广陵/维扬|淮安=淮阴/清江|"
    "海口=琼州|湛江=广州湾|肇庆=端州|深圳=Shumchun|黄山=徽州|商丘=归德|菏泽=曹州|"
    "临沂=沂州|聊城=东昌|保定=清苑|长治=潞安/潞州|宜宾=叙府/叙州|康定=打箭炉|莎车=叶尔羌|汝州=临汝|"
    "潮州=潮安|伊宁=伊犁|横州=横县|彬州=彬县|滦州=滦县|盘州=盘县|蓟州=蓟县|开州=开县|万州=万县|宣化=宣府",
    "DE": "Munich=München|Köln=Cologne/Colonia|Nuremberg=Nürnberg|Hannover=Hanover|Frankfurt am Main=Frankfurt|"
    "Braunschweig=Brunswick|Düsseldorf=Dusseldorf|Chemnitz=Karl-Marx-Stadt|Aachen=Aix-la-Chapelle|"
    "Mainz=Mayence|Halle (Saale)=Halle",
    "AT": "Vienna=Wien/Vienne",
    "CH": "Geneva=Genève/Genf/Ginevra|Zürich=Zurigo|Basel=Basle/Bâle|Bern=Berne|Lausanne=Losanna",
    "IT": "Rome=Roma|Florence=Firenze/Florenz|Milan=Milano/Mailand|Turin=Torino|Naples=Napoli/Neapel|"
    "Venice=Venezia/Venedig|Genoa=Genova|Padua=Padova|Livorno=Leghorn|Siracusa=Syracuse|"
    "Trento=Trent|Reggio nell'Emilia=Reggio Emilia",
    "FR": "Lyon=Lyons|Marseille=Marseilles|Strasbourg=Straßburg|Nice=Nizza|Reims=Rheims",
    "ES": "Sevilla=Seville|Zaragoza=Saragossa|Córdoba=Cordova|A Coruña=La Coruña/Corunna|"
    "Donostia / San Sebastián=San Sebastián/Donostia|Palma=Palma de Mallorca|Bilbao=Bilbo|Valencia=València",
    "PT": "Lisbon=Lisboa|Porto=Oporto",
    "NL": "The Hague=Den Haag/'s-Gravenhage|'s-Hertogenbosch=Den Bosch",
    "BE": "Brussels=Bruxelles/Brussel|Antwerp=Antwerpen/Anvers|Gent=Ghent/Gand|Brugge=Bruges|Liège=Lüttich/Luik|"
    "Leuven=Louvain|Namur=Namen",
    "DK": "Copenhagen=København|Århus=Aarhus|Aalborg=Ålborg",
    "SE": "Gothenburg=Göteborg",
    "NO": "Oslo=Christiania/Kristiania",
    "FI": "Helsinki=Helsingfors|Turku=Åbo|Tampere=Tammerfors",
    "PL": "Warsaw=Warszawa/Warschau|Kraków=Cracow/Krakau|Wrocław=Breslau|Gdańsk=Danzig|Poznań=Posen|"
    "Szczecin=Stettin|Katowice=Kattowitz",
    "CZ": "Prague=Praha/Prag|Brno=Brünn|Pilsen=Plzeň|Ostrava=Ostrau",
    "SK": "Bratislava=Pressburg/Pozsony",
    "HU": "Budapest=Budapesta",
    "RO": "Bucharest=București/Bukarest|Cluj-Napoca=Klausenburg/Kolozsvár|Timişoara=Temesvár|Iaşi=Jassy|"
    "Braşov=Kronstadt",
    "BG": "Sofia=Sofiya",
    "RS": "Belgrade=Beograd/Belgrad|Niš=Nish",
    "HR": "Zagreb=Agram",
    "SI": "Ljubljana=Laibach",
    "BA": "Sarajevo=Sarajewo",
    "MK": "Skopje=Skoplje/Üsküb",
    "AL": "Tirana=Tiranë",
    "GR": "Athens=Athína/Athina/Athen|Thessaloníki=Salonica/Thessalonica/Saloniki|Piraeus=Pireas",
    "TR": "Istanbul=Constantinople/Stamboul|Ankara=Angora|İzmir=Smyrna|Bursa=Brusa|Trabzon=Trebizond|"
    "Edirne=Adrianople",
    "CY": "Nicosia=Lefkosia/Lefkoşa",
    "RU": "Moscow=Moskva/Moskau|Saint Petersburg=Sankt-Peterburg/Leningrad/Petrograd/列宁格勒/彼得格勒/彼得堡|"
    "Volgograd=Stalingrad/Tsaritsyn/斯大林格勒|Ussuriysk=双城子|Yekaterinburg=Ekaterinburg/Sverdlovsk|"
    "Nizhniy Novgorod=Nizhny Novgorod/Gorky/Gorki|Samara=Kuybyshev|Kaliningrad=Königsberg|Perm=Molotov|"
    "Tver=Kalinin|Tolyatti=Togliatti|Vladivostok=Wladiwostok|Rostov-on-Don=Rostov-na-Donu/Rostov|"
    "Orenburg=Chkalov|Vladikavkaz=Ordzhonikidze|Ulyanovsk=Simbirsk",
    "UA": "Kyiv=Kiev|Kharkiv=Kharkov|Odesa=Odessa|Dnipro=Dnepropetrovsk/Dnipropetrovsk/Yekaterinoslav|"
    "Lviv=Lvov/Lwów/Lemberg|Zaporizhzhya=Zaporizhzhia/Zaporozhye|Mykolayiv=Nikolaev/Mykolaiv|"
    "Donetsk=Stalino|Luhansk=Lugansk/Voroshilovgrad|Chernivtsi=Czernowitz/Chernovtsy|"
    "Kryvyy Rih=Kryvyi Rih/Krivoy Rog|Ivano-Frankivsk=Stanislav",
    "BY": "Minsk=Mensk|Hrodna=Grodno|Brest=Brest-Litovsk|Homyel'=Gomel|Mahilyow=Mogilev|Vitebsk=Vitsyebsk",
    "LT": "Vilnius=Wilno/Vilna|Kaunas=Kovno",
    "LV": "Riga=Rīga",
    "EE": "Tallinn=Reval",
    "MD": "Chisinau=Kishinev/Chişinău",
    "GE": "Tbilisi=Tiflis",
    "AM": "Yerevan=Erevan|Gyumri=Leninakan",
    "AZ": "Baku=Bakı",
    "KZ": "Almaty=Alma-Ata/Verny|Astana=Nur-Sultan/Akmola/Tselinograd|Shymkent=Chimkent|Karagandy=Karaganda|"
    "Semey=Semipalatinsk",
    "UZ": "Tashkent=Toshkent|Samarkand=Samarqand|Bukhara=Bukhoro/Buxoro",
    "KG": "Bishkek=Frunze",
    "TJ": "Dushanbe=Stalinabad",
    "TM": "Ashgabat=Ashkhabad",
    "MN": "Ulan Bator=Ulaanbaatar/Urga/库伦",
    "IN": "Mumbai=Bombay|Kolkata=Calcutta|Chennai=Madras|Bengaluru=Bangalore|Pune=Poona|"
    "Thiruvananthapuram=Trivandrum|Kochi=Cochin|Varanasi=Benares/Banaras|Vadodara=Baroda|Kanpur=Cawnpore|"
    "Prayagraj=Allahabad|Gurugram=Gurgaon|Mysuru=Mysore|Puducherry=Pondicherry|Visakhapatnam=Vizag|"
    "Kozhikode=Calicut|Mangaluru=Mangalore|Guwahati=Gauhati|Shimla=Simla|Delhi=Dilli",
    "PK": "Faisalabad=Lyallpur",
    "BD": "Dhaka=Dacca|Chattogram=Chittagong",
    "NP": "Kathmandu=Katmandu",
    "MM": "Yangon=Rangoon|Mandalay=Mandalé|Mawlamyine=Moulmein|Nay Pyi Taw=Naypyidaw",
    "VN": "Ho Chi Minh City=Saigon/Sài Gòn/Thành phố Hồ Chí Minh|Hanoi=Hà Nội|Da Nang=Tourane|Haiphong=Hải Phòng|"
    "Huế=Hue",
    "KH": "Phnom Penh=Pnom Penh",
    "TH": "Bangkok=Krung Thep",
    "ID": "Jakarta=Batavia/Djakarta/巴达维亚|Makassar=Ujung Pandang|Yogyakarta=Jogjakarta|Surabaya=Soerabaja|"
    "Bandung=Bandoeng|Jayapura=Hollandia|Banda Aceh=Kutaraja",
    "MY": "George Town=Penang/Pulau Pinang|Malacca=Melaka|Kota Kinabalu=Jesselton|Johor Bahru=Johore Bahru/JB|"
    "Klang=Kelang",
    "SG": "Singapore=Singapura|Jurong Town=Jurong",
    "PH": "Manila=Maynila|Cebu City=Cebu",
    "JP": "Tokyo=Edo/Tōkyō|Osaka=Ōsaka|Kyoto=Kyōto|Kobe=Kōbe|Minato City=Minato|"
    "Mitaka=三鹰/Kamirenjaku|Funabashi=Honchō|Edogawa=Edogawe",
    "KR": "Seoul=Keijo|Busan=Pusan|Daegu=Taegu|Incheon=Inchon|Gwangju=Kwangju|Daejeon=Taejon|Jeju City=Cheju",
    "KP": "Pyongyang=Heijo",
    "IR": "Tehran=Teheran|Isfahan=Esfahan|Mashhad=Meshed",
    "IQ": "Baghdad=Bagdad|Basrah=Basra|Mosul=Al Mawsil|Erbil=Arbil/Hewlêr",
    "SY": "Damascus=Dimashq|Aleppo=Halab|Homs=Hims",
    "LB": "Beirut=Beyrouth",
    "IL": "Jerusalem=Yerushalayim|Tel Aviv=Tel Aviv-Yafo/Jaffa|Haifa=Hefa|Beersheba=Be'er Sheva",
    "SA": "Makkah=Mecca|Madinah=Medina/Al Madinah|Jeddah=Jidda/Jiddah|Riyadh=Ar Riyad",
    "AE": "Abu Dhabi=Abu Zaby|Dubai=Dubayy|Sharjah=Ash Shariqah",
    "KW": "Kuwait City=Al Kuwayt",
    "QA": "Doha=Ad Dawhah",
    "OM": "Muscat=Masqat",
    "YE": "Sanaa=Sana'a|Aden=Adan",
    "AF": "Kabul=Kābul|Kandahār=Qandahar",
    "EG": "Cairo=Al Qahirah/Le Caire|Alexandria=Al Iskandariyah|Port Said=Bur Said|Suez=As Suways",
    "MA": "Casablanca=Dar el Beida|Marrakesh=Marrakech|Fes=Fez|Tangier=Tanger/Tangiers",
    "DZ": "Algiers=Alger|Oran=Wahran",
    "TN": "Tunis=Tunes",
    "LY": "Tripoli=Tarabulus",
    "SD": "Khartoum=Al Khartum",
    "ET": "Addis Ababa=Addis Abeba",
    "CD": "Kinshasa=Léopoldville|Lubumbashi=Élisabethville|Kisangani=Stanleyville",
    "ZW": "Harare=Salisbury",
    "MZ": "Maputo=Lourenço Marques",
    "ZA": "Gqeberha=Port Elizabeth|Cape Town=Kaapstad|Pretoria=Tshwane",
    "TZ": "Dar es Salaam=Daressalam",
    "GH": "Accra=Akkra",
    "TD": "N'Djamena=Fort-Lamy",
    "US": "New York=NYC|Washington=Washington, D.C.|Philadelphia=Philly|Las Vegas=Vegas|"
    "New Orleans=Nouvelle-Orléans|The Bronx=Bronx|San Jose=圣荷西",
    "CR": "San José=圣何塞",
    "BO": "Santa Cruz de la Sierra=Santa Cruz",
    "CA": "Montréal=Montreal|Québec=Quebec City|Greater Sudbury=Sudbury|Calgary=卡加立/卡加利",
    "MX": "Mexico City=Ciudad de México/CDMX|Ciudad Juárez=Juárez|León de los Aldama=León",
    "CU": "Havana=La Habana",
    "DO": "Santo Domingo=Ciudad Trujillo",
    "GT": "Guatemala City=Ciudad de Guatemala",
    "CO": "Bogotá=Santa Fe de Bogotá|Cartagena=Cartagena de Indias|Cali=Santiago de Cali",
    "BR": "Rio de Janeiro=Rio|Salvador=Bahia|Recife=Pernambuco|Belém=Pará",
    "AR": "Buenos Aires=Baires",
    "CL": "Santiago=Santiago de Chile",
    "AU": "Canberra=Kanberra",
    "NZ": "Wellington=Te Whanganui-a-Tara|Auckland=Tāmaki Makaurau|Christchurch=Ōtautahi",
    "GB": "London=Londres|Cardiff=Caerdydd|Belfast=Béal Feirste|Kingston upon Hull=Hull|"
    "Newcastle upon Tyne=Newcastle|Stoke-on-Trent=Stoke",
    "IE": "Dublin=Baile Átha Cliath|Cork=Corcaigh",
    "HK": "Hong Kong=Xianggang/Hongkong",
    "MO": "Macau=Macao/Aomen",
    "TW": "Taipei=Taibei|Kaohsiung=Gaoxiong/Takao|Taichung=Taizhong",
}  # fmt: skip

ABROAD_LATIN = {
    ("US", "New York City"): "New York", ("JP", "Honchō"): "Funabashi", ("JP", "Honmachi"): "Yatsushiro",
    ("JP", "Edogawe"): "Edogawa", ("JP", "Kamirenjaku"): "Mitaka",
}  # fmt: skip

MISWRITTEN = {
    "新営": "新营",
    "新営区": "新营区",
    "八徳": "八德",
    "八徳市": "八德市",
    "八徳区": "八德区",
    "启动": "启东",
    "启动市": "启东市",
    "碱水": "建水",
    "王清": "汪清",
    "王清县": "汪清县",
}
UNWANTED = {("上海", "浦西"), ("黑龙江", "大兴安岭"), ("内蒙古", "加格达奇"), ("重庆", "开县"), ("江苏", "棋盘")}

# Longitudes of cities that GeoNames lacks, or lists along with others of the same name.
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
    "琼中": 109.84, "禹城": 116.64, "项城": 114.88, "广水": 113.83, "洪江": 109.84, "建水": 102.83, "玉门": 97.05,
    "扶余": 126.04, "茫崖": 90.86,
}  # fmt: skip

# Japanese characters, each with its simplified Chinese equivalent.
JAPANESE_PAIRS = (
    "沢泽 広广 浜滨 辺边 塩盐 亀龟 栄荣 徳德 恵惠 竜龙 桜樱 鉄铁 関关 戸户 豊丰 渋涩 児儿 瀬濑 滝泷 岡冈 "
    "黒黑 仏佛 楽乐 総总 糸丝 蔵藏 郷乡 釧钏 呉吴 栃枥 姫姬 稲稻 諫谏 鶏鸡 荘庄 済济 円圆 焼烧 沖冲 薩萨 "
    "鳥鸟 麹曲 斎斋 塚冢 髙高 﨑崎 嶋岛 剣剑 渓溪 満满 楡榆 掲揭 営营 薬药 乗乘 壱一 巌岩 厳严 覇霸"
)

# Errors in GeoNames, by the id there: the fields of the place that is meant. Four wards of Tokyo have the people of the
# ward, but the coordinates of a quarter elsewhere that has the same name.
CORRECTED = {
    11209896: {"longitude": 139.82, "latitude": 35.67, "admin1code": "40"},  # Kōtō
    1852139: {"longitude": 139.73, "latitude": 35.61, "admin1code": "40"},  # Shinagawa
    11836117: {"longitude": 139.64, "latitude": 35.70, "admin1code": "40"},  # Suginami
    11790632: {"longitude": 139.75, "latitude": 35.71, "admin1code": "40"},  # Bunkyo
    1852383: {"population": 100_000},  # Minato in Wakayama has the people of another place
    1166547: {"population": 100_000},  # Sahiwal has those of the city of this name in the south
    124878: {"population": 100_000},  # Marāgheh has those of the city of this name in the north-west
}
