package import Foundation

/// The contracts of the outside services, which a checkout alone does not have. Tests that need them are skipped without.
package enum Contracts {
    /// Their folder; nil when it is not there.
    package static let folder: URL? = Fixtures.shared?.appending(path: "contracts/specs")

    /// Whether they are there.
    package static var areHere: Bool {
        folder.map { FileManager.default.fileExists(atPath: $0.path) } ?? false
    }

    /// The bytes of one of the files.
    package static func data(_ path: String) throws -> Data {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return try Data(contentsOf: folder.appending(path: path))
    }
}
