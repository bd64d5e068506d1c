package import FoundationEssentials
import Synchronization

/// What an installation writes into every folder and bucket it keeps files in, so that no other one takes them for its own
/// leftovers. The first to come writes `debrief-installation.json`; each further one, and one that finds files without a mark,
/// `debrief-installation-<id>.json`.
package struct InstallationMark: Sendable, Hashable, Codable {
    /// How the names of all marks begin.
    package static let start = "debrief-installation"
    /// The name of the owner's mark.
    package static let name = start + ".json"

    /// The installation's id.
    package var installation: String
    /// ``Installation/generation`` when it was written.
    package var generation: Int

    /// A mark.
    package init(_ installation: Installation) {
        self.installation = installation.id
        generation = installation.generation
    }

    /// The name of the mark of one that is not the owner.
    package static func name(of installation: String) -> String { "\(start)-\(installation).json" }

    /// A mark from its file; nil when it is damaged.
    init?(_ data: Data) {
        guard let mark = try? JSONDecoder().decode(Self.self, from: data) else { return nil }
        self = mark
    }

    /// The file's content.
    var data: Data { Data("{\"installation\":\"\(installation)\",\"generation\":\(generation)}\n".utf8) }
}

/// The marks in a folder or bucket.
package struct Marks: Sendable, Hashable {
    /// The owner's; nil when there is none.
    package var owner: InstallationMark?
    /// Ids of further installations, in the order of their names.
    package var others: [String]

    /// Marks.
    package init(owner: InstallationMark? = nil, others: [String] = []) {
        self.owner = owner
        self.others = others
    }
}

/// Where marks are read and written: a data folder, or what is behind a ``BlobStore``.
package struct MarkBoard: Sendable {
    /// The names that begin with ``InstallationMark/start``.
    let names: @Sendable () async throws -> [String]
    /// The content under a name; nil when there is none.
    let read: @Sendable (_ name: String) async throws -> Data?
    /// Writes content under a name, in place of what was there.
    let write: @Sendable (_ data: Data, _ name: String) async throws -> Void

    /// The marks that are there.
    package func marks() async throws -> Marks {
        let names = try await names()
        var marks = Marks()
        if names.contains(InstallationMark.name) {
            // A mark that cannot be read is that of another: nothing is removed on its word.
            let data = try await read(InstallationMark.name) ?? Data()
            marks.owner = InstallationMark(data) ?? InstallationMark(Installation(id: "unreadable", generation: 0))
        }
        marks.others = names.sorted().compactMap { name in
            guard name.hasPrefix(InstallationMark.start + "-"), name.hasSuffix(".json") else { return nil }
            return String(name.dropFirst(InstallationMark.start.count + 1).dropLast(5))
        }
        return marks
    }

    /// Says that an installation keeps files here from now on.
    ///
    /// - Parameter isEmpty: tells whether there are no files yet; then it becomes the owner.
    package func join(_ installation: Installation, isEmpty: () async throws -> Bool) async throws {
        let marks = try await marks()
        if marks.owner?.installation == installation.id || marks.others.contains(installation.id) { return }
        if marks.owner == nil, marks.others.isEmpty, try await isEmpty() {
            try await own(installation)
        } else {
            try await write(InstallationMark(installation).data, InstallationMark.name(of: installation.id))
        }
    }

    /// Writes the owner's mark.
    package func own(_ installation: Installation) async throws {
        try await write(InstallationMark(installation).data, InstallationMark.name)
    }
}

extension BlobFolder {
    /// The marks in the data folder. Blocks for the time of a small file.
    package var board: MarkBoard {
        let root = root
        return MarkBoard(
            names: {
                try FileManager.default.contentsOfDirectory(atPath: root.path)
                    .filter { $0.hasPrefix(InstallationMark.start) }
            },
            read: { name in try Data(contentsOf: root.appending(component: name)) },
            write: { data, name in
                let file = root.appending(component: name)
                try data.write(to: file, options: .atomic)
                try FileCalls.sync(file)
            }
        )
    }

    /// Whether the data folder has no files of answers.
    package var isEmpty: Bool {
        !Self.shelves.contains { shelf in
            !((try? FileManager.default.contentsOfDirectory(atPath: blobs.appending(component: shelf).path)) ?? [])
                .isEmpty
        }
    }

    /// The marks in the store behind the folder; nil without one.
    package var storeBoard: MarkBoard? {
        guard let store else { return nil }
        return store.board { scratch() }
    }
}

extension BlobStore {
    /// The marks in a store.
    ///
    /// - Parameter scratch: makes a name for a file that is removed again.
    func board(_ scratch: @escaping @Sendable () -> URL) -> MarkBoard {
        let store = self
        return MarkBoard(
            names: { try await store.list(InstallationMark.start, nil).names },
            read: { name in
                let file = scratch()
                defer { try? FileManager.default.removeItem(at: file) }
                try await store.fetch(name, file)
                return try Data(contentsOf: file)
            },
            write: { data, name in
                let file = scratch()
                defer { try? FileManager.default.removeItem(at: file) }
                try data.write(to: file)
                try await store.put(file, name)
            }
        )
    }

    /// The same store, into which nothing is put before it carries the installation's mark.
    ///
    /// - Parameters:
    ///   - scratch: makes a name for a file that is removed again.
    ///   - installation: tells which installation it is.
    package func marked(
        scratch: @escaping @Sendable () -> URL,
        by installation: @escaping @Sendable () async throws -> Installation
    ) -> BlobStore {
        let (inner, joined) = (self, Once())
        var store = self
        store.put = { file, name in
            if !joined.isDone {
                try await inner.board(scratch).join(try await installation()) {
                    try await inner.list("answers/", nil).names.isEmpty
                }
                joined.done()
            }
            try await inner.put(file, name)
        }
        return store
    }

    /// The same store below a prefix: everything it puts, fetches, removes and lists has a name that begins with it.
    ///
    /// - Parameter prefix: parts with a slash between them, none in front and none behind; empty for the store itself.
    package func below(_ prefix: String) -> BlobStore {
        guard !prefix.isEmpty else { return self }
        let (inner, start) = (self, prefix + "/")
        return BlobStore(
            put: { file, name in try await inner.put(file, start + name) },
            fetch: { name, file in try await inner.fetch(start + name, file) },
            remove: { name in try await inner.remove(start + name) },
            list: { prefix, after in
                var page = try await inner.list(start + prefix, after)
                page.names = page.names.compactMap { $0.hasPrefix(start) ? String($0.dropFirst(start.count)) : nil }
                return page
            }
        )
    }
}

/// Something that is done once per process.
private final class Once: Sendable {
    private let state = Atomic(false)

    var isDone: Bool { state.load(ordering: .acquiring) }

    func done() { state.store(true, ordering: .releasing) }
}
