"""A task about any record: whoever may see the record sees it and can be given it, and nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.access.roles import FINANCE, FRONT_DESK, LOCATION_MANAGER, NETWORK_ADMIN, SALES
from app.access.scope import narrowed
from app.access.staff import staff
from app.actions.contacts.merge import merge_contacts
from app.actions.notifications.of_house import tell_of_house
from app.actions.opportunities.abandon import abandon_opportunity
from app.actions.opportunities.reopen import reopen_opportunity
from app.actions.tasks.add_about import add_task_about
from app.actions.tasks.complete import complete_task
from app.actions.tasks.postpone import postpone_task
from app.actions.tasks.reassign import reassign_task
from app.actions.tasks.reopen import reopen_task
from app.actions.tasks.skip import skip_task
from app.actions.users.change import change_user
from app.actions.users.deactivate import deactivate_user
from app.core.errors import Missing, Refused
from app.models import AbandonReason, AuditEvent, Contact, FoyerUser, Notification, Opportunity, Task
from app.models.notification import NotificationKind
from app.models.task import TaskStatus
from app.queries.notifications.mine import unread
from app.queries.tasks.digest import task_digest
from app.queries.tasks.doers import can_do, doers_of
from app.queries.tasks.mine import my_day
from views.tasks.calendar_days import days_of_tasks


def june(day):
    return dt.date(2026, 6, day)


@pytest.fixture
def invoice(make, place):
    return make.invoice(make.organisation(place, name="Acme"), status="sent")


def test_the_same_verbs_as_in_a_tree_and_nothing_else_moves(make, invoice, session):
    me, ann = make.actor(FINANCE), make.user(FINANCE, first_name="Ann")
    task = add_task_about("invoice", invoice.id, title="Call them about the reminder", due_on=june(5), assignee_id=ann.id, by=me)
    assert (task.assignee_id, task.due_on, task.location_id, task.opportunity_id) == (ann.id, june(5), invoice.location_id, None)
    (told,) = session.scalars(select(Notification)).all()
    assert (told.user_id, told.kind, told.permission, told.words["name"]) == (
        ann.id,
        NotificationKind.TASK_GIVEN,
        "invoice:read",
        str(invoice),
    )
    assert postpone_task(task.id, june(8), by=me).due_on == june(8)
    assert reassign_task(task.id, me.id, by=me).assignee_id == me.id
    assert complete_task(task.id, outcome="They pay on Friday", by=me).status is TaskStatus.DONE
    assert reopen_task(task.id, by=me).outcome == ""
    assert skip_task(task.id, reason="They paid", by=me).status is TaskStatus.SKIPPED
    assert add_task_about("invoice", invoice.id, title="Look", by=me).due_on == june(1), "today, and one's own"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x", "due_on": june(7)}, "due_on"),
        ({"title": "x", "assignee_id": 10**9}, "assignee"),
        ({"title": "x", "offset_days": 3}, "offset_days"),
        ({"title": "x", "parent_id": 1}, "parent_id"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(make, invoice, session, fields, field):
    with pytest.raises(Refused) as refused:
        add_task_about("invoice", invoice.id, by=make.actor(FINANCE), **fields)
    assert refused.value.field == field and session.scalars(select(Task)).all() == []


def test_who_may_not_see_the_record_sees_nothing_of_its_tasks(make, invoice, place, session):
    me, away = make.actor(FINANCE, at=[place]), make.location()
    task = add_task_about("invoice", invoice.id, title="Call", by=me)
    seen = lambda by: session.scalars(narrowed(select(Task.id), by, Task)).all()  # noqa: E731
    for sees in (me, make.actor(FRONT_DESK, at=[place]), make.actor(LOCATION_MANAGER)):
        assert seen(sees) == [task.id]
    for sees_none in (make.actor(SALES), make.actor(SALES, at=[place]), make.actor(FINANCE, at=[away])):
        assert seen(sees_none) == []
        for verb in (lambda by: complete_task(task.id, by=by), lambda by: add_task_about("invoice", invoice.id, title="Mine", by=by)):
            with pytest.raises(Missing):
                verb(sees_none)
        with pytest.raises(Refused) as refused:
            reassign_task(task.id, sees_none.id, by=me)
        assert refused.value.field == "assignee"


def test_who_lost_the_right_passes_it_on_and_hears_no_more(make, invoice, place, session, admin, june):
    ann, ben = make.user(FINANCE, first_name="Ann", locations=[place]), make.user(FINANCE, first_name="Ben", locations=[place])
    task_id = add_task_about("invoice", invoice.id, title="Call", assignee_id=ann.id, by=admin).id
    june.move_to(dt.datetime(2026, 6, 3, 8, tzinfo=dt.UTC))
    assert tell_of_house() == 1, "it is overdue"
    (me,) = staff(session, [ann.id])
    day = my_day(session, ann.id, by=me)
    assert [(each.name, each.is_late) for each in day.overdue] == [(str(invoice), True)] and unread(session, me) == 2
    assert [each.summary for each in days_of_tasks(session, ann.id)] == [f"Overdue: Call: {invoice}"]
    assert [each.who for each in task_digest(session, ann.id).overdue] == [str(invoice)]
    make.role(SALES)
    change_user(ann.id, roles=[SALES], by=admin)
    session.expire_all()
    (me,) = staff(session, [ann.id])
    assert session.get(Task, task_id).assignee_id in (ben.id, admin.id), "whose turn it is of those who may see it"
    assert (unread(session, me), days_of_tasks(session, ann.id), bool(task_digest(session, ann.id))) == (0, [], False)


def test_who_is_offered_is_who_can_be_given_it(make, place, session):
    """Wherever they work, if they may see it; and by what a role of the house's own grants."""
    away = make.location()
    acme = make.organisation(place, name="Acme")
    make.license(acme, make.membership(away))
    me = make.actor(FINANCE, at=[away])
    for role, at in ((FINANCE, [place]), (FINANCE, [make.location()]), (FINANCE, []), (SALES, [place]), (LOCATION_MANAGER, [away, place])):
        make.user(role, locations=at)
    task = add_task_about("organisation", acme.id, title="Call", by=me)
    offered = {user.id for user in doers_of(session, task)}
    assert me.id in offered
    for user in session.scalars(select(FoyerUser)):
        assert (user.id in offered) == can_do(session, user.id, task), str(user)


def test_the_audit_of_a_task_is_filed_with_its_record(make, place, session):
    """A guest, a contact or a colleague is at no place: the author's home says when a task is due, and nothing of who may read it."""
    author = make.user(NETWORK_ADMIN, location_id=place.id)
    (me,) = staff(session, [author.id])
    away = make.location()
    about = {
        ("contact", make.contact("Thandi").id): None,
        ("ab_user", make.user(FINANCE, first_name="Ann", locations=[away]).id): None,
        ("lead", make.lead(away).id): away.id,
        ("location", away.id): away.id,
    }
    for (noun, number), filed in about.items():
        task = add_task_about(noun, number, title="Ask what she earns", by=me)
        complete_task(task.id, by=me)
        at = session.scalars(select(AuditEvent.location_id).where(AuditEvent.noun == "task", AuditEvent.noun_id == task.id)).all()
        assert len(at) == 2 and set(at) == {filed}, noun


def test_an_opened_task_goes_to_somebody_who_can_do_it(make, invoice, place, session, admin, deal, task, seller):
    ann, ben = make.user(FINANCE, first_name="Ann", locations=[place]), make.user(FINANCE, first_name="Ben", locations=[place])
    done = add_task_about("invoice", invoice.id, title="Call", assignee_id=ann.id, by=admin)
    complete_task(done.id, by=admin)
    complete_task(task("Call").id, by=admin)
    for who in (ann, session.get(FoyerUser, seller.id)):
        deactivate_user(who.id, by=admin)
    other = make.user(SALES, locations=[place])
    assert reopen_task(done.id, by=admin).assignee_id in (ben.id, admin.id)
    assert reopen_task(task("Call").id, by=admin).assignee_id == other.id
    session.expire_all()
    abandon_opportunity(deal.id, reason_id=make._kept(AbandonReason(name="Too dear", is_active=True)).id, by=admin)
    deactivate_user(other.id, by=admin)
    third = make.user(SALES, locations=[place])
    reopen_opportunity(deal.id, by=admin)
    assert (task("Call").assignee_id, task("Tour").assignee_id, session.get(Opportunity, deal.id).owner_id) == (third.id, None, None)
    told = session.scalars(select(Notification).where(Notification.user_id == third.id)).all()
    assert [(each.kind, each.noun_id, each.words["due_on"]) for each in told] == [
        (NotificationKind.TASK_GIVEN, task("Call").id, task("Call").due_on.isoformat())
    ]


def test_tasks_follow_a_contact_into_the_one_that_stays(make, admin, session, place):
    kept, gone = (make._kept(Contact(name=name)) for name in ("Thandi", "T. Mokoena"))
    make.lead(place, contact_id=gone.id)
    task = add_task_about("contact", gone.id, title="Call", by=admin)
    merge_contacts(kept.id, gone.id, by=admin)
    session.expire_all()
    assert session.get(Task, task.id).noun_id == kept.id
