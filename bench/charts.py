"""Response times of charts and place searches on a running service, one request at a time.

The births are random, from all over the world and from 1900 to 2100; the searches use every kind of name. It sets no
limits on the times: the exit code is 1 only if a response is wrong.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import httpx

from app.bazi.places import all_places

_FIRST, _DAYS = date(1900, 1, 2), 73_400
_SKIPPED_OR_GONE = 422
"""Correct response for a local time that the clocks skipped and for a lunar date that does not exist."""


def births(count: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield bodies of `POST /api/charts`: nine in ten with a time, listed and custom places, all options."""
    places = all_places()
    for _ in range(count):
        place = rng.choice(places)
        custom = {"longitude": place.longitude, "timezone": place.timezone}
        yield {
            "birth": {
                "date": (_FIRST + timedelta(days=rng.randrange(_DAYS))).isoformat(),
                "time": f"{rng.randrange(24):02}:{rng.randrange(60):02}" if rng.random() < 0.9 else None,
            },
            "gender": rng.choice(("female", "male")),
            "place": {"id": place.id} if rng.random() < 0.5 else custom,
            "options": {
                "clock": rng.choice(("true_solar", "civil")),
                "day_change": rng.choice(("23:00", "00:00")),
                "start_age": rng.choice(("exact", "double_hours")),
                "hidden_stems": rng.choice(("bing_geng_wu", "bing_wu_geng")),
            },
        }


def searches(count: int, rng: random.Random) -> Iterator[str]:
    """Yield names and prefixes of names in Chinese, pinyin and Latin script."""
    places = all_places()
    for _ in range(count):
        place = rng.choice(places)
        name = rng.choice((place.name, place.pinyin or place.latin, place.latin))
        yield name[: rng.randint(1, len(name))]


def timed(request: Callable[[], httpx.Response]) -> tuple[httpx.Response, float]:
    start = time.perf_counter()
    response = request()
    return response, (time.perf_counter() - start) * 1000


def figures(milliseconds: list[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {
        "median": round(statistics.median(ordered), 2),
        "p99": round(ordered[int(len(ordered) * 0.99)], 2),
        "worst": round(ordered[-1], 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--url", default="http://127.0.0.1:8000", help="URL of a running service (default: %(default)s)"
    )
    parser.add_argument(
        "--count", type=int, default=1000, help="number of charts and of searches (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: %(default)s)")
    chosen = parser.parse_args()
    rng = random.Random(chosen.seed)
    charts, found, skipped, wrong = list[float](), list[float](), 0, 0
    with httpx.Client(base_url=chosen.url, trust_env=False, timeout=30) as client:
        for body in births(chosen.count, rng):
            response, taken = timed(lambda body=body: client.post("/api/charts", json=body))  # type: ignore[misc]
            charts.append(taken)
            skipped += response.status_code == _SKIPPED_OR_GONE
            wrong += response.status_code not in (200, _SKIPPED_OR_GONE)
        for q in searches(chosen.count, rng):
            response, taken = timed(lambda q=q: client.get("/api/places", params={"q": q}))  # type: ignore[misc]
            found.append(taken)
            wrong += response.status_code != 200 or not response.json()["places"]
    result = {"charts_ms": figures(charts), "places_ms": figures(found), "skipped_hours": skipped, "wrong": wrong}
    print(json.dumps(result))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
