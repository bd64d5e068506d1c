/// A résumé arranged for one plain column, that programs read as well as people do: who it is, the summary, then every part in the
/// order it had. No word is added, and none is left out but a heading over contact lines, which then stand below the name.
package struct ResumeSheet: Sendable, Hashable {
    /// What a line of it is.
    package enum Kind: Sendable, Hashable {
        /// Running text.
        case paragraph
        /// A point of a list.
        case point
        /// The heading of a part.
        case heading
        /// The first line of a job.
        case role
    }

    /// A line.
    package struct Line: Sendable, Hashable {
        /// What it is.
        package var kind: Kind
        /// Its words.
        package var text: String
    }

    /// The name at the top; nil when the document does not begin with one.
    package let title: String?
    /// The lines below it.
    package private(set) var lines: [Line] = []

    /// Words of an item in a list of skills at most, and characters of a line of contacts.
    private static let (itemWords, contactLength) = (4, 60)

    /// Arranges a document whose lines are those the profile was read from, or other words for them.
    package init(_ document: DocumentText, _ profile: ResumeProfile) {
        title = document.lines.first?.text == profile.name ? profile.name : nil
        let roles = Set(profile.roles.map(\.firstLine))
        var sections = profile.sections
        // A column at the side may have come before the summary.
        if let summary = sections.firstIndex(where: { $0.kind == .summary }) {
            let first = sections.prefix { $0.kind == .contact }.count
            if summary > first { sections.insert(sections.remove(at: summary), at: first) }
        }
        for section in sections {
            let isNamed = !section.title.isEmpty
            var body = Array(document.lines[section.start..<section.end])
            if section.start == 0, title != nil { body.removeFirst() }
            let skipped = section.end - section.start - body.count
            if section.kind == .contact, let row = Self.contacts(isNamed ? Array(body.dropFirst()) : body) {
                lines.append(Line(kind: .paragraph, text: row))
                continue
            }
            var entries = body.enumerated().map { index, line in
                let at = section.start + skipped + index
                let isHeading = isNamed && at == section.start && line.text.count < Self.contactLength
                return Line(
                    kind: isHeading ? .heading : roles.contains(at) ? .role : line.isPoint ? .point : .paragraph,
                    text: line.text
                )
            }
            if section.kind == .summary { entries = Self.flowing(entries) }
            if section.kind == .skills || section.kind == .languages { entries = Self.inRows(entries) }
            lines += entries
        }
    }

    /// Short contact lines in one row; nil when they are no such lines.
    private static func contacts(_ lines: [DocumentText.Line]) -> String? {
        guard (2...6).contains(lines.count), lines.allSatisfy({ $0.text.count <= contactLength && !$0.isPoint }) else {
            return nil
        }
        return lines.map(\.text).joined(separator: " | ")
    }

    /// Lines that go on in the next one, as one.
    private static func flowing(_ entries: [Line]) -> [Line] {
        entries.reduce(into: []) { found, entry in
            if let last = found.last, last.kind == .paragraph, entry.kind == .paragraph, last.text.count > 50,
                let end = last.text.last, !".!?:".contains(end)
            {
                found[found.count - 1].text += " " + entry.text
            } else {
                found.append(entry)
            }
        }
    }

    /// Three items or more that stand one below the other, in one row.
    private static func inRows(_ entries: [Line]) -> [Line] {
        func isItem(_ entry: Line) -> Bool {
            entry.kind != .heading && entry.text.split(separator: " ").count <= itemWords
                && !entry.text.contains { ",:;".contains($0) }
        }
        var (found, run) = ([Line](), [Line]())
        func end() {
            found += run.count < 3 ? run : [Line(kind: .paragraph, text: run.map(\.text).joined(separator: ", "))]
            run = []
        }
        for entry in entries {
            if isItem(entry) {
                run.append(entry)
            } else {
                end()
                found.append(entry)
            }
        }
        end()
        return found
    }
}
