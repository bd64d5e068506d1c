package import Foundation

/// Files tests read: the checkout's own, and the shared recordings that may be absent.
package enum Fixtures {
    /// The package's root folder.
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A file under Fixtures/.
    package static func file(_ path: String) -> URL { root.appending(path: "Fixtures").appending(path: path) }

    /// The files of a folder under Fixtures/, by name; empty when the folder is absent.
    package static func files(in folder: String) -> [URL] {
        let found = try? FileManager.default.contentsOfDirectory(at: file(folder), includingPropertiesForKeys: nil)
        return (found ?? []).filter { !["tsv", "json", "md", "py"].contains($0.pathExtension) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }

    /// The folder of shared recordings; nil where there is none.
    package static let shared: URL? = {
        let named = ProcessInfo.processInfo.environment["DEBRIEF_SHARED"].map { URL(filePath: $0) }
        return ([named].compactMap(\.self) + [root.appending(path: "../shared"), root.appending(path: "../../shared")])
            .map(\.standardized).first { FileManager.default.fileExists(atPath: $0.appending(path: "audio").path) }
    }()

    /// A shared recording; nil where there is none.
    package static func recording(_ path: String) -> URL? {
        guard let url = shared?.appending(path: "audio").appending(path: path),
            FileManager.default.fileExists(atPath: url.path)
        else { return nil }
        return url
    }
}
