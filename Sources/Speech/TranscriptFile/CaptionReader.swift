import Core
import Model

/// Turns captions into a transcript: without markup, names of speakers and described sounds, each word once however the captions roll. The
/// words of a caption share its time by their length, so word times are approximate.
struct CaptionReader {
    private struct Line {
        var span: TimeSpan
        var rows: [String]

        var text: String { rows.joined(separator: " ") }
    }

    /// The transcript of some captions, in whatever order they come.
    static func transcript(_ cues: [CaptionCue], language: String) -> Transcript {
        let inOrder = cues.enumerated().sorted {
            ($0.element.span.startMs, $0.offset) < ($1.element.span.startMs, $1.offset)
        }.map(\.element)
        let isMarked = inOrder.contains { $0.lines.contains { $0.contains("<c>") || $0.contains("<c.") } }
        let plain = inOrder.map { Line(span: $0.span, rows: $0.lines.map(CaptionMarkup.plain).filter { !$0.isEmpty }) }
        let labels = SpeakerLabels(plain.map { $0.rows.first ?? "" } + plain.flatMap { $0.rows.dropFirst() })
        var lines = plain.map { line in
            let rows = line.rows.map(labels.removed)
            if SoundMarks.removed(from: rows.joined(separator: " "), isWhole: true).isEmpty {
                return Line(span: line.span, rows: [])
            }
            return Line(
                span: line.span,
                rows: rows.map { SoundMarks.removed(from: $0).trimmed }.filter { !$0.isEmpty }
            )
        }
        lines.removeAll { $0.rows.isEmpty }
        lines = CaptionRolling.once(lines.map { ($0.span, $0.rows) }, isMarked: isMarked)
            .map { Line(span: $0.span, rows: $0.rows) }
        clip(&lines)
        let spoken = lines.map { ($0.text, words($0.text, over: $0.span)) }.filter { !$0.1.isEmpty }
        return TranscriptFile.supplied(
            spoken.map(\.0).joined(separator: " "),
            language: language,
            wordTimes: .approximate,
            words: spoken.flatMap(\.1)
        )
    }

    /// A caption that is still shown when the next begins was spoken before it.
    private static func clip(_ lines: inout [Line]) {
        for index in lines.indices.dropLast() {
            let next = lines[index + 1].span.startMs
            if lines[index].span.endMs > next, next > lines[index].span.startMs {
                lines[index].span.endMs = next
            }
        }
    }

    /// The words of a text, a span shared among them by length.
    static func words(_ text: String, over span: TimeSpan) -> [Transcript.Word] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init).filter {
            !TextTokens($0).tokens.isEmpty
        }
        return zip(words, WordAlignment.shares(span, words)).map {
            Transcript.Word(text: $0, startMs: $1.startMs, endMs: $1.endMs)
        }
    }
}

/// One caption: when it is shown, and its lines as they stand in the file.
struct CaptionCue {
    /// When it is shown.
    var span: TimeSpan
    /// Its lines.
    var lines: [String] = []
}

/// Reads the captions of WebVTT, SubRip and SubViewer (.sbv) text.
struct CaptionCues {
    /// Whether it is WebVTT, which has a header and blocks that are no captions.
    var isWebVTT: Bool

    /// The captions in the order of the file.
    /// - Throws: `transcribe.invalid_transcript`, naming the line that is neither a caption nor part of one.
    func cues(_ lines: [String]) throws(SpeechError) -> [CaptionCue] {
        var cues: [CaptionCue] = []
        var open: CaptionCue?
        var isSkipping = isWebVTT
        for (index, line) in lines.enumerated() {
            // WebVTT ends a cue at an empty line only; hands that write SubRip leave spaces.
            let isBlank = isWebVTT && open != nil ? line.isEmpty : line.allSatisfy(\.isWhitespace)
            if isBlank {
                if let cue = open { cues.append(cue) }
                open = nil
                isSkipping = false
            } else if let span = try timing(line, at: index, isInside: open != nil) {
                // A cue may follow without a blank line; its number then is no text.
                if var cue = open {
                    if let last = cue.lines.last, last.allSatisfy(\.isNumber) { cue.lines.removeLast() }
                    cues.append(cue)
                }
                open = CaptionCue(span: span)
                isSkipping = false
            } else if open != nil {
                open?.lines.append(line)
            } else if !isSkipping {
                isSkipping = try isOutside(line, at: index, lines)
            }
        }
        if let cue = open { cues.append(cue) }
        return cues
    }

    /// The span of a line of times; nil when the line is text, in which an arrow may stand too.
    private func timing(_ line: String, at index: Int, isInside: Bool) throws(SpeechError) -> TimeSpan? {
        if let span = CaptionTime.timing(line) ?? CaptionTime.commaTiming(line) { return span }
        guard line.contains("-->"), CaptionTime.looksLikeTiming(line) || !isInside else { return nil }
        throw TranscriptFile.invalid(
            index + 1,
            "\"\(line.prefix(60))\" is no time span such as 00:00:01.000 --> 00:00:02.500"
        )
    }

    /// Judges a line before a cue's time: the start of a block to pass over, or a cue's number or name. Anything else is a mistake worth telling.
    private func isOutside(_ line: String, at index: Int, _ lines: [String]) throws(SpeechError) -> Bool {
        let next = index + 1 < lines.count ? lines[index + 1] : ""
        if next.contains("-->") || CaptionTime.commaTiming(next) != nil { return false }
        if isWebVTT, ["NOTE", "STYLE", "REGION"].contains(where: line.hasPrefix) { return true }
        throw TranscriptFile.invalid(
            index + 1,
            "\"\(line.prefix(60))\" stands outside a caption; a time span is expected before it"
        )
    }
}

/// The times of captions, in the spellings of WebVTT, SubRip, SubViewer and speech engines' terminal output.
enum CaptionTime {
    /// The span of a line such as `00:01.000 --> 00:02.500 align:start`; nil when it is no such line or ends before it starts. A setting
    /// may follow the second time without a blank, as browsers allow.
    static func timing(_ line: String) -> TimeSpan? {
        guard let arrow = line.firstRange(of: "-->") else { return nil }
        let before = line[..<arrow.lowerBound].trimmed
        let after = line[arrow.upperBound...].drop(while: \.isWhitespace)
        let time = after.prefix { ("0"..."9").contains($0) || $0 == ":" || $0 == "." || $0 == "," }
        let rest = after[time.endIndex...]
        guard rest.first.map({ $0.isWhitespace || $0.isLetter }) ?? true,
            let start = milliseconds(before), let end = milliseconds(String(time)), end >= start
        else { return nil }
        return TimeSpan(startMs: start, endMs: end)
    }

    /// The span of a SubViewer line such as `0:00:00.000,0:00:04.300`; nil when it is none.
    static func commaTiming(_ line: String) -> TimeSpan? {
        let parts = line.trimmed.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.contains(":") }), let start = milliseconds(String(parts[0])),
            let end = milliseconds(String(parts[1])), end >= start
        else { return nil }
        return TimeSpan(startMs: start, endMs: end)
    }

    /// Whether a line with an arrow is meant as a time span: what stands before its arrow is written like a time.
    static func looksLikeTiming(_ line: String) -> Bool {
        guard let arrow = line.firstRange(of: "-->") else { return false }
        let before = line[..<arrow.lowerBound].trimmed
        return before.isEmpty
            || (before.contains { $0 == ":" } && before.allSatisfy { $0.isNumber || ":.,; ".contains($0) })
    }

    /// The milliseconds of `1:02:03.450`, `02:03,450` or `02:03`.
    static func milliseconds(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let last = parts.last else { return nil }
        let seconds = last.split(whereSeparator: { $0 == "." || $0 == "," })
        guard let whole = seconds.first.flatMap(number), whole < 60, seconds.count <= 2,
            let minutes = number(parts[parts.count - 2]),
            minutes < 60 || parts.count == 2
        else { return nil }
        let hours = parts.count == 3 ? number(parts[0]) : 0
        guard let hours, hours <= 24, minutes <= 24 * 60 else { return nil }
        var thousandths = 0
        if seconds.count == 2 {
            guard seconds[1].count <= 9, number(seconds[1]) != nil else { return nil }
            thousandths = number((seconds[1] + "00").prefix(3)) ?? 0
        }
        return ((hours * 60 + minutes) * 60 + whole) * 1_000 + thousandths
    }

    private static func number(_ digits: Substring) -> Int? {
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }
}

/// Takes the markup out of caption text.
enum CaptionMarkup {
    /// Longer than any tag in use; a longer stretch is text with a stray "<".
    private static let longestTag = 200

    /// The text without `<v Ann>`, `<i>`, `<00:00:01.000>`, `{\an8}`, described sounds such as "[Music]" or "(laughs)", and the marks ">>"
    /// and "-" at a change of speakers; its entities decoded, with single spaces.
    static func plain(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "<" || $0 == "{" }) {
            plain += rest[..<open]
            let inside = rest[open...].prefix(longestTag)
            if let end = close(of: inside) {
                rest = rest[inside.index(after: end)...]
            } else {
                plain.append(rest[open])
                rest = rest[rest.index(after: open)...]
            }
        }
        plain += rest
        let decoded = CaptionEntities.decoded(plain)
        let words = decoded.split(whereSeparator: \.isWhitespace)
        let spoken = words.enumerated().filter { index, word in
            !(word.count >= 2 && word.allSatisfy { $0 == ">" }) && !(index == 0 && ["-", "–", "—"].contains(word))
        }
        return spoken.map(\.element).joined(separator: " ")
    }

    /// Where the markup that begins a text ends; nil when it is no markup.
    private static func close(of text: Substring) -> String.Index? {
        guard let second = text.dropFirst().first else { return nil }
        switch text.first {
        case "<":
            // "a < b" is text: a tag begins with a letter, a digit, a slash or a full stop.
            guard second.isLetter || second.isNumber || second == "/" || second == "." else { return nil }
            return text.firstIndex(of: ">")
        case "{": return second == "\\" ? text.firstIndex(of: "}") : nil
        default: return nil
        }
    }
}

/// Decodes HTML character references, as WebVTT and subtitle editors write them.
enum CaptionEntities {
    /// The references that occur in captions: markup, spaces, quotes, dashes, and the letters of Latin-1.
    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ensp": " ", "emsp": " ",
        "thinsp": " ",
        "lrm": "", "rlm": "", "zwj": "", "zwnj": "", "shy": "", "ndash": "–", "mdash": "—", "minus": "−", "hellip": "…",
        "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "laquo": "«", "raquo": "»",
        "bull": "•", "middot": "·", "deg": "°", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "copy": "©",
        "reg": "®",
        "trade": "™", "times": "×", "divide": "÷", "plusmn": "±", "frac12": "½", "frac14": "¼", "frac34": "¾",
        "sect": "§",
        "para": "¶", "iexcl": "¡", "iquest": "¿", "agrave": "à", "aacute": "á", "acirc": "â", "atilde": "ã",
        "auml": "ä",
        "aring": "å", "aelig": "æ", "ccedil": "ç", "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë",
        "igrave": "ì",
        "iacute": "í", "icirc": "î", "iuml": "ï", "eth": "ð", "ntilde": "ñ", "ograve": "ò", "oacute": "ó", "ocirc": "ô",
        "otilde": "õ", "ouml": "ö", "oslash": "ø", "ugrave": "ù", "uacute": "ú", "ucirc": "û", "uuml": "ü",
        "yacute": "ý",
        "thorn": "þ", "yuml": "ÿ", "szlig": "ß", "oelig": "œ", "scaron": "š", "Agrave": "À", "Aacute": "Á",
        "Acirc": "Â",
        "Auml": "Ä", "Aring": "Å", "AElig": "Æ", "Ccedil": "Ç", "Egrave": "È", "Eacute": "É", "Ecirc": "Ê",
        "Ntilde": "Ñ",
        "Oacute": "Ó", "Ouml": "Ö", "Oslash": "Ø", "Uacute": "Ú", "Uuml": "Ü",
    ]
    private static let longest = 10

    /// The text with each reference decoded once; what is no reference stays.
    static func decoded(_ text: String) -> String {
        guard text.contains("&") else { return text }
        var plain = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            plain += rest[..<start]
            let after = rest[rest.index(after: start)...]
            if let end = after.prefix(longest).firstIndex(of: ";"), let meant = value(after[..<end]) {
                plain += meant
                rest = after[after.index(after: end)...]
            } else {
                plain.append("&")
                rest = after
            }
        }
        return plain + rest
    }

    private static func value(_ name: Substring) -> String? {
        guard name.first == "#" else { return named[String(name)] }
        let digits = name.dropFirst()
        let isHex = digits.first == "x" || digits.first == "X"
        guard let code = UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10), code >= 0x20,
            let scalar = Unicode.Scalar(code)
        else { return nil }
        return String(Character(scalar))
    }
}

/// Gives each word of captions that roll once. Three ways are in use: the last row is shown again above a new one (video sites), a
/// caption is shown again with more words at its end (live captions), and a caption begins with the last words of the one before
/// (windows that slide). A speaker who says a sentence again has it in a caption of its own that is shown as long as it takes: that is none
/// of these.
enum CaptionRolling {
    /// A caption shown no longer than this only moves the rows, in milliseconds.
    private static let stepMs = 100
    /// How much of the previous caption's words is looked at.
    private static let window = 60

    /// The captions with what each adds to those before it.
    ///
    /// - Parameter isMarked: whether the file marks new words, as video sites do with `<c>`.
    static func once(_ cues: [(span: TimeSpan, rows: [String])], isMarked: Bool) -> [(span: TimeSpan, rows: [String])] {
        let words = cues.map { $0.rows.flatMap(tokens) }
        guard isMarked || rolls(cues, words) else { return cues }
        var kept: [(span: TimeSpan, rows: [String])] = []
        var shown: [String] = []
        for (index, cue) in cues.enumerated() {
            let again = overlap(shown, words[index])
            let isWhole = again == words[index].count
            // Said again in full and in its own time: the speaker's own repetition.
            let isOwn = isWhole && cue.span.durationMs > stepMs && cue.rows.count == 1 && !isMarked
            shown = (again == 0 || isOwn ? shown + words[index] : shown + words[index].dropFirst(again)).suffix(window)
            if isOwn || again == 0 {
                kept.append(cue)
            } else if !isWhole {
                kept.append((cue.span, rest(of: cue.rows, behind: again)))
            }
        }
        return kept
    }

    /// Whether enough captions begin with the end of the one before, and go on.
    private static func rolls(_ cues: [(span: TimeSpan, rows: [String])], _ words: [[String]]) -> Bool {
        guard cues.count >= 3 else { return false }
        var (pairs, rolling) = (0, 0)
        for index in 1..<cues.count {
            pairs += 1
            let again = overlap(words[index - 1], words[index])
            let goesOn = (again >= 2 || again == words[index - 1].count && again > 0) && again < words[index].count
            let isStep = again == words[index].count && again > 0 && cues[index].span.durationMs <= stepMs
            let isRow = again > 0 && cues[index].rows.count > 1 && tokens(cues[index].rows[0]).count == again
            if goesOn || isStep || isRow { rolling += 1 }
        }
        return rolling >= 2 && rolling * 2 >= pairs
    }

    /// How many words at the end of some are the first of others.
    private static func overlap(_ before: [String], _ after: [String]) -> Int {
        var length = min(before.count, after.count, 2 * window)
        while length > 0 {
            if before.suffix(length).elementsEqual(after.prefix(length)) { return length }
            length -= 1
        }
        return 0
    }

    private static func rest(of rows: [String], behind count: Int) -> [String] {
        var left = count
        var rest: [String] = []
        for row in rows {
            let parts = row.split(whereSeparator: \.isWhitespace)
            var from = 0
            while from < parts.count, left > 0 {
                left -= tokens(String(parts[from])).count
                from += 1
            }
            let text = parts[from...].joined(separator: " ")
            if !text.isEmpty { rest.append(text) }
        }
        return rest
    }

    private static func tokens(_ row: String) -> [String] { TextTokens(row).tokens.map(\.folded) }
}
