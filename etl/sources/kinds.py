"""The types a source's column may have: the SQL type it lands as and the expression that reads its text.

In an expression `{x}` stands for the cell's text, `{year}` for the year of the delivery and
`{convention}` for the column's money convention. The functions are those of sql/functions.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One column type.

    Attributes:
        sql_type: what the landed column is.
        expression: cell text to value; NULL means that the text cannot be read as this type.
        family: `text` (old fonts are decoded), `coded` (words of a list, compared folded), `identifier`
            (zeros may be restored) or `value`.
    """

    sql_type: str
    expression: str
    family: str = "value"


def _identifier(expression: str) -> Kind:
    return Kind("VARCHAR", expression, "identifier")


HOUSEHOLD_NUMBER = "regexp_full_match(upper(digits_of({x})), '[0-9]{{2}}[A-Z][0-9]{{7}}')"
PLAIN_NUMBER = "regexp_replace({x}, '[[:space:]%]', '', 'g')"

KINDS = {
    "text": Kind("VARCHAR", "repair_text({x})", "text"),
    "name": Kind("VARCHAR", "person_name({x})", "text"),
    "firm_name": Kind("VARCHAR", "company_name({x})", "text"),
    "code": Kind("VARCHAR", "", "coded"),
    "codes": Kind("VARCHAR", "", "coded"),
    "identifier": _identifier("digits_of({x})"),
    "tax_code": _identifier("tax_code({x})"),
    "entity_code": _identifier(
        "coalesce(tax_code({x}), case when " + HOUSEHOLD_NUMBER + " then upper(digits_of({x})) end)"
    ),
    # A code with a slip in it stays as written: linking looks for the firm it was meant for.
    "written_tax_code": _identifier(
        "coalesce(tax_code({x}), case when regexp_full_match(upper(digits_of({x})),"
        " '[0-9]{{2}}[A-Z][0-9]{{7}}|[0-9]{{8,14}}(-[0-9]{{3}})?') then upper(digits_of({x})) end)"
    ),
    "personal_id": _identifier("personal_id({x}, {year})"),
    "person_tax_code": _identifier("person_tax_code({x}, {year})"),
    "old_id_number": _identifier("old_id_number({x})"),
    "insurance_number": _identifier("insurance_number({x})"),
    "hi_card_number": _identifier("hi_card_number({x})"),
    "unit_code": _identifier("coalesce(unit_code({x}), tax_code({x}))"),
    "commune_code": _identifier("commune_code({x})"),
    "area_code": _identifier(
        "case when regexp_full_match(digits_of({x}), '[0-9]|[0-9]{{4}}') then '0' || digits_of({x})"
        " else nullif(digits_of({x}), '') end"
    ),
    "phone": _identifier("phone_number({x})"),
    "date": Kind("DATE", "parse_date({x})"),
    "month": Kind("DATE", "parse_month({x})"),
    "vnd": Kind("BIGINT", "parse_vnd({x}, '{convention}')"),
    "integer": Kind("BIGINT", "parse_integer({x})"),
    "decimal": Kind(
        "DECIMAL(18,4)",
        "case when regexp_full_match(" + PLAIN_NUMBER + ", '-?[0-9]{{1,14}}([.,][0-9]{{1,4}})?')"
        " then try_cast(replace(" + PLAIN_NUMBER + ", ',', '.') as decimal(18,4)) end",
    ),
    "boolean": Kind("BOOLEAN", "parse_boolean({x})", "coded"),
    "sex": Kind("VARCHAR", "parse_sex({x})", "coded"),
}
NOTHING = r"(?i)[\s\p{Z}\p{Cf}]*(-+|\.+|null|n/a|#n/a|0+([/.-]0+){2})?[\s\p{Z}\p{Cf}]*"
"""What people and programs write for an empty cell, as a regular expression of the engine."""

CONVENTIONS = ("plain", "dot", "comma", "thousands_dot", "thousands_comma")
