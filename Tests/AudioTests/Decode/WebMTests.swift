import Core
import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5)))
struct WebMTests {
    /// The same packets as in the Ogg file, in a container of one's choice. The Ogg file ends exact to the sample, the
    /// packets do not: up to one frame follows.
    private func sameSamples(_ bytes: [UInt8], _ speech: OpusSpeech, frame: Int = 320) throws -> DecodedFile {
        let (decoded, samples) = try Material.decode(bytes)
        #expect(samples.count >= speech.samples.count && samples.count - speech.samples.count <= frame)
        #expect(Array(samples.prefix(speech.samples.count)) == speech.samples)
        return decoded
    }

    private func builder(_ speech: OpusSpeech) -> WebMBuilder {
        WebMBuilder(codecPrivate: speech.packets.head, channels: Int(speech.packets.head[9]))
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere), arguments: ["2.5", "5", "10", "20", "40", "60", "120"], [1, 2])
    func `a live recording has the samples of the same audio in Ogg`(frameMs: String, channels: Int) throws {
        let speech = try #require(try OpusSpeech.make(frameMs: frameMs, channels: channels))
        let length = try #require(Double(frameMs))
        var live = builder(speech)
        let perCluster = max(1, Int(240 / length))
        for start in stride(from: 0, to: speech.packets.audio.count, by: perCluster) {
            let part = speech.packets.audio[start..<min(start + perCluster, speech.packets.audio.count)]
            let blocks = part.enumerated().map { live.simple([$1], ms: Int(Double($0) * length)) }
            live.cluster(at: Int(Double(start) * length), blocks)
        }
        let decoded = try sameSamples(live.bytes(), speech, frame: Int(length * 16))
        #expect(decoded.issues.isEmpty)
        #expect(decoded.recording.container == .webm)
        #expect(decoded.recording.codec == "opus")
        #expect(decoded.recording.channels == channels)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere), arguments: [WebMBuilder.Lacing.xiph, .ebml], [true, false])
    func `laced blocks give every frame`(lacing: WebMBuilder.Lacing, live: Bool) throws {
        let speech = try #require(try OpusSpeech.make())
        var file = builder(speech)
        file.live = live
        for start in stride(from: 0, to: speech.packets.audio.count, by: 5) {
            let frames = Array(speech.packets.audio[start..<min(start + 5, speech.packets.audio.count)])
            file.cluster(at: start * 20, [file.simple(frames, lacing: lacing)])
        }
        #expect(try sameSamples(file.bytes(), speech).issues.isEmpty)
    }

    @Test func `fixed lacing splits a block into equal frames`() throws {
        // One-byte packets are silence of the length their first byte states: 20 ms CELT.
        var file = WebMBuilder()
        file.cluster(at: 0, [file.simple([[0xF8], [0xF8], [0xF8], [0xF8], [0xF8], [0xF8]], lacing: .fixed)])
        #expect(try Material.decode(file.bytes()).1.count == 6 * 320)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere), arguments: [44_100.0, 48_000, 96_000])
    func `the rate in the header changes nothing`(rate: Double) throws {
        let speech = try #require(try OpusSpeech.make())
        var file = builder(speech)
        file.rate = rate
        file.cluster(at: 0, speech.packets.audio.enumerated().map { file.simple([$1], ms: $0 * 20) })
        _ = try sameSamples(file.bytes(), speech)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere))
    func `block groups, known sizes, a second track and CodecDelay without a header`() throws {
        let speech = try #require(try OpusSpeech.make())
        let preSkip = Int(speech.packets.head[10]) | Int(speech.packets.head[11]) << 8
        var file = WebMBuilder(codecPrivate: [], trackNumber: 2, live: false, video: true)
        file.extraTrackFields = WebMBuilder.element(WebMID.codecDelay, WebMBuilder.number(preSkip * 62_500 / 3, 4))
        let other = WebMBuilder.element(WebMID.simpleBlock, [0x89, 0, 0, 0] + [UInt8](repeating: 5, count: 3000))
        file.cluster(at: 0, speech.packets.audio.enumerated().flatMap { [file.group([$1], ms: $0 * 20), other] })
        #expect(try sameSamples(file.bytes(), speech).issues.isEmpty)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere))
    func `DiscardPadding ends the audio exactly`() throws {
        let speech = try #require(try OpusSpeech.make())
        var file = builder(speech)
        let audio = speech.packets.audio
        let preSkip = Int(speech.packets.head[10]) | Int(speech.packets.head[11]) << 8
        let excess = audio.count * 960 - preSkip - 72_000
        let blocks = audio.enumerated().map { index, packet in
            file.group([packet], ms: index * 20, discard: index == audio.count - 1 ? excess * 62_500 / 3 : nil)
        }
        file.cluster(at: 0, blocks)
        #expect(try Material.decode(file.bytes()).1 == speech.samples)
        #expect(speech.samples.count == 24_000)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere))
    func `lost pieces become silence of their length, and the cut block is dropped`() throws {
        let speech = try #require(try OpusSpeech.make())
        var pieces: [[UInt8]] = []
        for start in stride(from: 0, to: speech.packets.audio.count, by: 10) {
            var piece = builder(speech)
            let part = speech.packets.audio[start..<min(start + 10, speech.packets.audio.count)]
            piece.cluster(at: start * 20, part.enumerated().map { piece.simple([$1], ms: $0 * 20) })
            pieces.append(start == 0 ? piece.bytes() : piece.clusters)
        }
        let whole = try Material.decode(pieces.flatMap { $0 }).1
        // The third and fourth pieces are lost, and with them the end of the last block of the second.
        let cut = pieces[0] + pieces[1].dropLast(30) + pieces[4...].flatMap { $0 }
        let (decoded, samples) = try Material.decode(cut)
        #expect(samples.count == whole.count)
        let gap = try #require(decoded.issues.first { $0.code == "gap_filled" })
        let (start, end) = (try #require(gap.startMs), try #require(gap.endMs))
        #expect(abs(end - start - 420) <= 1)
        #expect(samples[(start * 16 + 16)..<(end * 16 - 16)].allSatisfy { $0 == 0 })
        #expect(samples.prefix(start * 16 - 16) == whole.prefix(start * 16 - 16))
        // Behind the gap the decoder needs a few frames to forget what it missed.
        #expect(Material.snr(Array(samples.suffix(5000)), Array(whole.suffix(5000))) > 30)
    }

    @Test func `an hour of silence from a lying clock is not inserted`() throws {
        var file = WebMBuilder()
        let packets = [[UInt8]](repeating: [0xF8], count: 10)
        file.cluster(at: 0, packets.enumerated().map { file.simple([$1], ms: $0 * 20) })
        file.cluster(at: 36_000_000, packets.enumerated().map { file.simple([$1], ms: $0 * 20) })
        let (decoded, samples) = try Material.decode(file.bytes())
        #expect(samples.count == 20 * 320)
        #expect(decoded.issues.map(\.code) == ["clock_jump"])
    }

    @Test(arguments: [1, 2], [16_000.0, 48_000])
    func `Chromium's PCM recordings call themselves matroska`(channels: Int, rate: Double) throws {
        let tone = Material.tone(seconds: 0.4, rate: Int(rate))
        var file = WebMBuilder(
            codec: "A_PCM/FLOAT/IEEE",
            codecPrivate: [],
            channels: channels,
            rate: rate,
            bits: 32,
            docType: "matroska"
        )
        let step = Int(rate) / 100
        for start in stride(from: 0, to: tone.count, by: step) {
            let samples = tone[start..<start + step].flatMap { [Double](repeating: $0, count: channels) }
            let frame = samples.flatMap { x in
                (0..<4).map { UInt8(truncatingIfNeeded: Float(x).bitPattern >> (8 * $0)) }
            }
            file.cluster(at: start * 1000 / Int(rate), [file.simple([frame])])
        }
        let (decoded, samples) = try Material.decode(file.bytes())
        #expect(samples.count == 6400)
        #expect(decoded.recording.codec == "pcm_f32le")
        let expected = Material.tone(seconds: 0.4, rate: 16_000).map { Int16(($0 * 32768).rounded()) }
        #expect(Material.snr(Array(samples[800..<5600]), Array(expected[800..<5600])) > 70)
    }

    @Test func `each missing thing has its own code`() {
        func refusal(_ change: (inout WebMBuilder) -> Void) -> AudioErrorCode? {
            var file = WebMBuilder()
            change(&file)
            file.cluster(at: 0, [file.simple([[0xF8]])])
            return Material.refusal(file.bytes())?.kind
        }
        #expect(refusal { $0.codec = "A_VORBIS" } == .unsupportedCodec)
        #expect(refusal { $0.codec = "A_AAC" } == .unsupportedCodec)
        #expect(refusal { $0.docType = "something" } == .unsupportedContainer)
        #expect(refusal { $0.codecPrivate = WebMBuilder.opusHead(channels: 0) } == .unsupportedLayout)
        #expect(refusal { $0.codecPrivate = [1, 2, 3] } == .malformed)
        let protected = WebMBuilder.element(WebMID.contentEncryption, [])
        let encodings = WebMBuilder.element(
            WebMID.contentEncodings,
            WebMBuilder.element(WebMID.contentEncoding, protected)
        )
        #expect(refusal { $0.extraTrackFields = encodings } == .encrypted)
        #expect(refusal { _ in } == .tooShort)
        #expect(Material.refusal(WebMBuilder().bytes())?.kind == .empty)
    }

    @Test func `video without audio is named`() throws {
        let entry =
            WebMBuilder.element(WebMID.trackNumber, [1]) + WebMBuilder.element(WebMID.trackType, [1])
            + WebMBuilder.element(WebMID.codecID, Array("V_VP9".utf8))
        let tracks = WebMBuilder.element(WebMID.tracks, WebMBuilder.element(WebMID.trackEntry, entry))
        let bytes =
            WebMBuilder.element(WebMID.ebml, WebMBuilder.element(WebMID.docType, Array("webm".utf8)))
            + WebMBuilder.name(WebMID.segment) + [0xFF] + tracks
        let error = try #require(Material.refusal(bytes))
        #expect(error.kind == .noAudioTrack)
        #expect(error.message.contains("VP9"))
    }

    @Test func `a file made of false starts is given up soon`() throws {
        var file = WebMBuilder()
        file.cluster(at: 0, (0..<10).map { file.simple([[0xF8]], ms: $0 * 20) })
        // Blocks of the track that end nowhere, and Clusters that hold nothing sensible.
        let start: [UInt8] = [0xA3, 0x50, 0x00, 0x81]
        let blocks = [[UInt8]](repeating: start, count: 100_000).flatMap { $0 }
        let cluster: [UInt8] = WebMBuilder.name(WebMID.cluster) + [0xFF, 0xE7, 0x81, 0, 0x42, 0x50, 0]
        let clusters = [[UInt8]](repeating: cluster, count: 20_000).flatMap { $0 }
        let clock = ContinuousClock()
        let began = clock.now
        for filler in [blocks, clusters] {
            #expect(try Material.decode(file.bytes() + filler).1.count >= 9 * 320)
        }
        #expect(clock.now - began < .seconds(60))
    }

    @Test func `every cut of a live recording decodes what is there or is refused`() throws {
        var file = WebMBuilder()
        for cluster in 0..<5 {
            file.cluster(at: cluster * 200, (0..<10).map { file.simple([[0xF8, 0xFF, 0xFE]], ms: $0 * 20) })
        }
        let whole = file.bytes()
        var last = 0
        for length in 0...whole.count {
            guard let (decoded, samples) = try? Material.decode(Array(whole.prefix(length))) else { continue }
            #expect(samples.count >= last)
            #expect(decoded.issues.allSatisfy { $0.code == "truncated" })
            last = samples.count
        }
        #expect(last == 50 * 320)
    }
}
