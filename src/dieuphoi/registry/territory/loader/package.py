"""Reads the two data files of the package ``vietnamadminunits`` (1.0.4), without importing it. No database.

``dataset.db`` (SQLite) holds the units of 2025-07-01 (table ``admin_units``: 34 provinces, 3,321
commune units) and of 2025-06-30 (``admin_units_legacy``: 63 provinces, 696 districts, 10,035 commune
units, and 5 island districts without any); ``converter_2025.json`` maps old units to new ones: whole
ones in ``DICT_PROVINCE_WARD_NO_DIVIDED``, divided ones, without shares, in
``DICT_PROVINCE_WARD_DIVIDED``. Keys there are words without marks (``tinhhatinh_huyenhuongson_xasonkim1``).

It tells no resolution, no date but the one, no share of a divided unit, no boundary, no earlier and no
later change.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sqlite3
import unicodedata
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import DieuphoiError, InputError, InputErrors, Refused
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.territory.names import near_names, province_key

PACKAGE: Final = "vietnamadminunits"
REFORM: Final = date(2025, 7, 1)
"""The day of the package's mapping: districts ended, 63 provinces became 34."""
EVE: Final = date(2025, 6, 30)
"""The last day of the 63 provinces and their districts: the package's other table."""
_REGIONS: Final = Path(__file__).parent.parent / "data" / "region7.yaml"

_PROVINCE_WORDS: Final = (("Thành phố ", "thanh_pho_tw"), ("Tỉnh ", "tinh"))
_DISTRICT_WORDS: Final = (
    ("Thành phố ", "thanh_pho"),
    ("Thị xã ", "thi_xa"),
    ("Huyện ", "huyen"),
    ("Quận ", "quan"),
)
_COMMUNE_WORDS: Final = (
    ("Đặc khu ", "dac_khu"),
    ("Thị trấn ", "thi_tran"),
    ("Phường ", "phuong"),
    ("Xã ", "xa"),
)


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A commune unit of 2025-06-30. ``code`` and ``type`` are empty for an island district that had no commune
    units: then the district itself is meant.
    """

    key: str
    code: str
    type: str
    name: str
    full_name: str
    district: str
    district_code: str
    province_code: str
    province: str
    type_in_table: str
    """The table's own column of the type, where it contradicts the name; else empty."""
    place: tuple[float, float]
    """Latitude and longitude, by the package."""

    @property
    def is_commune(self) -> bool:
        return bool(self.code)


@dataclass(frozen=True, slots=True)
class PackCommune:
    """A commune unit of 2025-07-01 and what it came from: ``whole`` old units, and ``parts`` of divided
    ones.
    """

    code: str
    type: str
    name: str
    full_name: str
    type_in_table: str
    """The table's own column of the type, where it contradicts the name; else empty."""
    whole: tuple[OldUnit, ...]
    parts: tuple[OldUnit, ...]
    place: tuple[float, float]
    """Latitude and longitude, by the package."""

    @property
    def is_unchanged(self) -> bool:
        """Nothing joined it and nothing left it: still the unit it was, whatever it is called since."""
        return len(self.whole) == 1 and not self.parts and self.whole[0].is_commune

    @property
    def kept_name(self) -> bool:
        """Unchanged under the same type and name. Another way of writing capitals is no other name."""
        old = self.whole[0] if self.is_unchanged else None
        return old is not None and old.type == self.type and fold(old.name) == fold(self.name)

    @property
    def kept_code(self) -> bool:
        return self.is_unchanged and self.whole[0].code == self.code

    @property
    def old_provinces(self) -> dict[str, str]:
        """``{code: name}`` of the provinces of 2025-06-30 that its predecessors lay in."""
        return {old.province_code: old.province for old in (*self.whole, *self.parts)}


@dataclass(frozen=True, slots=True)
class PackProvince:
    """A province of 2025-07-01 with its commune units, by code."""

    code: str
    type: str
    name: str
    full_name: str
    old_provinces: tuple[str, ...]
    communes: tuple[PackCommune, ...]
    old_province_codes: tuple[str, ...]
    source: str
    """Package and version, for the ``source`` of each row."""

    @property
    def is_unchanged(self) -> bool:
        return len(self.old_provinces) == 1


@dataclass(frozen=True, slots=True)
class OldDistrict:
    """A district of 2025-06-30."""

    code: str
    type: str
    name: str
    full_name: str


@dataclass(frozen=True, slots=True)
class OldProvince:
    """A province of 2025-06-30 with its districts and commune units, by code."""

    code: str
    type: str
    name: str
    full_name: str
    districts: tuple[OldDistrict, ...]
    communes: tuple[OldUnit, ...]
    successor: str
    """Full name of the province of 2025-07-01 that its territory belongs to."""
    source: str


def read_province(name: str, as_of: date) -> PackProvince:
    """The province that a person calls ``name``, as the package knows it on ``as_of``.

    Of :data:`REFORM` only: the province of the eve is :func:`read_old_province`. Raises :class:`Refused` for a
    day that the package does not know, :class:`InputErrors` with near names for an unknown province,
    :class:`DieuphoiError` when the data are not installed or not of the known shape.
    """
    check_day(as_of, REFORM)
    with closing(_open()) as db:
        provinces = _provinces(db)
        converter = _converter()
        key = _pick(name, provinces, converter["DICT_PROVINCE"], db)
        return _province(db, key, provinces[key], converter)


def read_old_province(name: str) -> OldProvince:
    """The province that a person called ``name`` on 2025-06-30, with its districts and commune units of that day.

    Raises as :func:`read_province`.
    """
    with closing(_open()) as db:
        former = {
            key: (code, _clean(full))
            for key, code, full in db.execute(
                "SELECT DISTINCT provinceKey, provinceCode, province FROM admin_units_legacy ORDER BY provinceCode"
            )
        }
        wanted = province_key(name)
        key = next((key for key, (_code, full) in former.items() if province_key(full) == wanted), None)
        if key is None:
            raise InputErrors([_unknown(name, [full for _code, full in former.values()])])
        code, full = former[key]
        kind, bare = _split(full, _PROVINCE_WORDS)
        successor = next(new for new, olds in _converter()["DICT_PROVINCE"].items() if key in olds)
        districts = db.execute(
            "SELECT DISTINCT districtCode, district FROM admin_units_legacy"
            " WHERE provinceKey = ? ORDER BY districtCode",
            [key],
        )
        return OldProvince(
            code=code,
            type=kind,
            name=bare,
            full_name=full,
            districts=tuple(_old_district(*row) for row in districts),
            communes=tuple(
                sorted((old for old in _old_units(db, [key]).values() if old.is_commune), key=lambda old: old.code)
            ),
            successor=_provinces(db)[successor][1],
            source=package_label(),
        )


def _old_district(code: str, full: str) -> OldDistrict:
    full = _clean(full)
    kind, name = _split(full, _DISTRICT_WORDS)
    return OldDistrict(code=code, type=kind, name=name, full_name=full)


def province_names(as_of: date) -> list[str]:
    """The provinces that can be loaded, "Tỉnh Hà Tĩnh" …, by code."""
    check_day(as_of)
    table = "admin_units" if as_of == REFORM else "admin_units_legacy"
    with closing(_open()) as db:
        return [
            _clean(full)
            for (full, _code) in db.execute(
                f"SELECT DISTINCT province, provinceCode FROM {table} ORDER BY provinceCode"  # noqa: S608
            )
        ]


def check_day(as_of: date, *known: date) -> None:
    """Refuse a day the package says nothing about (``known``: the days that fit, all of them unless named)."""
    days = known or (EVE, REFORM)
    if as_of in days:
        return
    raise Refused(
        "unknown_day",
        _(
            "Gói dữ liệu chỉ biết địa bàn ngày %(known)s, không biết ngày %(asked)s. "
            "Hãy dùng ngày %(iso)s; đơn vị không đổi vẫn được ghi là có từ trước ngày đó."
        )
        % {
            "known": _(" và ngày ").join(format_date(day) for day in days),
            "asked": format_date(as_of),
            "iso": _(" hoặc ").join(day.isoformat() for day in days),
        },
    )


@dataclass(frozen=True, slots=True)
class Regions:
    """The seven regions, by the code of a province of 2025-06-30."""

    by_old_province: dict[str, str]
    decision: str
    source: str


def read_regions() -> Regions:
    """The data file ``data/region7.yaml``; its provenance goes into each row's ``source``."""
    data = yaml.safe_load(_REGIONS.read_text(encoding="utf-8"))
    return Regions(
        by_old_province={code: region for region, each in data["regions"].items() for code in each["provinces"]},
        decision=data["decision"],
        source=f"region7.yaml ({data['provenance']}): {data['note'].strip()}",
    )


def package_label() -> str:
    """``vietnamadminunits 1.0.4``."""
    return f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"


def _data_dir() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places or not (Path(places[0]) / "data" / "dataset.db").is_file():
        raise DieuphoiError(
            _("Chưa cài gói dữ liệu địa bàn %(package)s. Hãy cài các gói trong requirements/base.txt.")
            % {"package": PACKAGE}
        )
    return Path(places[0]) / "data"


def _open() -> sqlite3.Connection:
    path = _data_dir() / "dataset.db"
    # Immutable: the package may lie in a folder where SQLite could not write its lock files.
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"admin_units", "admin_units_legacy"} <= tables:
        db.close()
        raise DieuphoiError(
            _("Gói %(package)s có dạng khác bản 1.0.4 mà chương trình biết đọc.") % {"package": package_label()}
        )
    return db


def _converter() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((_data_dir() / "converter_2025.json").read_text(encoding="utf-8"))
    return data


def _provinces(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """``{key: (code, full name)}`` of 2025-07-01, by code."""
    rows = db.execute("SELECT DISTINCT provinceKey, provinceCode, province FROM admin_units ORDER BY provinceCode")
    return {key: (code, _clean(full)) for key, code, full in rows}


def _pick(
    typed: str, provinces: dict[str, tuple[str, str]], merged: dict[str, list[str]], db: sqlite3.Connection
) -> str:
    """The key of the province meant by ``typed``; a former province's name is answered with its
    successor's.
    """
    wanted = province_key(typed)
    for key, (_code, full) in provinces.items():
        if province_key(full) == wanted:
            return key
    former = dict(db.execute("SELECT DISTINCT provinceKey, province FROM admin_units_legacy"))
    for key, olds in merged.items():
        if any(province_key(_clean(former[old])) == wanted for old in olds if old in former):
            message = _("Từ ngày %(day)s, “%(name)s” thuộc %(now)s. Hãy nạp tỉnh đó.") % {
                "day": format_date(REFORM),
                "name": typed,
                "now": provinces[key][1],
            }
            raise InputErrors([InputError(message, field="province", value=typed)])
    raise InputErrors([_unknown(typed, [full for _code, full in provinces.values()])])


def _unknown(typed: str, names: list[str]) -> InputError:
    near = ", ".join(near_names(typed, names))
    if near:
        message = _("Không có tỉnh “%(name)s”. Gần giống: %(near)s.") % {"name": typed, "near": near}
    else:
        message = _("Không có tỉnh “%(name)s”. Các tỉnh: %(all)s.") % {"name": typed, "all": ", ".join(names)}
    return InputError(message, field="province", value=typed)


def _province(db: sqlite3.Connection, key: str, found: tuple[str, str], converter: dict[str, Any]) -> PackProvince:
    code, full = found
    kind, name = _split(full, _PROVINCE_WORDS)
    olds = _old_units(db, converter["DICT_PROVINCE"][key])
    whole: dict[str, list[OldUnit]] = {}
    for new, old_keys in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].get(key, {}).items():
        whole[new] = [olds[old] for old in old_keys]
    parts: dict[str, list[OldUnit]] = {}
    for old, news in converter["DICT_PROVINCE_WARD_DIVIDED"].get(key, {}).items():
        for new in news:
            parts.setdefault(new["newWardKey"], []).append(olds[old])
    communes = tuple(
        _commune(row, tuple(whole.get(row[0], ())), tuple(parts.get(row[0], ())))
        for row in db.execute(
            "SELECT wardKey, wardCode, ward, wardType, wardLat, wardLon FROM admin_units"
            " WHERE provinceKey = ? ORDER BY wardCode",
            [key],
        )
    )
    former = {
        key: (full, code)
        for key, full, code in db.execute("SELECT DISTINCT provinceKey, province, provinceCode FROM admin_units_legacy")
    }
    return PackProvince(
        code=code,
        type=kind,
        name=name,
        full_name=full,
        old_provinces=tuple(_clean(former[old][0]) for old in converter["DICT_PROVINCE"][key]),
        old_province_codes=tuple(former[old][1] for old in converter["DICT_PROVINCE"][key]),
        communes=communes,
        source=package_label(),
    )


def _commune(
    row: tuple[str, str, str, str, float, float], whole: tuple[OldUnit, ...], parts: tuple[OldUnit, ...]
) -> PackCommune:
    _key, code, full, type_word, latitude, longitude = row
    full = _clean(full)
    kind, name = _split(full, _COMMUNE_WORDS)
    said, _rest = _split(f"{type_word} x", _COMMUNE_WORDS)
    return PackCommune(
        code=code,
        type=kind,
        name=name,
        full_name=full,
        type_in_table="" if said == kind else type_word,
        whole=whole,
        parts=parts,
        place=(latitude, longitude),
    )


def _old_units(db: sqlite3.Connection, province_keys: list[str]) -> dict[str, OldUnit]:
    found: dict[str, OldUnit] = {}
    for key in province_keys:
        for row in db.execute(
            "SELECT districtKey, wardKey, wardCode, ward, wardType, district, districtCode, provinceCode, province,"
            " coalesce(wardLat, districtLat), coalesce(wardLon, districtLon)"
            " FROM admin_units_legacy WHERE provinceKey = ?",
            [key],
        ):
            old = _old_unit(key, *row)
            found[old.key] = old
    return found


def _old_unit(
    province_key: str,
    district_key: str,
    ward_key: str | None,
    code: str | None,
    ward: str | None,
    type_word: str | None,
    district: str,
    district_code: str,
    province_code: str,
    province: str,
    latitude: float,
    longitude: float,
) -> OldUnit:
    full = _clean(ward or district)
    kind, name = _split(full, _COMMUNE_WORDS) if ward else ("", full)
    said = _split(f"{type_word} x", _COMMUNE_WORDS)[0] if ward else ""
    return OldUnit(
        key=f"{province_key}_{district_key}_{ward_key or ''}",
        code=code or "",
        type=kind,
        name=name,
        full_name=full,
        district=_clean(district),
        district_code=district_code,
        province_code=province_code,
        province=_clean(province),
        type_in_table="" if said == kind else str(type_word),
        place=(latitude, longitude),
    )


def _split(full: str, words: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """Type and bare name of "Xã Sơn Kim 1". The table also writes "Thị Trấn"."""
    for word, code in words:
        if full.casefold().startswith(word.casefold()):
            return code, full[len(word) :]
    raise DieuphoiError(_("Gói dữ liệu địa bàn có tên lạ: “%(name)s”.") % {"name": full})


def _clean(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
