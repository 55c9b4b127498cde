-- One row per employer that insures workers on a base below what its own tax form bears out: a lead to verify, never a
-- finding. Sorted by priority.
-- Reads: assess_underdeclaring_employers.
-- Title: Đơn vị có dấu hiệu đóng BHXH trên mức lương thấp hơn thực tế | Employers that may declare too low a base
--   line_id | Mã dòng | stable id of this line, the same in every release that holds it
--   period | Kỳ dữ liệu | month of the run
--   province_code | Mã tỉnh | province after the 2025 merger (34), empty where the address cannot be placed
--   commune_code | Mã xã | commune after the 2025 merger, empty where the old commune was split and nothing decides
--   grade | Mức tin cậy | best grade among its workers: A by the employer's own deductions or the law's floor, B by pay alone
--   priority | Thứ tự ưu tiên | workers on too low a base weighted by contributions; the higher, the earlier
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
--   workers_insured | Số lao động đã tham gia | persons insured here or first elsewhere
--   workers_underdeclared | Số lao động có mức đóng thấp | persons whose registered base lies below what the tax form bears out
--   base_vnd | Tổng mức đóng đã đăng ký (đồng/tháng) | registered bases of those workers, a month
--   owed_base_vnd | Tổng mức đóng theo chứng cứ (đồng/tháng) | lowest bases that the tax form bears out, a month
--   underpaid_since_date | Mốc tính trốn đóng | the day after the last month's contributions were due: evasion by law from then on, if the lead is right
--   expected_vnd | Ước tính phải đóng (đồng) | contributions of both sides missing at least, on the difference of the bases
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
    workers_insured,
    workers_underdeclared,
    base_vnd,
    owed_base_vnd,
    underpaid_since_date,
    expected_vnd,
    expected_si_vnd,
    expected_oai_vnd,
    expected_ui_vnd,
    expected_hi_vnd,
    enrolment_period,
    evidence_period
from assess_underdeclaring_employers
order by priority desc nulls last, line_id asc nulls last
