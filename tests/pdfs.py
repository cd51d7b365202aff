"""A writer of small PDFs: pages of placed text, with labels, an outline, or only a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

FONTS = ("Helvetica", "Helvetica-Bold")
MAIN = (595, 842)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line of text: where its baseline begins, in points from the lower left corner."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 10
    bold: bool = False
    turn: tuple[int, int] = (1, 0)  # cosine and sine

    def drawn(self) -> str:
        letters = self.text.encode("cp1252").hex()
        c, s = self.turn
        font = f"/F{int(self.bold)} {self.size} Tf"
        return f"BT {font} {c} {s} {-s} {c} {self.x} {self.y} Tm <{letters}> Tj ET"


def column(lines: Sequence[str], *, x: float = 72, y: float = 700, step: float = 12) -> list[Text]:
    """Return lines of text one below the other."""
    return [Text(text=line, x=x, y=y - i * step) for i, line in enumerate(lines)]


def pdf(
    pages: Sequence[Sequence[Text]],
    *,
    labels: str = "",
    outline: Sequence[tuple[str, int, float]] = (),
    info: str = "",
    rotate: int = 0,
) -> bytes:
    """Return a PDF. outline is of (title, index of page, height); labels is a /Nums array."""
    objects = ["", ""]  # the catalog and the page tree come last, when their parts are known

    def add(body: str) -> int:
        objects.append(body)
        return len(objects)

    fonts = [
        add(f"<</Type/Font/Subtype/Type1/BaseFont/{n}/Encoding/WinAnsiEncoding>>") for n in FONTS
    ]
    kids = []
    for page in pages:
        drawn = "\n".join(text.drawn() for text in page)
        content = add(f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream")
        resources = f"<</Font<</F0 {fonts[0]} 0 R/F1 {fonts[1]} 0 R>>>>"
        kids.append(
            add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {MAIN[0]} {MAIN[1]}]/Rotate {rotate}"
                f"/Contents {content} 0 R/Resources{resources}>>"
            )
        )
    root = "<</Type/Catalog/Pages 2 0 R"
    if outline:
        first = len(objects) + 1
        for i, (title, page_index, top) in enumerate(outline):
            after = f"/Next {first + i + 1} 0 R" if i + 1 < len(outline) else ""
            name = (b"\xfe\xff" + title.encode("utf-16-be")).hex()
            place = f"[{kids[page_index]} 0 R/XYZ 0 {top} 0]"
            add(f"<</Title<{name}>/Parent {first + len(outline)} 0 R/Dest{place}{after}>>")
        last = add(f"<</Type/Outlines/First {first} 0 R/Last {first + len(outline) - 1} 0 R>>")
        root += f"/Outlines {last} 0 R"
    objects[0] = root + (f"/PageLabels<</Nums[{labels}]>>" if labels else "") + ">>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{k} 0 R' for k in kids)}]>>"
    trailer = f"/Info {add(f'<<{info}>>')} 0 R" if info else ""
    return _file(objects, trailer)


def _file(objects: Sequence[str], trailer: str) -> bytes:
    out = b"%PDF-1.4\n"
    starts = []
    for number, body in enumerate(objects, start=1):
        starts.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    tail = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R{trailer}>>"
    )
    return out + f"{tail}\nstartxref\n{len(out)}\n%%EOF\n".encode("latin-1")
