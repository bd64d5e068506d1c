import Foundation
import Testing

@testable import Audio

/// Labelled recordings beside the checkout; tests that need them are skipped when they are absent.
enum SharedRecordings {
    /// The folder with `audio/`, from the environment or beside the package.
    static let folder: URL? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        var places = [package.appending(path: "../shared"), package.appending(path: "../../shared")]
        if let named = ProcessInfo.processInfo.environment["DEBRIEF_SHARED"] {
            places.insert(URL(fileURLWithPath: named), at: 0)
        }
        return places.first { FileManager.default.fileExists(atPath: $0.appending(path: "audio").path) }
    }()

    /// Whether a recording is there.
    static func has(_ name: String) -> Bool {
        folder.map { FileManager.default.fileExists(atPath: $0.appending(path: "audio/\(name)").path) } ?? false
    }

    /// The samples of a 16 kHz mono 16-bit WAV: what follows its `data` chunk's header.
    static func samples(_ name: String) throws -> [Int16] {
        let bytes = [UInt8](try Data(contentsOf: try #require(folder).appending(path: "audio/\(name)")))
        var at = 12
        while at + 8 <= bytes.count {
            let size = (0..<4).reduce(0) { $0 | Int(bytes[at + 4 + $1]) << (8 * $1) }
            if Array(bytes[at..<at + 4]) == Array("data".utf8) {
                let end = min(bytes.count, at + 8 + size)
                return stride(from: at + 8, to: end - 1, by: 2).map {
                    Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
                }
            }
            at += 8 + size + size % 2
        }
        return []
    }
}
