import Database
import DatabasePostgres
import Foundation
import StorageConformance
import Testing

/// Released migrations stay as they were released, and depend on nothing that may change.
@Suite(.timeLimit(.minutes(1)))
struct MigrationTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Database/Migrations")
    /// How many migrations version 0.1.0 has.
    private static let released = 10

    private static func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    @Test(arguments: [Dialect.sqlite, .postgres])
    func `the migrations of version 0.1.0 say what they said when it was released`(dialect: Dialect) throws {
        var text = ""
        for migration in Schema.migrations.prefix(Self.released) {
            text += "-- \(migration.name)\n"
            for statement in migration.statements(dialect) { text += "\(statement);\n" }
            text += "\n"
        }
        let frozen = try StoredVersion.first.text("schema-\(dialect.name).sql")
        let differing = zip(text.split(separator: "\n"), frozen.split(separator: "\n")).first { $0.0 != $0.1 }
        #expect(text == frozen, "\(differing.map { "\($0.0) instead of \($0.1)" } ?? "a line more or less")")
    }

    @Test func `each migration has its own file with its number, and they are applied in this order`() throws {
        let numbers = try Self.files().map { $0.lastPathComponent.dropFirst().prefix(4) }
        #expect(numbers == Schema.migrations.map { $0.name.prefix(4) })
        // Features developed side by side take numbers of their own, so that there may be gaps, but no number twice.
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
    }

    @Test func `a migration is literal text: it imports nothing and reads no type that may change`() throws {
        let word = /\b[A-Z]+[a-z][A-Za-z]*/
        for file in try Self.files() {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let code = line.trimmingPrefix { $0 == " " }
                guard !code.hasPrefix("//"), !code.hasPrefix("--") else { continue }
                #expect(!code.contains("import "), "\(file.lastPathComponent): \(code)")
                let names = Set(code.matches(of: word).map { String($0.output) })
                #expect(names.isSubset(of: ["Schema", "Migration", "String"]), "\(file.lastPathComponent): \(code)")
                let read = Set(code.matches(of: /dialect\.(\w+)/).map { String($0.output.1) })
                #expect(read.isSubset(of: ["either", "name"]), "\(file.lastPathComponent): \(code)")
            }
        }
    }
}
