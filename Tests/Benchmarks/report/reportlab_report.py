"""The report of content.json drawn with ReportLab's platypus: the same sections, tables, quotes and drawings."""
import io
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

BLUE = colors.Color(0.04, 0.29, 0.52)
ORANGE = colors.Color(0.76, 0.33, 0)
STEEL = colors.Color(0.49, 0.57, 0.65)
GREY = colors.Color(0.36, 0.40, 0.45)
RULE = colors.Color(0.80, 0.83, 0.86)

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=13.5)
SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=8, leading=11)
ASIDE = ParagraphStyle("aside", parent=SMALL, textColor=GREY)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=21, leading=25)
SECTION = ParagraphStyle("section", fontName="Helvetica-Bold", fontSize=13, leading=16, textColor=BLUE, spaceBefore=22, spaceAfter=8)
SUB = ParagraphStyle("sub", fontName="Helvetica-Bold", fontSize=9.5, leading=13.5, spaceBefore=8, spaceAfter=3)

GRID = TableStyle([
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.6, GREY),
    ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
])


def register(fonts):
    pdfmetrics.registerFont(TTFont("DebriefSans", f"{fonts}/DebriefSans-Regular.ttf"))


def ansi(character):
    try:
        character.encode("cp1252")
        return True
    except UnicodeEncodeError:
        return False


def markup(text):
    """Escaped text; runs outside WinAnsi in the embedded font, as our renderer does it."""
    out, run, plain = [], [], True
    for character in text:
        if ansi(character) != plain:
            out.append((plain, "".join(run)))
            run, plain = [], not plain
        run.append(character)
    out.append((plain, "".join(run)))
    return "".join(
        escape(part) if plain else f'<font name="DebriefSans">{escape(part)}</font>' for plain, part in out if part
    )


def clock(ms):
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"


def seconds(ms):
    return f"{ms / 1000:.1f} s"


class Drawing(Flowable):
    """Waveform, silences and fillers, and three curves under it."""

    def __init__(self, content):
        super().__init__()
        self.content = content
        self.width, self.height = 499, 290

    def wrap(self, *_):
        return self.width, self.height

    def draw(self):
        canvas, acoustics = self.canv, self.content["acoustics"]
        delivery = self.content["answer"]["delivery"]
        total = acoustics["durationMs"]
        x = lambda ms: 34 + 465 * ms / total
        canvas.setFillColor(colors.Color(0.9, 0.905, 0.91))
        for pause in delivery["pauses"]["items"]:
            canvas.rect(x(pause["startMs"]), 220, max(x(pause["endMs"]) - x(pause["startMs"]), 0.3), 48, stroke=0, fill=1)
        canvas.setFillColor(STEEL)
        bins = acoustics["waveform"]
        for bar in range(240):
            peak = max(bins[bar * len(bins) // 240:(bar + 1) * len(bins) // 240] or [0])
            half = max(24 * peak / 100, 0.3)
            canvas.rect(34 + bar * 465 / 240, 244 - half, 465 / 240 - 0.6, 2 * half, stroke=0, fill=1)
        canvas.setStrokeColor(ORANGE)
        for filler in delivery["fillers"]["items"]:
            if "startMs" in filler:
                canvas.line(x(filler["startMs"]), 220, x(filler["startMs"]), 268)
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(GREY)
        for tick in range(0, total, 10000):
            canvas.drawCentredString(x(tick), 202, clock(tick))
        curves = [
            ([((p["startMs"] + p["endMs"]) / 2, p["wordsPerMinute"]) for p in delivery["paceCurve"]], 0, 200),
            ([(i * 100, v) for i, v in enumerate(acoustics["levelsDb"])], -60, 0),
            ([(i * 100, v) for i, v in enumerate(acoustics["pitch"]["curveHz"]) if v > 0], 70, 200),
        ]
        canvas.setStrokeColor(BLUE)
        for index, (points, low, high) in enumerate(curves):
            base = 140 - 64 * index
            path = canvas.beginPath()
            for number, (ms, value) in enumerate(points):
                y = base + 44 * min(max((value - low) / (high - low), 0), 1)
                (path.moveTo if number == 0 else path.lineTo)(x(ms), y)
            canvas.drawPath(path)


def table(head, rows, widths):
    cells = [[Paragraph(f"<b>{title}</b>", ASIDE) for title in head]]
    cells += [[Paragraph(cell, SMALL) for cell in row] for row in rows]
    return Table(cells, colWidths=[499 * share / sum(widths) for share in widths], style=GRID, repeatRows=1)


def transcript(answer):
    """The transcript in paragraphs of about 40 words with its fillers marked."""
    text = answer["transcript"]["text"]
    marks = sorted((f["range"]["start"], f["range"]["end"]) for f in answer["delivery"]["fillers"]["items"] if "range" in f)
    out, at = [], 0
    for start, end in marks:
        out.append(markup(text[at:start]))
        out.append(f'<font color="#c25400"><b><u>{markup(text[start:end])}</u></b></font>')
        at = end
    out.append(markup(text[at:]))
    words, paragraphs = "".join(out).split(". "), []
    for start in range(0, len(words), 2):
        paragraphs.append(". ".join(words[start:start + 2]) + ("." if start + 2 < len(words) else ""))
    return paragraphs


def story(content):
    answer = content["answer"]
    evaluation, delivery = answer["evaluation"], answer["delivery"]
    flow = [
        Paragraph(markup(answer["candidate"]), TITLE), Paragraph(markup(f"Answer {answer['id']}"), ASIDE),
        Paragraph(f"<b>{markup(answer['question']['text'])}</b>", BODY),
        Paragraph(f"<b>{evaluation['score']}</b> of 100, range {evaluation['range'][0]}–{evaluation['range'][1]}", BODY),
        Paragraph(markup(evaluation["nextDrill"]["title"] + ": " + evaluation["nextDrill"]["reason"]), BODY),
    ]
    flow += [Paragraph(f"{number}. {markup(step)}", BODY) for number, step in enumerate(evaluation["nextDrill"]["steps"], 1)]
    for title, key in [("Keep", "strengths"), ("Change", "improvements")]:
        flow.append(Paragraph(title, SUB))
        for remark in evaluation[key]:
            flow.append(Paragraph(markup(remark["text"]), BODY))
            flow += [Paragraph(f"<i>“{markup(e['quote'])}”</i> ({clock(e.get('startMs', 0))})", SMALL) for e in remark["evidence"]]
    flow += [Paragraph("Timeline", SECTION), Drawing(content), Paragraph("Delivery in numbers", SECTION)]
    pauses, fillers = delivery["pauses"], delivery["fillers"]
    numbers = [
        ("Words", delivery["wordCount"]), ("Words a minute", round(delivery["wordsPerMinute"])),
        ("Syllables a second", delivery["syllablesPerSecond"]), ("Silence before the first word", seconds(pauses["startLatencyMs"])),
        ("Pauses", f"{pauses['count']} ({seconds(pauses['totalMs'])})"), ("Long pauses", pauses["longCount"]),
        ("Pauses inside a clause", sum(p["place"] == "midClause" for p in pauses["items"])),
        ("Pitch, median", f"{delivery['pitch']['medianHz']} Hz"), ("Pitch variation", f"{delivery['pitch']['spreadSemitones']} semitones"),
        ("Loudness", f"{delivery['loudness']['lufs']} LUFS"), ("Loudness variation", f"{delivery['loudness']['spreadDb']} dB"),
        ("Fillers", fillers["total"]), ("Fillers per 100 words", f"{fillers['per100Words']:.1f}"),
        ("Fillers a minute", f"{fillers['perMinute']:.1f}"), ("Hedges", len(delivery["hedges"])),
        ("Repetitions and restarts", len(delivery["repetitions"])), ("Fluency", f"{delivery['fluency']['score']} of 100"),
        ("Confidence of delivery", f"{delivery['confidence']['score']} of 100"),
    ]
    hint = "Two to six in ordinary speech; listeners mind them only when they notice them"
    flow.append(table(["Measure", "Yours", "What is usual, as a hint"], [(n, f"<b>{v}</b>", hint) for n, v in numbers], [27, 17, 56]))
    flow.append(Paragraph("Fillers", SECTION))
    rows = []
    for word, count in sorted(fillers["byWord"].items(), key=lambda pair: -pair[1]):
        items = [item for item in fillers["items"] if item["text"] == word]
        rows.append((f"<b>{markup(word)}</b>", str(count), items[0]["source"], ", ".join(clock(i.get("startMs", 0)) for i in items)))
    flow.append(table(["Filler", "Count", "Found in", "When"], rows, [18, 8, 20, 54]))
    flow.append(Paragraph("Transcript", SECTION))
    flow += [Paragraph(paragraph, BODY) for paragraph in transcript(answer)]
    flow.append(Paragraph("Rubric", SECTION))
    for criterion in evaluation["criteria"]:
        flow.append(Paragraph(markup(f"{criterion['title']} · {criterion['score']} of 100"), SUB))
        rows = []
        for item in criterion["items"]:
            quotes = "<br/>".join(f"<i>“{markup(e['quote'])}”</i> ({clock(e.get('startMs', 0))})" for e in item["evidence"])
            rows.append((markup(item["text"]), f"<b>{item['met']}</b>", quotes + " " + markup(item["comment"])))
        flow.append(table(["Item", "Met", "What shows it"], rows, [36, 12, 52]))
    economy = evaluation["economy"]
    flow.append(Paragraph("Answer economy", SECTION))
    rows = [(p["name"], seconds(p["durationMs"]), str(p["words"]), clock(p["startMs"]), "What you did yourself") for p in economy["parts"]]
    flow.append(table(["Part", "Takes", "Words", "Starts", "What it is"], rows, [15, 14, 9, 10, 52]))
    rows = [(f"<i>“{markup(c['text'])}”</i>", c["reason"], clock(c["startMs"]), seconds(c["endMs"] - c["startMs"])) for c in economy["cuts"]]
    flow.append(table(["Words", "Why", "When", "Saves"], rows, [46, 30, 12, 12]))
    flow += [Paragraph("An example answer", SUB), Paragraph(markup(evaluation["exampleAnswer"]), BODY)]
    flow += [Paragraph("Audio check", SECTION)]
    rows = [(i["code"], clock(i.get("startMs", 0)), markup(i["detail"])) for i in answer["quality"]["issues"]]
    flow.append(table(["Found", "Where", "What it is and what to do"], rows, [20, 16, 64]))
    for appendix in content["appendices"]:
        flow.append(Paragraph("Appendix: " + markup(appendix["title"]), SECTION))
        flow += [Paragraph(markup(line), BODY) for line in appendix["text"].splitlines() if line.strip()]
    flow.append(Paragraph("How this report was made", SECTION))
    rows = [
        (f"<b>{p['stage']}</b>", p.get("engine", "–"), p.get("model", "–"), f"{p['durationMs']} ms", "reused" if p["reused"] else "new", p["fingerprint"][:12])
        for p in answer["provenance"]
    ]
    flow.append(table(["Stage", "Engine", "Model", "Took", "Result", "Fingerprint"], rows, [16, 19, 25, 12, 14, 20]))
    return flow + [Spacer(1, 6)]


def furniture(content):
    def draw(canvas, document):
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(GREY)
        canvas.drawString(48, 34, f"Debrief {content['version']} · {content['answer']['id']}")
        canvas.drawRightString(A4[0] - 48, 34, f"Page {document.page}")
    return draw


def render(content):
    file = io.BytesIO()
    document = SimpleDocTemplate(file, pagesize=A4, leftMargin=48, rightMargin=48, topMargin=58, bottomMargin=58, title="Interview debrief", invariant=1)
    draw = furniture(content)
    document.build(story(content), onFirstPage=draw, onLaterPages=draw)
    return file.getvalue()
