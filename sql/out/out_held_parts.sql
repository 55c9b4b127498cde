-- One row per part of the enrolment register (a province's offices, an office, a unit) that did not come whole, and per province
-- and period of evidence that the register does not reach: no line is published of whom it would tell of, until it is there.
-- Reads: assess_held_parts.
-- Title: Dữ liệu tham gia BHXH còn thiếu, tạm dừng công bố | Enrolment data that is lacking: lists that wait
--   line_id | Mã dòng | stable id of this line within the month
--   period | Kỳ dữ liệu | month of the run
--   province_code | Mã tỉnh | province after the 2025 merger where most of the employers that wait sit
--   level | Cấp | what is lacking: province, office, unit, or the register of some month
--   part | Mã phần dữ liệu | first digits of the offices, the office's code, the unit's code, or the period that waits
--   cause | Nguyên nhân | missing, truncated, without_members, or older (than the evidence)
--   last_period | Kỳ gần nhất có dữ liệu | newest delivery that held rows of this part; empty: none
--   units | Số đơn vị | insured units in this part
--   rows_before | Số dòng kỳ trước | spells in that delivery
--   rows_lost | Số dòng không thấy | how many of them are not found now
--   employers_held | Số đơn vị chờ | employers with workers that cannot be told about
--   workers_held | Số lao động chờ | those workers
select
    line_id,
    period,
    province_code,
    level,
    part,
    cause,
    last_period,
    units,
    rows_before,
    rows_lost,
    employers_held,
    workers_held
from assess_held_parts
order by workers_held desc, line_id asc
