"""A generated panel and the pass a simple detector makes of it. Nothing in it is real.

Kept apart from the product: the brief must be right for any pass, so this one is made here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np

from trimtab.kernel import (
    Basis,
    Estimate,
    Frequency,
    Industry,
    Period,
    Region,
    SeasonalAdjustment,
    SeriesKey,
    end_instant,
)
from trimtab.messages import Language
from trimtab.monitoring.types import (
    Alarm,
    Calibration,
    Episode,
    EpisodeStatus,
    FalseAlarmRate,
    Level,
    MonitoringPass,
    Signal,
)
from trimtab.reports import Brief, Metric, RegionalExposure, ScoreRow, Source
from trimtab.tables import Vintage

FIRST, MONTHS, INDUSTRIES = Period.parse("1990-01"), 360, 30
RECESSIONS = tuple(
    (Period.parse(start), Period.parse(end))
    for start, end in (("1990-08", "1991-03"), ("2001-04", "2001-11"), ("2008-01", "2009-06"))
)
THRESHOLDS = np.array([2.0, 3.2, 4.8, 7.0])
CLEARS = 0.8
NAMES = [
    ("Residential building construction", "住宅房屋建筑业"),
    ("Motor vehicles and parts", "汽车及零部件制造业"),
    ("Semiconductors and electronic components", "半导体及电子元件制造业"),
    ("Textile mills", "纺织业"),
    ("Newspaper, book and directory publishers", "报纸、图书及名录出版业"),
    ("Telephone call centres and other business support services", "呼叫中心及其他商务支持服务业"),
    ("Accounting and bookkeeping services", "会计和记账服务业"),
    ("Legal services", "法律服务业"),
    ("Computer systems design", "计算机系统设计业"),
    ("Temporary help services", "劳务派遣业"),
    ("Food services and drinking places", "餐饮业"),
    ("Hospitals", "医院"),
    ("Department stores", "百货零售业"),
    ("Truck transportation", "道路货物运输业"),
    ("Air transportation", "航空运输业"),
    ("Furniture and related products", "家具制造业"),
    ("Plastics and rubber products", "塑料和橡胶制品业"),
    ("Machinery", "机械制造业"),
    ("Child day care services", "托育服务业"),
    ("Insurance carriers and related activities", "保险业"),
    ("Commercial banking", "商业银行业"),
    ("Advertising and related services", "广告业"),
    ("Travel arrangement and reservation services", "旅行社及预订服务业"),
    ("Oil and gas extraction", "石油和天然气开采业"),
    ("Coal mining", "煤炭开采业"),
    ("Wood products", "木材加工业"),
    ("Amusements, gambling and recreation", "娱乐和休闲业"),
    ("Warehousing and storage", "仓储业"),
    ("Local government education", "地方公办教育"),
    ("Waste management and remediation", "废弃物治理业"),
]


def _key(number: int) -> SeriesKey:
    return SeriesKey(
        "employment",
        Region("US"),
        Industry(f"CES@2017:{number:08d}"),
        None,
        Frequency.MONTHLY,
        "count",
        SeasonalAdjustment.CAUSAL,
    )


KEYS = tuple(_key(number) for number in range(INDUSTRIES))


def industry_title(industry: Industry, language: Language) -> str:
    return NAMES[int(industry.local)][language is Language.ZH]


def region_title(region: Region, language: Language) -> str:
    english, chinese, _ = STATES.get(region.text, ("United States", "美国", (0, 0)))
    return chinese if language is Language.ZH else english


def employment(seed: int = 7) -> np.ndarray:
    """(industry, month) persons: trend, common cycle, a late slide of three, noise."""
    generator = np.random.default_rng(seed)
    cycle = np.zeros(MONTHS)
    for start, end in RECESSIONS:
        cycle[start - FIRST : end - FIRST + 5] = -1
    sensitivity = generator.gamma(1.6, 0.0022, INDUSTRIES)
    trend = generator.normal(0.0008, 0.0008, INDUSTRIES)
    growth = trend[:, None] + sensitivity[:, None] * cycle
    growth[[4, 5, 6], -9:] -= np.array([0.009, 0.013, 0.006])[:, None]
    growth = growth + generator.normal(0, 0.0016, (INDUSTRIES, MONTHS))
    size = np.exp(generator.normal(12.8, 1.0, INDUSTRIES))
    return size[:, None] * np.exp(np.cumsum(growth, axis=1))


def statistic_of(levels: np.ndarray) -> np.ndarray:
    """Fall below the 12-month high in robust standard deviations; NaN in the first three years."""
    logs = np.log(levels)
    months = logs.shape[1]
    high = np.stack([logs[:, max(0, t - 12) : t + 1].max(axis=1) for t in range(months)], axis=1)
    fall = high - logs
    scale = np.median(fall[:, 12:], axis=1, keepdims=True) * 1.4826 + 0.003
    statistic = fall / scale - 0.4
    statistic[:, :36] = np.nan
    return statistic


def _episodes(key: SeriesKey, statistic: np.ndarray) -> list[Episode]:
    found: list[Episode] = []
    opened: int | None = None
    for month, value in enumerate(statistic):
        if opened is None and value >= THRESHOLDS[0]:
            opened = month
        elif opened is not None and value < CLEARS:
            found.append(_episode(key, statistic, opened, month))
            opened = None
    if opened is not None:
        found.append(_episode(key, statistic, opened, None))
    return found


def _episode(key: SeriesKey, statistic: np.ndarray, opened: int, ended: int | None) -> Episode:
    stop = len(statistic) if ended is None else ended
    run = statistic[opened:stop]
    level = Level(max(1, int((run[-1] >= THRESHOLDS).sum())))
    start = FIRST + opened
    last = float(run[-1])
    return Episode(
        episode_id=f"{key.industry.local if key.industry else ''}-{start}",
        detector="trimtab",
        series=key,
        status=EpisodeStatus.OPEN if ended is None else EpisodeStatus.CLEARED,
        level=level,
        peak_level=Level(max(1, int((run.max() >= THRESHOLDS).sum()))),
        opened=start,
        known=start + 1,
        ended=None if ended is None else FIRST + ended,
        alarms=(Alarm("trimtab", key, start, start + 1, level),),
        statistic=Estimate(last, last - 0.62, last + 0.71, "robust_sd", basis=Basis.SYNTHETIC),
        threshold=float(THRESHOLDS[level - 1]),
        clears_below=CLEARS,
        reason="fall_logarithmic",
        reason_params={"change": last * 0.013, "usual": 0.0071},
        calibration=Calibration.OWN,
        calibration_months=240,
        promised_rate={1: 0.2, 2: 0.1, 3: 0.05, 4: 0.02}[level],
    )


def make_pass(levels: np.ndarray | None = None, realised: Estimate | None = None) -> MonitoringPass:
    """The pass over the months given; by default all of the generated panel."""
    shown = employment() if levels is None else levels
    statistic = statistic_of(shown)
    last = FIRST + (shown.shape[1] - 1)
    adjusted = shown.copy()
    adjusted[:, :24] = np.nan
    episodes = [e for key, row in zip(KEYS, statistic, strict=True) for e in _episodes(key, row)]
    return MonitoringPass(
        known_at=end_instant(last + 1),
        vintage=Vintage.FINAL_WITH_LAG,
        detector="trimtab",
        last_period=last,
        signal=Signal("trimtab", KEYS, FIRST, statistic, np.tile(THRESHOLDS, (INDUSTRIES, 1))),
        adjusted=adjusted,
        episodes=tuple(episodes),
        false_alarms=FalseAlarmRate(
            0.05, realised or Estimate(0.047, 0.031, 0.072, "per_series_year"), 640.0
        ),
        calibration=Calibration.OWN,
        batches=("synthetic-1",),
    )


def make_brief(**changes: object) -> Brief:
    """A full brief: replay of March 2008, scores, exposure of fifty-one states, sources."""
    whole = employment()
    then = Period.parse("2008-02") - FIRST + 1
    replay = replace(make_pass(whole[:, :then]), known_at=end_instant(Period.parse("2008-03")))
    brief = Brief(
        current=make_pass(whole),
        replay=replay,
        industry_title=industry_title,
        region_title=region_title,
        generated_at=datetime(2020, 2, 3, 9, tzinfo=UTC),
        software_version="0.1.0",
        scores=SCORES,
        exposure=make_exposure(),
        recessions=RECESSIONS,
        sources=lambda language: SOURCES,
        basis=Basis.SYNTHETIC,
        provisional_from=Period.parse("2019-11"),
    )
    return replace(brief, **changes)  # type: ignore[arg-type]


def make_quiet_pass() -> MonitoringPass:
    """Nothing happens: steady growth with a little noise, no episode at all."""
    steady = np.exp(np.cumsum(np.full((INDUSTRIES, MONTHS), 0.001), axis=1)) * 250_000
    noisy = steady * np.exp(np.random.default_rng(3).normal(0, 0.0004, steady.shape))
    return make_pass(noisy)


def make_exposure() -> RegionalExposure:
    generator = np.random.default_rng(11)
    estimates, tiles = {}, {}
    for code, (_, _, place) in STATES.items():
        value = float(generator.normal(0.33, 0.018)) + (0.06 if code == "US-DC" else 0.0)
        spread = abs(float(generator.normal(0.02, 0.006)))
        estimates[Region(code)] = Estimate(
            value, value - spread, value + spread, "share", basis=Basis.SYNTHETIC
        )
        tiles[Region(code)] = place
    return RegionalExposure(
        estimates, tiles, "BLS OEWS May 2025 × Eloundou et al. 2023, Felten et al. 2021"
    )


SCORES = (
    ScoreRow("trimtab", Metric.HIT_RATE, Estimate(0.79, 0.66, 0.9, "share")),
    ScoreRow("trimtab", Metric.MEDIAN_LAG_KNOWN, Estimate(2, 1, 3, "months")),
    ScoreRow("trimtab", Metric.CALM_FALSE_ALARMS, Estimate(0.044, 0.028, 0.069, "per_series_year")),
    ScoreRow("trimtab", Metric.AUC, Estimate(0.931, 0.9, 0.95, "auc")),
    ScoreRow("sahm", Metric.HIT_RATE, Estimate(0.83, 0.71, 0.93, "share")),
    ScoreRow("sahm", Metric.MEDIAN_LAG_KNOWN, Estimate(5, 3, 7, "months")),
    ScoreRow("sahm", Metric.CALM_FALSE_ALARMS, Estimate(0.133, 0.09, 0.19, "per_series_year")),
)
SOURCES = (
    Source("Generated panel", "Trimtab", "CC0", date(2020, 1, 31)),
    Source("OEWS May 2025", "US Bureau of Labor Statistics", "public domain", date(2026, 10, 2)),
    Source("GPTs are GPTs (2023)", "Eloundou et al.", "MIT"),
)
_GRID = """
AK:0,0:Alaska:阿拉斯加 ME:10,0:Maine:缅因 VT:9,1:Vermont:佛蒙特 NH:10,1:New_Hampshire:新罕布什尔
WA:0,2:Washington:华盛顿州 ID:1,2:Idaho:爱达荷 MT:2,2:Montana:蒙大拿 ND:3,2:North_Dakota:北达科他
MN:4,2:Minnesota:明尼苏达 IL:5,2:Illinois:伊利诺伊 WI:6,2:Wisconsin:威斯康星 MI:7,2:Michigan:密歇根
NY:8,2:New_York:纽约州 RI:9,2:Rhode_Island:罗得岛 MA:10,2:Massachusetts:马萨诸塞
OR:0,3:Oregon:俄勒冈 NV:1,3:Nevada:内华达 WY:2,3:Wyoming:怀俄明 SD:3,3:South_Dakota:南达科他
IA:4,3:Iowa:艾奥瓦 IN:5,3:Indiana:印第安纳 OH:6,3:Ohio:俄亥俄 PA:7,3:Pennsylvania:宾夕法尼亚
NJ:8,3:New_Jersey:新泽西 CT:9,3:Connecticut:康涅狄格 CA:0,4:California:加利福尼亚 UT:1,4:Utah:犹他
CO:2,4:Colorado:科罗拉多 NE:3,4:Nebraska:内布拉斯加 MO:4,4:Missouri:密苏里 KY:5,4:Kentucky:肯塔基
WV:6,4:West_Virginia:西弗吉尼亚 VA:7,4:Virginia:弗吉尼亚 MD:8,4:Maryland:马里兰
DE:9,4:Delaware:特拉华
AZ:1,5:Arizona:亚利桑那 NM:2,5:New_Mexico:新墨西哥 KS:3,5:Kansas:堪萨斯 AR:4,5:Arkansas:阿肯色
TN:5,5:Tennessee:田纳西 NC:6,5:North_Carolina:北卡罗来纳 SC:7,5:South_Carolina:南卡罗来纳
DC:8,5:District_of_Columbia:哥伦比亚特区 OK:3,6:Oklahoma:俄克拉何马 LA:4,6:Louisiana:路易斯安那
MS:5,6:Mississippi:密西西比 AL:6,6:Alabama:亚拉巴马 GA:7,6:Georgia:佐治亚 HI:0,7:Hawaii:夏威夷
TX:3,7:Texas:得克萨斯 FL:8,7:Florida:佛罗里达
"""
STATES = {
    f"US-{code}": (english.replace("_", " "), chinese, tuple(map(int, place.split(","))))
    for code, place, english, chinese in (entry.split(":") for entry in _GRID.split())
}
