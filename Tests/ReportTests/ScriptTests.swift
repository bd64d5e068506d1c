import Foundation
import Testing

@testable import Report

/// Text that runs from right to left, joins its letters, or moves its vowel signs.
@Suite(.timeLimit(.minutes(2)))
struct ScriptTests {
    /// A text as it is seen from left to right, by the rules alone.
    private func seen(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        let paragraph = BidiParagraph(scalars)
        var places = Array(scalars.indices)
        for level in stride(from: paragraph.levels.max() ?? 0, to: 0, by: -1) {
            var start = 0
            while start < places.count {
                var end = start
                while end < places.count, paragraph.levels[places[end]] >= level { end += 1 }
                if end > start { places[start..<end].reverse() }
                start = end + 1
            }
        }
        var seen = String.UnicodeScalarView()
        for place in places {
            seen.append(paragraph.levels[place] % 2 == 1 ? BidiMirror.of(scalars[place]) : scalars[place])
        }
        return String(seen)
    }

    /// Hebrew letters stand for those that run from right to left: what is seen is what the standard's rules say, worked out by hand.
    @Test(arguments: [
        ("abc", "abc"), ("אבג", "גבא"), ("abc אבג def", "abc גבא def"), ("אבג abc דה", "הד abc גבא"),
        // Numbers keep their order, and the signs inside and beside them stay with them.
        ("אב 12.5 גד", "דג 12.5 בא"), ("אב 1,000 גד", "דג 1,000 בא"), ("אב 40% גד", "דג 40% בא"),
        ("אב $5 גד", "דג $5 בא"),
        ("abc אב 12", "abc 12 בא"), ("12 אב", "בא 12"),
        // Brackets are mirrored with their text, and stay as they are around text of the other direction.
        ("אב (גד) הו", "וה (דג) בא"), ("אב (abc) גד", "דג (abc) בא"), ("abc (אב) def", "abc (בא) def"),
        ("אב <5 גד", "דג 5> בא"),
        // The comma between two words of one direction goes with them; at the end it goes with the paragraph.
        ("abc אב, גד.", "abc דג ,בא."), ("אב, גד.", ".דג ,בא"), ("", ""), ("12 + 3", "12 + 3"),
        // Arabic letters make a European number an Arabic one: its hyphen is no part of it.
        ("ب 1-2 ج", "ج 2-1 ب"), ("א 1-2 ב", "ב 1-2 א"),
    ])
    func `characters are seen in the order the standard says`(text: String, expected: String) {
        #expect(seen(text) == expected)
    }

    @Test(arguments: [
        // sl-am: seen, lam with alef, meem.
        ("سلام", "\u{FEB3}\u{FEFC}\u{FEE1}"),
        // Alone, and at each place of a word.
        ("ب", "\u{FE8F}"), ("بب", "\u{FE91}\u{FE90}"), ("ببب", "\u{FE91}\u{FE92}\u{FE90}"),
        // Letters that join to the right only break the word.
        ("دار", "\u{FEA9}\u{FE8D}\u{FEAD}"), ("باب", "\u{FE91}\u{FE8E}\u{FE8F}"), ("لا", "\u{FEFB}"),
        ("كلأ", "\u{FEDB}\u{FEF8}"),
        // Marks do not part letters; a zero-width non-joiner does.
        ("بَب", "\u{FE91}\u{064E}\u{FE90}"), ("ب\u{200C}ب", "\u{FE8F}\u{200C}\u{FE8F}"), ("بـ", "\u{FE91}\u{0640}"),
        // Persian and Urdu.
        ("پیچ", "\u{FB58}\u{FBFF}\u{FB7B}"), ("گھر", "\u{FB94}\u{FBAD}\u{FEAE}"),
        // Numbers, Latin and Hebrew stay.
        ("a1٣ש ء", "a1٣ש \u{FE80}"),
    ])
    func `Arabic letters take the forms of their places`(text: String, expected: String) {
        let shaped = ArabicForms.shaped(Array(text.unicodeScalars))
        #expect(shaped.map(\.drawn) == Array(expected.unicodeScalars), "\(shaped.map { $0.drawn.value })")
        #expect(shaped.flatMap(\.letters) == Array(text.unicodeScalars))
    }

    @Test func `every letter has all its forms, each once`() {
        var drawn: Set<Unicode.Scalar> = []
        for value in (0x0621...0x06D3 as ClosedRange<UInt32>) {
            guard let letter = Unicode.Scalar(value), letter.properties.generalCategory == .otherLetter else {
                continue
            }
            for text in [[letter], ["ـ", letter], [letter, "ـ"], ["ـ", letter, "ـ"]] as [[Unicode.Scalar]] {
                for (form, letters) in ArabicForms.shaped(text) where letters == [letter] && form != letter {
                    // The standard's own compatibility mapping says which letter a form stands for.
                    let plain = String(Character(form)).precomposedStringWithCompatibilityMapping
                    #expect(plain.unicodeScalars.first == letter, "\(form.value)")
                    drawn.insert(form)
                }
            }
        }
        #expect(drawn.count > 190)
    }

    @Test(arguments: [
        ("कि", [0x093F, 0x0915]), ("ड़ि", [0x093F, 0x0921, 0x093C]),
        ("स्थिति", [0x0938, 0x094D, 0x093F, 0x0925, 0x093F, 0x0924]),
        ("কো", [0x09C7, 0x0995, 0x09BE]), ("கொ", [0x0BC6, 0x0B95, 0x0BBE]), ("ि", [0x093F]), ("का", [0x0915, 0x093E]),
    ])
    func `vowel signs that are drawn before their consonant stand there`(text: String, expected: [UInt32]) throws {
        let scalars = Array(text.decomposedStringWithCanonicalMapping.unicodeScalars)
        let whole = text.unicodeScalars.contains { $0.value == 0x09CB || $0.value == 0x0BCA }
        let items = (whole ? Array(text.unicodeScalars) : scalars).map {
            ScriptText.Item(scalar: $0, level: 0, base: 0)
        }
        #expect(IndicOrder.drawn(items).map(\.scalar.value) == expected)
    }

    /// The text of a report whose transcript is `text`.
    private func paper(_ text: String) throws -> String {
        let content = try #require(SampleContent.full(text: text))
        let pdf = try ReportRenderer(fontFolders: [PDFTests.fonts]).render(content)
        #expect(try Tool.run("qpdf", ["--check", "PDF"], on: pdf).code == 0)
        return try Tool.text(pdf)
    }

    private static let hasFont = FileManager.default.fileExists(
        atPath: "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
    )

    @Test(
        .enabled(if: hasFont),
        arguments: [
            "لقد أصلحت الخادم", "السلام لأن", "قال مُحَمَّد نعم", "זה היה השרת שלנו", "الخادم PostgreSQL كان بطيئا",
            "הבקשה ירדה מ-9 שניות ל-400 מילישניות",
            "قبل (بعد) ذلك", "לפני (אחרי) זה",
        ]
    )
    func `words from right to left come back from paper whole and in order`(text: String) throws {
        let pdf = try paper("before\n" + text + "\nafter")
        // A reader of PDF parts words at marks of direction, hyphens and brackets, each in its own way.
        let parts = { (text: String) in
            text.precomposedStringWithCompatibilityMapping.unicodeScalars.split {
                !$0.properties.isAlphabetic && $0.properties.generalCategory != .nonspacingMark
                    && $0.properties.numericType == nil
            }.map { String(String.UnicodeScalarView($0)) }
        }
        let found = parts(pdf)
        for part in parts(text) { #expect(found.contains(part), "\(part) in \(found.suffix(200))") }
        #expect(!pdf.contains("the HTML page does it"))
    }

    @Test(.enabled(if: hasFont)) func `a paragraph from right to left ends at the right edge, one of Latin does not`()
        throws
    {
        var flow = Flow(try Canvas(shelf: FontShelf(folders: ["/usr/share/fonts/truetype/dejavu"])))
        let hebrew = flow.typeset([TextRun("אב גד", .body)], width: 200)
        #expect(hebrew.count == 1 && abs(hebrew[0].indent + hebrew[0].width - 200) < 0.01)
        #expect(flow.typeset([TextRun("abc אב", .body)], width: 200).map(\.indent) == [0])
        // Pieces stand side by side, each where the one before it ends.
        let mixed = flow.typeset([TextRun("אב abc 12 ", .body), TextRun("גד", .strong)], width: 200)
        var x = 0.0
        for fragment in mixed[0].fragments {
            #expect(abs(fragment.x - x) < 0.01)
            x += fragment.width
        }
        #expect(abs(x - mixed[0].width) < 0.01)
        // The bold word was said last and stands first.
        #expect(mixed[0].fragments.first?.style == .strong)
    }
}
