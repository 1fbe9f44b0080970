"""The database functions of the kernel: search without marks, Vietnamese order, and who acts.

The text is frozen here: generated columns and defaults of other tables hang on it. A change is a new
migration that also rewrites the columns built on the function. ``dieuphoi.core.kernel.text`` holds the
Python twins, ``dieuphoi.core.kernel.functions`` the expressions.

All bodies are of the kind ``RETURN …`` (bound when created, so no ``search_path`` can change their meaning)
and use built-ins alone. ``lower`` runs ``COLLATE "C"`` on decomposed text, where every Vietnamese letter but
``Đ`` is ASCII plus marks: the result does not hang on the locale of the server.
"""

from django.db import migrations

# Digits, then letters in alphabetical order (f j w z in their places), and the code points that stand for
# them in keys: private ones, above every punctuation mark, so that signs come before digits.
LETTERS = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANKS = "".join(chr(0xE000 + position) for position in range(len(LETTERS)))
# Huyền, hỏi, ngã, sắc, nặng: no tone comes first.
TONES = "\u0300\u0309\u0303\u0301\u0323"

PLAIN = r"""
CREATE FUNCTION dieuphoi_plain(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    regexp_replace(
        normalize(value, NFD) COLLATE "C",
        '[\u0001-\u0008\u000E-\u001F\u007F\u00AD\u200B-\u200D\u2060\uFEFF]', '', 'g'),
    '[\u0009-\u000D \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g'));
"""

FOLD = r"""
CREATE FUNCTION dieuphoi_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
    lower(regexp_replace(dieuphoi_plain(value), '[\u0300-\u036F]', '', 'g') COLLATE "C"),
    'đĐðÐɖƉ', 'dddddd');
"""

VN_KEY = rf"""
CREATE FUNCTION dieuphoi_vn_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT
        translate(
            regexp_replace(
                normalize(
                    translate(
                        normalize(
                            regexp_replace(
                                small, '[\u0300\u0301\u0303-\u0305\u0307-\u031A\u031C-\u036F]', '', 'g'),
                            NFC),
                        '{LETTERS}', '{RANKS}'),
                    NFD),
                '[\u0300-\u036F]', '', 'g'),
            '{LETTERS}', '{RANKS}')
        || chr(1) ||
        rtrim(
            regexp_replace(
                translate(
                    regexp_replace(
                        regexp_replace(small, '[\u0302\u0306\u031B]', '', 'g'),
                        '[^\u0300-\u036F]', '1', 'g'),
                    '{TONES}', '23456'),
                '[\u0300-\u036F]', '7', 'g'),
            '1')
        || chr(1) ||
        rtrim(
            regexp_replace(
                regexp_replace(
                    regexp_replace(plain, '[\u0300-\u036F]', '', 'g'),
                    '[^A-ZĐÐƉ]', '1', 'g'),
                '[^1]', '2', 'g'),
            '1')
    FROM (
        SELECT plain, translate(lower(plain COLLATE "C"), 'ĐðÐɖƉ', 'đđđđđ') COLLATE "C" AS small
        FROM (SELECT dieuphoi_plain(value) COLLATE "C" AS plain) AS cleaned
    ) AS lowered
);
"""

GIVEN_NAME_KEY = r"""
CREATE FUNCTION dieuphoi_given_name_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN
    dieuphoi_vn_key(translate(
        lower(regexp_replace(dieuphoi_plain(value), '^.* ', '') COLLATE "C"), 'ĐÐƉ', 'đđđ'))
    || chr(1) ||
    dieuphoi_vn_key(regexp_replace(dieuphoi_plain(value), ' ?[^ ]*$', ''));
"""

CODE_KEY = r"""
CREATE FUNCTION dieuphoi_code_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN
    dieuphoi_vn_key(regexp_replace(
        regexp_replace(dieuphoi_plain(value) COLLATE "C", '([0-9]+)', '000000000000\1', 'g'),
        '0*([0-9]{12,})', '\1', 'g'))
    || chr(1) ||
    dieuphoi_plain(value);
"""

ACTOR = """
CREATE FUNCTION dieuphoi_actor() RETURNS bigint
LANGUAGE plpgsql STABLE
AS $body$
DECLARE
    setting text := pg_catalog.current_setting('dieuphoi.actor', true);
BEGIN
    -- After the transaction that set it, PostgreSQL leaves an empty string, not null.
    IF setting IS NULL OR setting = '' THEN
        RAISE EXCEPTION 'dieuphoi: no actor in this transaction (use core.history.context.act)';
    END IF;
    RETURN setting::pg_catalog.int8;
END
$body$;
"""

ACT = """
CREATE FUNCTION dieuphoi_act() RETURNS text
LANGUAGE plpgsql STABLE
AS $body$
DECLARE
    setting text := pg_catalog.current_setting('dieuphoi.act', true);
BEGIN
    IF setting IS NULL OR setting = '' THEN
        RAISE EXCEPTION 'dieuphoi: no act in this transaction (use core.history.context.act)';
    END IF;
    RETURN setting;
END
$body$;
"""

REASON = """
CREATE FUNCTION dieuphoi_reason() RETURNS text
LANGUAGE sql STABLE
RETURN coalesce(current_setting('dieuphoi.reason', true), '');
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(PLAIN, "DROP FUNCTION dieuphoi_plain(text);"),
        migrations.RunSQL(FOLD, "DROP FUNCTION dieuphoi_fold(text);"),
        migrations.RunSQL(VN_KEY, "DROP FUNCTION dieuphoi_vn_key(text);"),
        migrations.RunSQL(GIVEN_NAME_KEY, "DROP FUNCTION dieuphoi_given_name_key(text);"),
        migrations.RunSQL(CODE_KEY, "DROP FUNCTION dieuphoi_code_key(text);"),
        migrations.RunSQL(ACTOR, "DROP FUNCTION dieuphoi_actor();"),
        migrations.RunSQL(ACT, "DROP FUNCTION dieuphoi_act();"),
        migrations.RunSQL(REASON, "DROP FUNCTION dieuphoi_reason();"),
    ]
