/// A file that belongs to an answer. Names are made here; nothing a client says becomes part of a path.
package enum Blob: Sendable, Hashable {
    /// The recording as it was uploaded.
    case original
    /// The recording as 16 kHz mono WAV: a cache that the decode stage can write again.
    case decoded
    /// The PDF made from the inputs with this fingerprint.
    case report(fingerprint: String)

    /// The file's name inside its answer's folder.
    package var name: String {
        switch self {
        case .original: "original"
        case .decoded: "decoded.wav"
        case .report(let fingerprint): "report-\(fingerprint.filter { $0.isHexDigit && $0.isASCII }.prefix(32)).pdf"
        }
    }
}
