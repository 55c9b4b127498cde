-- One row per person and employer where the tax form shows pay, nobody enrolled could be found to be this person, and no
-- exemption applies, grade A or B: a lead to verify, never a finding. Sorted by priority.
-- Reads: assess_worker_leads.
-- Title: Lao động có thu nhập nhưng chưa tham gia BHXH | Workers paid and not insured
--   line_id | Mã dòng | stable id of this line, the same in every release that holds it
--   employer_line_id | Mã dòng đơn vị | line of the employer in its own list
--   period | Kỳ dữ liệu | month of the run
--   province_code | Mã tỉnh | the employer's province after the 2025 merger (34)
--   commune_code | Mã xã | the employer's commune after the 2025 merger
--   grade | Mức tin cậy | A proven, B probable
--   priority | Thứ tự ưu tiên | probability that the lead holds, weighted by contributions; the higher, the earlier
--   reason_codes | Lý do | deducted_not_insured: insurance was deducted and nobody is enrolled; paid_not_insured: paid only; +employer_not_at_address: find the employer first
--   identified_by | Nhận diện theo | the identifier that ties the payee to a person of the registers; nothing: no such tie
--   near_enrolled | Số người tham gia gần giống | enrolled records that could be this person and that nothing rules out
--   probability_covered | Xác suất thực ra đã tham gia | probability that the person is covered, or not obliged, after all: calibrated where the truth was known
--   second_opinion | Ý kiến thứ hai | how sure another model is that somebody enrolled, whom no number rules out, is this person (0 to 1)
--   enrolled_records | Số hồ sơ đã đối chiếu | enrolled records searched, lapsed and voluntary too
--   candidates | Những hồ sơ gần giống nhất | the nearest of them, at most five: who, what agrees and differs, how probable
--   employer_id | Mã định danh đơn vị | root tax code, or the owner's number for a household business
--   tax_code | Mã số thuế | the employer's tax code
--   employer_name | Tên đơn vị | the employer's name
--   person_id | Mã người | our key of the person, no official number
--   full_name | Họ và tên | name in the resident register, else in the tax form
--   personal_id | Số định danh cá nhân | 12 digits, empty where none is known
--   birth_date | Ngày sinh | of the resident register, else the year inside the number (then 1 January)
--   sex | Giới tính | M or F
--   annex | Phụ lục | 05-1: contract of 3 months or more
--   income_vnd | Thu nhập chịu thuế (đồng) | of the tax period, at this employer
--   insurance_deducted_vnd | Bảo hiểm đã trừ (đồng) | what the employer says it deducted
--   first_month | Từ tháng | first month that the evidence may speak of; a yearly form names no month
--   last_month | Đến tháng | last such month
--   months_at_least | Số tháng ít nhất | months of the period that were surely worked
--   months_at_most | Số tháng nhiều nhất | months that the pay can stand for at the lowest minimum wage
--   latest_start_month | Phát sinh chậm nhất từ | the duty began in this month or before
--   registration_due_date | Hạn đăng ký | last day to register the worker in, if the lead is right
--   evasion_since_date | Mốc tính trốn đóng | from this day on it is evasion by law, if the lead is right
--   standing | Tình trạng thời hạn | on the last day of the run's month, if the lead is right: not_due, late, evasion
--   articles | Căn cứ pháp luật | the rules by which the worker is obliged, with their articles; (*) to be confirmed
--   expected_vnd | Ước tính phải đóng (đồng) | contributions of both sides for all funds that the pay asks for, at the rates of each month
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
    near_enrolled,
    probability_covered,
    second_opinion,
    enrolled_records,
    candidates,
    employer_id,
    tax_code,
    employer_name,
    person_id,
    full_name,
    personal_id,
    birth_date,
    sex,
    annex,
    income_vnd,
    insurance_deducted_vnd,
    first_month,
    last_month,
    months_at_least,
    months_at_most,
    latest_start_month,
    registration_due_date,
    evasion_since_date,
    standing,
    articles,
    expected_vnd,
    expected_si_vnd,
    expected_oai_vnd,
    expected_ui_vnd,
    expected_hi_vnd,
    evidence_file,
    evidence_row,
    enrolment_period,
    evidence_period
from assess_worker_leads
where grade in ('A', 'B') and annex is distinct from 'register'
order by priority desc nulls last, line_id asc nulls last
