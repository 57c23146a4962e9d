"""Which devices measure heights with a barometer, by the name that their files give.

Few files say it, and the look of the heights deceives: a receiver with smoothed heights looks
like a barometer, a barometer that writes whole metres looks like a receiver. Only devices whose
makers say so are listed; of all others the heights themselves have to tell (backcare.md 3.3).
"""

from __future__ import annotations

import re

# Names without blanks, hyphens and underscores, small letters, "forerunner" as "fr" (as FIT has it)
_WITH = re.compile(
    r"fenix|epix|enduro|tactix|quatix|descent|marq|instinct"
    r"|fr(255|265|570|645|745|910xt|920xt|935|945|955|965|970)"
    r"|vivoactive(hr|3|4)|venu|edge(5[0-9]0|8[0-9]0|1[0-9]{3})"
    r"|etrex3[02]x?|gpsmap(6[2-7]s|6[567]|78s)|oregon|montana"
    r"|suunto(.*baro|spartanultra|ambit|traverse|vertical|race)"
    r"|polar(v800|vantagev|gritx)|coros(apex|vertix|pace[23])"
)
_WITHOUT = re.compile(
    r"fr(10|15|25|30|35|45s?|50|55|60|70|110|210|220|225|230|235|245m?|301|305|310xt"
    r"|4[01][05](cx)?|610|620|630)(?![0-9])"
    r"|etrex(10|20x?|22x)(?![0-9])|gpsmap6[24](?![0-9s])"
)


def has_barometer(device: str) -> bool | None:
    """Return whether the device has a barometer, None when its name does not tell."""
    name = re.sub(r"[\s_-]|garmin", "", device.lower()).replace("forerunner", "fr")
    if _WITH.match(name):
        return True
    return False if _WITHOUT.match(name) else None
