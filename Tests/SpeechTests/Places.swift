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

extension Places {
    /// The folder of shared cases from public bug reports, where there is one.
    static let cases: URL? = shared.map { $0.appendingPathComponent("cases") }.flatMap {
        FileManager.default.fileExists(atPath: $0.appendingPathComponent("MANIFEST.tsv").path) ? $0 : nil
    }

    /// The bytes of one case.
    static func bytes(ofCase name: String) throws -> Data {
        try Data(contentsOf: (cases ?? tests).appendingPathComponent(name))
    }
}
