-- TCVN3 (ABC; TCVN 5712:1993) read as Latin-1, given back as Vietnamese. One sign is one letter. DOMAIN §5.5.
-- The H fonts draw small marked letters as capitals, so text without a small plain letter is made all capitals.
-- Run it on columns that look like it, before repair_text (a soft hyphen is ư here). NULL only for NULL.
create function decode_tcvn3(value varchar) returns varchar return
list_transform(
    [translate(
        value,
        '¡¢£¤¥¦§¨©ª«¬' || chr(173) || '®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ',
        'ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ'
    )],
    lambda decoded: case
        when regexp_matches(decoded, '[A-Z]') and not regexp_matches(decoded, '[a-z]') then upper(decoded)
        else decoded
    end
)[1]
