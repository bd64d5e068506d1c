"""A plain PDF book of our own text, to measure how long one takes to get in: Fixtures/knowledge/make-book.py PAGES > book.pdf

Chapters with headings in large letters, paragraphs set ragged in one column, page numbers below. The sentences are those of the
handbook beside it, in another order for each page, so that no two pages are alike."""

import pathlib
import random
import re
import sys

WIDTH, HEIGHT, LINES = 595, 842, 46


def escaped(text):
    return text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def lines(text, width=92):
    row = ""
    for word in text.split():
        if row and len(row) + 1 + len(word) > width:
            yield row
            row = ""
        row = f"{row} {word}".strip()
    if row:
        yield row


def page(number, sentences, rng):
    out, y = [], HEIGHT - 70
    if number % 12 == 1:
        out.append(b"BT /F1 20 Tf 60 %d Td (Chapter %d) Tj ET" % (y, number // 12 + 1))
        y -= 40
    count = 0
    while count < LINES and y > 70:
        paragraph = " ".join(rng.sample(sentences, 5))
        for row in lines(paragraph):
            if y <= 70:
                break
            out.append(b"BT /F1 10 Tf 60 %d Td (%s) Tj ET" % (y, escaped(row)))
            y -= 14
            count += 1
        y -= 8
    out.append(b"BT /F1 9 Tf 290 30 Td (%d) Tj ET" % number)
    return b"\n".join(out)


def main():
    pages = int(sys.argv[1])
    text = (pathlib.Path(__file__).parent / "handbook.md").read_text()
    rows = [row.lstrip("- ") for row in text.splitlines() if row and not row.startswith("#")]
    sentences = [part for row in rows for part in re.findall(r"[^.!?]+[.!?]?", row) if len(part) > 30]
    sentences = [part.strip() if part.strip()[-1] in ".!?" else part.strip() + "." for part in sentences]
    rng = random.Random(400)
    bodies = [page(number, sentences, rng) for number in range(1, pages + 1)]
    kids = b" ".join(b"%d 0 R" % (4 + 2 * index) for index in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for index, body in enumerate(bodies):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (WIDTH, HEIGHT, 5 + 2 * index)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    sys.stdout.buffer.write(out)


main()
