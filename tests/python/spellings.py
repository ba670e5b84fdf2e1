"""Cells as people and programs write them, readable and not, at random: the same for the same chance."""

from datetime import datetime, timedelta
from random import Random

from reference import NO, YES

ZONES = ["", "", "Z", "z", "UTC", "+00", "-00", "+01", "-0930", "+05:45", "+23:59", "-2359", "+14:00"]
NO_ZONES = ["utc", "+24:00", "-00:60", "+1", "+100", "GMT", "+01:0", "Europe/Madrid", "+01:00Z", "−01:00"]
EDGES = [datetime(1, 1, 1), datetime(9999, 12, 31), datetime(1970, 1, 1), datetime(2024, 2, 29)]
FLAGS = sorted(YES | NO)
NO_FLAGS = ["x", "asked us by phone", "2", "-", "TRU", "sì", "naõ", "yes please", "NULL", "on", "off", "1.0"]
NOISE = "0123456789eE+-., :TZzUTC/_ñ%'\\\t"


def a_time(dice: Random, moment: datetime | None = None) -> str:
    """A time, mostly one that can be read."""
    if dice.random() < 0.12:
        digits = dice.choice([10, 13, 16, 10, 13, 16, 9, 11, 12, 14, 15, 17])
        return dice.choice(["", "", "", "", "-", "+"]) + "".join(dice.choices("0123456789", k=digits))
    if dice.random() < 0.1:
        return broken(dice, a_time(dice, moment))
    if moment is None:
        moment = dice.choice([*EDGES, datetime(2026, 3, 31), datetime(2026, 1, 1)])
        moment += timedelta(seconds=dice.choice([0, 86399, dice.randrange(86400)]))
    year = dice.choice(["0000", "10000"]) if dice.random() < 0.02 else f"{moment.year:04}"
    day = dice.choice(["30", "31", "32", "00"]) if dice.random() < 0.05 else f"{moment.day:02}"
    date = f"{year}-{moment.month:02}-{day}"
    if dice.random() < 0.2:
        return date + dice.choice(ZONES if dice.random() < 0.3 else [""])
    hour = dice.choice([str(moment.hour), f"{moment.hour:02}"] * 9 + ["24", "009"])
    clock = f"{hour}:{moment.minute:02}"
    if dice.random() < 0.7:
        fraction = dice.choice(["", "", "", ".5", ".000001", ".9999999", ".123456789", "."])
        clock += f":{moment.second:02}{fraction}"
    zone = dice.choice(ZONES if dice.random() < 0.9 else NO_ZONES)
    blank = dice.choice(["", "", " "] if dice.random() < 0.9 else ["  ", "\t"]) if zone else ""
    return f"{date}{dice.choice('T ' if dice.random() < 0.95 else 't_')}{clock}{blank}{zone}"


def a_number(dice: Random) -> str:
    """A number, mostly one that can be read."""
    if dice.random() < 0.1:
        return broken(dice, a_number(dice))
    digits = "".join(dice.choices("0123456789", k=dice.choice([0, 1, 1, 2, 3, 4, 19, 20, 26])))
    behind = dice.choice(
        ["", "0", "00", "000", "500", "5", "0000", "5000", "00000000000000000001", "125", "10"]
    )
    sign, point = dice.choice(["", "", "", "-", "+"]), dice.choice([".", "", "."])
    power = dice.choice(
        [""] * 6 + ["e0", "e3", "E+2", "e-2", "e-18", "E-19", "e-20", "E19", "e400", "e-400", "e"]
    )
    return f"{sign}{digits}{point}{behind if point else ''}{power}"


def a_flag(dice: Random) -> str:
    """A flag, mostly one that can be read."""
    word = dice.choice(FLAGS if dice.random() < 0.8 else NO_FLAGS)
    return dice.choice([word, word.upper(), word.capitalize(), word.swapcase()])


def broken(dice: Random, text: str) -> str:
    """A text with one character too many, too few or of another kind."""
    place = dice.randrange(len(text) + 1)
    return text[:place] + dice.choice(["", dice.choice(NOISE)]) + text[place + dice.choice([0, 1]) :]
