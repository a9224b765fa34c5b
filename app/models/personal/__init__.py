"""Every column of every table, marked as personal or not. A table or column without its mark fails tests/house/test_personal.py.

A new column: put its name into `plain` if it tells nothing about anybody, else give it a kind of `marks.py`.
"""

from __future__ import annotations

from app.models.personal.access import ACCESS
from app.models.personal.bookings import BOOKINGS
from app.models.personal.books import BOOKS
from app.models.personal.credits import CREDITS
from app.models.personal.house import HOUSE
from app.models.personal.marks import Fate, Kind, Marks
from app.models.personal.people import PEOPLE
from app.models.personal.places import PLACES
from app.models.personal.presence import PRESENCE
from app.models.personal.sales import SALES
from app.models.personal.tickets import TICKETS
from app.models.personal.wifi import WIFI

# In the order in which a person is erased: whoever is searched for by the own row goes last.
REGISTER: dict[str, Marks] = {**WIFI, **PLACES, **BOOKINGS, **BOOKS, **CREDITS, **HOUSE, **ACCESS, **PRESENCE, **SALES, **TICKETS, **PEOPLE}

__all__ = ["REGISTER", "Fate", "Kind", "Marks"]
