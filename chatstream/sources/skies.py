"""The sky in words, by the codes of the World Meteorological Organization. Pure.

Source: https://open-meteo.com/en/docs (WMO weather interpretation codes)
"""

_SKIES = {
    0: ("clear", "晴"),
    1: ("mostly clear", "晴间少云"),
    2: ("partly cloudy", "多云"),
    3: ("overcast", "阴"),
    45: ("fog", "雾"),
    48: ("rime fog", "雾凇"),
    51: ("light drizzle", "小毛毛雨"),
    53: ("drizzle", "毛毛雨"),
    55: ("heavy drizzle", "浓毛毛雨"),
    56: ("light freezing drizzle", "轻微冻毛毛雨"),
    57: ("freezing drizzle", "冻毛毛雨"),
    61: ("light rain", "小雨"),
    63: ("rain", "中雨"),
    65: ("heavy rain", "大雨"),
    66: ("light freezing rain", "轻微冻雨"),
    67: ("freezing rain", "冻雨"),
    71: ("light snow", "小雪"),
    73: ("snow", "中雪"),
    75: ("heavy snow", "大雪"),
    77: ("snow grains", "米雪"),
    80: ("light showers", "小阵雨"),
    81: ("showers", "阵雨"),
    82: ("violent showers", "强阵雨"),
    85: ("light snow showers", "小阵雪"),
    86: ("snow showers", "阵雪"),
    95: ("thunderstorm", "雷阵雨"),
    96: ("thunderstorm with hail", "雷阵雨伴冰雹"),
    99: ("thunderstorm with heavy hail", "强雷暴伴冰雹"),
}
_UNKNOWN = ("unknown", "未知")


def sky(code: int | None, language: str) -> str:
    """Return a code's word in `en` or `zh`."""
    english, chinese = _SKIES.get(-1 if code is None else code, _UNKNOWN)
    return chinese if language == "zh" else english
