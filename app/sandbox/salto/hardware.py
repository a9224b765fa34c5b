"""Locks, tags and entries: doors behind groups, fobs of people, and who stood where."""

from __future__ import annotations

from app.sandbox.exchange import Answer, Request
from app.sandbox.salto import records
from app.sandbox.salto.gate import at, refused
from app.sandbox.salto.people import paged, shown
from app.sandbox.state import State


@at("GET", "locks")
def locks(state: State, request: Request) -> Answer:
    return paged(state, request, records.listed(state.store, "lock"))


@at("GET", "access_groups/{group}/locks")
def behind(state: State, request: Request, group: str) -> Answer:
    found = records.found(state.store, "group", group)
    return (
        paged(state, request, [{"id": each} for each in found.get("locks", [])])
        if found
        else refused(404, "2301", "Access group not found")
    )


@at("PATCH", "access_groups/{group}/locks")
def change(state: State, request: Request, group: str) -> Answer:
    """{"add_ids", "remove_ids"}: one that is unknown refuses all of it."""
    found, sent = records.found(state.store, "group", group), request.json()
    if found is None:
        return refused(404, "2301", "Access group not found")
    add, remove = (list(map(str, sent.get(name) or [])) for name in ("add_ids", "remove_ids"))
    if any(records.found(state.store, "lock", each) is None for each in add):
        return refused(404, "2401", "Lock not found")
    kept = [each for each in found.get("locks", []) if each not in remove]
    records.keep(state.store, "group", found | {"locks": list(dict.fromkeys([*kept, *add]))})
    return Answer(204)


@at("POST", "access_groups/{group}/locks")
def add_one(state: State, request: Request, group: str) -> Answer:
    """{"lock_id"}."""
    found, wanted = records.found(state.store, "group", group), str(request.json().get("lock_id", ""))
    if found is None or records.found(state.store, "lock", wanted) is None:
        return refused(404, "2301" if found is None else "2401", "Access group not found" if found is None else "Lock not found")
    records.keep(state.store, "group", found | {"locks": list(dict.fromkeys([*found.get("locks", []), wanted]))})
    return Answer(204)


@at("DELETE", "access_groups/{group}")
def dissolve(state: State, request: Request, group: str) -> Answer:
    if records.found(state.store, "group", group) is None:
        return refused(404, "2301", "Access group not found")
    records.drop(state.store, "group", group)
    return Answer(204)


@at("GET", "tags")
def tags(state: State, request: Request) -> Answer:
    holders = {each["tag_id"]: each["platform_id"] for each in records.listed(state.store, "user") if each.get("tag_id")}
    found = [each | {"user": {"id": holders[each["id"]]} if each["id"] in holders else None} for each in records.listed(state.store, "tag")]
    return paged(state, request, found)


@at("PATCH", "users/{user}")
def change_user(state: State, request: Request, user: str) -> Answer:
    """{"tag_id", "use_pin", "blocked"}: a fob that somebody else has is refused."""
    found, sent = records.found(state.store, "user", user), request.json()
    if found is None:
        return refused(404, "2201", "User not found")
    wanted = sent.get("tag_id")
    if wanted and records.found(state.store, "tag", str(wanted)) is None:
        return refused(404, "2501", "Tag not found")
    if wanted and any(each.get("tag_id") == wanted and each["id"] != user for each in records.listed(state.store, "user")):
        return refused(409, "2502", "The tag is assigned to another user.")
    found |= {name: sent[name] for name in ("tag_id", "use_pin", "blocked") if name in sent}
    records.keep(state.store, "user", found)
    return Answer.of(shown(found))


@at("GET", "entries", versions="1")
def entries(state: State, request: Request) -> Answer:
    """In the order of their coming, or the other way round as $orderby asks."""
    found = sorted(records.listed(state.store, "entry"), key=lambda each: str(each["utc_date_time"]))
    return paged(state, request, found[::-1] if request.query.get("$orderby", "").endswith("desc") else found)
