"""Compare app/bazi/tzdata.zi, as app.bazi.zones reads it, with zone files compiled by zic from the same source.

To update the data to a new release of the IANA time zone database, take tzdata.zi from Debian's package, which is built
with the differences before 1970 (`PACKRATDATA=backzone PACKRATLIST=zone.tab`), and let this script check it:

    apt-get update && apt-get download tzdata && dpkg-deb -x tzdata_*.deb unpacked
    cp unpacked/usr/share/zoneinfo/tzdata.zi app/bazi/tzdata.zi
    .venv/bin/python -m scripts.check_zones unpacked/usr/share/zoneinfo

Packages on PyPI (tzdata, pytz) are built without these differences. The database is in the public domain. For each
name, the script compares the civil time around each change that either of the two knows, and once a month, up to 2200.
"""

import io
import struct
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.bazi.zones import Zone, zone_data_version, zone_names, zone_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = -8_000_000_000  # in 1716; some files begin with a change at the Big Bang
_HEADER = struct.Struct(">4x1x15x6l")


def main(directory: Path) -> int:
    """Return the number of differences."""
    names = sorted(zone_names())
    checked = differences = 0
    for name in names:
        compiled = (directory / name).read_bytes()
        reference, ours = ZoneInfo.from_file(io.BytesIO(compiled)), zone_of(name)
        for instant in _instants(ours, compiled):
            checked += 1
            if not _agree(ours, reference, instant):
                differences += 1
                print(f"{name} {instant:%Y-%m-%d %H:%M:%S}: {instant.astimezone(ours)} {instant.astimezone(reference)}")
    print(f"{zone_data_version()}: {len(names)} names, {checked} instants, {differences} differences")
    return differences


def _instants(ours: Zone, compiled: bytes) -> set[datetime]:
    """Return the instants around each change of either, and one of each month."""
    seconds = {
        at + offset for at in {*ours.changes, *_changes_of(compiled)} for offset in (-3600, -1800, -1, 0, 1, 1800)
    }
    changes = {_EPOCH + timedelta(seconds=at) for at in seconds if at > _FIRST}
    months = {datetime(year, month, 9, 9, tzinfo=UTC) for year in range(1700, 2201) for month in range(1, 13)}
    return {instant for instant in changes | months if instant.year <= 2200}


def _changes_of(compiled: bytes) -> tuple[int, ...]:
    """Return the changes that a compiled file lists, in seconds since 1970 (RFC 9636, the second block)."""
    is_utc, is_standard, leaps, changes, types, chars = _HEADER.unpack_from(compiled)
    second = _HEADER.size + changes * 5 + types * 6 + chars + leaps * 8 + is_standard + is_utc
    count = _HEADER.unpack_from(compiled, second)[3]
    return struct.unpack_from(f">{count}q", compiled, second + _HEADER.size)


def _agree(ours: Zone, reference: ZoneInfo, instant: datetime) -> bool:
    """Compare the local time of an instant, its fold, and the offset of that local time with either fold."""
    ours_local, local = instant.astimezone(ours), instant.astimezone(reference)
    if (ours_local.replace(tzinfo=None), ours_local.fold) != (local.replace(tzinfo=None), local.fold):
        return False
    return all(ours_local.replace(fold=fold).utcoffset() == local.replace(fold=fold).utcoffset() for fold in (0, 1))


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]))))
