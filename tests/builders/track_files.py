"""FIT and TCX files for tests, whole or made to do harm."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from community.routes.rules.fit_bytes import checksum

FIT_EPOCH_S = 631_065_600
MONDAY_S = 1_714_550_400  # 2024-05-01T08:00:00Z

FILE_ID, SESSION, RECORD, DEVICE_INFO = 0, 18, 20, 23
ACTIVITY, SETTINGS, COURSE = 4, 2, 6
WALKING, TRANSITION = 11, 3
GARMIN = 1
BAROMETER = 4  # local_device_type
NO_POSITION = 0x7FFFFFFF
NO_HEIGHT = 0xFFFF

ENUM, UINT8, UINT16, SINT32, UINT32 = (
    (0x00, "B"),
    (0x02, "B"),
    (0x84, "H"),
    (0x85, "i"),
    (0x86, "I"),
)


@dataclass(frozen=True)
class Field:
    """A field of a FIT message: its number, base type and value."""

    number: int
    kind: tuple[int, str]
    value: int


def message(number: int, *fields: Field) -> bytes:
    """Return the definition of a message and the message, as local message 0."""
    sizes = [struct.calcsize(field.kind[1]) for field in fields]
    definition = struct.pack("<BBBHB", 0x40, 0, 0, number, len(fields))
    for field, size in zip(fields, sizes, strict=True):
        definition += bytes((field.number, size, field.kind[0]))
    values = struct.pack(
        "<" + "".join(field.kind[1] for field in fields), *(field.value for field in fields)
    )
    return definition + b"\0" + values


def file_id(kind: int = ACTIVITY, product: int = 3113) -> bytes:
    """Return who wrote the file; 3113 is a Forerunner 945."""
    return message(
        FILE_ID, Field(0, ENUM, kind), Field(1, UINT16, GARMIN), Field(2, UINT16, product)
    )


def sensor(kind: int) -> bytes:
    """Return that the device has a sensor built in."""
    return message(DEVICE_INFO, Field(25, ENUM, 5), Field(1, UINT8, kind))


def record(
    lat: float | None,
    lon: float | None,
    height: float | None = 450.0,
    seconds: int | None = 0,
) -> bytes:
    """Return one point; `seconds` after Monday morning."""
    here = [NO_POSITION if one is None else round(one * 2**31 / 180) for one in (lat, lon)]
    moment = 0xFFFFFFFF if seconds is None else MONDAY_S - FIT_EPOCH_S + seconds
    return message(
        RECORD,
        Field(253, UINT32, moment),
        Field(0, SINT32, here[0]),
        Field(1, SINT32, here[1]),
        Field(2, UINT16, NO_HEIGHT if height is None else round((height + 500) * 5)),
    )


def session(seconds: int, sport: int) -> bytes:
    """Return that a session began, `seconds` after Monday morning."""
    begun = MONDAY_S - FIT_EPOCH_S + seconds
    return message(SESSION, Field(2, UINT32, begun), Field(5, ENUM, sport))


def a_fit(*messages: bytes) -> bytes:
    """Return a FIT file of messages with right checksums."""
    body = b"".join(messages)
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    whole = head + struct.pack("<H", checksum(head)) + body
    return whole + struct.pack("<H", checksum(whole))


def a_walk_fit(points: int = 200) -> bytes:
    """Return a FIT file of a walk northwards, a point a second."""
    lines = (record(47.1 + at * 1.2e-5, 9.5, 450.0 + at * 0.01, at) for at in range(points))
    return a_fit(file_id(), sensor(BAROMETER), *lines, session(0, WALKING))


@dataclass(frozen=True)
class Place:
    """A track point of TCX; texts as they are to stand in the file, None: left out."""

    lat: str | None
    lon: str | None
    height: str | None = "450.5"
    time: str | None = "2024-05-01T08:00:00Z"


def trackpoint(place: Place) -> str:
    """Return a track point of TCX."""
    inside = "" if place.time is None else f"<Time>{place.time}</Time>"
    if place.lat is not None or place.lon is not None:
        parts = [
            "" if text is None else f"<{name}Degrees>{text}</{name}Degrees>"
            for name, text in (("Latitude", place.lat), ("Longitude", place.lon))
        ]
        inside += f"<Position>{''.join(parts)}</Position>"
    if place.height is not None:
        inside += f"<AltitudeMeters>{place.height}</AltitudeMeters>"
    return f"<Trackpoint>{inside}<HeartRateBpm><Value>90</Value></HeartRateBpm></Trackpoint>"


TCX_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase xmlns="x">'


def a_tcx(*activities: Sequence[Iterable[Place]], device: str = "Forerunner 945") -> bytes:
    """Return a TCX file; each activity is a list of laps with one track each."""
    told = ""
    for laps in activities:
        tracks = "".join(
            f"<Lap><TotalTimeSeconds>9</TotalTimeSeconds>"
            f"<Track>{''.join(map(trackpoint, lap))}</Track></Lap>"
            for lap in laps
        )
        told += (
            f'<Activity Sport="Other"><Id>x</Id>{tracks}<Notes>kept private</Notes>'
            f"<Creator><Name>{device}</Name></Creator></Activity>"
        )
    return (
        f"{TCX_HEAD}<Activities>{told}</Activities>"
        "<Author><Name>Connect</Name></Author></TrainingCenterDatabase>"
    ).encode()


def a_walk_tcx(points: int = 200) -> bytes:
    """Return a TCX file of a walk northwards, a point a second."""
    return a_tcx(
        [
            [
                Place(
                    f"{47.1 + at * 1.2e-5:.7f}", "9.5", f"{450 + at * 0.01:.2f}",
                    f"2024-05-01T08:{at // 60:02}:{at % 60:02}Z",
                )
                for at in range(points)
            ]
        ]
    )  # fmt: skip
