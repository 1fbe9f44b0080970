"""Hải sets the department's figure beside the commune's, Vy objects, the office takes it to the council."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, People


def sides(page: Any) -> list[str]:
    """The figures of the three columns, an empty text where a side has none."""
    return [
        " ".join(section.locator(".one-side-figure").all_inner_texts())
        for section in page.locator("#sides .one-side").all()
    ]


def test_three_figures_from_the_first_to_the_councils(browse: People) -> None:
    result = browse.site.world.results["ha"]["2.1"]
    hai = browse("hai", path=f"/rounds/results/{result}/")
    hai.get_by_role("link", name="Ghi số khác").click()
    expect(hai.get_by_text("Xã: 82,5 %")).to_be_visible()
    hai.get_by_label("Tỷ lệ đường xã được cứng hóa").fill("79")
    hai.get_by_label("Lý do").fill("Sở đo lại tuyến ĐX.02 ngày 15/02/2026, còn 300 m chưa cứng hóa")
    hai.get_by_role("button", name="Ghi số của cơ quan").click()
    expect(hai.locator("#sides")).to_contain_text("79 %")
    assert sides(hai) == ["82,5 %", "79 %", ""]

    vy = browse("vy", width=PHONE, path=f"/rounds/results/{result}/")
    vy.get_by_role("link", name="Không đồng ý").click()
    vy.get_by_label("Lý do").fill("Đoạn đó đã nghiệm thu ngày 20/02/2026, có biên bản kèm theo")
    vy.get_by_role("button", name="Không đồng ý").click()
    expect(vy.locator("main")).to_contain_text("xã không đồng ý")
    expect(vy.locator("main")).to_contain_text("có biên bản kèm theo")

    hai.reload()
    hai.get_by_role("link", name="Giữ số của cơ quan").click()
    hai.get_by_label("Lý do").fill("Biên bản nghiệm thu chưa có chữ ký của sở")
    hai.get_by_role("button", name="Giữ số của cơ quan").click()
    expect(hai.locator("main")).to_contain_text("sở, ngành ghi số khác")

    hanh = browse("hanh", path=f"/rounds/results/{result}/")
    hanh.get_by_role("link", name="Ghi quyết định của hội đồng").click()
    hanh.get_by_label("Tỷ lệ đường xã được cứng hóa").fill("80")
    hanh.get_by_label("Biên bản họp hội đồng").fill("05/BB-HĐTĐ")
    hanh.get_by_label("Ngày biên bản").fill("01/03/2026")
    hanh.get_by_role("button", name="Ghi quyết định của hội đồng").click()
    expect(hanh.locator("#sides")).to_contain_text("05/BB-HĐTĐ ngày 01/03/2026")
    assert sides(hanh) == ["82,5 %", "79 %", "80 %"]
    assert browse.site.rows("SELECT verification, verdict FROM assessments_indicatorresult WHERE id = %s", result) == [
        ("SETTLED", "MET")
    ]
