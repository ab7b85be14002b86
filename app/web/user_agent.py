"""Names a browser and its system, as a list of devices shows them. Labels are stored in English."""

UNKNOWN = "Unknown browser"

# The first match counts: many browsers also name those that they are built on or pretend to be.
_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("QQ/", "QQ"),
    ("MQQBrowser/", "QQ Browser"),
    ("Weibo", "Weibo"),
    ("AlipayClient/", "Alipay"),
    ("DingTalk/", "DingTalk"),
    ("UCBrowser/", "UC Browser"),
    ("Quark/", "Quark"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "Python"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_IN_CHINESE = {
    UNKNOWN: "未知浏览器",
    "WeChat": "微信",
    "QQ Browser": "QQ 浏览器",
    "Weibo": "微博",
    "Alipay": "支付宝",
    "DingTalk": "钉钉",
    "UC Browser": "UC 浏览器",
    "Quark": "夸克",
    "Huawei Browser": "华为浏览器",
    "Mi Browser": "小米浏览器",
    "Samsung Internet": "三星浏览器",
}


def label_of(user_agent: str) -> str:
    """Return a label such as "Chrome · Android". It contains nothing of the header itself."""
    agent = user_agent[:1000]
    browser = next((name for mark, name in _BROWSERS if mark in agent), UNKNOWN)
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return browser if system is None else f"{browser} · {system}"


def localised(label: str, language: str) -> str:
    """Return a stored label in a page's language."""
    if language == "en":
        return label
    return " · ".join(_IN_CHINESE.get(part, part) for part in label.split(" · "))
