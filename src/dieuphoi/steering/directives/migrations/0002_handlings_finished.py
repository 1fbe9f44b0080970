"""A document leaves a desk otherwise than by an answer: how, and who says so."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0001_documents_and_clauses'),
        ('organisations', '0001_squashed_0004_seats_never_held_may_repeat'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='handling',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handling',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='handling',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='handling',
            name='finished',
            field=models.CharField(blank=True, choices=[('FILED', 'lưu hồ sơ, không phải trả lời'), ('TASKS', 'nhiệm vụ giao từ văn bản đã xong'), ('PHONE', 'đã trả lời bằng điện thoại hoặc trực tiếp'), ('PASSED', 'đã chuyển nơi khác xử lý'), ('OTHER', 'cách khác')], max_length=6, verbose_name='Kết thúc xử lý'),
        ),
        migrations.AddField(
            model_name='handling',
            name='finished_by',
            field=models.CharField(blank=True, max_length=120, verbose_name='Người kết thúc'),
        ),
        migrations.AddField(
            model_name='handlinghistoryevent',
            name='finished',
            field=models.CharField(blank=True, choices=[('FILED', 'lưu hồ sơ, không phải trả lời'), ('TASKS', 'nhiệm vụ giao từ văn bản đã xong'), ('PHONE', 'đã trả lời bằng điện thoại hoặc trực tiếp'), ('PASSED', 'đã chuyển nơi khác xử lý'), ('OTHER', 'cách khác')], max_length=6, verbose_name='Kết thúc xử lý'),
        ),
        migrations.AddField(
            model_name='handlinghistoryevent',
            name='finished_by',
            field=models.CharField(blank=True, max_length=120, verbose_name='Người kết thúc'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handling',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directives_handlinghistoryevent" ("addressee_id", "answered_with_id", "document_id", "due_on", "end_reason", "ended_on", "finished", "finished_by", "given_at", "given_by", "given_on", "id", "instruction", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_on", "role", "to_org_id", "to_person_id") VALUES (NEW."addressee_id", NEW."answered_with_id", NEW."document_id", NEW."due_on", NEW."end_reason", NEW."ended_on", NEW."finished", NEW."finished_by", NEW."given_at", NEW."given_by", NEW."given_on", NEW."id", NEW."instruction", NEW."name", NOW(), \'insert\', NEW."id", NEW."read_on", NEW."role", NEW."to_org_id", NEW."to_person_id"); RETURN NULL;', hash='5748195f5be45b8ec09535d433560d0aace514f3', operation='INSERT', pgid='pgtrigger_insert_insert_ad08f', table='directives_handling', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handling',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directives_handlinghistoryevent" ("addressee_id", "answered_with_id", "document_id", "due_on", "end_reason", "ended_on", "finished", "finished_by", "given_at", "given_by", "given_on", "id", "instruction", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_on", "role", "to_org_id", "to_person_id") VALUES (NEW."addressee_id", NEW."answered_with_id", NEW."document_id", NEW."due_on", NEW."end_reason", NEW."ended_on", NEW."finished", NEW."finished_by", NEW."given_at", NEW."given_by", NEW."given_on", NEW."id", NEW."instruction", NEW."name", NOW(), \'update\', NEW."id", NEW."read_on", NEW."role", NEW."to_org_id", NEW."to_person_id"); RETURN NULL;', hash='eede77f205286c8fd24578a0aae5fe7faf0fd2c7', operation='UPDATE', pgid='pgtrigger_update_update_1b96f', table='directives_handling', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='handling',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directives_handlinghistoryevent" ("addressee_id", "answered_with_id", "document_id", "due_on", "end_reason", "ended_on", "finished", "finished_by", "given_at", "given_by", "given_on", "id", "instruction", "name", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_on", "role", "to_org_id", "to_person_id") VALUES (OLD."addressee_id", OLD."answered_with_id", OLD."document_id", OLD."due_on", OLD."end_reason", OLD."ended_on", OLD."finished", OLD."finished_by", OLD."given_at", OLD."given_by", OLD."given_on", OLD."id", OLD."instruction", OLD."name", NOW(), \'delete\', OLD."id", OLD."read_on", OLD."role", OLD."to_org_id", OLD."to_person_id"); RETURN NULL;', hash='46ab9dba1880cf2b37ba3ea13ea002d6f8434850', operation='DELETE', pgid='pgtrigger_delete_delete_519ec', table='directives_handling', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='handling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished', ''), ('finished_by', '')), models.Q(models.Q(('finished', ''), _negated=True), models.Q(('finished_by', ''), _negated=True), ('answered_with__isnull', True), ('ended_on__isnull', False)), _connector='OR'), name='handling_finished_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='handling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished__in', ['PHONE', 'PASSED', 'OTHER']), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='handling_finish_is_told'),
        ),
    ]
