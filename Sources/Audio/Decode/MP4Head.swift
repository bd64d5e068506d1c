import Core

/// What the `moov` box of an MP4 file says of the track to decode.
struct MP4Head {
    /// Ticks a second of the whole file's clock, in which edit lists count.
    var timescale = 0
    /// The track to decode.
    var track: MP4Track
    /// What its fragments' samples are when they do not say.
    var defaults = MP4Fragment.Defaults()
    /// Whether the samples come in fragments.
    var isFragmented = false
    /// Audio tracks that can be decoded.
    var choices = 0

    /// Reads a `moov` box and takes the decodable audio track of this number, or the last. Throws what stands in the way when there is
    /// none.
    init(_ source: inout ByteSource, _ box: MP4Box, choosing number: Int = 0) throws(AudioError) {
        var timescale = 0
        var tracks: [MP4Track] = []
        var defaults: [Int: MP4Fragment.Defaults] = [:]
        var isFragmented = false
        try box.forEachChild(&source) { (source, child) throws(AudioError) in
            switch child.kind {
            case MP4.mvhd:
                let version = try source.next() ?? 0
                source.seek(to: child.content + (version == 1 ? 20 : 12))
                timescale = Int(try source.bigEndian(4) ?? 0)
            case MP4.trak where tracks.count < 64:
                tracks.append(try MP4Track.read(&source, child))
            case MP4.mvex:
                isFragmented = true
                try child.forEachChild(&source) { (source, entry) throws(AudioError) in
                    guard entry.kind == MP4.trex, defaults.count < 64 else { return }
                    source.skip(4)
                    let id = Int(try source.bigEndian(4) ?? 0)
                    source.skip(4)
                    let duration = Int(try source.bigEndian(4) ?? 0)
                    defaults[id] = .init(duration: duration, size: Int(try source.bigEndian(4) ?? 0))
                }
            default: break
            }
        }
        let decodable = try Self.decodable(of: tracks)
        track = decodable[min(max(0, number), decodable.count - 1)]
        choices = decodable.count
        self.timescale = timescale
        self.isFragmented = isFragmented
        self.defaults = defaults[track.id] ?? .init()
    }

    private static func decodable(of tracks: [MP4Track]) throws(AudioError) -> [MP4Track] {
        let audio = tracks.filter { $0.handler == MP4.sound }
        let decodable = audio.filter { $0.codec == MP4.opus && $0.timescale > 0 }
        guard decodable.isEmpty else { return decodable }
        guard let first = audio.first else {
            let what = tracks.contains { $0.handler == MP4.video } ? "video" : "tracks"
            throw AudioError(
                .noAudioTrack,
                "This MP4 file holds \(what) and no audio. Allow the microphone when recording."
            )
        }
        if first.codec == MP4.encrypted {
            throw AudioError(
                .encrypted,
                "The audio of this MP4 file is encrypted. Send a recording without protection."
            )
        }
        guard first.codec != 0, first.codec != MP4.opus else {
            throw AudioError(.malformed, "The MP4 file does not say how its audio is coded. Record again.")
        }
        throw AudioError(
            .unsupportedCodec,
            "The audio of this MP4 file is \(name(first.codec)), not Opus. In Safari record with MediaRecorder and "
                + "audio/webm;codecs=opus or audio/mp4;codecs=opus, or convert the file to WAV. \(AudioError.advice)",
            context: ["codec": MP4Box.name(first.codec)]
        )
    }

    private static func name(_ codec: UInt32) -> String {
        switch MP4Box.name(codec) {
        case "mp4a": "AAC"
        case "alac": "Apple Lossless"
        case "fLaC": "FLAC"
        case "ac-3", "ec-3": "Dolby Digital"
        case "samr", "sawb": "AMR"
        case "sowt", "twos", "lpcm", "ipcm", "fpcm", "in24", "fl32": "uncompressed"
        case let other: "of the codec \(other)"
        }
    }

    /// The Opus header in the form other containers carry it, and with the start the edit list gives.
    ///
    /// Source: "Encapsulation of Opus in ISO Base Media File Format", §4.3.2; its numbers are big-endian.
    func opusHead() throws(AudioError) -> OpusHead {
        let box = track.opusHeader
        guard box.count >= 11, box[0] == 0 else {
            throw AudioError(.malformed, "The MP4 file's Opus header is broken. Record again.")
        }
        var header = OpusHead.magic + [1, box[1], box[3], box[2], box[7], box[6], box[5], box[4], box[9], box[8]]
        header += box[10...]
        var head = try OpusHead(header)
        if let start = track.mediaStart, start > 0 { head.preSkip = scaled(start, to: 48_000, from: track.timescale) }
        return head
    }

    /// 48 kHz samples the edit list lets be heard; nil when it leaves that open.
    var length: Int? {
        guard !isFragmented, track.edits == 1, let ticks = track.playedTicks, ticks > 0, timescale > 0 else {
            return nil
        }
        return scaled(ticks, to: 48_000, from: timescale)
    }

    /// Ticks of one clock in ticks of another; a trillion where that is beyond all sense.
    func scaled(_ ticks: Int, to rate: Int, from timescale: Int) -> Int {
        let most = 1_000_000_000_000
        guard timescale > 0, ticks >= 0, ticks / timescale < most / rate else { return most }
        let (whole, rest) = ticks.quotientAndRemainder(dividingBy: timescale)
        return whole * rate + rest * rate / timescale
    }
}
