import Foundation

/// A file that goes away with its owner.
final class TemporaryFile {
    let path: String

    init(bytes: [UInt8]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "outbound-\(UUID()).bin").path
        try Data(bytes).write(to: URL(filePath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Established connections of this machine's clients to a local port, by the kernel's table.
func connections(to port: Int) throws -> Int {
    // Files in /proc have no size: only reading to the end gives them whole.
    let handle = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/net/tcp"))
    let table = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
    return table.split(separator: "\n").dropFirst().count { line in
        let fields = line.split(separator: " ")
        // Field 2 is the remote address with the port in hexadecimal, field 3 the state; 01 is ESTABLISHED.
        guard fields.count > 3, fields[3] == "01", let remote = fields[2].split(separator: ":").last else {
            return false
        }
        return Int(remote, radix: 16) == port
    }
}

extension Result where Failure == any Error {
    /// The outcome of an asynchronous call.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
