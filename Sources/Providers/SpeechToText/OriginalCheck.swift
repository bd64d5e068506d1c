import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Looks into an uploaded file for what a service would stumble over though our decoder did not.
struct OriginalCheck {
    private let audio: UploadedAudio

    /// A check of one file.
    init(_ audio: UploadedAudio) { self.audio = audio }

    /// Whether the file is of the plain kind.
    ///
    /// - Parameter decodedBytes: the size of the decoded recording: a compressed file beyond it holds more than our track,
    ///   a camera's for example, and saves nothing.
    func isPlain(decodedBytes: Int) -> Bool {
        switch audio.form {
        case .wav: isPlainWAV
        // A second head begins a second recording in the same file, where some decoders stop.
        case .webmOpus: audio.bytes <= decodedBytes && count([0x1A, 0x45, 0xDF, 0xA3]) == 1
        case .oggOpus: audio.bytes <= decodedBytes && count(Array("OpusHead".utf8)) == 1
        case .flac, .mp3: audio.bytes <= decodedBytes
        }
    }

    /// Whether the header is the short one, of 16-bit PCM (tag 1) or µ-law (tag 7): the extensible one (tag 0xFFFE) is refused
    /// by some. The rate must be one that speech services take.
    private var isPlainWAV: Bool {
        guard let data = bytes, data.count >= 36 else { return false }
        let head = Array(data.prefix(36))
        func number(_ at: Int, _ count: Int) -> Int { (0..<count).reduce(0) { $0 | Int(head[at + $1]) << (8 * $1) } }
        return Array(head[8..<16]) == Array("WAVEfmt ".utf8) && [1, 7].contains(number(20, 2))
            && (8_000...48_000).contains(number(24, 4))
    }

    private var bytes: Data? { try? Data(contentsOf: audio.file, options: .mappedIfSafe) }

    /// How often a marker stands in the file.
    private func count(_ marker: [UInt8]) -> Int {
        guard let data = bytes, let first = marker.first else { return 0 }
        return unsafe data.withUnsafeBytes { all in
            var found = 0
            var rest = unsafe all[...]
            // memchr: a loop over the bytes takes a second a recording where the compiler does not optimise.
            while let start = unsafe UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                let place = unsafe memchr(start, Int32(first), rest.count)
            {
                unsafe rest = unsafe rest.dropFirst(UnsafeRawPointer(place) - start)
                if unsafe rest.starts(with: marker) { found += 1 }
                unsafe rest = unsafe rest.dropFirst()
            }
            return found
        }
    }
}
