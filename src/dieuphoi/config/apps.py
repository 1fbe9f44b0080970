"""The wiring that happens once, when Django is ready: what core cannot import, it is told here."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "dieuphoi.config"
    label = "config"

    def ready(self) -> None:
        from dieuphoi.config import checks  # noqa: F401 - registers the system checks
        from dieuphoi.config.act_words import ACT_WORDS
        from dieuphoi.config.chain import register_all
        from dieuphoi.config.field_words import FIELD_WORDS, UNTOLD
        from dieuphoi.config.letters import register_all_letters
        from dieuphoi.config.telling import register_all_notices
        from dieuphoi.config.why import register_all_acts
        from dieuphoi.config.work import register_all_work
        from dieuphoi.core.exchange.importers import register_importer
        from dieuphoi.core.history.words import name_acts, name_fields
        from dieuphoi.core.kernel.jobs import set_actor_builder
        from dieuphoi.core.notify.digest import register_digest_part
        from dieuphoi.core.notify.selectors import set_address_finder
        from dieuphoi.core.register.told import set_words
        from dieuphoi.insight.desk.digest import work_lines
        from dieuphoi.insight.portal.lists import shipped as public_lists
        from dieuphoi.programme.assessments import reminders
        from dieuphoi.programme.assessments.carry_sheets import CarryRulesImporter
        from dieuphoi.programme.assessments.commune_sheets import CommuneWorkbook
        from dieuphoi.programme.assessments.decided_sheets import LongImporter, WideImporter
        from dieuphoi.programme.assessments.sheets import ProvinceWorkbook
        from dieuphoi.programme.criteria.sheets import (
            ConfirmationsImporter,
            MinistryImporter,
            OwnersImporter,
            ProvincialImporter,
            RowsImporter,
        )
        from dieuphoi.programme.recognition.sheets import RecognitionImporter
        from dieuphoi.programme.targets.sheets import TargetImporter
        from dieuphoi.registry.access import comments  # noqa: F401 - comments on changes of units
        from dieuphoi.registry.access.recipients import emails_of, names_of_orgs
        from dieuphoi.registry.access.roles import Role
        from dieuphoi.registry.access.selectors import actor_for
        from dieuphoi.registry.access.sheets import PeopleImporter
        from dieuphoi.registry.organisations.sheets import (
            CommitteeImporter,
            MonitorImporter,
            OrganisationImporter,
            PostImporter,
        )
        from dieuphoi.registry.profile.sheets import StatisticImporter
        from dieuphoi.registry.territory.sheets import IMPORTERS as TERRITORY_IMPORTERS
        from dieuphoi.steering.directives.sheets import DocumentImporter
        from dieuphoi.steering.meetings.sheets import CalendarImporter, PointsImporter
        from dieuphoi.steering.tasks.plan_sheets import PlanLineImporter
        from dieuphoi.steering.tasks.sheets import TaskImporter

        name_acts(ACT_WORDS)
        name_fields(FIELD_WORDS, UNTOLD)
        register_all()
        register_all_acts()
        register_all_work()
        register_all_notices()
        register_all_letters()
        set_actor_builder(actor_for)
        set_address_finder(emails_of)
        set_words(roles=lambda: list(Role.choices), orgs=names_of_orgs)
        register_digest_part(work_lines)
        reminders.register()
        public_lists.register()
        for importer in (
            *(importer() for importer in TERRITORY_IMPORTERS),
            OrganisationImporter(),
            PostImporter(),
            CommitteeImporter(),
            MonitorImporter(),
            StatisticImporter(),
            PeopleImporter(),
            OwnersImporter(),
            RowsImporter(),
            ConfirmationsImporter(),
            ProvincialImporter(),
            MinistryImporter(),
            ProvinceWorkbook(),
            CommuneWorkbook(),
            CarryRulesImporter(),
            LongImporter(),
            WideImporter(),
            RecognitionImporter(),
            TargetImporter(),
            TaskImporter(),
            DocumentImporter(),
            CalendarImporter(),
            PointsImporter(),
            PlanLineImporter(),
        ):
            register_importer(importer)
