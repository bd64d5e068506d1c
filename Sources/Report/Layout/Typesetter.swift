/// Breaks text into lines. Words are never hyphenated, so copied text keeps them; only a word longer than a whole line is
/// broken, between characters. Linear in the length of the text.
struct Typesetter: ~Copyable {
    private struct Piece {
        var font: Int
        var style: TextStyle
        var scalars: [Unicode.Scalar] = []
        var width = 0.0
        var remark: PageRemark = []
        var level: UInt8 = 0

        /// The text as the font's encoding has it, in the order it is drawn in. From right to left a mark comes before its letter: fonts
        /// for such scripts draw it over what follows to the right.
        var bytes: [UInt8] {
            let scalars = level % 2 == 1 ? scalars.reversed() : scalars
            if font <= Face.oblique.rawValue { return scalars.map { WinAnsi.byte($0) ?? UInt8(ascii: "?") } }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            return Array(String(text).utf8)
        }
    }

    private let limit: Double
    private var lines: [Line] = []
    private var line = Line()
    private var word: [Piece] = []
    private var wordWidth = 0.0
    private var space: TextStyle?
    private var leading = 0.0
    private var lastWasReturn = false
    private var last: Unicode.Scalar?
    /// Marks and other characters without a width that came one after the other. A line may not hold any number of them: libharu
    /// takes strings of 32,767 bytes.
    private var marks = 0
    private static let mostMarks = 8
    private var preferred: Int?
    /// The level of what is taken, of its paragraph, and of the space before the coming word.
    private var level: UInt8 = 0
    private var base: UInt8 = 0
    private var spaceLevel: UInt8 = 0

    /// Columns have an edge to the right; wider lines than any page are labels, which their drawing places.
    private static let widest = 1_000.0

    private init(limit: Double) { self.limit = limit }

    /// The lines of some runs, none wider than `width`; at least one, even for empty text.
    static func lines(_ runs: [TextRun], width: Double, on canvas: inout Canvas) -> [Line] {
        var setter = Typesetter(limit: max(width, 12))
        if let text = ScriptText(runs) {
            for (run, items) in zip(runs, text.runs) { setter.take(items, run.style, on: &canvas) }
        } else {
            for run in runs { setter.take(run, on: &canvas) }
        }
        setter.endWord(on: &canvas)
        setter.endLine(runs.last?.style ?? .body)
        return setter.lines
    }

    private mutating func take(_ run: TextRun, on canvas: inout Canvas) {
        var codes: [Unicode.Scalar] = []
        begin(run.style)
        for scalar in run.text.unicodeScalars { take(scalar, run.style, &codes, on: &canvas) }
        flush(&codes, run.style, on: &canvas)
    }

    private mutating func take(_ items: [ScriptText.Item], _ style: TextStyle, on canvas: inout Canvas) {
        var codes: [Unicode.Scalar] = []
        begin(style)
        for item in items {
            level = item.level
            base = item.base
            let isDrawn =
                item.letters.isEmpty || canvas.font(for: item.scalar, face: style.face, preferred: preferred) != nil
            // A form that no font has is drawn as the letters it stands for, which the foot of the page tells.
            for scalar in isDrawn ? [item.scalar] : item.letters {
                take(level % 2 == 1 ? BidiMirror.of(scalar) : scalar, style, &codes, on: &canvas)
            }
        }
        flush(&codes, style, on: &canvas)
        level = 0
    }

    private mutating func begin(_ style: TextStyle) {
        leading = max(leading, style.leading)
        preferred = nil
        last = nil
    }

    private mutating func take(
        _ scalar: Unicode.Scalar,
        _ style: TextStyle,
        _ codes: inout [Unicode.Scalar],
        on canvas: inout Canvas
    ) {
        var scalar = scalar
        let role = TextCleaner.role(scalar)
        if role == .combining, let before = last, codes.isEmpty, let whole = TextCleaner.composed(before, scalar) {
            unput(on: &canvas)
            scalar = whole
        }
        if role != .invisible { last = scalar }
        if role == .combining {
            marks += 1
            guard marks <= Self.mostMarks else { return }
        }
        switch role {
        case .invisible: return
        case .space:
            flush(&codes, style, on: &canvas)
            preferred = nil
            endWord(on: &canvas)
            space = style
            spaceLevel = level
        case .newline:
            flush(&codes, style, on: &canvas)
            preferred = nil
            endWord(on: &canvas)
            if !(scalar == "\n" && lastWasReturn) { endLine(style) }
        case .combining, .letter, .ideograph:
            if role == .ideograph { endWord(on: &canvas) }
            guard let font = canvas.font(for: scalar, face: style.face, preferred: preferred) else {
                codes.append(scalar)
                break
            }
            flush(&codes, style, on: &canvas)
            if font > Face.oblique.rawValue { preferred = font }
            put(scalar, font: font, style: style, on: &canvas)
            if role == .ideograph { endWord(on: &canvas) }
        }
        lastWasReturn = scalar == "\r"
    }

    private mutating func put(_ scalar: Unicode.Scalar, font: Int, style: TextStyle, on canvas: inout Canvas) {
        let width = canvas.width(of: scalar, font: font) * style.size / 1000
        if width > 0 {
            marks = 0
        } else if TextCleaner.role(scalar) != .combining {
            marks += 1
            guard marks <= Self.mostMarks else { return }
        }
        if word.last?.font != font || word.last?.style != style || word.last?.level != level {
            word.append(Piece(font: font, style: style, level: level))
        }
        let last = word.count - 1
        word[last].scalars.append(scalar)
        word[last].width += width
        if TextCleaner.needsShaping(scalar.value) { word[last].remark.insert(.unshaped) }
        wordWidth += width
    }

    /// Takes the last letter back, because it and the mark after it are one composed letter.
    private mutating func unput(on canvas: inout Canvas) {
        guard let last = word.indices.last, let scalar = word[last].scalars.popLast() else { return }
        let width = canvas.width(of: scalar, font: word[last].font) * word[last].style.size / 1000
        word[last].width -= width
        wordWidth -= width
        if word[last].scalars.isEmpty { word.removeLast() }
    }

    /// Writes characters no font has as one boxed code: up to three code points, then how many more.
    private mutating func flush(_ codes: inout [Unicode.Scalar], _ style: TextStyle, on canvas: inout Canvas) {
        guard !codes.isEmpty else { return }
        var text = codes.prefix(3).map { "U+" + Figures.hex($0.value) }.joined(separator: "\u{A0}")
        if codes.count > 3 { text += "\u{A0}+\(codes.count - 3)" }
        codes.removeAll()
        var boxed = style
        boxed.mark = .boxed
        boxed.face = .regular
        boxed.size = style.size * 0.8
        if !word.isEmpty { endWord(on: &canvas) }
        // A code is Latin, whatever it stands for.
        let around = level
        level = (level + 1) / 2 * 2
        for scalar in text.unicodeScalars {
            put(scalar == "\u{A0}" ? " " : scalar, font: Face.regular.rawValue, style: boxed, on: &canvas)
        }
        level = around
        for index in word.indices {
            word[index].remark.insert(.replaced)
            word[index].width += 2 * TextStyle.boxPadding
            wordWidth += 2 * TextStyle.boxPadding
        }
        endWord(on: &canvas)
    }

    private mutating func endWord(on canvas: inout Canvas) {
        guard !word.isEmpty else { return }
        defer {
            word.removeAll(keepingCapacity: true)
            wordWidth = 0
        }
        let gap = gap(on: &canvas)
        // A word longer than a line starts where it stands if a fair part of it fits there.
        let wanted = wordWidth <= limit ? wordWidth : limit / 4
        if line.width + (gap?.width ?? 0) + wanted > limit, !line.fragments.isEmpty {
            endLine(nil)
        } else if let gap {
            append(gap)
        }
        space = nil
        if wordWidth <= limit {
            for piece in word { append(piece) }
        } else {
            breakWord(on: &canvas)
        }
    }

    /// The space before the coming word, on the side that has no mark, so that lines under words end with them. It is set
    /// in the font of that side, unless that font has no space.
    private func gap(on canvas: inout Canvas) -> Piece? {
        guard var style = space, let last = line.fragments.last, let next = word.first else { return nil }
        let own = canvas.font(for: " ", face: style.face, preferred: nil) ?? style.face.rawValue
        var font = own
        if last.style.mark == .none || (last.style == next.style && last.style.mark != .boxed) {
            style = last.style
            font = last.font
        } else if next.style.mark == .none {
            style = next.style
            font = next.font
        } else {
            style.mark = .none
        }
        if !canvas.fonts[font].hasGlyph(for: " ") { font = own }
        return Piece(
            font: font,
            style: style,
            scalars: [" "],
            width: canvas.width(of: " ", font: font) * style.size / 1000,
            level: spaceLevel
        )
    }

    private mutating func append(_ piece: Piece) {
        if let index = line.fragments.indices.last, line.fragments[index].font == piece.font,
            line.fragments[index].style == piece.style, line.fragments[index].level == piece.level
        {
            let place = piece.level % 2 == 1 ? 0 : line.fragments[index].bytes.count
            line.fragments[index].bytes.insert(contentsOf: piece.bytes, at: place)
            line.fragments[index].width += piece.width
            line.fragments[index].remark.formUnion(piece.remark)
        } else {
            line.fragments.append(
                Line.Fragment(
                    x: line.width,
                    width: piece.width,
                    font: piece.font,
                    style: piece.style,
                    bytes: piece.bytes,
                    remark: piece.remark,
                    level: piece.level
                )
            )
        }
        line.width += piece.width
    }

    /// Sets a word wider than a line, character by character.
    private mutating func breakWord(on canvas: inout Canvas) {
        for piece in word {
            for scalar in piece.scalars {
                let width = canvas.width(of: scalar, font: piece.font) * piece.style.size / 1000
                if line.width + width > limit, !line.fragments.isEmpty { endLine(nil) }
                var single = piece
                single.scalars = [scalar]
                single.width = width
                append(single)
            }
        }
    }

    /// Ends the line; `style` gives an empty one its height.
    private mutating func endLine(_ style: TextStyle?) {
        line.leading = line.fragments.map(\.style.leading).max() ?? style?.leading ?? 11
        line.leading = max(line.leading, leading)
        line.size = line.fragments.map(\.style.size).max() ?? style?.size ?? 8
        line.reorder()
        if base == 1, limit < Self.widest { line.indent = max(0, limit - line.width) }
        lines.append(line)
        line = Line()
        space = nil
    }
}
