"""The sets and lists that ship with the program."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from dieuphoi.programme.criteria.engine.thresholds import (
    fold,
)
from dieuphoi.programme.criteria.sets.overlays import needed_bases, with_bases
from dieuphoi.programme.criteria.sets.plain import from_dict, plain_value
from dieuphoi.programme.criteria.sets.values import SetVersion


class _ExactLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML with exact numbers: 21.8 is Decimal("21.8"); a day stays its text."""


_ExactLoader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node).replace("_", ""))
)
_ExactLoader.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)


def read_yaml(text: str) -> Any:
    """Plain data from YAML, numbers exact."""
    return yaml.load(text, Loader=_ExactLoader)  # noqa: S506 - a safe loader with two exact constructors


@lru_cache(maxsize=32)
def _data(name: str) -> Any:
    folder = resources.files("dieuphoi.programme.criteria") / "data"
    return read_yaml((folder / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def list_sets() -> tuple[str, ...]:
    """The ids of the sets that ship with the program, commune sets first, newest first within a level."""
    folder = resources.files("dieuphoi.programme.criteria") / "data"
    names = [item.name[: -len(".yaml")] for item in folder.iterdir() if item.name.startswith("ntm-")]
    levels = {"ntm-xa": 0, "ntm-huyen": 1, "ntm-tinh": 2}
    return tuple(
        sorted(
            names, key=lambda name: (next(v for k, v in levels.items() if name.startswith(k)), _newest(name))
        )
    )


def _newest(name: str) -> tuple[int, str]:
    return (-int(name.rsplit("-", 1)[-1]), name)


@lru_cache(maxsize=32)
def load_set(set_id: str) -> SetVersion:
    """The national set ``set_id`` as it ships. Raises ``KeyError`` for an id that is not in
    :func:`list_sets`."""
    if set_id not in list_sets():
        raise KeyError(set_id)
    raw = dict(_data(f"{set_id}.yaml"))
    head = dict(raw["set"])
    rules = [rule for rule in _data("special-rules.yaml")["rules"] if set_id in rule["applies_to"]]
    head["special_rules"] = [*rules, *(head.get("special_rules") or ())]
    raw["set"] = head
    # Kept out of use on purpose: unverified hints of a sample application are no data (README of the files).
    raw.pop("unverified_hints", None)
    structures = _data("special-rules.yaml").get("structures", {}).get(set_id, {})
    if structures:
        raw["criteria"] = [
            {
                **criterion,
                "indicators": [
                    {**row, "structure": structures[row["code"]]} if row.get("code") in structures else row
                    for row in criterion.get("indicators") or ()
                ],
            }
            for criterion in raw["criteria"]
        ]
    version = from_dict(raw)
    return with_bases(version, [load_set(base) for base in needed_bases(version) if base in list_sets()])


def load_all() -> tuple[SetVersion, ...]:
    """Every set that ships, in the order of :func:`list_sets`."""
    return tuple(load_set(set_id) for set_id in list_sets())


def lineage() -> dict[str, Any]:
    """Topics and the criterion number of each in each set (unofficial; never used to judge)."""
    return dict(plain_value(_data("lineage.yaml")))


def legal_timeline() -> list[dict[str, Any]]:
    """The documents of the programme in time, with sources."""
    return list(plain_value(_data("legal-timeline.yaml"))["timeline"])


def provincial_index() -> list[dict[str, Any]]:
    """Documents of provinces (an index without thresholds)."""
    return list(plain_value(_data("provincial-sets-index.yaml"))["decisions"])


def count_bands() -> list[dict[str, Any]]:
    """Groups of communes by number of criteria met that ship, by set, each list with its source (S1-15)."""
    return list(plain_value(_data("count-bands.yaml"))["bands"])


@lru_cache(maxsize=1)
def flag_names() -> dict[str, str]:
    """The flags a commune may carry: code → name."""
    return {item["code"]: item["name"] for item in _data("special-rules.yaml")["flags"]}


@lru_cache(maxsize=1)
def flag_aliases() -> dict[str, str]:
    """Folded words that mean a flag → its code."""
    found: dict[str, str] = {}
    for item in _data("special-rules.yaml")["flags"]:
        for word in (item["code"], item["name"], *item["also"]):
            found[fold(word)] = item["code"]
    return found


@lru_cache(maxsize=1)
def quantity_names() -> dict[str, tuple[str, str]]:
    """Quantities that rows with several figures speak of: code → (name, unit)."""
    return {item["code"]: (item["name"], item["unit"]) for item in _data("special-rules.yaml")["quantities"]}


@lru_cache(maxsize=1)
def quantity_aliases() -> dict[str, str]:
    """Folded words that mean a quantity → its code."""
    found: dict[str, str] = {}
    for item in _data("special-rules.yaml")["quantities"]:
        for word in (item["code"], item["name"], *item["also"]):
            found[fold(word)] = item["code"]
    return found


@lru_cache(maxsize=1)
def part_wholes() -> dict[str, str]:
    """Parts counted within another part of the same row ("≥95%, trong đó nước sạch ≥60%"): part → its whole.

    Folded names, from the list ``within`` of ``special-rules.yaml``; empty where the data says nothing of it. No
    verdict reads this: it only lets a figure be doubted while it is typed.
    """
    return {fold(item["part"]): fold(item["whole"]) for item in _data("special-rules.yaml").get("within") or ()}
