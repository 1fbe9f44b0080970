"""A request for a meeting, and its answer, name their letters where these are on the register of documents (S0-44)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0001_documents_and_clauses'),
        ('meetings', '0001_meetings_and_calendar'),
        ('organisations', '0001_squashed_0004_seats_never_held_may_repeat'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='meetingrequest',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='meetingrequest',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='meetingrequest',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='meetingrequest',
            name='answer_letter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directives.document', verbose_name='Văn bản trả lời trong sổ'),
        ),
        migrations.AddField(
            model_name='meetingrequest',
            name='letter',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directives.document', verbose_name='Văn bản đề nghị trong sổ'),
        ),
        migrations.AddField(
            model_name='meetingrequesthistoryevent',
            name='answer_letter',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directives.document', verbose_name='Văn bản trả lời trong sổ'),
        ),
        migrations.AddField(
            model_name='meetingrequesthistoryevent',
            name='letter',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directives.document', verbose_name='Văn bản đề nghị trong sổ'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "meetings_meetingrequesthistoryevent" ("about", "agreed_end", "agreed_start", "agreed_venue", "answer", "answer_document", "answer_letter_id", "answered_by", "answered_on", "asked_by", "asked_by_id", "asked_on", "asker_id", "document", "due_on", "id", "letter_id", "on_behalf", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subject", "to_org_id", "wanted") VALUES (NEW."about", NEW."agreed_end", NEW."agreed_start", NEW."agreed_venue", NEW."answer", NEW."answer_document", NEW."answer_letter_id", NEW."answered_by", NEW."answered_on", NEW."asked_by", NEW."asked_by_id", NEW."asked_on", NEW."asker_id", NEW."document", NEW."due_on", NEW."id", NEW."letter_id", NEW."on_behalf", NOW(), \'insert\', NEW."id", NEW."state", NEW."subject", NEW."to_org_id", NEW."wanted"); RETURN NULL;', hash='7afaabc5d391a0c1fcbb407c78b694357c855d6e', operation='INSERT', pgid='pgtrigger_insert_insert_82cd4', table='meetings_meetingrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "meetings_meetingrequesthistoryevent" ("about", "agreed_end", "agreed_start", "agreed_venue", "answer", "answer_document", "answer_letter_id", "answered_by", "answered_on", "asked_by", "asked_by_id", "asked_on", "asker_id", "document", "due_on", "id", "letter_id", "on_behalf", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subject", "to_org_id", "wanted") VALUES (NEW."about", NEW."agreed_end", NEW."agreed_start", NEW."agreed_venue", NEW."answer", NEW."answer_document", NEW."answer_letter_id", NEW."answered_by", NEW."answered_on", NEW."asked_by", NEW."asked_by_id", NEW."asked_on", NEW."asker_id", NEW."document", NEW."due_on", NEW."id", NEW."letter_id", NEW."on_behalf", NOW(), \'update\', NEW."id", NEW."state", NEW."subject", NEW."to_org_id", NEW."wanted"); RETURN NULL;', hash='9afff5427371844bbd503f96985afa8df54440dd', operation='UPDATE', pgid='pgtrigger_update_update_27f7b', table='meetings_meetingrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "meetings_meetingrequesthistoryevent" ("about", "agreed_end", "agreed_start", "agreed_venue", "answer", "answer_document", "answer_letter_id", "answered_by", "answered_on", "asked_by", "asked_by_id", "asked_on", "asker_id", "document", "due_on", "id", "letter_id", "on_behalf", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "subject", "to_org_id", "wanted") VALUES (OLD."about", OLD."agreed_end", OLD."agreed_start", OLD."agreed_venue", OLD."answer", OLD."answer_document", OLD."answer_letter_id", OLD."answered_by", OLD."answered_on", OLD."asked_by", OLD."asked_by_id", OLD."asked_on", OLD."asker_id", OLD."document", OLD."due_on", OLD."id", OLD."letter_id", OLD."on_behalf", NOW(), \'delete\', OLD."id", OLD."state", OLD."subject", OLD."to_org_id", OLD."wanted"); RETURN NULL;', hash='fa1c37875c3148f919266bc3b792157a5770ca97', operation='DELETE', pgid='pgtrigger_delete_delete_53980', table='meetings_meetingrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='meetingrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('letter', None), models.Q(('document', ''), _negated=True), _connector='OR'), models.Q(('answer_letter', None), models.Q(('answer_document', ''), _negated=True), _connector='OR')), name='request_letters_are_called'),
        ),
        migrations.AddConstraint(
            model_name='meetingrequest',
            constraint=models.CheckConstraint(condition=models.Q(('letter', None), ('answer_letter', None), models.Q(('letter', models.F('answer_letter')), _negated=True), _connector='OR'), name='request_answered_by_another_letter'),
        ),
    ]
