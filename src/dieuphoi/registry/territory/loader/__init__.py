"""Reads the two data files of the package ``vietnamadminunits`` (1.0.4), without importing it. No database.

:mod:`package` reads the units of the two days the package knows, :mod:`mapping` makes connected groups of its
mapping and lists what it gets wrong or leaves out.
"""

from dieuphoi.registry.territory.loader.mapping import Group, doubts, groups, mapping_doubts, old_doubts
from dieuphoi.registry.territory.loader.package import (
    EVE,
    PACKAGE,
    REFORM,
    OldDistrict,
    OldProvince,
    OldUnit,
    PackCommune,
    PackProvince,
    Regions,
    check_day,
    package_label,
    province_names,
    read_old_province,
    read_province,
    read_regions,
)

__all__ = [
    "EVE",
    "PACKAGE",
    "REFORM",
    "Group",
    "OldDistrict",
    "OldProvince",
    "OldUnit",
    "PackCommune",
    "PackProvince",
    "Regions",
    "check_day",
    "doubts",
    "groups",
    "mapping_doubts",
    "old_doubts",
    "package_label",
    "province_names",
    "read_old_province",
    "read_province",
    "read_regions",
]
