"""How the figures of each indicator cross a merger of communes: one sheet out and in (core.exchange)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.undoing import refuse_later
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.programme.assessments import policies
from dieuphoi.programme.assessments.carry_rules import (
    RULE_CHOICES,
    RULE_WORDS,
    SHARE_CHOICES,
    SHARE_WORDS,
    SaidRule,
    rule_lines,
)
from dieuphoi.programme.assessments.services.carrying import carry_rules_set, carry_rules_undo
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.presenting import kind_words

KIND: Final = "carry-rules"
_DEFAULT: Final = "default"


class CarryRulesImporter(Importer[Table]):
    """The rule of each indicator, by its code. An empty cell changes nothing."""

    spec = SheetSpec(
        key=KIND,
        title=gettext_lazy("Cách quy đổi số liệu qua sắp xếp đơn vị"),
        columns=(
            SheetColumn("code", gettext_lazy("Mã chỉ tiêu"), "code", required=True, locked=True, width=12),
            SheetColumn("name", gettext_lazy("Tên chỉ tiêu"), locked=True, width=60),
            SheetColumn("kind", gettext_lazy("Dạng"), locked=True, width=30),
            SheetColumn("unit", gettext_lazy("Đơn vị tính"), locked=True, width=14),
            SheetColumn("usual", gettext_lazy("Theo dạng chỉ tiêu"), locked=True, width=30),
            SheetColumn(
                "rule", gettext_lazy("Cách quy đổi"), "choice", width=34,
                choices=((_DEFAULT, gettext_lazy("theo dạng chỉ tiêu")), *RULE_CHOICES),
            ),
            SheetColumn(
                "shared_by", gettext_lazy("Đơn vị bị chia tính theo"), "choice", choices=SHARE_CHOICES, width=18,
                help=gettext_lazy("Để trống: theo tỷ lệ chia nào cũng được."),
            ),
            SheetColumn("reason", gettext_lazy("Căn cứ"), width=40, max_length=300),
        ),
        identity=("code",),
        notes=(gettext_lazy("Chỉ ba cột cuối được đọc vào. Dòng không ghi cách quy đổi thì không đổi gì."),),
    )  # fmt: skip
    target_keys = ("version",)
    has_template = True
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        criteria.version(actor, target["version"])
        return policies.may_set_carry_rules(actor)

    def target_label(self, actor: Actor, target: Target) -> str:
        return str(criteria.version(actor, target["version"]))

    def back_url(self, target: Target) -> str:
        return reverse("assessments:carry_rules", args=[target["version"]])

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        version = criteria.version(actor, target["version"])
        rows: list[dict[str, Any]] = [
            {
                "code": line.row.code,
                "name": line.row.name,
                "kind": kind_words(line.indicator.kind),
                "unit": line.indicator.unit,
                "usual": str(RULE_WORDS[line.default]),
                "rule": line.said.rule or _DEFAULT if line.said else _DEFAULT,
                "shared_by": line.said.shared_by or None if line.said else None,
                "reason": line.said.reason or None if line.said else None,
            }
            for line in rule_lines(version.pk)
        ]
        data = write_sheet(self.spec, rows, now=now, notes=(str(version),))
        return data, safe_filename(f"{_('Cách quy đổi số liệu')} - {version.set.code}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        version = criteria.version(actor, target["version"])
        checked = Checked()
        lines = {line.row.code: line for line in rule_lines(version.pk)}
        names = {"rule": _("Cách quy đổi"), "shared_by": _("Đơn vị bị chia tính theo")}
        wanted: dict[int, SaidRule] = {}
        for row in table.rows:
            line = lines.get(str(row["code"]))
            if line is None:
                checked.errors.append(table.error(row, "code", _("Bộ này không có chỉ tiêu mang mã này."), row["code"]))
                continue
            if not row.get("rule"):
                continue
            rule = "" if row["rule"] == _DEFAULT else str(row["rule"])
            share = str(row.get("shared_by") or "")
            before = SaidRule("", "", "") if line.said is None else line.said
            checked.difference.compare(
                f"{line.row.code} {line.row.name}",
                row.number,
                {"rule": _rule_words(before.rule), "shared_by": str(SHARE_WORDS.get(before.shared_by, ""))},
                {"rule": _rule_words(rule), "shared_by": str(SHARE_WORDS.get(share, ""))},
                names,
            )
            wanted[line.row.pk] = SaidRule(rule, share, str(row.get("reason") or ""))
        checked.payload = wanted
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        written = carry_rules_set(
            actor=actor, version_id=target["version"], rules=checked.payload, now=now, run_id=run_id
        )
        return Applied({**checked.difference.counts, "written": written})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        back, later = carry_rules_undo(actor=actor, version_id=target["version"], run_id=run_id, now=now)
        refuse_later(later)
        return Applied({"restored": back})


def _rule_words(rule: str) -> str:
    return str(RULE_WORDS[rule]) if rule else _("theo dạng chỉ tiêu")
