"""The pages of the guide, in reading order, and the glossary as data (domain.md §2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address, title, for whom and about what, its template."""

    slug: str
    title: Words
    about: Words
    icon: str

    @property
    def template(self) -> str:
        return f"guide/{self.slug}.html"


PAGES: tuple[Page, ...] = (
    Page("bat-dau", _("Bắt đầu"), _("Đăng nhập, danh mục, ai thấy gì và làm gì."), "home"),
    Page(
        "mot-dot-van-phong",
        _("Một đợt rà soát: Văn phòng"),
        _("Lập, mở, đôn đốc, tổng hợp, chốt: từng bước, nút nào ở đâu."),
        "round",
    ),
    Page(
        "mot-dot-so-nganh",
        _("Một đợt rà soát: sở, ngành"),
        _("Từ hàng chờ đến kết luận, trả lời xã, xem cả lĩnh vực."),
        "round",
    ),
    Page(
        "mot-dot-xa",
        _("Một đợt rà soát: xã"),
        _("Từ lúc đợt mở đến kết quả: nhập, gửi, sửa, nêu ý kiến."),
        "round",
    ),
    Page(
        "nhap-so-lieu",
        _("Nhập số liệu"),
        _("Bảng nhập của xã: phím, cách gõ số, minh chứng, gửi phiếu."),
        "edit",
    ),
    Page(
        "nhap-bang-tinh",
        _("Nhập bằng bảng tính"),
        _("Tải biểu mẫu, điền, ghép cột bảng riêng, xem lỗi, áp dụng, hoàn tác."),
        "upload",
    ),
    Page("tham-dinh", _("Thẩm định"), _("Sở, ngành chấp nhận, trả lại hoặc kết luận bằng văn bản."), "criteria"),
    Page(
        "tong-hop-va-chot",
        _("Tổng hợp và chốt"),
        _("Văn phòng tổng hợp phiếu, chốt đợt, tải bảng tổng hợp."),
        "lock",
    ),
    Page(
        "sau-khi-chot",
        _("Sau khi chốt"),
        _("Điều chỉnh có người thứ hai duyệt, đối chiếu bản chốt, so sánh hai thời điểm."),
        "history",
    ),
    Page(
        "bao-cao",
        _("Báo cáo tổng hợp"),
        _("Kỳ, các bảng, Biểu 05 và 06, xem theo sở, ngành, tải về."),
        "download",
    ),
    Page(
        "mau-van-ban",
        _("Mẫu văn bản"),
        _("Thay mẫu Word, các từ dùng được trong mẫu, xem trước, rút mẫu."),
        "document",
    ),
    Page(
        "bang-dieu-hanh",
        _("Đọc bảng điều hành"),
        _("Bức tường tiêu chí, trang xã, trang tiêu chí, bộ lọc."),
        "wall",
    ),
    Page(
        "bo-tieu-chi",
        _("Bộ tiêu chí và nguồn số liệu"),
        _("Dòng nào được dùng để chấm, căn cứ của mỗi kết quả."),
        "list",
    ),
    Page(
        "bo-tieu-chi-cua-tinh",
        _("Bộ tiêu chí của tỉnh"),
        _("Dự thảo, bảng dòng, mức đạt do tỉnh quy định, cơ quan thẩm định, hỏi đáp."),
        "clipboard",
    ),
    Page(
        "sap-xep-don-vi",
        _("Sắp xếp đơn vị"),
        _("Lập, chạy thử, áp dụng, hoàn tác; số liệu, kết quả và quyền ra sao."),
        "map",
    ),
    Page(
        "co-quan-va-can-bo",
        _("Cơ quan và cán bộ theo thời gian"),
        _("Đổi tên, hợp nhất, phòng, Ban Chỉ đạo, phân công theo dõi, bàn giao."),
        "building",
    ),
    Page(
        "dang-nhap-va-quyen",
        _("Đăng nhập hai bước và quyền"),
        _("Bước thứ hai, phiên, vai trò, ủy quyền, rà soát, vì sao không làm được."),
        "lock",
    ),
    Page(
        "nam-truoc-va-cong-nhan",
        _("Các năm trước và danh sách công nhận"),
        _("Đưa kết quả đã công bố vào, công nhận, thừa nhận lại, so sánh qua các bộ."),
        "history",
    ),
    Page(
        "ve-dich",
        _("Đăng ký về đích và đôn đốc"),
        _("Đăng ký, phê duyệt, chuyển năm, kế hoạch và kết quả, chậm tiến độ, ai chưa nộp."),
        "right",
    ),
    Page(
        "nhiem-vu",
        _("Nhiệm vụ"),
        _("Giao, nhận, làm, báo cáo, gia hạn, xác nhận, trả lại, đôn đốc; ai thấy gì."),
        "tasks",
    ),
    Page(
        "van-ban",
        _("Văn bản"),
        _("Ghi sổ, tiếp nhận, đọc, dự thảo; từ nguyên văn đến nhiệm vụ."),
        "document",
    ),
    Page(
        "hop-va-lich",
        _("Họp và lịch"),
        _("Lời mời, báo cáo trước, kết luận thành nhiệm vụ, lịch tuần."),
        "calendar",
    ),
    Page(
        "cong-bo-cong-khai",
        _("Công bố công khai"),
        _("Soạn, duyệt, rút danh sách mà ai cũng đọc được, không cần tài khoản."),
        "link",
    ),
    Page(
        "tim-xem-lai-duoc-bao",
        _("Tìm, xem lại, được báo"),
        _("Tra cứu, những gì đã thay đổi, khung nhìn, ý kiến, hộp thư, lời nhắc."),
        "search",
    ),
    Page(
        "van-hanh",
        _("Vận hành"),
        _("Sao lưu, khôi phục, máy có khỏe không, cho người quản trị."),
        "clock",
    ),
    Page("thuat-ngu", _("Thuật ngữ"), _("Các từ dùng trong hệ thống và nghĩa của chúng."), "document"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the glossary: as people say it, the identifier of code and API, what it means here."""

    word: Words
    identifier: str
    meaning: Words


GLOSSARY: tuple[Term, ...] = (
    Term(
        _("Đơn vị hành chính"),
        "AdminUnit",
        _("Tỉnh, huyện, xã, thôn; có tên, mã và đơn vị cấp trên theo từng thời gian."),
    ),
    Term(
        _("Sắp xếp, sáp nhập, chia tách"),
        "UnitChange",
        _("Việc đổi đơn vị vào một ngày, theo một nghị quyết. Xã nhận xã khác vào là một xã mới, dù giữ tên cũ."),
    ),
    Term(_("Cơ quan"), "OrgUnit", _("Văn phòng, sở, ngành, đoàn thể, Ủy ban nhân dân xã.")),
    Term(
        _("Chức vụ; người giữ chức vụ"),
        "Post; Holding",
        _("Một chỗ làm việc trong cơ quan, và ai giữ chỗ ấy từ ngày nào đến ngày nào."),
    ),
    Term(_("Ban Chỉ đạo"), "SteeringCommittee", _("Ban chỉ đạo các chương trình mục tiêu quốc gia của tỉnh.")),
    Term(
        _("Chạy thử"),
        "dry run",
        _("Làm thật rồi trả lại hết, chỉ để xem điều gì sẽ xảy ra."),
    ),
    Term(
        _("Hoàn tác"),
        "undo",
        _("Đưa mọi dòng về như trước mà không xóa gì; việc đã làm vẫn còn trong lịch sử."),
    ),
    Term(
        _("Tỷ lệ chia"),
        "share",
        _("Phần dân số, số hộ hay diện tích mà xã bị chia giao cho từng xã mới, theo văn bản."),
    ),
    Term(_("Chức năng, nhiệm vụ"), "Mandate", _("Điều một cơ quan phải làm, theo quyết định nào.")),
    Term(
        _("Phân công theo dõi"),
        "FieldMonitor",
        _("Ai, hoặc phòng nào, theo dõi lĩnh vực nào ở xã nào, từ ngày nào."),
    ),
    Term(_("Bàn giao"), "Handover", _("Ai giao, ai nhận, những gì; có biên bản giữ lại.")),
    Term(_("Số liệu của xã"), "CommuneStatistic", _("Dân số, số hộ, diện tích và số khác của một xã trong một năm.")),
    Term(
        _("Quy hoạch; kế hoạch của xã"),
        "PlanningDocument; CommunePlan",
        _("Đồ án quy hoạch với tình trạng của nó; kế hoạch với chỉ tiêu từng năm."),
    ),
    Term(_("Vai trò"), "RoleAssignment", _("Một tài khoản được làm gì, ở đâu, từ ngày nào đến ngày nào.")),
    Term(_("Ủy quyền"), "Delegation", _("Cho người khác mượn một vai trò trong thời gian nhất định.")),
    Term(_("Rà soát quyền"), "AccessReview", _("Ghi lại rằng một vai trò vẫn cần hoặc không cần nữa.")),
    Term(
        _("Người điều phối của cơ quan"),
        "coordinator",
        _("Người giúp người trong cơ quan đăng nhập lại và rà soát vai trò; không thêm quyền xem hay sửa số liệu."),
    ),
    Term(_("Bước thứ hai"), "second step", _("Sáu chữ số trên điện thoại, sau mật khẩu, khi đăng nhập.")),
    Term(_("Dự thảo"), "draft", _("Bản của bộ tiêu chí chưa ban hành; còn sửa được, chưa dùng để chấm.")),
    Term(
        _("Mức đạt do tỉnh quy định"),
        "ProvincialThreshold",
        _("Mức của một dòng mà bộ quốc gia giao cho Ủy ban nhân dân tỉnh, từ một ngày."),
    ),
    Term(
        _("Kết quả đã công bố"),
        "DecidedSheet; DecidedVerdict",
        _("Kết quả của một xã trong một năm, đúng như văn bản; không chấm lại."),
    ),
    Term(_("Công nhận"), "Recognition", _("Quyết định công nhận một đơn vị đạt một mức.")),
    Term(
        _("Thừa nhận lại"),
        "Acknowledgement",
        _("Quyết định để công nhận của xã cũ có giá trị với xã sau sắp xếp."),
    ),
    Term(
        _("Đăng ký về đích"),
        "RegisteredTarget",
        _("Điều một đơn vị muốn đạt đến hết một năm. Đã đạt hay chưa được tính từ công nhận và đợt đã chốt."),
    ),
    Term(
        _("Mức tiến độ"),
        "PaceRule",
        _("Phần trăm của đích phải đạt đến hết mỗi tháng; dưới mức ấy là chậm."),
    ),
    Term(
        _("Danh sách công khai"),
        "PublicList",
        _("Danh sách của một ngày đã khóa nội dung và được người thứ hai duyệt; ai cũng đọc được."),
    ),
    Term(_("Thu hồi công nhận"), "Revocation", _("Quyết định rằng công nhận không còn giá trị, kèm lý do.")),
    Term(
        _("Bảng ghép cột"),
        "HeadingMap",
        _("Cách đọc bảng riêng của cơ quan: tiêu đề nào là cột nào, chữ nào nghĩa gì."),
    ),
    Term(_("Khung nhìn"), "SavedView", _("Một cách xem danh sách đã lưu, cho mình hoặc cho nhiều người.")),
    Term(_("Bản nháp"), "Draft", _("Chữ gõ dở trong một biểu mẫu, chưa gửi; chỉ người gõ thấy.")),
    Term(_("Tin, hộp thư"), "Notice", _("Điều hệ thống báo cho một người, mỗi việc một lần.")),
    Term(_("Bộ tiêu chí"), "CriteriaSet", _("Các tiêu chí do một quyết định ban hành, qua mọi lần sửa đổi.")),
    Term(_("Tiêu chí"), "Criterion", _("Một mục của bộ, gồm một hay nhiều chỉ tiêu.")),
    Term(_("Chỉ tiêu"), "Indicator", _("Một dòng của tiêu chí: đo cái gì, bằng đơn vị nào.")),
    Term(_("Mức đạt, ngưỡng"), "Threshold", _("Con số hay điều kiện phải có, theo vùng, nhóm xã hay năm.")),
    Term(
        _("Đợt rà soát"),
        "AssessmentRound",
        _("Một lần chấm các xã của tỉnh theo một bộ tiêu chí, trong một kỳ, trên địa giới của một ngày."),
    ),
    Term(_("Phiếu"), "Sheet", _("Phần của một xã trong một đợt rà soát.")),
    Term(_("Tự đánh giá"), "self-assess", _("Xã nhập số liệu và gửi phiếu.")),
    Term(
        _("Thẩm định"),
        "verify",
        _("Sở, ngành phụ trách xem từng chỉ tiêu: chấp nhận, trả lại hoặc kết luận."),
    ),
    Term(
        _("Số khác của sở, ngành"),
        "counter figure",
        _("Số mà cơ quan thẩm định ghi bên cạnh số của xã, kèm lý do; kết quả chấm theo số ấy."),
    ),
    Term(
        _("Không đồng ý"),
        "dispute",
        _("Xã nói không chịu số hoặc kết luận của sở, ngành, kèm lý do; mỗi lượt một lần."),
    ),
    Term(
        _("Hội đồng thẩm định"),
        "council",
        _("Quyết sau cùng khi xã và sở, ngành không thống nhất; Văn phòng ghi theo biên bản."),
    ),
    Term(
        _("Số mang từ đợt trước"),
        "carried figure",
        _("Số của đợt trước điền sẵn vào phiếu, chờ xã sửa hoặc xác nhận."),
    ),
    Term(
        _("Đôn đốc"),
        "RoundUrge",
        _("Lời nhắc Văn phòng gửi cho xã hoặc cơ quan còn việc; được giữ lại, không sửa được."),
    ),
    Term(_("Tổng hợp"), "consolidate", _("Văn phòng khép phiếu khi không còn chỉ tiêu nào chờ.")),
    Term(
        _("Chốt"),
        "freeze",
        _("Khóa đợt, lưu nguyên trạng kèm mã kiểm tra; sau đó chỉ còn điều chỉnh có người thứ hai duyệt."),
    ),
    Term(
        _("Bản chốt"),
        "Edition",
        _("Nguyên trạng của một phiếu khi chốt hoặc sau một lần điều chỉnh, có mã kiểm tra."),
    ),
    Term(
        _("Điều chỉnh sau chốt"),
        "Amendment",
        _("Thay đổi một phiếu đã chốt: có lý do, văn bản, người thứ hai duyệt và hạn."),
    ),
    Term(_("Đạt"), "MET", _("Số liệu hoặc kết luận cho thấy đã đủ mức.")),
    Term(_("Chưa đạt"), "NOT_MET", _("Đã rõ là chưa đủ mức.")),
    Term(_("Không áp dụng"), "NOT_APPLICABLE", _("Bộ tiêu chí không đòi hỏi dòng này ở xã ấy.")),
    Term(_("Chưa xác định"), "UNDETERMINED", _("Chưa nhập, hoặc đã nhập mà chưa thể kết luận; luôn kèm lý do.")),
    Term(
        _("Căn cứ"),
        "Basis",
        _("Kết quả dựa vào đâu: máy tính, sở ngành kết luận, theo văn bản đã có, hay chấm thử."),
    ),
    Term(_("Minh chứng"), "Evidence", _("Tệp chứng minh một số liệu.")),
    Term(_("Đủ điều kiện"), "qualifies", _("Đạt tất cả tiêu chí của bộ; chưa phải là đã được công nhận.")),
    Term(
        _("Khó khăn, vướng mắc; kiến nghị"),
        "Obstacle",
        _("Điều cản trở một tiêu chí và đề nghị của xã. Có ở phần sau của hệ thống."),
    ),
    Term(
        _("Nhiệm vụ; chủ trì; phối hợp"),
        "Task",
        _("Việc được giao, có một cơ quan chủ trì và một người chịu trách nhiệm. Có ở phần sau."),
    ),
    Term(_("Hồ sơ công nhận"), "Dossier", _("Hồ sơ đề nghị công nhận xã đạt chuẩn. Có ở phần sau.")),
)


def page_of(slug: str) -> Page | None:
    return next((page for page in PAGES if page.slug == slug), None)
