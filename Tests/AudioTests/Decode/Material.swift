import Foundation

@testable import Audio

/// What the tests of this room decode: recordings lent to the project, and files made on the spot.
enum Material {
    /// The package's root.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Recordings with a manifest, when they are lent.
    static let recordings = folder("audio")

    /// Broken files with a manifest: the package's own, or lent ones.
    static let hostile: URL? = {
        let own = root.appending(path: "Fixtures/hostile")
        return FileManager.default.fileExists(atPath: own.appending(path: "MANIFEST.tsv").path)
            ? own : folder("hostile")
    }()

    /// Files after public bug reports, with a manifest, when they are lent.
    static let cases = folder("cases")

    private static func folder(_ name: String) -> URL? {
        let lent = ProcessInfo.processInfo.environment["DEBRIEF_SHARED"].map { URL(filePath: $0) }
        let places = [lent, root.appending(path: "../shared"), root.appending(path: "../../shared")]
        return places.compactMap { $0?.appending(path: name) }
            .first { FileManager.default.fileExists(atPath: $0.appending(path: "MANIFEST.tsv").path) }
    }

    /// The rows of a folder's manifest, by column name; only rows whose file is there.
    static func manifest(_ folder: URL?) -> [[String: String]] {
        guard let folder, let text = try? String(contentsOf: folder.appending(path: "MANIFEST.tsv"), encoding: .utf8)
        else { return [] }
        let lines = text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        guard let names = lines.first else { return [] }
        return lines.dropFirst().map { line in
            Dictionary(zip(names, line).map { (String($0), String($1)) }, uniquingKeysWith: { $1 })
        }.filter { FileManager.default.fileExists(atPath: folder.appending(path: $0["file"] ?? "").path) }
    }

    /// Decodes a file and keeps its samples.
    static func decode(_ file: URL, settings: AudioSettings = AudioSettings()) throws -> (DecodedFile, [Int16]) {
        var samples: [Int16] = []
        let decoded = try AudioDecoder(settings: settings).decode(file) { (part) throws(AudioError) in
            for i in part.indices { samples.append(part[i]) }
        }
        return (decoded, samples)
    }

    /// Decodes bytes and keeps the samples.
    static func decode(_ bytes: [UInt8], settings: AudioSettings = AudioSettings()) throws -> (DecodedFile, [Int16]) {
        var samples: [Int16] = []
        let decoded = try AudioDecoder(settings: settings).decode(ByteSource(bytes: bytes)) {
            (part) throws(AudioError) in
            for i in part.indices { samples.append(part[i]) }
        }
        return (decoded, samples)
    }

    /// The code a file is refused with; nil when it is decoded.
    static func refusal(_ bytes: [UInt8], settings: AudioSettings = AudioSettings()) -> AudioError? {
        do {
            _ = try decode(bytes, settings: settings)
            return nil
        } catch { return error as? AudioError }
    }

    /// Signal over difference in dB of two runs of samples, over the shorter.
    static func snr(_ a: [Int16], _ b: [Int16]) -> Double {
        var signal = 0.0
        var difference = 0.0
        for (x, y) in zip(a, b) {
            signal += Double(y) * Double(y)
            difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
        }
        return 10 * log10(signal / max(difference, 1e-9))
    }

    /// A tone with two partials, at 70 % of full scale.
    static func tone(seconds: Double, rate: Int, hertz: Double = 440) -> [Double] {
        (0..<Int(seconds * Double(rate))).map { i in
            let t = Double(i) / Double(rate)
            return 0.5 * sin(2 * .pi * hertz * t) + 0.2 * sin(2 * .pi * hertz * 2.5 * t)
        }
    }
}
