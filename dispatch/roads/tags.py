"""What the tags of an OpenStreetMap way say to someone who drives it.

Meaning of tags: the OpenStreetMap wiki (Key:highway, Key:access, Key:oneway, Key:maxspeed). Speeds by class,
the factors and the words for surfaces follow the car profile of Valhalla, so that both can be compared.
"""

import re
from enum import IntEnum
from typing import NamedTuple, Protocol, overload


class Tags(Protocol):
    """Tags by key: a dict, or those of the library that reads extracts."""

    @overload
    def get(self, key: str, /) -> str | None: ...
    @overload
    def get(self, key: str, default: str, /) -> str: ...


CLASSES = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "service",
)
SERVICE = CLASSES.index("service")
_CLASS = {
    **{name: number for number, name in enumerate(CLASSES)},
    **{f"{name}_link": number for number, name in enumerate(CLASSES[:5])},
    **dict.fromkeys(("living_street", "track", "road"), SERVICE),
}
# Closed to cars unless a tag opens them.
_FOR_OTHERS = frozenset({"pedestrian", "footway", "path", "cycleway", "busway", "bus_guideway"})


class Use(IntEnum):
    """What a road is for, where that changes its speed or how gladly it is taken."""

    ROAD = 0
    RAMP = 1
    LIVING_STREET = 2
    SERVICE = 3
    ALLEY = 4
    PARKING_AISLE = 5
    DRIVEWAY = 6
    TRACK = 7


class Surface(IntEnum):
    """From smooth to hardly passable."""

    PAVED = 0
    ROUGH = 1
    COMPACTED = 2
    DIRT = 3
    GRAVEL = 4
    PATH = 5


class Way(NamedTuple):
    """A way that a car may use. Speeds in km/h; 0 where no limit is tagged.

    `limited`: for those who live or have business there (private, destination, delivery): a team may begin
    or end there and does not drive through.
    """

    road_class: int
    use: Use
    surface: Surface
    forward: bool
    backward: bool
    forward_limit: int
    backward_limit: int
    roundabout: bool
    limited: bool
    default_speed: int


DEFAULT_SPEEDS = (105, 90, 75, 60, 50, 40, 35, 25)
"""km/h outside towns by class, where no limit is tagged."""

_TRACKS = {"grade1": 20, "grade2": 15, "grade3": 12, "grade4": 10}
_SERVICES = {
    "alley": Use.ALLEY,
    "parking_aisle": Use.PARKING_AISLE,
    "driveway": Use.DRIVEWAY,
    "drive-through": Use.DRIVEWAY,
}
_OPEN = frozenset({"yes", "permissive", "designated", "public", "allowed", "restricted", "use_sidepath"})
_LIMITED = frozenset({"private", "destination", "customers", "delivery", "permit", "residents"})
_CLOSED = frozenset(
    {"no", "agricultural", "forestry", "agricultural;forestry", "discouraged", "official", "emergency"}
    | {"military", "psv", "bus"}
)
# The first word found counts: "unpaved" before "paved".
_SURFACES = (
    (Surface.GRAVEL, ("unpaved",)),
    (Surface.PAVED, ("paved", "paver", "asphalt", "concrete", "cement", "chipseal", "metal", "tartan")),
    (Surface.PAVED, ("paving_stones", "pavingstone", "sett")),
    (Surface.ROUGH, ("cobblestone", "brick")),
    (Surface.COMPACTED, ("compacted", "wood", "boardwalk")),
    (Surface.DIRT, ("dirt", "natural", "earth", "ground", "mud")),
    (Surface.GRAVEL, ("gravel", "pebblestone", "sand")),
    (Surface.PATH, ("grass", "stepping_stones")),
)
_NO_LIMIT = 130
_LEAST, _MOST = 5, 140
# National codes ("FR:urban"): the zone decides; outside towns the country does.
_ZONES = {"urban": 50, "rural": 80, "trunk": 110, "motorway": 130, "living_street": 20, "walk": 7}
_RURAL = {"DE": 100, "AT": 100, "ES": 90, "IT": 90, "BE": 90, "LU": 90, "PT": 90, "AD": 90, "GB": 97}
_MOTORWAY = {"BE": 120, "ES": 120, "PT": 120, "CH": 120, "LI": 120, "GB": 113}
_COUNTRY_CODE = re.compile(r"^([A-Z]{2}):(?:zone:?)?(\w+)$")
_NUMBER = re.compile(r"^(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?$")


def read_way(tags: Tags) -> Way | None:
    """What the tags say; None where no car may or can go."""
    road_class = _class_of(tags)
    access = _access(tags)
    if road_class is None or access in _CLOSED or tags.get("area") == "yes":
        return None
    if tags.get("smoothness") == "impassable" or tags.get("impassable") == "yes":
        return None
    forward, backward = _directions(tags)
    if not forward and not backward:
        return None
    use = _use(tags)
    limit = _limit(tags)
    return Way(
        road_class=road_class,
        use=use,
        surface=_surface(tags, use),
        forward=forward,
        backward=backward,
        forward_limit=_speed(tags.get("maxspeed:forward")) or limit,
        backward_limit=_speed(tags.get("maxspeed:backward")) or limit,
        roundabout=_is_roundabout(tags),
        limited=access in _LIMITED or use in (Use.DRIVEWAY, Use.PARKING_AISLE),
        default_speed=_default_speed(tags, road_class, use),
    )


def _class_of(tags: Tags) -> int | None:
    highway = tags.get("highway", "")
    if highway in _FOR_OTHERS:
        return SERVICE if _for_cars(tags) in _OPEN | _LIMITED else None
    return _CLASS.get(highway)


def _for_cars(tags: Tags) -> str | None:
    """What is said of cars themselves."""
    return tags.get("motorcar") or tags.get("motor_vehicle")


def _access(tags: Tags) -> str | None:
    """The most precise word on who may drive here, None where nothing known is said."""
    if tags.get("service") == "emergency_access" and _for_cars(tags) is None:
        return "no"
    words = (_for_cars(tags), tags.get("vehicle"), tags.get("access"))
    return next((word for word in words if word in _OPEN | _LIMITED | _CLOSED), None)


def _directions(tags: Tags) -> tuple[bool, bool]:
    oneway = tags.get("oneway")
    if oneway in ("-1", "reverse"):
        return False, True
    if oneway == "reversible":
        return False, False
    implied = tags.get("highway") == "motorway" or _is_roundabout(tags)
    if oneway in ("yes", "true", "1") or (implied and oneway not in ("no", "false", "0")):
        return True, False
    return True, True


def _is_roundabout(tags: Tags) -> bool:
    return tags.get("junction") in ("roundabout", "circular")


def _use(tags: Tags) -> Use:
    highway = tags.get("highway", "")
    if highway == "track":
        return Use.TRACK
    if highway == "living_street":
        return Use.LIVING_STREET
    if highway.endswith("_link"):
        return Use.RAMP
    found = _SERVICES.get(tags.get("service", ""))
    if found is not None:
        return found
    return Use.SERVICE if highway == "service" or highway in _FOR_OTHERS else Use.ROAD


def _surface(tags: Tags, use: Use) -> Surface:
    said = tags.get("surface", "").lower()
    for surface, words in _SURFACES:
        if any(word in said for word in words):
            return surface
    if use is Use.TRACK:
        return Surface.PAVED if tags.get("tracktype") == "grade1" else Surface.DIRT
    return Surface.PAVED


def _default_speed(tags: Tags, road_class: int, use: Use) -> int:
    if use is Use.TRACK:
        return _TRACKS.get(tags.get("tracktype", ""), _LEAST)
    return DEFAULT_SPEEDS[road_class]


def _limit(tags: Tags) -> int:
    """The speed tagged for both directions: what is driven in practice, what is advised, what is allowed."""
    for key in ("maxspeed:practical", "maxspeed:advisory", "maxspeed"):
        speed = _speed(tags.get(key))
        if speed:
            return speed
    return _speed(tags.get("source:maxspeed")) or _speed(tags.get("maxspeed:type"))


def _speed(value: str | None) -> int:
    """km/h of a tagged speed; 0 where it is none ("signals", "variable", a slip of the pen)."""
    if not value:
        return 0
    number = _NUMBER.match(value)
    if number:
        speed = float(number[1]) * (1.609344 if number[2] == "mph" else 1.0)
        return min(round(speed), _MOST) if speed >= _LEAST else 0
    if value in ("none", "walk"):
        return _NO_LIMIT if value == "none" else _ZONES["walk"]
    code = _COUNTRY_CODE.match(value)
    return _national(code[1], code[2]) if code else 0


def _national(country: str, zone: str) -> int:
    digits = zone.removeprefix("zone")
    if digits.isdigit():
        return min(int(digits), _MOST) if int(digits) >= _LEAST else 0
    by_country = {"rural": _RURAL, "motorway": _MOTORWAY}.get(zone, {})
    return by_country.get(country, _ZONES.get(zone, 0))
