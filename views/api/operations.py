"""Behind the scenes: taxes to write; schedules, jobs and the audit."""

from __future__ import annotations

from app.actions.outbox.retry import retry_message
from app.actions.schedules.pause import pause_schedule
from app.actions.schedules.resume import resume_schedule
from app.actions.schedules.run_now import run_schedule_now
from app.actions.taxes.change import change_tax_rate
from app.actions.taxes.create import create_tax_rate
from app.actions.taxes.remove import remove_tax_rate
from app.models import AuditEvent, OutboxMessage, Schedule, TaxRate
from app.web.api import READ_ROUTES
from app.web.interface import ScopedInterface
from views.api.resource import readable, writable
from views.api.writable import Verb, WritableApi

TaxRateApi = writable(TaxRate, create_tax_rate, change_tax_rate, remove_tax_rate, class_permission_name="Tax")
AuditEventApi = readable(AuditEvent, class_permission_name="Audit")


class ScheduleApi(WritableApi):
    resource_name = "schedule"
    datamodel = ScopedInterface(Schedule)
    include_route_methods = READ_ROUTES | {"verb"}
    verbs = {"pause": Verb(pause_schedule), "resume": Verb(resume_schedule), "run_now": Verb(run_schedule_now)}


class OutboxMessageApi(WritableApi):
    resource_name = "outbox_message"
    class_permission_name = "Outbox"
    datamodel = ScopedInterface(OutboxMessage)
    include_route_methods = READ_ROUTES | {"verb"}
    method_permission_name = {"verb": "retry"}
    verbs = {"retry": Verb(retry_message)}
