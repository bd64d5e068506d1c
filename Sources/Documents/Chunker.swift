/// A piece of a document that is searched and quoted as a whole.
package struct DocumentChunk: Sendable, Hashable, Codable {
    /// The headings above it, outermost first, with › between them.
    package var heading: String
    /// The page where it begins.
    package var page: Int
    /// Its sentences.
    package var text: String

    /// A chunk.
    package init(heading: String, page: Int, text: String) {
        self.heading = heading
        self.page = page
        self.text = text
    }
}

/// Cuts a document into chunks: never across a heading, never within a sentence unless one alone is too long.
package struct Chunker: Sendable, Hashable {
    /// Characters a chunk aims at.
    package var target: Int
    /// Characters of the last sentences that the next chunk begins with, so that what a sentence refers to stands with it.
    package var overlap: Int

    /// A cutter; a chunk of 900 characters is about 200 tokens, which the companion's model reads whole.
    package init(target: Int = 900, overlap: Int = 150) {
        self.target = max(100, target)
        self.overlap = max(0, min(overlap, target / 3))
    }

    /// The chunks of a document in its order.
    package func chunks(of document: DocumentText) -> [DocumentChunk] {
        var chunks: [DocumentChunk] = []
        var (path, body) = ([(level: Int, title: String)](), [(text: String, page: Int)]())
        func end() {
            chunks += cut(body, under: path.map(\.title).joined(separator: " › "))
            body = []
        }
        for line in document.lines {
            if let level = Self.level(line, in: document.kind) {
                end()
                path.removeAll { $0.level >= level }
                path.append((level, String(line.text.prefix(160))))
            } else {
                body.append((line.isPoint ? "• \(line.text)" : line.text, line.page))
                // Lines of a PDF run on; elsewhere a line is a paragraph and its end may end a sentence without a mark.
                if document.kind != .pdf, document.kind != .text, !Self.ends(line.text) {
                    body[body.count - 1].text += "\u{2029}"
                }
            }
        }
        end()
        return chunks
    }

    /// A text in two halves, cut at the end of the sentence that is nearest to the middle; one part when there is no such end.
    ///
    /// A vector of a whole passage drowns what one sentence of it says. The mean of the vectors of its halves, each under the heading,
    /// finds more (Knowledge.md has the figures) and takes no more room.
    package static func halves(of text: String) -> [String] {
        let words = text.split(separator: " ")
        let middle = words.reduce(0) { $0 + $1.count + 1 } / 2
        var (best, at, length) = (Int.max, 0, 0)
        for (index, word) in words.enumerated() {
            let isBetween = index > 0 && (word.hasPrefix("•") || ends(words[index - 1]))
            if isBetween, abs(length - middle) < best { (best, at) = (abs(length - middle), index) }
            length += word.count + 1
        }
        guard at > 0 else { return [text] }
        return [words[..<at].joined(separator: " "), words[at...].joined(separator: " ")]
    }

    /// The level of a line that is a heading; nil for other lines.
    static func level(_ line: DocumentText.Line, in kind: DocumentText.Kind) -> Int? {
        if let level = line.heading { return level }
        guard kind == .pdf || kind == .text, !line.isPoint, line.text.count <= 100, let last = line.text.last,
            !".,;:".contains(last), line.text.contains(where: \.isLetter)
        else { return nil }
        let words = line.text.split(separator: " ")
        if let first = words.first,
            ["chapter", "kapitel", "chapitre", "capítulo", "part"].contains(first.lowercased()),
            words.count > 1, words[1].contains(where: \.isNumber) || words[1].allSatisfy({ "IVXLC".contains($0) })
        {
            return 1
        }
        // "2.3 Title": as deep as its number.
        if let first = words.first, words.count > 1, words.count <= 12, first.contains("."),
            first.allSatisfy({ $0.isNumber || $0 == "." }),
            words[1].first?.isUppercase == true, line.isAfterGap || line.size > 1.05
        {
            return min(6, 1 + first.split(separator: ".").count)
        }
        if line.size >= 1.6 { return 1 }
        if line.size >= 1.15, line.isAfterGap || line.size >= 1.3 { return 2 }
        return nil
    }

    private func cut(_ lines: [(text: String, page: Int)], under heading: String) -> [DocumentChunk] {
        let sentences = sentences(lines)
        var (chunks, current, length) = ([DocumentChunk](), [(text: String, page: Int)](), 0)
        func end() {
            guard let first = current.first else { return }
            chunks.append(
                DocumentChunk(heading: heading, page: first.page, text: current.map(\.text).joined(separator: " "))
            )
        }
        for sentence in sentences {
            if length > 0, length + sentence.text.count > target {
                end()
                var (kept, size) = ([(text: String, page: Int)](), 0)
                while let last = current.popLast(), size + last.text.count <= overlap {
                    kept.insert(last, at: 0)
                    size += last.text.count
                }
                (current, length) = (kept, size)
            }
            current.append(sentence)
            length += sentence.text.count + 1
        }
        end()
        return chunks
    }

    /// The sentences of some lines, each with the page where it begins; one longer than a chunk is cut at a space.
    private func sentences(_ lines: [(text: String, page: Int)]) -> [(text: String, page: Int)] {
        var (found, current, page) = ([(text: String, page: Int)](), "", 1)
        func end() {
            var rest = Letters.plain(current)[...]
            while rest.count > target {
                let head = rest.prefix(target)
                let at = head.lastIndex(of: " ") ?? head.endIndex
                found.append((String(rest[..<at]), page))
                rest = rest[at...].drop { $0 == " " }
            }
            if !rest.isEmpty { found.append((String(rest), page)) }
            current = ""
        }
        for line in lines {
            let words = line.text.split(whereSeparator: { $0 == " " })
            if line.text.hasPrefix("• ") { end() }
            for word in words {
                if current.isEmpty { page = line.page } else { current += " " }
                current += word
                if Self.ends(word) || word.hasSuffix("\u{2029}") { end() }
            }
        }
        end()
        return found
    }

    private static let short: Set<String> = [
        "e.g.", "i.e.", "etc.", "dr.", "mr.", "mrs.", "ms.", "fig.", "vs.", "no.", "cf.", "al.", "z.b.", "d.h.",
    ]

    private static func ends(_ word: some StringProtocol) -> Bool {
        guard let last = word.last(where: { !"\"'”’)»".contains($0) }), ".!?。！？".contains(last) else { return false }
        let letters = word.filter(\.isLetter)
        return !(short.contains(word.lowercased()) || letters.count == 1 && letters.first?.isUppercase == true)
    }
}

/// Lists of results brought into one order.
package enum Ranking {
    /// The share of the vectors in a combined score; the rest is the words'. Chosen on questions apart from those it is judged by.
    package static let vectorShare = 0.8
    /// The least distance between the best and the last cosine that is stretched to 1: smaller ones are chance.
    private static let leastSpan = 0.1

    /// A convex combination of normalised scores (Bruch, Gai and Ingber 2023): cosines from the last of the list, 0, to the best, 1;
    /// scores of words from 0 to the best, 1. What a list does not have gets 0 from it.
    ///
    /// - Parameters:
    ///   - cosines: what is near by its vector, best first.
    ///   - words: what has the words, best first, with scores above 0.
    /// - Returns: items with their sums, best first; equal sums in the order of the items.
    package static func combined<Item: Hashable & Comparable>(
        cosines: [(item: Item, score: Double)],
        words: [(item: Item, score: Double)]
    ) -> [(item: Item, score: Double)] {
        var scores: [Item: Double] = [:]
        let share = cosines.isEmpty ? 0 : words.isEmpty ? 1 : vectorShare
        if let best = cosines.first?.score, let last = cosines.last?.score {
            let span = max(best - last, leastSpan)
            for (item, score) in cosines { scores[item, default: 0] += share * (1 - (best - score) / span) }
        }
        if let best = words.first?.score, best > 0 {
            for (item, score) in words { scores[item, default: 0] += (1 - share) * score / best }
        }
        return scores.map { (item: $0.key, score: $0.value) }.sorted { ($1.score, $0.item) < ($0.score, $1.item) }
    }

    /// The words of a question that are worth searching for, at most 24, in small letters.
    package static func words(of question: String) -> [String] {
        var seen: Set<String> = []
        var words = SkillList.tokens(question).map(\.folded).filter { !common.contains($0) && seen.insert($0).inserted }
        if words.isEmpty { words = SkillList.tokens(question).map(\.folded) }
        return Array(words.prefix(24))
    }

    /// Words that are not searched for.
    static let common: Set<String> = [
        "a", "an", "the", "is", "are", "was", "were", "be", "do", "does", "did", "can", "could", "should", "would",
        "will", "what", "which",
        "who", "how", "why", "when", "where", "in", "on", "of", "to", "for", "and", "or", "with", "by", "from", "at",
        "as", "it", "its", "this",
        "that", "these", "those", "i", "you", "we", "they", "my", "your", "me", "there", "if", "than", "then", "so",
        "not", "about", "into",
        "has", "have", "had", "between", "one", "any", "some",
    ]
}
