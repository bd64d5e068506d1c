import Core
package import Database
package import FoundationEssentials
package import Model

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
