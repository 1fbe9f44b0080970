"""The system's own account: history needs an actor for scheduled jobs and the command line. Nobody signs in with it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            SELECT set_config('dieuphoi.actor', '1', true), set_config('dieuphoi.act', 'system.install', true);
            INSERT INTO accounts_account
                (id, password, username, person_id, is_active, is_system, must_change_password)
            VALUES (1, '!', 'system', NULL, false, true, false);
            SELECT setval(pg_get_serial_sequence('accounts_account', 'id'), 100);
            """,
            "DELETE FROM accounts_account WHERE id = 1",
        )
    ]
