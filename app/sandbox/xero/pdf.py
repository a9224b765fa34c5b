"""A plain PDF of an invoice, written by hand so that the sandbox needs no typesetter."""

from __future__ import annotations

from typing import Any


def drawn(invoice: dict[str, Any]) -> bytes:
    """One A4 page of text: number, contact, lines, totals."""
    currency = invoice["CurrencyCode"]
    text = [f"{invoice['InvoiceNumber']}   {invoice['Status']}", invoice["Contact"]["Name"], invoice["DateString"][:10], ""]
    text += [f"{line['Description'][:70]}   {line['LineAmount']:.2f}   {line['TaxAmount']:.2f}" for line in invoice["LineItems"][:40]]
    text += ["", f"Subtotal {invoice['SubTotal']:.2f}", f"Tax {invoice['TotalTax']:.2f}", f"Total {currency} {invoice['Total']:.2f}"]
    stream = b"BT /F1 10 Tf 14 TL 50 790 Td " + b" ".join(b"(%s) Tj T*" % _escaped(line) for line in text) + b" ET"
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def _escaped(text: str) -> bytes:
    return text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail
