"""What no package states: names in English, the statistical grouping, divided prefectures."""

from __future__ import annotations

import re

FROM_1984 = 1984  # earlier codes were renumbered as a whole, so yearly differences mean little
NO_LABOUR_DATA = frozenset({"710000", "810000", "820000"})
GROUPS = {
    "east": frozenset(["11", "12", "13", "31", "32", "33", "35", "37", "44", "46"]),
    "central": frozenset(["14", "34", "36", "41", "42", "43"]),
    "west": frozenset(["15", "45", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"]),
    "northeast": frozenset(["21", "22", "23"]),
}
MUNICIPAL = {
    "110000": {"110100": "北京市市辖区"},
    "120000": {"120100": "天津市市辖区"},
    "310000": {"310100": "上海市市辖区"},
    "500000": {"500100": "重庆市市辖区", "500200": "重庆市县"},
}
# Where the yearly differences name one successor too few, or a wrong one. Several: the area was
# divided (Chaohu among three cities in 2011; the others into a new city and a part of another).
SUCCESSORS = {
    "341400": ["340100", "340200", "340500"],
    "142500": ["140400", "140500"],
    "442200": ["460000"],
    "452100": ["450100", "451400"],
    "452200": ["450200", "451300"],
    # Parts of Sichuan that became Chongqing municipality in 1997.
    "510200": ["500000"],
    "511200": ["500000"],
    "513500": ["500000"],
    "517000": ["500000"],
}
# Readings of place names that the general dictionary gets wrong.
READINGS = {"长治": "chang zhi", "朝阳": "chao yang", "漯河": "luo he"}
PROVINCES = {
    "110000": ("北京", "Beijing"),
    "120000": ("天津", "Tianjin"),
    "130000": ("河北", "Hebei"),
    "140000": ("山西", "Shanxi"),
    "150000": ("内蒙古", "Inner Mongolia"),
    "210000": ("辽宁", "Liaoning"),
    "220000": ("吉林", "Jilin"),
    "230000": ("黑龙江", "Heilongjiang"),
    "310000": ("上海", "Shanghai"),
    "320000": ("江苏", "Jiangsu"),
    "330000": ("浙江", "Zhejiang"),
    "340000": ("安徽", "Anhui"),
    "350000": ("福建", "Fujian"),
    "360000": ("江西", "Jiangxi"),
    "370000": ("山东", "Shandong"),
    "410000": ("河南", "Henan"),
    "420000": ("湖北", "Hubei"),
    "430000": ("湖南", "Hunan"),
    "440000": ("广东", "Guangdong"),
    "450000": ("广西", "Guangxi"),
    "460000": ("海南", "Hainan"),
    "500000": ("重庆", "Chongqing"),
    "510000": ("四川", "Sichuan"),
    "520000": ("贵州", "Guizhou"),
    "530000": ("云南", "Yunnan"),
    "540000": ("西藏", "Tibet"),
    "610000": ("陕西", "Shaanxi"),
    "620000": ("甘肃", "Gansu"),
    "630000": ("青海", "Qinghai"),
    "640000": ("宁夏", "Ningxia"),
    "650000": ("新疆", "Xinjiang"),
    "710000": ("台湾", "Taiwan"),
    "810000": ("香港", "Hong Kong"),
    "820000": ("澳门", "Macao"),
}
ABBREVIATIONS = {
    "110000": "京",
    "120000": "津",
    "130000": "冀",
    "140000": "晋",
    "150000": "蒙",
    "210000": "辽",
    "220000": "吉",
    "230000": "黑",
    "310000": "沪",
    "320000": "苏",
    "330000": "浙",
    "340000": "皖",
    "350000": "闽",
    "360000": "赣",
    "370000": "鲁",
    "410000": "豫",
    "420000": "鄂",
    "430000": "湘",
    "440000": "粤",
    "450000": "桂",
    "460000": "琼",
    "500000": "渝",
    "510000": "川 蜀",
    "520000": "黔 贵",
    "530000": "滇 云",
    "540000": "藏 Xizang",
    "610000": "陕 秦",
    "620000": "甘 陇",
    "630000": "青",
    "640000": "宁",
    "650000": "新",
    "710000": "台",
    "810000": "港",
    "820000": "澳 Macau",
}
ENGLISH = {
    "110100": "Beijing, districts",
    "120100": "Tianjin, districts",
    "310100": "Shanghai, districts",
    "500100": "Chongqing, districts",
    "500200": "Chongqing, counties",
    "141100": "Lüliang",
    "150100": "Hohhot",
    "150600": "Ordos",
    "150700": "Hulunbuir",
    "150800": "Bayannur",
    "150900": "Ulanqab",
    "152200": "Hinggan League",
    "152500": "Xilingol League",
    "152900": "Alxa League",
    "230100": "Harbin",
    "230200": "Qiqihar",
    "231000": "Mudanjiang",
    "232700": "Da Hinggan Ling",
    "513200": "Ngawa",
    "513300": "Garzê",
    "533400": "Dêqên",
    "540100": "Lhasa",
    "540200": "Shigatse",
    "540300": "Qamdo",
    "540400": "Nyingchi",
    "540600": "Nagqu",
    "542500": "Ngari",
    "632600": "Golog",
    "650100": "Ürümqi",
    "650200": "Karamay",
    "650400": "Turpan",
    "650500": "Hami",
    "652700": "Bortala",
    "652800": "Bayingolin",
    "652900": "Aksu",
    "653000": "Kizilsu",
    "653100": "Kashgar",
    "653200": "Hotan",
    "654000": "Ili",
    "654300": "Altay",
    "659002": "Aral",
    "659003": "Tumxuk",
}
_PEOPLES = re.compile(
    "(蒙古族|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族|黎族|"
    "傈僳族|景颇族|柯尔克孜|羌族|蒙古)+$"
)


def short_name(title: str) -> str:
    """The name without its kind: 石家庄市 -> 石家庄, 恩施土家族苗族自治州 -> 恩施.

    >>> short_name("黔西南布依族苗族自治州"), short_name("博尔塔拉蒙古自治州")
    ('黔西南', '博尔塔拉')
    """
    short = re.sub(r"(市|地区|盟|林区)$", "", title)
    if short.endswith(("自治州", "自治县")):
        short = _PEOPLES.sub("", short[:-3])
    elif short.endswith("县") and len(short) > 2:
        short = short[:-1]
    return short
