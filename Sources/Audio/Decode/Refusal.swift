import Core

/// Names files that are none of ours, so that the refusal says what was sent.
enum Refusal {
    /// The refusal of a file that starts with these bytes.
    static func of(_ start: [UInt8]) -> AudioError {
        if isMiddleOfWebM(start) {
            return AudioError(
                .malformed,
                "This is a later piece of a WebM recording without its beginning. Send all pieces in one file, "
                    + "from the first on."
            )
        }
        return error(name(start) ?? "no audio format that is known here")
    }

    /// A refusal that names what the file is.
    static func error(_ name: String) -> AudioError {
        AudioError(.unsupportedContainer, "This is \(name). \(AudioError.advice)")
    }

    /// Whether a refusal says what the file is.
    static func isKnown(_ start: [UInt8]) -> Bool { isMiddleOfWebM(start) || name(start) != nil }

    /// What a file is that starts with these bytes; nil when that is not known.
    private static func name(_ start: [UInt8]) -> String? {
        let text: [(StaticString, Int, String)] = [
            ("RIFX", 0, "a big-endian WAV file"), ("riff", 0, "a Wave64 file"), ("FORM", 0, "an AIFF file"),
            ("caff", 0, "a Core Audio file"), (".snd", 0, "an AU file"), ("#!AMR", 0, "an AMR file"),
            ("%PDF", 0, "a PDF document"), ("GIF8", 0, "a GIF picture"), ("<!DO", 0, "a web page"),
            ("<htm", 0, "a web page"), ("OTTO", 0, "a font"), ("MThd", 0, "a MIDI file"), ("FLV", 0, "Flash video"),
            ("wvpk", 0, "a WavPack file"), ("MAC ", 0, "a Monkey's Audio file"), ("ADIF", 0, "an AAC file"),
        ]
        for (magic, place, name) in text where start.has(magic, at: place) { return name }
        let bytes: [([UInt8], String)] = [
            ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"), ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
            ([0x1F, 0x8B], "a gzip archive"), ([0x78, 0x9C], "compressed data (zlib)"),
            ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or Office document"),
            ([0x30, 0x26, 0xB2, 0x75], "a Windows Media file"), ([0x00, 0x00, 0x01, 0xBA], "MPEG video"),
            ([0x7F, 0x45, 0x4C, 0x46], "a program"), ([0x4D, 0x5A], "a program"),
        ]
        for (magic, name) in bytes where start.starts(with: magic) { return name }
        if start.count > 1, start[0] == 0xFF, start[1] & 0xF6 == 0xF0 { return "an AAC file" }
        if start.count > 188, start[0] == 0x47, start[188] == 0x47 { return "MPEG transport-stream video" }
        if start.prefix(512).allSatisfy({ $0 == 9 || $0 == 10 || $0 == 13 || (32..<127).contains($0) }) {
            return "text"
        }
        return nil
    }

    /// Whether a WebM Cluster starts somewhere in the bytes: pieces of a browser's recording do not start at one.
    private static func isMiddleOfWebM(_ start: [UInt8]) -> Bool {
        let cluster: [UInt8] = [0x1F, 0x43, 0xB6, 0x75]
        for place in start.indices where start[place] == 0x1F && start[place...].starts(with: cluster) {
            let rest = start[(place + 4)...]
            guard let size = EBML.vint(rest) else { continue }
            if size.end < start.endIndex, start[size.end] == 0xE7 { return true }
        }
        return start.count > 4 && start[0] == 0xA3
            && EBML.vint(start[1...]).map { $0.value > 4 && $0.end < start.count && start[$0.end] & 0x80 != 0 } == true
    }
}
