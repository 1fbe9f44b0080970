"""The package's mapping as connected groups of old and new units, and the list of its faults and gaps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.registry.territory.loader.package import (
    REFORM,
    OldProvince,
    OldUnit,
    PackCommune,
    PackProvince,
)

FAR_KM: Final = 30
"""Two places of the package that lie further apart are named as a doubt: of 10,040 links some 75 do, most of them
mixed up by equal names. No rule hangs on it.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """One connected group of the mapping: whoever gave to, or took from, anyone of it. Both sides are by code."""

    olds: tuple[OldUnit, ...]
    news: tuple[PackCommune, ...]

    @property
    def is_unchanged(self) -> bool:
        """One unit that went on: nothing joined it, nothing left it."""
        return len(self.news) == 1 and self.news[0].is_unchanged


def groups(province: PackProvince) -> list[Group]:
    """The connected groups of a province's mapping, in the order of their new codes.

    >>> [len(each.news) for each in groups(read_province("Hà Tĩnh", REFORM))].count(2)  # doctest: +SKIP
    1
    """
    head: dict[str, str] = {}

    def root(key: str) -> str:
        while head[key] != key:
            head[key] = head[head[key]]
            key = head[key]
        return key

    for new in province.communes:
        head[f"new {new.code}"] = f"new {new.code}"
        for old in (*new.whole, *new.parts):
            head.setdefault(old.key, old.key)
            head[root(old.key)] = root(f"new {new.code}")
    olds: dict[str, dict[str, OldUnit]] = {}
    news: dict[str, list[PackCommune]] = {}
    for new in province.communes:
        at = root(f"new {new.code}")
        news.setdefault(at, []).append(new)
        for old in (*new.whole, *new.parts):
            olds.setdefault(at, {})[old.key] = old
    return [
        Group(
            olds=tuple(sorted(olds.get(at, {}).values(), key=lambda old: (old.code or old.district_code, old.key))),
            news=tuple(each),
        )
        for at, each in news.items()
    ]


def doubts(province: PackProvince) -> Iterator[str]:
    """What the package contradicts itself about, or leaves out, in a province of 2025-07-01: sentences for the
    report.
    """
    for each in province.communes:
        yield from _type_doubt(each.full_name, each.code, each.type_in_table)
        if len(each.old_provinces) > 1:
            yield _(
                "%(unit)s (%(code)s): gói ghép từ đơn vị của nhiều tỉnh cũ (%(olds)s); "
                "có thể do trùng tên, cần kiểm tra."
            ) % {
                "unit": each.full_name,
                "code": each.code,
                "olds": ", ".join(sorted(each.old_provinces.values())),
            }
        if not each.whole and not each.parts:
            yield _("%(unit)s (%(code)s): gói không cho biết hình thành từ đơn vị nào.") % {
                "unit": each.full_name,
                "code": each.code,
            }
    if divided := sorted({old.full_name for each in province.communes for old in each.parts}):
        yield _("%(count)d đơn vị cũ bị chia, gói không có tỷ lệ chia: %(names)s.") % {
            "count": len(divided),
            "names": ", ".join(divided),
        }
    yield gaps()


def old_doubts(province: OldProvince) -> Iterator[str]:
    """The same of a province of 2025-06-30."""
    for each in province.communes:
        yield from _type_doubt(each.full_name, each.code, each.type_in_table)
    inhabited = {each.district_code for each in province.communes}
    for district in province.districts:
        if district.code not in inhabited:
            yield _("%(unit)s (%(code)s): gói không có đơn vị cấp xã nào trong huyện này.") % {
                "unit": district.full_name,
                "code": district.code,
            }
    yield gaps()


def mapping_doubts(province: PackProvince) -> Iterator[str]:
    """What the mapping of a province gets wrong or leaves out: for the plan of its changes. Nothing is guessed."""
    olds: dict[str, OldUnit] = {}
    into: dict[str, list[PackCommune]] = {}
    for new in province.communes:
        yield from _type_doubt(new.full_name, new.code, new.type_in_table)
        if len(new.old_provinces) > 1:
            yield _(
                "%(unit)s (%(code)s): gói ghép từ đơn vị của nhiều tỉnh cũ (%(olds)s); "
                "có thể do trùng tên, cần kiểm tra."
            ) % {"unit": new.full_name, "code": new.code, "olds": "; ".join(_olds(new))}
        if not new.whole and not new.parts:
            yield _("%(unit)s (%(code)s): gói không cho biết hình thành từ đơn vị nào.") % {
                "unit": new.full_name,
                "code": new.code,
            }
        for old in (*new.whole, *new.parts):
            if old.key not in olds:
                yield from _type_doubt(old.full_name, old.code, old.type_in_table)
            olds[old.key] = old
            if not old.is_commune:
                yield _(
                    "%(unit)s (%(code)s): hình thành từ %(old)s (mã huyện %(old_code)s), "
                    "gói không có xã nào của huyện này."
                ) % {
                    "unit": new.full_name,
                    "code": new.code,
                    "old": old.full_name,
                    "old_code": old.district_code,
                }
            if (apart := _km(old.place, new.place)) > FAR_KM:
                yield _(
                    "%(old)s (%(old_code)s, %(district)s) → %(unit)s (%(code)s): tọa độ trong gói cách nhau %(km)s km, "
                    "cần kiểm tra."
                ) % {
                    "old": old.full_name,
                    "old_code": old.code or old.district_code,
                    "district": old.district,
                    "unit": new.full_name,
                    "code": new.code,
                    "km": format_number(round(apart)),
                }
        for old in new.parts:
            into.setdefault(old.key, []).append(new)
    for key, news in into.items():
        yield _(
            "%(old)s (%(code)s, %(district)s) bị chia vào %(count)d đơn vị (%(news)s): "
            "gói không có tỷ lệ chia, không tự đặt."
        ) % {
            "old": olds[key].full_name,
            "code": olds[key].code,
            "district": olds[key].district,
            "count": len(news),
            "news": ", ".join(each.full_name for each in news),
        }
    yield gaps()


def gaps() -> str:
    """What the package does not hold at all."""
    return _(
        "Gói không có: số và ngày nghị quyết, ranh giới, tỷ lệ chia, các lần sắp xếp trước và sau ngày %(day)s."
    ) % {"day": format_date(REFORM)}


def _type_doubt(full_name: str, code: str, said: str) -> Iterator[str]:
    if said:
        yield _("%(unit)s (%(code)s): cột loại của gói ghi “%(type)s”, đã lấy theo tên.") % {
            "unit": full_name,
            "code": code,
            "type": said,
        }


def _olds(new: PackCommune) -> list[str]:
    whole = [f"{old.full_name}, {old.district}, {old.province}" for old in new.whole]
    return whole + [
        _("một phần %(unit)s") % {"unit": f"{old.full_name}, {old.district}, {old.province}"} for old in new.parts
    ]


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance of two places near each other, in km, good to a few percent."""
    north = (one[0] - other[0]) * 111.2
    east = (one[1] - other[1]) * 111.3 * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(north, east)
