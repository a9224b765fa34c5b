"""The commands behind run.py: one module each with `main(argv, settings) -> int`. 0 is fine, 1 refused, 2 wrong use."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from difflib import get_close_matches

import psycopg

from app.cli.say import CannotStart, say, typed
from app.core.errors import FoyerError
from app.core.settings import problems
from config import Settings, SettingsError

COMMANDS = {
    "up": ("up", "start everything and print the address; what run.py does without a command. --empty: without the demo network"),
    "setup": ("setup", "get what is missing, make the database, and start nothing"),
    "doctor": ("doctor", "say what is wrong with this set-up, and what to do"),
    "test": ("suite", "run the test suite; arguments go to pytest"),
    "check": ("check", "ruff, mypy, import-linter, house rules and fast tests"),
    "import": ("import_package", "load a data package: FOLDER_OR_ZIP_OR_XLSX [--dry-run] [--partial] [--json]"),
    "onboard": ("onboard", "bring in everybody of a spreadsheet: FILE [--dry-run] [--left-out FILE] [--json]"),
    "invoice-preview": ("invoice_preview", "what a month would be invoiced: --location CODE --month 2026-06 [--cut-off DATE] --json"),
    "invoice-run": ("invoice_run", "a month's invoices: --location CODE --month 2026-06 [--approve] [--send] [--charge] --json"),
    "quote": ("quote", "the price of a booking: --room CODE --start ISO --end ISO [--user EMAIL] --json"),
    "what-if": ("what_if", "a month with other prices: --location CODE --month 2026-05 --price-change +6% --json"),
    "verify-books": ("verify_books", "every invariant of the books, with the number of violations"),
    "bench": ("bench", "measure: --list, or NAME --json [--long]"),
    "drill": ("drill", "break something on purpose and watch it recover: --list, or NAME --json [--long]"),
    "admin": ("admin", "make or renew an account that may do everything: --email ADDRESS"),
    "migrate": ("migrate", "bring the database's tables, permissions and roles up to date"),
    "demo": ("demo", "load the demo network into an empty database"),
    "files": ("files", "where the contents of kept files are: [--check] [--to storage|database] [--adopt] [--remove-unknown] [--json]"),
    "rotate-keys": ("rotate_keys", "seal what another FOYER_SECRET_KEY sealed under the present one: [--json]"),
    "backup": ("backup", "save the database and the files: [--to FOLDER] [--keep N] [--json]"),
    "restore": ("restore", "bring a backup back into an empty database: FOLDER [--jobs-go-on] [--json]"),
    "web": ("web", "only the web server"),
    "worker": ("worker", "only the processes that run background jobs"),
    "scheduler": ("scheduler", "only the clock that wakes the schedules"),
    "ready": ("ready", "does a process of this machine do its work? web, worker, scheduler, or the storage of files; 0 when it does"),
    "sandbox": ("sandbox", "only the local stand-ins for the vendors"),
    "radius": ("radius", "only FreeRADIUS for the members' WiFi; --check: is its configuration right?"),
    "settings": ("settings", "every setting with its default, as docs/settings.md shows them"),
    "processors": ("processors", "who else gets personal data, as docs/privacy/processors.md shows it"),
    "dependencies": ("dependencies", "every part that is not ours, with its licence, as docs/dependencies.md shows them"),
    "pictures": ("pictures", "the screens that docs/pictures shows, taken from the demo that is up"),
    "translations": ("translations", "are the catalogues complete? --update brings them up to date"),
}
SERVING = {"up", "web", "worker", "scheduler", "radius", "migrate", "setup"}  # never with settings that production refuses

# These may come through a pooler of transactions; the others listen, or hold a lock for longer than a transaction.
POOLED = {"web", "ready", "doctor", "settings", "processors", "dependencies", "pictures", "translations", "sandbox", "test", "check"}


def dispatch(argv: list[str]) -> int:
    """Run one command line; `up` when it names no command."""
    if argv and argv[0] in {"-h", "--help", "help"}:
        say(overview())
        return 0
    name, rest = (argv[0], argv[1:]) if argv and not argv[0].startswith("-") else ("up", argv)
    command = found(name)
    if command is None:
        near = get_close_matches(name, available(), n=1)
        say(f"{name} is not a command." + (f" Did you mean {near[0]}?" if near else "") + f"\n\n{overview()}")
        return 2
    try:
        settings = Settings.load()
        if name in SERVING and (reasons := problems(settings)):
            raise SettingsError(reasons)
        if settings.database_pooler and name not in POOLED:
            raise SettingsError(
                [f"FOYER_DATABASE_POOLER is on, and run.py {name} needs PostgreSQL itself. Give it a DATABASE_URL of its own."]
            )
        return command(rest, settings)
    except SettingsError as reason:
        say("Foyer does not start with these settings:\n" + "\n".join(f"  - {problem}" for problem in reason.problems))
    except (CannotStart, FoyerError) as reason:
        say(str(reason))
    except psycopg.OperationalError as reason:
        if reason.sqlstate:  # the server is there, and did not like the question
            raise
        say(
            f"PostgreSQL cannot be reached: {str(reason).splitlines()[0]}. To see what is wrong with this set-up: {typed(settings, 'doctor')}"
        )
    except KeyboardInterrupt:
        return 130
    return 1


def found(name: str) -> Callable[[list[str], Settings], int] | None:
    """The function of a command."""
    if name not in available():
        return None
    main: Callable[[list[str], Settings], int] = importlib.import_module(f"{__name__}.{COMMANDS[name][0]}").main
    return main


def available() -> dict[str, str]:
    """The commands of this version, each with its one line of help."""
    return {name: text for name, (module, text) in COMMANDS.items() if importlib.util.find_spec(f"{__name__}.{module}")}


def overview() -> str:
    lines = (f"  {name:<16} {text}" for name, text in available().items())
    return "\n".join(["python3 run.py [COMMAND]", "", *lines, "", "Settings come from the environment: docs/settings.md."])
