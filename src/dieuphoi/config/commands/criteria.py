"""``dieuphoi criteria``: browse the sets, write the table to fill in, judge a file of facts. Needs no
database, but for ``rows``: that is the table of a set as the database has it, out and in.

``judge --json`` prints one object::

    {"set": id, "as_of": "YYYY-MM-DD", "year": null, "trial": false,
     "warnings": ["…"],
     "units": [{"unit": "…",
                "classification": {"region": "BTB", "group": null, "flags": []},
                "indicators": [{"code", "criterion", "verdict", "basis", "reason", "sentence", "trace"}],
                "criteria": [{"number", "name", "verdict", "basis", "counts"}],
                "met": 0, "trial_met": 0, "total": 19, "qualifies": false}],
     "verdicts": [{"unit", "indicator", "criterion", "verdict", "basis", "reason", "sentence"}]}

``verdicts`` says flat, one object a verdict, what ``units`` tells by unit with classification, trace and criteria.

With ``--json`` faults are printed as ``{"errors": [{"message", "sheet", "row", "column", "value"}]}`` and a
refusal as ``{"refused": {"code", "reason", "lacks": ["…"]}}`` (``lacks``: what the set lacks, one by one)
on standard output too. Exit codes: 0 done, 2 wrong use (an unknown set), 3 refused by a rule (an incomplete set),
4 input with errors (all listed). Codes, ids and numbers are the same in every language; sentences, reasons and messages
are in that of the terminal (``DIEUPHOI_LANGUAGE``).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

import click

from dieuphoi.config.cli import hold_database
from dieuphoi.config.console import _
from dieuphoi.core.kernel.errors import (
    EXIT_FAILED,
    EXIT_INPUT,
    EXIT_REFUSED,
    EXIT_USAGE,
    InputError,
    InputErrors,
    Refused,
)
from dieuphoi.programme.criteria.engine.judging import SetIncomplete, compile_set
from dieuphoi.programme.criteria.engine.marks import N_
from dieuphoi.programme.criteria.engine.sentences import VERDICT_WORDS
from dieuphoi.programme.criteria.engine.thresholds import cell_text
from dieuphoi.programme.criteria.engine.verdicts import Verdict
from dieuphoi.programme.criteria.sets import (
    Indicator,
    Provenance,
    SetVersion,
    content_hash,
    from_dict,
    indicator_to_dict,
    list_sets,
    load_all,
    load_set,
    missing_parts,
    needed_bases,
    read_yaml,
    to_dict,
    with_bases,
)
from dieuphoi.programme.criteria.template_book import read_facts, write_template

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_VIETNAM = timezone(timedelta(hours=7))
_PROVENANCE_WORDS = {
    Provenance.SOURCED: N_("có nguồn"),
    Provenance.CONFIRMED: N_("đã xác nhận"),
    Provenance.RECALLED: N_("chưa kiểm chứng"),
    Provenance.EMPTY: N_("chưa có mức"),
}


SHORT_HELP = _("Bộ tiêu chí: xem, xuất biểu để điền, chấm một tệp số liệu (không cần cơ sở dữ liệu).")


@click.group(name="criteria", help=_("Bộ tiêu chí: xem, xuất bảng nhập, chấm thử trên tệp số liệu."))
def criteria() -> None:
    """The group of commands; it needs no database and no running server."""


@criteria.command("list", help=_("Liệt kê các bộ tiêu chí có sẵn."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def list_command(as_json: bool) -> None:
    """Print every set that ships."""
    found = [_summary(version) for version in load_all()]
    if as_json:
        _print_json(found)
        return
    for item in found:
        loaded = item["loaded"]
        state = _("đủ dòng")
        if not item["complete"]:
            state = _("chưa đủ: %(what)s") % {"what": "; ".join(item["missing"])}
        figures = _("%(criteria)s tiêu chí, %(indicators)s chỉ tiêu, %(conditions)s điều kiện") % loaded
        click.echo(f"{item['id']:28} {item['decision']['number'] or '':16} {item['name']}")
        click.echo(f"{'':28} {figures}; {state}")


@criteria.command("show", help=_("Xem một bộ tiêu chí, nguồn gốc từng dòng."))
@click.argument("set_id", metavar=_("BỘ"))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
@click.option(
    "--as-of", "as_of", metavar=_("NGÀY"), help=_("Theo ngày (YYYY-MM-DD): áp dụng các sửa đổi đã có hiệu lực.")
)
def show_command(set_id: str, as_json: bool, as_of: str | None) -> None:
    """Print one set with the provenance of each row."""
    version = _set(set_id)
    if as_of:
        version = version.as_of(_day(as_of))
    if as_json:
        _print_json(_shown(version))
        return
    click.echo(f"{version.name} ({version.id})")
    click.echo(" ".join((_("Văn bản: %(number)s.") % {"number": version.decision_number}, _period(version))).rstrip())
    for text in missing_parts(version, _):
        click.echo(_("Chưa chấm được: %(what)s") % {"what": text})
    for criterion in version.criteria:
        click.echo(f"\n{criterion.number}. {criterion.name}")
        for row in criterion.indicators:
            mark = _(_PROVENANCE_WORDS[row.provenance])
            click.echo(f"  {row.code or '–':6} {row.name}{f' ({row.unit})' if row.unit else ''} [{mark}]")
            cells = ", ".join(f"{column} {cell_text(cell)}" for column, cell in row.thresholds or () if cell)
            click.echo(f"         {row.comparator} {cells or _('chưa có mức')}")
    for condition in version.conditions:
        click.echo(f"  {condition.id}: {condition.text}")


@criteria.command("template", help=_("Xuất bảng XLSX để nhập số liệu của một bộ tiêu chí."))
@click.argument("set_id", metavar=_("BỘ"))
@click.option(
    "--out", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help=_("Tệp XLSX.")
)
@click.option("--unit", "units", multiple=True, help=_("Tên xã ghi sẵn (có thể lặp lại)."))
def template_command(set_id: str, target: Path, units: tuple[str, ...]) -> None:
    """Write the workbook that ``judge --facts`` reads back."""
    version = _set(set_id)
    if not version.indicators:
        _stop(EXIT_REFUSED, _("Bộ %(set)s không có dòng chỉ tiêu nào để nhập.") % {"set": version.id})
    try:
        write_template(version, target, units=units, translate=_)
    except OSError as error:
        why = error.strerror or error
        _stop(EXIT_FAILED, _("Không ghi được tệp %(file)s: %(why)s.") % {"file": target, "why": why})
    click.echo(_("Đã ghi %(file)s.") % {"file": target})


@criteria.command("rows", help=_("Bảng các dòng của một bộ: xuất ra để điền, hoặc nạp vào dự thảo của bộ."))
@click.argument("set_id", metavar=_("BỘ"))
@click.option("--out", "target", type=click.Path(dir_okay=False, path_type=Path), help=_("Ghi bảng ra tệp XLSX, CSV."))
@click.option(
    "--load", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=_("Nạp bảng vào dự thảo.")
)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def rows_command(set_id: str, target: Path | None, path: Path | None, trial: bool, as_json: bool) -> None:
    """Write the table of a set's rows, or bring it into the set's draft (one is begun where none is open)."""
    from django.apps import apps

    if (target is None) == (path is None):
        _stop(EXIT_USAGE, _("Hãy chọn một: --out TỆP để xuất bảng, hoặc --load TỆP để nạp."))
    if not apps.ready:
        hold_database()
    from dieuphoi.config.commands import _rows

    with _answers(as_json):
        if target is not None:
            try:
                written = _rows.write(set_id, target)
            except KeyError:
                _set(set_id)  # says which there are, and stops
                raise
            except OSError as error:
                why = error.strerror or error
                _stop(EXIT_FAILED, _("Không ghi được tệp %(file)s: %(why)s.") % {"file": target, "why": why})
            click.echo(_("Đã ghi %(file)s: %(n)s dòng.") % {"file": target, "n": written})
        elif path is not None:
            _rows.load(set_id, path, trial=trial, as_json=as_json)


@criteria.command("judge", help=_("Chấm các xã trong tệp số liệu theo một bộ tiêu chí."))
@click.option("--set", "set_id", required=True, metavar=_("BỘ"), help=_("Mã bộ tiêu chí, hoặc tệp YAML của bộ."))
@click.option(
    "--facts",
    "path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Tệp CSV hoặc XLSX."),
)
@click.option("--trial", is_flag=True, help=_("Chấm thử cả các dòng chưa kiểm chứng (kết quả gắn nhãn)."))
@click.option("--as-of", "as_of", metavar=_("NGÀY"), help=_("Chấm theo ngày (YYYY-MM-DD)."))
@click.option("--year", type=click.IntRange(1990, 2100), help=_("Năm của số liệu."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def judge_command(
    set_id: str, path: Path, trial: bool, as_of: str | None, year: int | None, as_json: bool
) -> None:
    """Judge every unit of the file."""
    version = _set(set_id)
    on = _day(as_of) if as_of else _default_day(version)
    with _answers(as_json):
        if missing_parts(version):
            # Refuse before the file is read: no figure could help.
            from dieuphoi.programme.criteria.facts import Classification

            compile_set(version, Classification(), as_of=on)
        if not path.exists():
            _stop(EXIT_INPUT, _("Không có tệp %(file)s.") % {"file": path}, as_json=as_json)
        with _words_without_django():
            book = read_facts(path, version, as_of=on, translate=_)
        units: list[dict[str, Any]] = []
        for unit in book.units:
            ready = compile_set(version, unit.classification, as_of=on, year=year, trial=trial)
            units.append(
                {
                    "unit": unit.unit,
                    "classification": unit.classification.as_dict(),
                    **ready.judge(unit.facts).as_dict(_),
                }
            )
        warnings = [_told(warning) for warning in book.warnings]
        result = {
            "set": version.id,
            "as_of": on.isoformat(),
            "year": year,
            "trial": trial,
            "warnings": warnings,
            "units": units,
            "verdicts": _verdicts(units),
        }
        if as_json:
            _print_json(result)
            return
        for warning in warnings:
            click.echo(_("Lưu ý: %(text)s") % {"text": warning}, err=True)
        _print_verdicts(version, result)


def _verdicts(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One object a verdict, unit by unit in the order of the set."""
    return [
        {
            "unit": unit["unit"],
            "indicator": item["code"],
            **{key: item[key] for key in ("criterion", "verdict", "basis", "reason", "sentence")},
        }
        for unit in units
        for item in unit["indicators"]
    ]


def _print_verdicts(version: SetVersion, result: dict[str, Any]) -> None:
    day = date.fromisoformat(result["as_of"])
    click.echo(_("%(set)s – tính đến %(day)s") % {"set": version.name, "day": f"{day:%d/%m/%Y}"})
    if result["trial"]:
        click.echo(_("CHẤM THỬ: kết quả dựa trên dòng chưa kiểm chứng chỉ để tham khảo."))
    for unit in result["units"]:
        told = _("đạt %(met)s/%(total)s tiêu chí") % unit
        if result["trial"]:
            told += _(" (chấm thử %(trial_met)s)") % unit
        if unit["qualifies"]:
            told += _(" – đủ điều kiện")
        click.echo(f"\n{unit['unit']}: {told}")
        rows: dict[int, list[dict[str, Any]]] = {}
        for item in unit["indicators"]:
            rows.setdefault(item["criterion"], []).append(item)
        for item in unit["criteria"]:
            trial = _(" (chấm thử)") if item["basis"] == "TRIAL" else ""
            click.echo(f"  {item['number']:>2}. {item['name']}: {_(VERDICT_WORDS[item['verdict']])}{trial}")
            for row in rows.get(item["number"], ()):
                if row["reason"] == "no_value" and item["verdict"] == Verdict.UNDETERMINED.value:
                    continue
                click.echo(f"        {row['sentence']}")
            empty = sum(1 for row in rows.get(item["number"], ()) if row["reason"] == "no_value")
            if empty:
                told = _("(%(n)s chỉ tiêu chưa nhập số liệu)") % {"n": empty}
                click.echo(f"        {told}")


# --- helpers --------------------


def _set(set_id: str) -> SetVersion:
    if set_id.endswith((".yaml", ".yml")) and Path(set_id).is_file():
        try:
            return _based(from_dict(read_yaml(Path(set_id).read_text(encoding="utf-8"))))
        except (KeyError, ValueError, TypeError, AttributeError, OSError) as error:
            told = _("Tệp bộ tiêu chí %(file)s không đọc được: %(why)s.")
            _stop(EXIT_INPUT, told % {"file": set_id, "why": error})
    try:
        return _based(load_set(set_id))
    except KeyError:
        known = ", ".join(list_sets())
        told = _("Không có bộ tiêu chí “%(set)s”. Các bộ có sẵn: %(known)s.")
        _stop(EXIT_USAGE, told % {"set": set_id, "known": known})


def _based(version: SetVersion) -> SetVersion:
    """With the shipped sets that its rows refer to; one that is not shipped is left out, and the engine says so."""
    shipped = set(list_sets())
    return with_bases(version, [load_set(each) for each in needed_bases(version) if each in shipped])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _stop(EXIT_USAGE, _("Ngày “%(text)s” không đúng. Hãy ghi như 2024-03-01.") % {"text": text})


def _default_day(version: SetVersion) -> date:
    """Today in Viet Nam, but inside the days the set is in force."""
    today = datetime.now(UTC).astimezone(_VIETNAM).date()
    if version.effective_to is not None:
        today = min(today, version.effective_to)
    if version.effective_from is not None:
        today = max(today, version.effective_from)
    return today


@contextmanager
def _words_without_django() -> Iterator[None]:
    """Messages of the number reader in the language of the terminal, where Django has not been set up.

    This command needs no settings and no database: until the applications are loaded, the terminal's own
    translation answers for Django's. Where they are (inside the running product) nothing is changed.
    """
    from django.apps import apps
    from django.utils import translation

    if apps.ready:
        yield
        return
    translation._trans.gettext = _  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del translation._trans.gettext  # type: ignore[attr-defined]


def _told(error: InputError) -> str:
    """A fault or doubt with its place, for a person at the terminal."""
    places = [error.sheet] if error.sheet else []
    if error.row is not None:
        places.append(_("dòng %(row)s") % {"row": error.row})
    if error.column:
        places.append(_("cột “%(column)s”") % {"column": error.column})
    return f"{', '.join(places)}: {error.message}" if places else error.message


@contextmanager
def _answers(as_json: bool) -> Iterator[None]:
    try:
        yield
    except InputErrors as error:
        if as_json:
            _print_json(
                {
                    "errors": [
                        {
                            "message": e.message,
                            "sheet": e.sheet,
                            "row": e.row,
                            "column": e.column,
                            "value": e.value,
                        }
                        for e in error.errors
                    ]
                }
            )
        told = _("Tệp số liệu có %(n)s lỗi, chưa chấm đơn vị nào:") % {"n": len(error.errors)}
        click.echo(told, err=True)
        for item in error.errors:
            click.echo(f"  {_told(item)}", err=True)
        sys.exit(EXIT_INPUT)
    except Refused as error:
        reason = error.words(_) if isinstance(error, SetIncomplete) else error.reason
        if as_json:
            refused: dict[str, Any] = {"code": error.code, "reason": reason}
            if isinstance(error, SetIncomplete):
                refused["lacks"] = list(missing_parts(error.version, _))
            _print_json({"refused": refused})
        click.echo(reason, err=True)
        sys.exit(EXIT_REFUSED)


def _stop(code: int, message: str, *, as_json: bool = False) -> NoReturn:
    if as_json:
        _print_json({"errors": [{"message": message, "sheet": "", "row": None, "column": "", "value": ""}]})
    click.echo(message, err=True)
    sys.exit(code)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def _period(version: SetVersion) -> str:
    first = f"{version.effective_from:%d/%m/%Y}" if version.effective_from else ""
    last = f"{version.effective_to:%d/%m/%Y}" if version.effective_to else ""
    if first and last:
        return _("Hiệu lực từ %(first)s đến hết %(last)s.") % {"first": first, "last": last}
    if first:
        return _("Hiệu lực từ %(first)s.") % {"first": first}
    return _("Hiệu lực đến hết %(last)s.") % {"last": last} if last else ""


def _summary(version: SetVersion) -> dict[str, Any]:
    rows = version.indicators
    lacking = missing_parts(version, _)
    return {
        "id": version.id,
        "name": version.name,
        "level": version.level,
        "tier": version.tier,
        "kind": version.kind,
        "decision": {"number": version.decision.get("number"), "date": version.decision.get("date")},
        "effective_from": None if version.effective_from is None else version.effective_from.isoformat(),
        "effective_to": None if version.effective_to is None else version.effective_to.isoformat(),
        "counts": {"criteria": version.counts_criteria, "indicators": version.counts_indicators},
        "loaded": {
            "criteria": len(version.criteria),
            "indicators": len(rows),
            "conditions": len(version.conditions),
        },
        "provenance": {
            value.value: sum(1 for row in rows if row.provenance is value) for value in Provenance
        },
        "complete": not lacking,
        "missing": list(lacking),
        "content_hash": content_hash(version),
    }


def _shown(version: SetVersion) -> dict[str, Any]:
    found = to_dict(version)
    found |= _summary(version)
    for criterion, plain in zip(version.criteria, found["criteria"], strict=True):
        plain["indicators"] = [_row(row) for row in criterion.indicators]
    for amendment, plain in zip(version.amendments, found["amendments"], strict=True):
        for change, plain_change in zip(amendment.changes, plain["changes"], strict=True):
            plain_change["indicators"] = [_row(row) for row in change.indicators]
    return found


def _row(row: Indicator) -> dict[str, Any]:
    found = indicator_to_dict(row)
    found["thresholds"] = _numbers(found["thresholds"])
    found["provenance"] = row.provenance.value
    found["cells"] = {column: row.cell_provenance(column).value for column, _cell in row.thresholds or ()}
    return found


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    if isinstance(value, str) and _NUMBER.match(value):
        return float(value) if "." in value else int(value)
    return value
