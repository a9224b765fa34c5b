"""The files of a data package, in the order in which they are settled: what others point to comes first."""

from app.actions.packages.sheet import Sheet
from app.actions.packages.sheets.adhocs import ADHOCS
from app.actions.packages.sheets.bookings import BOOKINGS
from app.actions.packages.sheets.contacts import CONTACTS
from app.actions.packages.sheets.deposits import DEPOSITS
from app.actions.packages.sheets.discounts import DISCOUNTS
from app.actions.packages.sheets.leads import LEADS
from app.actions.packages.sheets.licenses import LICENSES
from app.actions.packages.sheets.line_items import LINE_ITEMS
from app.actions.packages.sheets.locations import LOCATIONS
from app.actions.packages.sheets.membership_prices import MEMBERSHIP_PRICES
from app.actions.packages.sheets.memberships import MEMBERSHIPS
from app.actions.packages.sheets.opening_balances import OPENING_BALANCES
from app.actions.packages.sheets.organisations import ORGANISATIONS
from app.actions.packages.sheets.products import PRODUCTS
from app.actions.packages.sheets.rooms import ROOMS
from app.actions.packages.sheets.spaces import SPACES
from app.actions.packages.sheets.tracks import TRACK_TASKS, TRACKS
from app.actions.packages.sheets.users import USERS
from app.actions.packages.sheets.wallets import WALLETS

_IN_ORDER = (
    LOCATIONS,
    SPACES,
    ROOMS,
    MEMBERSHIPS,
    MEMBERSHIP_PRICES,
    PRODUCTS,
    ORGANISATIONS,
    USERS,
    LICENSES,
    DISCOUNTS,
    LINE_ITEMS,
    OPENING_BALANCES,
    DEPOSITS,
    WALLETS,
    ADHOCS,
    BOOKINGS,
    TRACKS,
    TRACK_TASKS,
    CONTACTS,
    LEADS,
)
SHEETS: dict[str, Sheet] = {sheet.name: sheet for sheet in _IN_ORDER}
