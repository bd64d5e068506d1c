import FoundationEssentials

@testable import Speech

/// Where the tests find files.
enum Places {
    /// The folder of these tests.
    static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    /// The root of the package.
    static let package = tests.deletingLastPathComponent().deletingLastPathComponent()
    /// The filler lists that ship.
    static let fillers = package.appendingPathComponent("config/fillers")
    /// The folder of shared recordings, where there is one.
    static let shared: URL? = {
        let named = ProcessInfo.processInfo.environment["DEBRIEF_SHARED"].map { [URL(filePath: $0)] } ?? []
        let beside = ["../shared", "../../shared"].map { package.appendingPathComponent($0) }
        return (named + beside).first {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("audio").path)
        }
    }()

    /// The lists that ship.
    static func lists() throws -> WordLists { try WordLists.load(folder: fillers) }
}
