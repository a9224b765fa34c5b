"""XML-RPC as text: what is said to PaperCut, and what is heard, with exact decimals and without document types."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from xml.parsers import expat
from xmlrpc.client import Error, Unmarshaller, dumps

from flask_babel import gettext as _

from app.integrations.errors import GiveUp

# XML 1.0 carries none of these, or turns them into others
UNSENDABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# a page of 1000 usernames has about 100 kB
LARGEST_ANSWER = 5_000_000
NONSENSE = (expat.ExpatError, Error, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


class Ears(Unmarshaller):
    """Amounts are decimals from the first moment: a float would round before we do."""

    dispatch = {**Unmarshaller.dispatch, "double": Unmarshaller.end_bigdecimal, "float": Unmarshaller.end_bigdecimal}


def spoken(method: str, arguments: tuple[Any, ...], *, secrets: Collection[str] = ()) -> bytes:
    """A call. Raises GiveUp for a text that XML cannot carry; the text is shown unless it is a secret."""
    for text in _texts(arguments):
        if UNSENDABLE.search(text):
            shown = "…" if text in secrets else UNSENDABLE.sub("\N{REPLACEMENT CHARACTER}", text)
            raise GiveUp(_("PaperCut cannot take a text with invisible characters in it: %(text)s", text=shown))
    return dumps(arguments, f"api.{method}", allow_none=False).encode()


def heard(body: bytes) -> Any:
    """The value of an answer; None when it has none. Raises xmlrpc.client.Fault, or one of NONSENSE."""
    if len(body) > LARGEST_ANSWER:
        raise ValueError("the answer is too long")
    ears, parser = Ears(use_builtin_types=True), expat.ParserCreate()
    ears.xml(None, None)  # type: ignore[arg-type] # expat has decoded what it hands over
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = ears.start, ears.end, ears.data
    # entities are declared in a document type, and XML-RPC has neither: a few lines of them could fill the memory
    parser.StartDoctypeDeclHandler = _refused
    parser.Parse(body, True)
    values = ears.close()
    if ears.getmethodname() is not None or len(values) > 1:
        raise ValueError("not an answer")
    return values[0] if values else None


def _texts(arguments: Iterable[Any]) -> Iterator[str]:
    for one in arguments:
        if isinstance(one, str):
            yield one
        elif isinstance(one, (list, tuple)):
            yield from _texts(one)


def _refused(*_declared: object) -> None:
    raise ValueError("the answer declares a document type")
