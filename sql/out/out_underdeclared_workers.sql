-- One row per worker and employer insured on a base below what the employer's own tax form bears out: a lead to verify,
-- never a finding. Sorted by priority.
-- Reads: assess_underdeclared_workers.
-- Title: Lao động có dấu hiệu được đóng BHXH trên mức lương thấp hơn thực tế | Workers who may be insured on too low a base
--   line_id | Mã dòng | stable id of this line, the same in every release that holds it
--   employer_line_id | Mã dòng đơn vị | line of the employer in its own list
--   period | Kỳ dữ liệu | month of the run
--   province_code | Mã tỉnh | the employer's province after the 2025 merger (34)
--   commune_code | Mã xã | the employer's commune after the 2025 merger
--   grade | Mức tin cậy | A by the employer's own deduction or the law's floor, B by pay alone
--   priority | Thứ tự ưu tiên | probability that the lead holds, weighted by contributions; the higher, the earlier
--   reason_codes | Lý do | codes joined by +
--   identified_by | Nhận diện theo | the identifier that ties the payee to a person of the registers; nothing: no such tie
--   employer_id | Mã định danh đơn vị | root tax code, or the owner's number for a household business
--   tax_code | Mã số thuế | the employer's tax code
--   employer_name | Tên đơn vị | the employer's name
--   person_id | Mã người | our key of the person, no official number
--   full_name | Họ và tên | name in the resident register, else in the tax form
--   personal_id | Số định danh cá nhân | 12 digits, empty where none is known
--   birth_date | Ngày sinh | of the resident register, else the year inside the number (then 1 January)
--   sex | Giới tính | M or F
--   income_vnd | Thu nhập chịu thuế (đồng) | of the tax period, at this employer
--   insurance_deducted_vnd | Bảo hiểm đã trừ (đồng) | what the employer says it deducted
--   months_insured | Số tháng đã đóng | months of the period insured at the employer's units
--   base_vnd | Mức đóng đã đăng ký (đồng/tháng) | the highest base registered in the period, a month
--   owed_base_vnd | Mức đóng theo chứng cứ (đồng/tháng) | the lowest base that the tax form bears out, a month
--   underpaid_since_date | Mốc tính trốn đóng | the day after the last month's contributions were due: evasion by law from then on, if the lead is right
--   expected_vnd | Ước tính phải đóng (đồng) | contributions of both sides missing at least, on the difference of the bases
--   expected_si_vnd | Trong đó BHXH (đồng) | sickness, maternity and pension fund
--   expected_oai_vnd | Trong đó TNLĐ-BNN (đồng) | accident fund
--   expected_ui_vnd | Trong đó BHTN (đồng) | unemployment insurance
--   expected_hi_vnd | Trong đó BHYT (đồng) | health insurance
--   evidence_file | Tệp chứng cứ | file of the tax line, within the landing folder
--   evidence_row | Dòng chứng cứ | row in that file
--   enrolment_period | Kỳ dữ liệu tham gia | month of the insurance register that was searched
--   evidence_period | Kỳ tính thuế | tax period that the evidence is from
select
    line_id,
    employer_line_id,
    period,
    province_code,
    commune_code,
    grade,
    priority,
    reason_codes,
    identified_by,
    employer_id,
    tax_code,
    employer_name,
    person_id,
    full_name,
    personal_id,
    birth_date,
    sex,
    income_vnd,
    insurance_deducted_vnd,
    months_insured,
    base_vnd,
    owed_base_vnd,
    underpaid_since_date,
    expected_vnd,
    expected_si_vnd,
    expected_oai_vnd,
    expected_ui_vnd,
    expected_hi_vnd,
    evidence_file,
    evidence_row,
    enrolment_period,
    evidence_period
from assess_underdeclared_workers
order by priority desc nulls last, line_id asc nulls last
