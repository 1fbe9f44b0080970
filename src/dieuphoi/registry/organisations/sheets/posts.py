"""The sheet of posts: which posts an organisation has, how many seats, in which order (S2-05, S0-41)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import restore
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import day_after
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import Post
from dieuphoi.registry.organisations.selectors import PostRow, orgs_on, posts_on
from dieuphoi.registry.organisations.services import clean, post_create, post_update
from dieuphoi.registry.organisations.sheets.undoing import POST_NAMED, never_valid_and_free, refuse_held

POST_SHEET: Final = SheetSpec(
    key="posts",
    title=_("Danh sách chức vụ"),
    columns=(
        SheetColumn("org", _("Mã cơ quan"), "code", required=True, max_length=40, width=16),
        SheetColumn("title", _("Chức vụ"), required=True, max_length=120, width=34),
        SheetColumn("is_single", _("Chỉ một người giữ"), "bool", width=16),
        SheetColumn("seats", _("Số biên chế"), "integer", minimum=1, maximum=9999, width=12),
        SheetColumn("position", _("Thứ tự"), "integer", minimum=0, maximum=9999, width=10),
        SheetColumn("decision", _("Quyết định"), max_length=200, width=26),
        SheetColumn("holders", _("Người đang giữ"), max_length=400, width=40, locked=True),
    ),
    identity=("org", "title"),
    notes=(_("Mỗi dòng một chức vụ của một cơ quan. Người giữ chức vụ nạp bằng danh sách cán bộ."),),
    sheet_name=_("Chức vụ"),
    file_name="chuc-vu.xlsx",
)
NAMES: Final = {column.key: column.header for column in POST_SHEET.columns}
_KEPT: Final = ("is_single", "seats", "position", "decision")


@dataclass(slots=True)
class _Plan:
    new: list[dict[str, Any]] = field(default_factory=list)
    changes: list[tuple[PostRow, dict[str, Any]]] = field(default_factory=list)


class PostImporter(Importer[Table]):
    """Posts by a sheet: makes new ones, changes known ones (by organisation and title), ends none."""

    spec = POST_SHEET
    has_template = True
    writes = (Post,)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_manage_organisations(actor)

    def back_url(self, target: Target) -> str:
        return reverse("organisations:orgs")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        day = today(now)
        orgs = orgs_on(actor, day)
        posts = posts_on(actor, day, [org.id for org in orgs])
        rows = [
            {
                "org": org.code,
                "title": post.title,
                **{key: getattr(post, key) for key in _KEPT},
                "holders": ", ".join(holder.full_name for holder in post.holders),
            }
            for org in orgs
            for post in posts.get(org.id, [])
        ]
        book = write_sheet(POST_SHEET, rows, now=now, as_of=day, protect=False, blank_rows=50)
        return book, POST_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        day = today(now)
        orgs = {org.code: org for org in orgs_on(actor, day)}
        posts = {
            (post.org_id, clean(post.title).casefold()): post
            for each in posts_on(actor, day, [org.id for org in orgs.values()]).values()
            for post in each
        }
        checked, plan = Checked(), _Plan()
        for row in table.rows:
            values: dict[str, Any] = {
                key: clean(value) if isinstance(value, str) else value
                for key, value in row.values.items()
                if key != "holders"
            }
            org = orgs.get(values.get("org") or "")
            if org is None:
                message = gettext("Không có cơ quan mã “%(code)s” vào ngày này.") % {"code": values.get("org") or ""}
                checked.errors.append(table.error(row, "org", message))
                continue
            if values.get("is_single") and (values.get("seats") or 1) > 1:
                message = gettext("Chức vụ chỉ một người giữ thì số biên chế là 1.")
                checked.errors.append(table.error(row, "seats", message))
                continue
            title = str(values.get("title") or "")
            there = posts.get((org.id, title.casefold()))
            before = None if there is None else {"org": org.code, "title": there.title, **_kept(there)}
            if there is not None:
                values["title"] = there.title
                if values.get("position", 0) is None:
                    del values["position"]
                if values.get("is_single", 0) is None:
                    values["is_single"] = False
            kind = checked.difference.compare(f"{title} – {org.name}", row.number, before, values, NAMES)
            if kind == NEW:
                plan.new.append({**values, "org": org.id, "title": title})
            elif kind != SAME and there is not None:
                plan.changes.append((there, values))
        checked.payload = plan
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        for values in plan.new:
            post_create(
                actor=actor,
                org_id=values["org"],
                title=values["title"],
                is_single=bool(values.get("is_single")),
                seats=values.get("seats"),
                position=values["position"] if values.get("position") is not None else 100,
                decision=values.get("decision") or "",
                now=now,
            )
        for there, values in plan.changes:
            merged: dict[str, Any] = {**_kept(there), **{key: values[key] for key in _KEPT if key in values}}
            post_update(
                actor=actor,
                post_id=there.id,
                title=there.title,
                is_single=bool(merged["is_single"]),
                seats=merged["seats"],
                position=merged["position"],
                decision=merged["decision"] or "",
                until=day_after(there.valid),
                now=now,
            )
        return Applied({"new": len(plan.new), "changed": len(plan.changes)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        made: list[int] = []

        def end(rows: list[Any]) -> None:
            made.extend(row.pk for row in rows)
            never_valid_and_free("title")(rows)

        done = restore(import_run(actor, run_id), self.writes, end={Post: end}, named={Post: POST_NAMED})
        refuse_held(made)
        return done


def _kept(post: PostRow) -> dict[str, Any]:
    return {key: getattr(post, key) for key in _KEPT}
