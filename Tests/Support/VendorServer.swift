import Foundation

/// A Python server from Tests/VendorClients, when a Python that has its libraries is known: `DEBRIEF_VENDOR_PYTHON`, which
/// scripts/vendor-clients sets. It prints one line of JSON when it is up, and ends with its owner.
package final class VendorServer {
    /// The Python to run them with; nil when there is none.
    package static let python = ProcessInfo.processInfo.environment["DEBRIEF_VENDOR_PYTHON"]
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "VendorClients")

    /// What it said when it was up.
    package let facts: [String: Any]
    private let process = Process()
    private let output = Pipe()

    /// It ended, or said something else than JSON, instead of being up.
    package struct NotUp: Error {}

    /// Starts a server and waits until it is up.
    ///
    /// - Parameter python: another interpreter, for a server that needs no libraries.
    package init(_ name: String, _ arguments: [String] = [], python: String? = VendorServer.python) throws {
        process.executableURL = URL(filePath: python ?? "/nonexistent")
        process.arguments = [Self.folder.appending(path: name).path] + arguments
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        guard let facts = try? JSONSerialization.jsonObject(with: Data(Self.text(output).utf8)) as? [String: Any] else {
            throw NotUp()
        }
        self.facts = facts
    }

    // Killed, as the test runner's children may have SIGTERM blocked; not waited for, as Foundation waits for ever on another
    // thread than the one that started the process.
    deinit { kill(process.processIdentifier, SIGKILL) }

    /// Its port.
    package var port: Int { facts["port"] as? Int ?? 0 }

    /// The next line it prints.
    package func line() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(text().utf8)) as? [String: Any] ?? [:]
    }

    /// The next line it prints, as it is.
    package func text() throws -> String { try Self.text(output) }

    private static func text(_ output: Pipe) throws -> String {
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data([0x0A]) {
            line += byte
        }
        return String(decoding: line, as: UTF8.self)
    }
}
