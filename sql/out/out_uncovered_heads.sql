-- One row per person who heads a business without declared pay and nobody enrolled could be found to be, grade A or B: owners
-- of household businesses and managers of enterprises and cooperatives, whom the law obliges since July 2025. A lead to verify,
-- never a finding. Sorted by priority.
-- Reads: assess_worker_leads, core_business_entities.
-- Title: Chủ hộ kinh doanh, người quản lý chưa tìm thấy dữ liệu tham gia BHXH | Owners and managers not found insured
--   line_id | Mã dòng | stable id of this line, the same in every release that holds it
--   period | Kỳ dữ liệu | month of the run
--   province_code | Mã tỉnh | the business's province after the 2025 merger (34)
--   commune_code | Mã xã | the business's commune after the 2025 merger
--   grade | Mức tin cậy | A proven, B probable
--   priority | Thứ tự ưu tiên | probability that the lead holds, weighted by contributions; the higher, the earlier
--   reason_codes | Lý do | heads_not_insured: heads a business, nobody enrolled was found to be this person, no form tells of pay as an employee
--   identified_by | Nhận diện theo | the identifier that ties the head to a person of the registers; nothing: no such tie
--   near_enrolled | Số người tham gia gần giống | enrolled records that could be this person and that nothing rules out
--   probability_covered | Xác suất thực ra đã tham gia | probability that the person is covered, or not obliged, after all: calibrated where the truth was known
--   second_opinion | Ý kiến thứ hai | how sure another model is that somebody enrolled, whom no number rules out, is this person (0 to 1)
--   enrolled_records | Số hồ sơ đã đối chiếu | enrolled records searched, lapsed and voluntary too
--   candidates | Những hồ sơ gần giống nhất | the nearest of them, at most five: who, what agrees and differs, how probable
--   employer_id | Mã định danh đơn vị | root tax code of the firm, or the owner's number for a household business
--   tax_code | Mã số thuế | tax code of the firm or household business
--   employer_name | Tên đơn vị | its name
--   entity_kind | Loại hình | enterprise, cooperative or household
--   tax_method | Phương pháp tính thuế | of household businesses: declaration obliges the owner, notified only from July 2029 on
--   registered_date | Ngày đăng ký | of the business; the register does not tell since when the person heads it, but month by month who does
--   person_id | Mã người | our key of the person, no official number
--   full_name | Họ và tên | name in the resident register, else in the business register
--   personal_id | Số định danh cá nhân | 12 digits, empty where none is known
--   birth_date | Ngày sinh | of the resident register, else the year inside the number (then 1 January)
--   sex | Giới tính | M or F
--   first_month | Tháng của chứng cứ | month in which the register shows the person as its head
--   latest_start_month | Phát sinh chậm nhất từ | the duty began in this month or before: since then, delivery by delivery, the register shows the person as its head, at most a year back, and no insurance
--   registration_due_date | Hạn đăng ký | last day to register, if the lead is right
--   evasion_since_date | Mốc tính trốn đóng | from this day on it is evasion by law, if the lead is right
--   standing | Tình trạng thời hạn | on the last day of the run's month, if the lead is right: not_due, late, evasion
--   articles | Căn cứ pháp luật | the rules by which the head is obliged, with their articles; (*) to be confirmed
--   expected_vnd | Ước tính phải đóng (đồng) | for that month on the reference level, the lowest base that may be chosen; paid by the person
--   expected_si_vnd | Trong đó BHXH (đồng) | sickness, maternity and pension fund
--   expected_hi_vnd | Trong đó BHYT (đồng) | health insurance
--   evidence_file | Tệp chứng cứ | file of the business register, within the landing folder
--   evidence_row | Dòng chứng cứ | row in that file
--   enrolment_period | Kỳ dữ liệu tham gia | month of the insurance register that was searched
--   evidence_period | Kỳ dữ liệu đăng ký kinh doanh | month of the business register that the evidence is from
select
    leads.line_id,
    leads.period,
    leads.province_code,
    leads.commune_code,
    leads.grade,
    leads.priority,
    leads.reason_codes,
    leads.identified_by,
    leads.near_enrolled,
    leads.probability_covered,
    leads.second_opinion,
    leads.enrolled_records,
    leads.candidates,
    leads.employer_id,
    leads.tax_code,
    leads.employer_name,
    entities.entity_kind,
    entities.tax_method,
    entities.registered_date,
    leads.person_id,
    leads.full_name,
    leads.personal_id,
    leads.birth_date,
    leads.sex,
    leads.first_month,
    leads.latest_start_month,
    leads.registration_due_date,
    leads.evasion_since_date,
    leads.standing,
    leads.articles,
    leads.expected_vnd,
    leads.expected_si_vnd,
    leads.expected_hi_vnd,
    leads.evidence_file,
    leads.evidence_row,
    leads.enrolment_period,
    leads.evidence_period
from assess_worker_leads as leads
inner join core_business_entities as entities
    on entities.source_file = leads.evidence_file and entities.source_row = leads.evidence_row
where leads.grade in ('A', 'B') and leads.annex = 'register'
order by leads.priority desc nulls last, leads.line_id asc nulls last
