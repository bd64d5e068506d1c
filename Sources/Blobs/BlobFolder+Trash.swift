import Core
package import Database
package import FoundationEssentials
package import Model

/// The name of a day in the trash, `2026-11-28`, in UTC.
package struct TrashDay: Sendable, Hashable, Comparable {
    /// The name.
    package let name: String

    /// The day of a time.
    package init(_ date: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day], from: date)
        func padded(_ number: Int?, _ digits: Int) -> String {
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        name = "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }

    /// A day of the trash by its name; nil for other names.
    package init?(_ name: String) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        self.name = name
    }

    package static func < (a: TrashDay, b: TrashDay) -> Bool { a.name < b.name }
}

/// What a sweep took away and a week later is gone: `trash/<day>/<answer>` in the data folder. In a store nothing can be moved, so
/// the files stay in their place and a note `trash/<day>/<answer>` says since when they are to go.
extension BlobFolder {
    private var trash: URL { root.appending(component: "trash") }

    /// Moves the files of an answer to the trash.
    package func discard(_ answer: Owner, on day: TrashDay) throws(StorageError) {
        let target = trash.appending(component: day.name)
        try FileCalls.makeFolder(target)
        let place = target.appending(component: answer.rawValue)
        // Taken away twice on one day: what was there first stays, and this waits for tomorrow.
        guard !FileManager.default.fileExists(atPath: place.path) else { return }
        try FileCalls.move(folder(of: answer), to: place)
        try FileCalls.sync(target)
    }

    /// What lies in the trash.
    package func discarded() -> [(day: TrashDay, answer: AnswerID)] {
        names(of: trash).compactMap { TrashDay($0) }.flatMap { day in
            names(of: trash.appending(component: day.name)).compactMap { name in AnswerID(name).map { (day, $0) } }
        }
    }

    /// Moves the files of an answer back from the trash, unless it has files again.
    package func putBack(_ answer: Owner, from day: TrashDay) throws(StorageError) {
        let place = folder(of: answer)
        guard !FileManager.default.fileExists(atPath: place.path) else { return }
        try FileCalls.makeFolder(place.deletingLastPathComponent())
        try FileCalls.move(trash.appending(component: day.name).appending(component: answer.rawValue), to: place)
        try FileCalls.sync(place.deletingLastPathComponent())
    }

    /// Removes the files of an answer that lie in the trash, and the day's folder with the last of them.
    package func purge(_ answer: Owner, from day: TrashDay) throws(StorageError) {
        let folder = trash.appending(component: day.name)
        try removeTree(folder.appending(component: answer.rawValue))
        FileCalls.removeFolder(folder)
    }

    /// Every answer that has files on a shelf, with the time its folder changed last.
    package func census(of shelf: String) -> [(answer: AnswerID, changed: Date)] {
        let folder = blobs.appending(component: shelf)
        return names(of: folder).compactMap { name in
            guard let answer = AnswerID(name) else { return nil }
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.appending(component: name).path)
            return (attributes?[.modificationDate] as? Date).map { (answer, $0) }
        }
    }

    /// Notes in the store that the files of an answer are to go.
    package func condemn(_ answer: Owner, on day: TrashDay) async throws {
        guard let store else { return }
        let file = scratch()
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("\(day.name)\n".utf8).write(to: file)
        try await store.put(file, Self.note(answer, day))
    }

    /// The notes in the store.
    package func condemned() async throws -> [(day: TrashDay, answer: AnswerID)] {
        guard let store else { return [] }
        var notes: [(day: TrashDay, answer: AnswerID)] = []
        var after: String?
        repeat {
            try Task.checkCancellation()
            let page = try await store.list("trash/", after)
            notes += page.names.compactMap { name in
                let parts = name.split(separator: "/").map(String.init)
                guard parts.count == 3, let day = TrashDay(parts[1]), let answer = AnswerID(parts[2]) else {
                    return nil
                }
                return (day, answer)
            }
            after = page.next
        } while after != nil
        return notes
    }

    /// Removes a note from the store; with `files: true` also the files it is about.
    package func resolve(_ answer: Owner, of day: TrashDay, files: Bool) async throws {
        if files { try await unsettle(answer, keeping: nil) }
        try await store?.remove(Self.note(answer, day))
    }

    private static func note(_ answer: Owner, _ day: TrashDay) -> String { "trash/\(day.name)/\(answer)" }

    private func names(of folder: URL) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }
}

extension BlobFolder {
    /// Removes what unfinished uploads left in `incoming` before `date`.
    ///
    /// - Returns: how many files went.
    @discardableResult
    package func sweepIncoming(before date: Date) throws(StorageError) -> Int {
        var count = 0
        for file in entries(of: incoming) where isOlder(file, than: date) {
            try FileCalls.remove(file)
            count += 1
        }
        return count
    }

    /// The names answers' folders are spread over.
    package static let shelves = (0..<256).map { number in
        let text = String(number, radix: 16)
        return text.count == 1 ? "0" + text : text
    }

    /// The answers that have had files on one of ``shelves`` since before `date`.
    package func answers(on shelf: String, before date: Date) -> [AnswerID] {
        entries(of: blobs.appending(component: shelf))
            .filter { isOlder($0, than: date) }
            .compactMap { AnswerID($0.lastPathComponent) }
    }

    /// Folders are read whole; a name that vanishes meanwhile is no error.
    private func entries(of folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { folder.appending(component: $0) }
    }

    func isOlder(_ url: URL, than date: Date) -> Bool {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: url.path),
            let changed = attributes[.modificationDate] as? Date
        else { return false }
        return changed < date
    }
}
