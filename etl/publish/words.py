"""Sentences that a person reads in a workbook. Every one calls a line a lead to verify, never a finding."""

from etl.publish.files import CSV_RULE

LEAD = "Mỗi dòng là một đầu mối cần xác minh, không phải kết luận."
CARE = (
    "Danh sách có dữ liệu cá nhân: chỉ cán bộ được phân công mới được sử dụng; không đăng công khai, "
    "không gửi ra ngoài."
)
USE = "Các dòng đã xếp theo thứ tự ưu tiên. Xác minh với đơn vị và người lao động trước khi yêu cầu, xử lý."
REVIEW = (
    "Danh sách rà soát nội bộ: không dựa vào danh sách này để liên hệ, đôn đốc đơn vị hay người lao động."
)
GRADES_VI = {
    "A": "Căn cứ rõ: đã đối chiếu giấy tờ định danh trong dữ liệu dân cư và không tìm thấy dữ liệu tham gia.",
    "B": "Có khả năng cao: có giấy tờ định danh, còn điểm chưa đối chiếu; xem chứng cứ trước khi liên hệ.",
    "C": "Chưa đủ căn cứ: chỉ để cán bộ rà soát, không dùng để liên hệ hay đôn đốc.",
}
# Of lists of those who are insured, on too low a base; their reasons are in no other list.
BASE_REASONS = ("base_below_reference", "deducted_above_base", "income_above_base")
BASE_GRADES_VI = {
    "A": "Căn cứ rõ: theo số tiền chính đơn vị khai đã trừ, hoặc mức đóng thấp hơn mức tham chiếu.",
    "B": "Có khả năng cao: theo thu nhập bình quân tháng; thu nhập có thể gồm khoản không làm căn cứ đóng.",
}
GRADES_EN = {"A": "proven", "B": "probable", "C": "the data cannot tell: for review, never for outreach"}
ENROLMENT = {"si_members": "Người tham gia", "si_units": "Đơn vị tham gia"}
HOW_TO_READ = (
    "Every row is a lead to verify, not a finding. It holds personal data: authorised officers only."
)
OTHER_FORMATS = (
    f"CSV, Parquet and JSON Lines hold the same rows; manifest.json has checksums. In CSV: {CSV_RULE}"
)
