"""The demo province's own set: the structure of 2021–2025, thresholds invented by an invented decision.

Beside it: a draft that amends it, a threshold of the province for a national row, a question with its answer.

The names and kinds of the rows are those of the national set (facts, with their source in the data files); every
threshold of this set is made up, and so is the decision. It shows a set whose rows are all confirmed.
"""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.comments import comment_add
from dieuphoi.programme.criteria import selectors, services, sets

SET_ID = "son-ha-xa-ntm"
BASE = "ntm-xa-2021-2025"
GROUPS = ("nhom_1", "nhom_2", "nhom_3")
_REGION_OF_GROUP = {"nhom_1": "DBSH", "nhom_2": "BTB", "nhom_3": "TDMNPB"}

_INVENTED: dict[str, Any] = {
    "2.1": {"nhom_1": 100, "nhom_2": 100, "nhom_3": 90},
    "2.2": {"nhom_1": 90, "nhom_2": 80, "nhom_3": 70},
    "2.3": {"nhom_1": 100, "nhom_2": 90, "nhom_3": 80},
    "2.4": {"nhom_1": 80, "nhom_2": 70, "nhom_3": 60},
    "6.1": "Đạt",
    "6.2": "Đạt",
    "7": "Đạt",
    "14.1": "Đạt",
    "15.3": {"nhom_1": 16.5, "nhom_2": 22, "nhom_3": 24},
    "16": {"nhom_1": 90, "nhom_2": 80, "nhom_3": 75},
    "17.1": {
        group: {
            "parts": [
                {"label": "nước sạch theo quy chuẩn", "comparator": ">=", "value": total},
                {"label": "từ công trình cấp nước tập trung", "comparator": ">=", "value": piped},
            ]
        }
        for group, total, piped in (("nhom_1", 65, 35), ("nhom_2", 55, 25), ("nhom_3", 35, 15))
    },
    "17.2": {"nhom_1": 100, "nhom_2": 95, "nhom_3": 90},
    "17.5": "Đạt",
    "17.6": {"nhom_1": 90, "nhom_2": 80, "nhom_3": 70},
    "17.12": {"nhom_1": 60, "nhom_2": 50, "nhom_3": 40},
}
_INCOME = {"nhom_1": 62, "nhom_2": 52, "nhom_3": 44}
_DROPPED = (
    "source", "verified", "unverified_thresholds", "needs_check", "recall_confidence", "responsible",
    "responsible_source", "alternative_values", "thresholds_status", "amended_by", "note",
)  # fmt: skip


def decision(first_year: int) -> str:
    """The number of the invented decision of a set that runs from ``first_year``."""
    return f"36/{first_year}/QĐ-UBND (giả định)"


def demo_set(first_year: int) -> sets.SetVersion:
    """The invented set; income thresholds run over five years from ``first_year``."""
    plain = copy.deepcopy(sets.to_dict(sets.load_set(BASE)))
    plain["set"] = {
        "id": SET_ID,
        "name": "Bộ tiêu chí xã nông thôn mới tỉnh Sơn Hà (giả định)",
        "level": "commune",
        "tier": "basic",
        "decision": {
            "number": decision(first_year),
            "date": f"{first_year}-07-20",
            "issuer": "UBND tỉnh Sơn Hà (giả định)",
        },
        "effective_from": f"{first_year}-08-01",
        "counts": {"criteria": 19, "indicators": 57},
        "territory_dimension": "commune_group3",
        "territories": [{"code": code, "name": f"Xã nhóm {number}"} for number, code in enumerate(GROUPS, start=1)],
        "not_applicable_counts": True,
    }
    plain["amendments"] = []
    for criterion in plain["criteria"]:
        criterion.pop("source", None)
        criterion.pop("guided_by", None)
        criterion.pop("note", None)
        for row in criterion["indicators"]:
            _invent(row, first_year)
    return sets.from_dict(plain)


def _invent(row: dict[str, Any], first_year: int) -> None:
    base = row["thresholds"] or {}
    for key in _DROPPED:
        row.pop(key, None)
    made = _INVENTED.get(row["code"])
    if row["code"] == "10":
        row["thresholds"] = {
            group: {"by_year": {str(first_year + step): start + 3 * step for step in range(5)}}
            for group, start in _INCOME.items()
        }
    elif isinstance(made, str):
        row["kind"], row["comparator"], row["unit"] = "pass_fail", "is", None
        row["thresholds"] = dict.fromkeys(GROUPS, made)
    elif made is not None:
        row["kind"] = "composite" if row["code"] == "17.1" else "percent"
        row["thresholds"] = made
    else:
        row["thresholds"] = {group: base[_REGION_OF_GROUP[group]] for group in GROUPS}


def beside(
    *, office: Actor, commune: Actor, version_id: int, province_id: int, today: date, now: datetime
) -> None:
    """What an office keeps beside a set (all invented): an open draft, a provincial threshold, a question answered."""
    draft = services.draft_start(
        actor=office,
        base_id=version_id,
        relation="amends",
        head=services.Head(
            "dự thảo (giả định)",
            issuer="UBND tỉnh Sơn Hà (giả định)",
            effective_from=date(today.year + 1, 1, 1),
            change_note="Nâng mức 2.2 (đường thôn) của xã nhóm 3 từ 70% lên 75%.",
        ),
        now=now,
    )
    row = draft.indicators.select_related("criterion").get(code="2.2")
    services.row_save(
        actor=office,
        version_id=draft.pk,
        indicator_id=row.pk,
        row=services.RowInput(
            criterion=int(row.criterion.number),
            code=row.code,
            name=row.name,
            unit=row.unit,
            kind=row.kind,
            comparator=str(row.raw["comparator"]),
            thresholds={**row.raw["thresholds"], "nhom_3": "75"},
        ),
        now=now,
    )
    comment_add(
        actor=office, kind="set_version", record_id=draft.pk, anchor="2.2",
        text="Mức 75% của nhóm 3 lấy theo đề nghị của Sở Xây dựng (giả định); cần hỏi lại các xã vùng cao.", now=now,
    )  # fmt: skip
    national = selectors.newest_version(office, BASE)
    if national is not None:
        services.provincial_set(
            actor=office,
            version_id=national.pk,
            province_id=province_id,
            thresholds=[
                services.Decided(
                    "2.1", "all", "80", date(today.year - 1, 1, 1), "45/2025/QĐ-UBND (giả định)",
                    date(today.year - 1, 1, 1), "Phụ lục, trang 2 (giả định)",
                )
            ],
            now=now,
        )  # fmt: skip
    indicator = next(each for each in selectors.indicators_of(version_id) if each.code == "2.1")
    question = services.question_ask(
        actor=commune,
        indicator_id=indicator.pk,
        text="Đường xã do doanh nghiệp đầu tư, chưa bàn giao, có tính vào số km được cứng hóa không?",
        now=now,
    )
    services.answer_give(
        actor=office,
        question_id=question.pk,
        text="Chỉ tính khi đã bàn giao cho xã quản lý và có biên bản.",
        source="Công văn 15/VPĐP (giả định)",
        now=now,
    )
