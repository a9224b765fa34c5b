"""Notices that are not true: out of a true one, by everything that can be wrong with it."""

from __future__ import annotations

import random
from urllib.parse import parse_qsl, urlencode

from app.rules.payfast import notice_signature, parameters
from config import SANDBOX_PAYFAST

PHRASE = SANDBOX_PAYFAST[2]
HERE, ELSEWHERE = "127.0.0.1", "203.0.113.9"


def signed(pairs: list[tuple[str, str]], phrase: str = PHRASE) -> bytes:
    return f"{parameters(pairs)}&signature={notice_signature(pairs, phrase)}".encode()


def forged(true: str, rng: random.Random) -> dict[str, tuple[bytes, str]]:
    """One of each kind: finding/kind -> body and sender. Each differs by a few random letters from those of other calls."""
    pairs = [pair for pair in parse_qsl(true, keep_blank_values=True) if pair[0] != "signature"]
    noise = f"{rng.getrandbits(40):x}"

    def told(**changes: str) -> list[tuple[str, str]]:
        return [(name, changes.get(name, value)) for name, value in pairs]

    shuffled = pairs[:]
    while shuffled == pairs:
        rng.shuffle(shuffled)
    genuine = true.encode()
    bodies = {
        "unreadable/empty": b"",
        "unreadable/not a form": b"{'m_payment_id': '" + noise.encode() + b"'}",
        "unreadable/letters of no alphabet": genuine + b"\xff\xfe" + noise.encode(),
        "unreadable/escapes of no alphabet": genuine + b"%ff" + noise.encode(),
        "unreadable/long": genuine + b"&x=" + noise.encode() * 2_000,
        "unreadable/many fields": b"&".join([noise.encode() + b"=1"] * 200),
        "doubled/a field twice": genuine + b"&amount_gross=" + noise.encode(),
        "doubled/two signatures": genuine + b"&signature=" + noise.encode(),
        "signature/of nobody": f"{parameters(pairs)}&signature={noise:0>32}".encode(),
        "signature/without": parameters(told(item_name=noise)).encode(),
        "signature/of another phrase": signed(told(item_name=noise), "another"),
        "signature/without a phrase": signed(told(item_name=noise), ""),
        "signature/another amount": true.replace("amount_gross=", f"amount_gross={rng.randrange(1, 9)}").encode(),
        "signature/another order": f"{parameters(shuffled)}&{true.rpartition('&')[2]}".encode(),
        "signature/cut off": genuine.rsplit(b"&", rng.randrange(1, 12))[0],
        "signature/blanks left out": urlencode([pair for pair in parse_qsl(true) if pair[1]]).encode(),
        "signature/no letters": f"{parameters(pairs)}&signature=%C3%A9{noise}".encode(),
        "merchant/another": signed(told(merchant_id=f"2{rng.randrange(10**7)}")),
        "malformed/more behind the signature": genuine + b"&more=" + noise.encode(),
        "malformed/no number": signed(told(pf_payment_id="", custom_str3=noise)),
        "malformed/no such status": signed(told(payment_status=f"PAID{noise}")),
        "malformed/no amount": signed(told(amount_gross=f"1e{rng.randrange(9)}")),
        "malformed/a NUL": signed(told(m_payment_id=f"\0{noise}")),
        "reference/nobody's": signed(told(m_payment_id=f"inv-{noise}")),
        "reference/cancelled without a card": signed(
            [pair for pair in told(payment_status="CANCELLED", custom_str1=noise) if pair[0] != "token"]
        ),
        "amount/less": signed(told(amount_gross="5.00", custom_str2=noise)),
        "amount/more": signed(told(amount_gross="999999.00", custom_str2=noise)),
        "unconfirmed/of nobody": signed(told(item_name=f"{noise} again")),
        "unconfirmed/another number": signed(told(pf_payment_id=f"9{rng.randrange(10**9)}")),
    }
    found = {kind: (body, HERE) for kind, body in bodies.items()}
    return found | {"source/elsewhere": (genuine, ELSEWHERE), "source/nowhere": (genuine, f"2001:db8::{noise[:4]}")}
