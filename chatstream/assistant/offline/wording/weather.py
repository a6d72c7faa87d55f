"""The weather in sentences. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chatstream.assistant.offline.intents import Intent
from chatstream.assistant.offline.when import Days

_WEEKDAYS = "一二三四五六日"
_NEAR = (("今天", "Today"), ("明天", "Tomorrow"), ("后天", "The day after tomorrow"))


def told(intent: Intent, data: Mapping[str, Any], chinese: bool) -> str:
    """Say what the weather is, and what to take along."""
    asked = intent.notes.get("days")
    days = _asked(data["days"], asked) if intent.tool == "get_forecast" else data["days"][:1]
    lines = [_head(data, chinese)]
    if intent.tool == "get_current_weather":
        lines.append(_now(data["now"], chinese))
    lines += [_day(day, data["today"], chinese) for day in days]
    lines += _advice(days, chinese, dress=bool(intent.notes.get("dress")))
    if not data["place_was_named"]:
        lines.append(
            "你没有说是哪座城市，先看这里；告诉我城市名就可以换。"
            if chinese
            else "You named no city, so I looked here. Name another and I will look there."
        )
    if data["sample"]:
        lines.append(
            "（连不上 Open-Meteo，以上是内置的示例数据，不是真实天气。）"
            if chinese
            else "(Open-Meteo cannot be reached: this is a bundled example, not the real weather.)"
        )
    return "\n".join(lines)


def _asked(days: Sequence[Mapping[str, Any]], asked: Days | None) -> Sequence[Mapping[str, Any]]:
    """Return the days that were asked for; those that a forecast does not reach are left out."""
    if asked is None:
        return days
    return days[asked.start : asked.start + asked.length] or days[-1:]


def _head(data: Mapping[str, Any], chinese: bool) -> str:
    where = f"**{data['place']}**"
    if data["country"]:
        where += f"（{data['country']}）" if chinese else f" ({data['country']})"
    return f"{where}：" if chinese else f"{where}:"


def _now(now: Mapping[str, Any], chinese: bool) -> str:
    if chinese:
        return (
            f"现在 {now['temperature']:g} ℃，{now['weather']}，体感 {now['feels_like']:g} ℃，"
            f"湿度 {now['humidity_percent']:g}%，风速 {now['wind_kmh']:g} 公里/小时。"
        )
    return (
        f"Now {now['temperature']:g} °C, {now['weather']}, feels like {now['feels_like']:g} °C, "
        f"humidity {now['humidity_percent']:g}%, wind {now['wind_kmh']:g} km/h."
    )


def _day(day: Mapping[str, Any], today: str, chinese: bool) -> str:
    facts = [day["weather"], _range(day, chinese), _rain(day, chinese)]
    name = _name(date.fromisoformat(day["date"]), date.fromisoformat(today), chinese)
    if chinese:
        return f"- {name}：{'，'.join(filter(None, facts))}"
    return f"- {name}: {', '.join(filter(None, facts))}"


def _range(day: Mapping[str, Any], chinese: bool) -> str:
    if day["low"] is None or day["high"] is None:
        return ""
    return f"{day['low']:g} ~ {day['high']:g} {'℃' if chinese else '°C'}"


def _rain(day: Mapping[str, Any], chinese: bool) -> str:
    if day["rain_percent"] is None:
        return ""
    return f"{'降水概率' if chinese else 'rain'} {day['rain_percent']:g}%"


def _name(day: date, today: date, chinese: bool) -> str:
    ahead = (day - today).days
    near = _NEAR[ahead][0 if chinese else 1] if 0 <= ahead < len(_NEAR) else ""
    if chinese:
        weekday = f"{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"
        return f"{near}（{weekday}）" if near else weekday
    return f"{near} ({day:%A})" if near else f"{day:%A, %B} {day.day}"


def _advice(days: Sequence[Mapping[str, Any]], chinese: bool, *, dress: bool) -> list[str]:
    said = []
    if any((day["rain_percent"] or 0) >= 50 for day in days):
        said.append("出门记得带伞。" if chinese else "Take an umbrella.")
    lows = [day["low"] for day in days if day["low"] is not None]
    if lows and (dress or min(lows) <= 0):
        said.append(_clothes(min(lows), chinese))
    return [" ".join(said)] if said else []


def _clothes(low: float, chinese: bool) -> str:
    advice = (
        (0, "天冷，穿羽绒服，注意保暖。", "Dress warmly: a winter coat, hat and gloves."),
        (10, "早晚凉，穿厚外套或毛衣。", "A warm jacket or a sweater is right."),
        (18, "穿薄外套或长袖就好。", "A light jacket or long sleeves will do."),
        (99, "穿短袖就好，注意防晒。", "Light clothes will do; mind the sun."),
    )
    found = next((zh, en) for most, zh, en in advice if low <= most)
    return found[0 if chinese else 1]
