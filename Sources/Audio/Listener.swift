package import FoundationEssentials
package import Model

/// Turns a recording into measurements and 16 kHz samples: in this process, or apart from it.
package protocol Hearer: Sendable {
    /// Hears a recording; `wav` is where its samples go as 16 kHz mono 16-bit WAV, written while decoding and only there when
    /// all went well. Blocks; call it from a thread of its own.
    ///
    /// - Parameter arrival: tells how much of the file is there, when it is still being written.
    func hear(_ file: URL, arrival: Arrival?, writing wav: URL?) throws(AudioError) -> Hearing

    /// Decodes a recording to such a WAV without measuring it.
    func decode(_ file: URL, writing wav: URL) throws(AudioError)
}

extension Hearer {
    /// Hears a recording that is whole.
    package func hear(_ file: URL, writing wav: URL?) throws(AudioError) -> Hearing {
        try hear(file, arrival: nil, writing: wav)
    }
}

/// The decode stage: one pass over a recording that leaves a 16 kHz WAV, the measurements of its sound and its defects.
package struct Listener: Hearer {
    private let decoder: AudioDecoder

    /// Raised whenever the same recording would give another ``Hearing``.
    package static let version = 5

    /// A listener with limits.
    package init(settings: AudioSettings = AudioSettings()) {
        decoder = AudioDecoder(settings: settings)
    }

    /// Where the samples of a recording are while ``hear(_:arrival:writing:)`` writes them: the same bytes behind a header whose sizes
    /// are still zero.
    package static func draft(of wav: URL) -> URL { WaveWriter.draft(of: wav) }

    package func hear(_ file: URL, arrival: Arrival?, writing wav: URL?) throws(AudioError) -> Hearing {
        guard let wav else { return try hear(ByteSource(file: file, arrival: arrival)) }
        let writer = try WaveWriter(wav)
        return try hear(ByteSource(file: file, arrival: arrival), into: writer)
    }

    package func decode(_ file: URL, writing wav: URL) throws(AudioError) {
        let writer = try WaveWriter(wav)
        _ = try decode(ByteSource(file: file), into: writer)
    }

    /// Hears an open recording, writing its samples.
    func hear(_ source: consuming ByteSource, into writer: consuming WaveWriter) throws(AudioError) -> Hearing {
        var meter = AcousticMeter()
        let gaps = GapLog()
        var hearing = GapFilter()
        var writer = writer
        let decoded = try decoder.decode(source, gaps: gaps) { (samples) throws(AudioError) in
            hearing.pass(samples, without: gaps) { meter.consume($0) }
            try writer.append(samples)
        }
        try writer.finish()
        return Self.hearing(decoded, meter)
    }

    /// Hears an open recording.
    func hear(_ source: consuming ByteSource) throws(AudioError) -> Hearing {
        var meter = AcousticMeter()
        let gaps = GapLog()
        var hearing = GapFilter()
        let decoded = try decoder.decode(source, gaps: gaps) { (samples) throws(AudioError) in
            hearing.pass(samples, without: gaps) { meter.consume($0) }
        }
        return Self.hearing(decoded, meter)
    }

    /// Decodes an open recording, and says how long it is in milliseconds.
    func decode(_ source: consuming ByteSource, into writer: consuming WaveWriter) throws(AudioError) -> Int {
        var writer = writer
        let decoded = try decoder.decode(source) { (samples) throws(AudioError) in try writer.append(samples) }
        try writer.finish()
        return decoded.recording.durationMs
    }

    private static func hearing(_ decoded: DecodedFile, _ meter: consuming AcousticMeter) -> Hearing {
        let (acoustics, quality) = meter.finish(decodeIssues: decoded.issues, gaps: decoded.gaps)
        return Hearing(recording: decoded.recording, acoustics: acoustics, quality: quality)
    }
}
