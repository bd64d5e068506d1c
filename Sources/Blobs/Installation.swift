package import Core
package import Database
package import FoundationEssentials
package import Model
import Synchronization

/// One installation of Debrief: a database and what belongs to it.
package struct Installation: Sendable, Hashable {
    /// A random UUID, made with the first start.
    package var id: String
    /// Counts the sweeps. A database whose count is behind that of a mark was restored from before the mark was written.
    package var generation: Int

    /// An installation.
    package init(id: String, generation: Int) {
        self.id = id
        self.generation = generation
    }
}

/// The installation a database belongs to.
package struct InstallationStore: Sendable {
    private let database: any SQLDatabase

    /// The installation of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Which it is; a database that has none yet gets one.
    package func current(at now: Instant) async throws -> Installation {
        if let known = try await find() { return known }
        let id = UUID().uuidString.lowercased()
        return try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO installation (one, id, generation, created_at) VALUES (1, $1, 0, $2)
                ON CONFLICT (one) DO NOTHING
                """,
                [.text(id), .time(now)]
            )
            return try Self.find(in: connection) ?? Installation(id: id, generation: 0)
        }
    }

    /// Which it is; nil when the database has none yet.
    package func find() async throws -> Installation? {
        try await database.read { connection in try Self.find(in: connection) }
    }

    /// Counts one more sweep.
    package func advance() async throws -> Installation? {
        try await database.write { connection in
            try connection.execute("UPDATE installation SET generation = generation + 1 WHERE one = 1")
            return try Self.find(in: connection)
        }
    }

    private static func find(in connection: any SQLConnection) throws -> Installation? {
        try connection.execute("SELECT id, generation FROM installation WHERE one = 1").first.map { row in
            Installation(id: try row.text("id"), generation: try row.int("generation"))
        }
    }
}

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

/// What lies in one place, counted by answers.
package struct Census: Sendable, Hashable {
    /// Answers that have files there.
    package var total = 0
    /// Those of them that the database knows.
    package var known = 0
    /// Those it does not know, and that are old enough not to be on their way in.
    package var orphans: [AnswerID] = []

    /// Nothing counted yet.
    package init() {}
}

/// Whether a sweep may take away what the database does not know. Pure: an orphan is suspected, never proven, so everything about
/// its place must fit before it goes.
package struct SweepRule: Sendable, Hashable {
    /// Why a sweep takes nothing.
    package enum Refusal: Sendable, Hashable {
        /// There are files, but no mark, and the database does not know most of them.
        case unmarked
        /// The place carries the mark of other installations.
        case foreign([String])
        /// The database is older than the mark: it was restored.
        case restored
        /// The database knows nothing of what lies there.
        case unknown
        /// More would go than a sweep takes.
        case tooMany(Int)

        /// One sentence for a log line and the doctor.
        package var sentence: String {
            switch self {
            case .unmarked:
                "It carries no mark (\(InstallationMark.name)), and the database does not know most of its files."
            case .foreign(let ids):
                "Other installations keep files there too: \(ids.joined(separator: ", ")). "
                    + "Give each one a place of its own, or remove the mark of one that is gone."
            case .restored:
                "The database is older than the mark: it was restored from a backup. When nothing is missed, remove "
                    + "\(InstallationMark.name) there, and it is written anew."
            case .unknown: "The database knows none of the files there; is it the right one?"
            case .tooMany(let count):
                "\(count) answers' files would go, which is more than a sweep takes; is the database the right one?"
            }
        }
    }

    /// Share of all answers up to which a sweep takes any number.
    package var maxShare = 0.05
    /// Number up to which a sweep takes any share.
    package var maxCount = 20

    /// The usual rule.
    package init() {}

    /// Whether a place without an owner's mark becomes that of an installation: it has no files, or the database knows three
    /// quarters of what lies there, as after an update from a version that wrote no marks.
    package func adopts(_ marks: Marks, _ own: Installation, _ census: Census) -> Bool {
        marks.owner == nil && marks.others.allSatisfy { $0 == own.id } && census.known * 4 >= census.total * 3
    }

    /// Why nothing may go; nil when it may.
    package func refusal(_ marks: Marks, _ own: Installation, _ census: Census) -> Refusal? {
        let strangers = ([marks.owner?.installation].compactMap(\.self) + marks.others).filter { $0 != own.id }
        if !strangers.isEmpty { return .foreign(strangers) }
        guard let owner = marks.owner else { return .unmarked }
        if owner.generation > own.generation { return .restored }
        let count = census.orphans.count
        if count > 0, census.known == 0 { return .unknown }
        if count > maxCount, Double(count) > Double(census.total) * maxShare { return .tooMany(count) }
        return nil
    }
}
