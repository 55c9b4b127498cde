-- One row per employer that insures some of its workers while others it paid should be insured and are not: a lead to
-- verify, never a finding. Sorted by priority: an office with three officers starts at the top.
-- Reads: assess_employer_leads.
-- Title: Đơn vị tham gia BHXH chưa đầy đủ cho lao động | Employers participating incompletely
--   line_id | Mã dòng | stable id of this line, the same in every release that holds it
--   period | Kỳ dữ liệu | month of the run
--   province_code | Mã tỉnh | province after the 2025 merger (34), empty where the address cannot be placed
--   commune_code | Mã xã | commune after the 2025 merger, empty where the old commune was split and nothing decides
--   grade | Mức tin cậy | best grade among its workers: A proven, B probable
--   priority | Thứ tự ưu tiên | expected uncovered workers weighted by contributions; the higher, the earlier
--   reason_codes | Lý do | codes joined by +
--   employer_id | Mã định danh đơn vị | root tax code, or the owner's number for a household business
--   tax_code | Mã số thuế | tax code to use in letters
--   employer_name | Tên đơn vị | name in the business register, else in the tax register
--   entity_kind | Loại hình | enterprise, branch, representative_office, cooperative or household; empty where not registered
--   address | Địa chỉ | as registered
--   phone | Điện thoại | as registered
--   email | Thư điện tử | as registered
--   status_code | Tình trạng | status in the business register, 1 to 7
--   workers_paid | Số lao động được trả thu nhập | persons in the tax form
--   workers_uncovered | Số lao động chưa tham gia | persons of grade A or B
--   workers_insured | Số lao động đã tham gia | persons insured here or first elsewhere
--   workers_exempt | Số người không thuộc diện | persons not obliged, by rule
--   workers_unknown | Số người cần xác minh thêm | persons the data cannot tell about; in review, not counted above
--   income_uncovered_vnd | Thu nhập của lao động chưa tham gia (đồng) | taxable income of the uncovered
--   latest_start_month | Phát sinh chậm nhất từ | the duty to the first of its workers began in this month or before
--   registration_due_date | Hạn đăng ký | last day to register that worker in, if the lead is right
--   evasion_since_date | Mốc tính trốn đóng | from this day on it is evasion by law, if the lead is right
--   standing | Tình trạng thời hạn | on the last day of the run's month, if the lead is right: not_due, late, evasion
--   workers_late | Số lao động chậm trong 60 ngày | uncovered workers of that standing
--   workers_evasion | Số lao động chậm quá 60 ngày | uncovered workers of that standing
--   fine_lowest_vnd | Khung phạt từ (đồng) | lowest fine for the workers of the gravest standing by the law of that day, if the lead is right
--   fine_highest_vnd | Khung phạt đến (đồng) | highest such fine
--   expected_vnd | Ước tính phải đóng (đồng) | contributions of both sides for all its uncovered workers at the rates of each month
--   expected_si_vnd | Trong đó BHXH (đồng) | sickness, maternity and pension fund
--   expected_oai_vnd | Trong đó TNLĐ-BNN (đồng) | accident fund
--   expected_ui_vnd | Trong đó BHTN (đồng) | unemployment insurance
--   expected_hi_vnd | Trong đó BHYT (đồng) | health insurance
--   enrolment_period | Kỳ dữ liệu tham gia | month of the insurance register that was searched
--   evidence_period | Kỳ tính thuế | tax period that the evidence is from
select
    line_id,
    period,
    province_code,
    commune_code,
    grade,
    priority,
    reason_codes,
    employer_id,
    tax_code,
    employer_name,
    entity_kind,
    address,
    phone,
    email,
    status_code,
    workers_paid,
    workers_uncovered,
    workers_insured,
    workers_exempt,
    workers_unknown,
    income_uncovered_vnd,
    latest_start_month,
    registration_due_date,
    evasion_since_date,
    standing,
    workers_late,
    workers_evasion,
    fine_lowest_vnd,
    fine_highest_vnd,
    expected_vnd,
    expected_si_vnd,
    expected_oai_vnd,
    expected_ui_vnd,
    expected_hi_vnd,
    enrolment_period,
    evidence_period
from assess_employer_leads
where gap = 'incomplete'
order by priority desc nulls last, line_id asc nulls last
