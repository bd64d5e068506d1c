#!/usr/bin/env python3
"""Makes config/fonts/DebriefSans-{Regular,Bold}.ttf: Liberation Sans cut down to what reports need.

    pip install fonttools
    apt-get install fonts-liberation2
    Fixtures/generate/subset-fonts.py [FOLDER WITH LiberationSans-Regular.ttf]

The report draws text inside WinAnsi with the PDF base-14 Helvetica, and this font, of the same metrics, for the other
Latin letters, Greek, Cyrillic, arrows and mathematical signs. Hinting, layout tables and alternates go, because libharu
parses the whole file for each report. The Open Font License forbids the reserved name for a modified version: hence
"Debrief Sans". Run again with the same fonttools, it writes the same bytes.
"""

import pathlib
import struct
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

source = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/truetype/liberation2")
target = pathlib.Path(__file__).resolve().parents[2] / "config" / "fonts"
ranges = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x259, 0x259), (0x2BC, 0x2DD), (0x300, 0x32F), (0x370, 0x3FF), (0x400, 0x52F),
    (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x20A0, 0x20BF), (0x2100, 0x2127), (0x2150, 0x215F),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x2660, 0x2666), (0xFFFD, 0xFFFD),
]



def character_map(font):
    """A cmap of few segments (format 4): libharu searches them from the first for each of 65,536 codes."""
    glyphs = {code: font.getGlyphID(name) for code, name in font.getBestCmap().items() if code < 0xFFFF}
    segments = []
    for code in sorted(glyphs):
        if segments and code - segments[-1][1] <= 96:
            segments[-1][1] = code
        else:
            segments.append([code, code])
    array = []
    offsets = []
    count = len(segments) + 1
    for index, (first, last) in enumerate(segments):
        offsets.append((count - index + len(array)) * 2)
        array += [glyphs.get(code, 0) for code in range(first, last + 1)]
    segments.append([0xFFFF, 0xFFFF])
    offsets.append(0)
    power = count.bit_length() - 1
    words = [count * 2, 2 ** (power + 1), power, count * 2 - 2 ** (power + 1)]
    words += [last for _, last in segments] + [0] + [first for first, _ in segments]
    words += [0] * (count - 1) + [1] + offsets + array
    body = struct.pack(f">{len(words)}H", *words)
    table = DefaultTable("cmap")
    table.data = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + struct.pack(">HHH", 4, len(body) + 6, 0) + body
    return table


for weight in ["Regular", "Bold"]:
    font = TTFont(source / f"LiberationSans-{weight}.ttf", recalcTimestamp=False)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "kern", "DSIG", "gasp", "FFTM", "LTSH", "VDMX", "hdmx", "PCLT"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for low, high in ranges for code in range(low, high + 1)])
    cutter.subset(font)
    names = {1: "Debrief Sans", 3: f"Debrief Sans {weight}", 4: f"Debrief Sans {weight}", 6: f"DebriefSans-{weight}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font["cmap"] = character_map(font)
    font.save(target / f"DebriefSans-{weight}.ttf")
