"""The journal as a view over histories, and the first intervals.

Sign-ins are read by a function: a view on django-axes' own tables would stand in the way of its later migrations.
"""

from django.db import migrations

SIGN_INS = """
CREATE FUNCTION access_sign_ins()
RETURNS TABLE (id bigint, at timestamptz, act text, account_id bigint, username text, device text, ip inet)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT l.id::bigint * 32 + 1, l.attempt_time, 'sign_in.done'::text, a.id, coalesce(l.username, '')::text, l.user_agent::text,
           l.ip_address
    FROM axes_accesslog l LEFT JOIN accounts_account a ON a.username = lower(l.username)
    UNION ALL
    SELECT f.id::bigint * 32 + 2, f.attempt_time, CASE WHEN f.locked_out THEN 'sign_in.locked' ELSE 'sign_in.failed' END::text,
           a.id, coalesce(f.username, '')::text, f.user_agent::text, f.ip_address
    FROM axes_accessfailurelog f LEFT JOIN accounts_account a ON a.username = lower(f.username);
END
$$;
"""

VIEW = """
CREATE VIEW access_journal AS
SELECT s.id, s.at, 'sign_in'::text AS area, s.act,
       CASE WHEN s.act = 'sign_in.done' THEN s.account_id END AS actor_account_id, s.account_id, s.username,
       ''::text AS role, NULL::bigint AS org_id, NULL::bigint AS place_id, s.device AS detail,
       ''::text AS reason, s.ip
FROM access_sign_ins() s
UNION ALL
SELECT e.pgh_id * 32 + 3, e.pgh_created_at, 'account', e.pgh_act, e.pgh_actor_id, e.pgh_obj_id, e.username,
       '', NULL, NULL, '', e.pgh_reason, NULL
FROM accounts_accounthistoryevent e
UNION ALL
SELECT r.id * 32 + 4, r.recorded_at, 'account', r.act, r.actor_id, r.account_id, r.username,
       '', NULL, NULL, '', r.reason, NULL
FROM accounts_accountactrecord r
UNION ALL
SELECT e.pgh_id * 32 + 5, e.pgh_created_at, 'token', e.pgh_act, e.pgh_actor_id, e.account_id, '',
       '', NULL, NULL, e.name, e.pgh_reason, NULL
FROM accounts_apitokenhistoryevent e
UNION ALL
SELECT e.pgh_id * 32 + 6, e.pgh_created_at, 'session', e.pgh_act, e.pgh_actor_id, e.account_id, '',
       '', NULL, NULL, e.device, e.pgh_reason, e.ip
FROM accounts_signinsessionhistoryevent e
WHERE e.pgh_act <> 'session.open' -- the sign-in itself tells it
UNION ALL
SELECT e.pgh_id * 32 + 7, e.pgh_created_at, 'role', e.pgh_act, e.pgh_actor_id, e.account_id, '',
       e.role, e.org_id, e.place_id, '', e.pgh_reason, NULL
FROM access_roleassignmenthistoryevent e
UNION ALL
SELECT e.pgh_id * 32 + 8, e.pgh_created_at, 'delegation', e.pgh_act, e.pgh_actor_id, e.delegate_id, '',
       a.role, a.org_id, a.place_id, '', e.pgh_reason, NULL
FROM access_delegationhistoryevent e JOIN access_roleassignment a ON a.id = e.assignment_id
UNION ALL
SELECT v.id * 32 + 9, v.recorded_at, 'review', v.act, v.actor_id, a.account_id, '',
       a.role, a.org_id, a.place_id, '', v.reason, NULL
FROM access_accessreview v JOIN access_roleassignment a ON a.id = v.assignment_id
UNION ALL
SELECT e.pgh_id * 32 + 10, e.pgh_created_at, 'rule', e.pgh_act, e.pgh_actor_id, NULL, '',
       e.role, NULL, NULL, '', e.pgh_reason, NULL
FROM access_secondsteprulehistoryevent e
UNION ALL
SELECT e.pgh_id * 32 + 11, e.pgh_created_at, 'rule', e.pgh_act, e.pgh_actor_id, NULL, '',
       '', NULL, NULL, e.key || ': ' || e.days, e.pgh_reason, NULL
FROM access_accessintervalhistoryevent e;
"""

INTERVALS = """
SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'system.install', true),
       set_config('dieuphoi.reason', '', true);
INSERT INTO access_accessinterval (key, days, valid, source) VALUES
    ('review_every', 180, daterange(NULL, NULL), 'Giá trị ban đầu của phần mềm; Văn phòng đặt lại khi có quy định.'),
    ('role_ends_soon', 30, daterange(NULL, NULL), 'Giá trị ban đầu của phần mềm; Văn phòng đặt lại khi có quy định.'),
    ('token_ends_soon', 14, daterange(NULL, NULL), 'Giá trị ban đầu của phần mềm; Văn phòng đặt lại khi có quy định.');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_delegations_reviews_rules"),
        ("accounts", "0003_sessions_and_acts"),
        ("axes", "0010_accessattemptexpiration"),
    ]

    operations = [
        migrations.RunSQL(SIGN_INS, "DROP FUNCTION access_sign_ins()"),
        migrations.RunSQL(VIEW, "DROP VIEW access_journal"),
        migrations.RunSQL(INTERVALS, migrations.RunSQL.noop),
    ]
