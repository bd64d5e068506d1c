package import Database
package import Foundation

/// What a released version left behind, as that version wrote it: `Fixtures/stored-VERSION`, see the README there.
package struct StoredVersion: Sendable {
    /// Version 0.1.0, whose last migration is 0010.
    package static let first = StoredVersion(name: "0.1.0")

    /// Its number.
    package let name: String

    /// Where its files are.
    package var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/stored-\(name)")
    }

    /// The text of one of its files.
    package func text(_ file: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: file)), as: UTF8.self)
    }

    /// Writes its database, schema and rows, into an empty one of the same engine.
    package func load(into database: any SQLDatabase) async throws {
        let statements = Self.statements(in: try text("\(database.dialect.name).sql"))
        try await database.write { connection in
            for statement in statements { try connection.execute(statement) }
        }
    }

    /// The statements of a dump, which end with a semicolon at the end of a line; no stored text has one there.
    static func statements(in dump: String) -> [String] {
        var statements: [String] = []
        var lines: [Substring] = []
        for line in dump.split(separator: "\n") where !lines.isEmpty || !line.hasPrefix("--") {
            lines.append(line)
            guard line.hasSuffix(";") else { continue }
            statements.append(lines.joined(separator: "\n"))
            lines = []
        }
        return statements
    }
}
