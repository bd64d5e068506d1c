package import FoundationEssentials
package import Model

/// The decode stage: one pass over a recording that leaves a 16 kHz WAV, the measurements of its sound and its defects.
package struct Listener: Sendable {
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

    /// Hears a recording; `wav` is where its samples go as 16 kHz mono 16-bit WAV, written while decoding and only there when
    /// all went well. Blocks; call it from a thread of its own.
    ///
    /// - Parameter arrival: tells how much of the file is there, when it is still being written.
    package func hear(_ file: URL, arrival: Arrival? = nil, writing wav: URL?) throws(AudioError) -> Hearing {
        var meter = AcousticMeter()
        let gaps = GapLog()
        var hearing = GapFilter()
        let decoded: DecodedFile
        if let wav {
            var writer = try WaveWriter(wav)
            decoded = try decoder.decode(file, arrival: arrival, gaps: gaps) { (samples) throws(AudioError) in
                hearing.pass(samples, without: gaps) { meter.consume($0) }
                try writer.append(samples)
            }
            try writer.finish()
        } else {
            decoded = try decoder.decode(file, arrival: arrival, gaps: gaps) { (samples) throws(AudioError) in
                hearing.pass(samples, without: gaps) { meter.consume($0) }
            }
        }
        let (acoustics, quality) = meter.finish(decodeIssues: decoded.issues, gaps: decoded.gaps)
        return Hearing(recording: decoded.recording, acoustics: acoustics, quality: quality)
    }
}
