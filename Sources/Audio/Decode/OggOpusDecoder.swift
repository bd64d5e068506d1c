import Core
import Model

/// Decodes Opus in Ogg (RFC 7845) with libogg and libopus: pre-skip, an end exact to the sample, chained streams, and
/// pages lost on the way, whose length the granule positions tell. A page waits for the one behind it, which says whether its position
/// can be believed and whether it is the last.
struct OggOpusDecoder: ~Copyable {
    /// A page that waits.
    private struct Held {
        var bytes: [UInt8]
        var packets: [(range: Range<Int>, samples: Int)]
        var clock: OggClock.Page
        var isBehindDamage: Bool
        var isLast: Bool
    }

    private var pages: OggPages
    private var serial: Int32?
    private var voice: OpusVoice?
    private var firstHead: OpusHead?
    private var clock = OggClock()
    private var held: Held?
    private var pageNumber: Int?
    private var headersLeft = 0
    private var hadAudio = false
    /// Whether the stream said that it ends, or ended as a writer ends one that does not say it.
    private var ended = true
    private var usual = 0
    private var isHole = false
    private var isDamaged = false
    private var issues = IssueList()
    private var mixIssues: [Quality.Issue] = []
    private var identical = true
    private let longestGap: Int
    private var bytes: [UInt8] = []
    private var packet: [UInt8] = []

    /// Decodes the whole file.
    static func decode(
        _ source: consuming ByteSource,
        settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        var decoder = OggOpusDecoder(source, settings)
        while let page = try decoder.pages.next() {
            try decoder.take(page, into: &outlet, sink)
            decoder.pages.work.hear(outlet.count)
        }
        try decoder.release(next: nil, into: &outlet, sink)
        return try decoder.finish(outlet)
    }

    private init(_ source: consuming ByteSource, _ settings: AudioSettings) {
        pages = OggPages(source)
        longestGap = min(settings.maxGapMs, 86_400_000) * 48
    }

    private mutating func take(
        _ page: OggPages.Page,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        // A second stream beside the first is another track; one behind it is the recording going on.
        if page.isFirst, OggHeads.Codec(packet: page.head) == .opus, ended || hadAudio {
            try release(next: nil, into: &outlet, sink)
            try start(page, outlet)
        }
        guard page.serial == serial else { return }
        let isLost = pageNumber.map { page.number != $0 + 1 } ?? false
        // Garbage between two pages of which none is missing took nothing away.
        if page.isBehindJunk, isLost { isDamaged = true }
        pageNumber = page.number
        let (ranges, hole) = pages.packets(into: &bytes)
        isHole = isHole || hole
        var audio: [(range: Range<Int>, samples: Int)] = []
        for range in ranges {
            if headersLeft > 0 {
                headersLeft -= 1
                // Tags may be lost; audio never starts like them.
                if headersLeft == 1 || bytes[range].starts(with: "OpusTags".utf8) { continue }
            }
            // A packet without a byte holds nothing: some writers end their streams with one.
            guard !range.isEmpty else { continue }
            let samples = OpusVoice.samples(in: bytes[range].span)
            if samples == nil {
                issues.damage(parts: 1, atMs: outlet.durationMs)
                pages.work.damage()
            }
            pages.work.decode(samples ?? 0)
            audio.append((range, samples ?? 0))
        }
        ended = page.isLast
        guard !audio.isEmpty else {
            if page.isLast { held?.isLast = true }
            return
        }
        hadAudio = true
        let granule = page.granule >= 0 && page.granule < 1 << 60 ? page.granule : nil
        let total = audio.reduce(0) { $0 + $1.samples }
        let next = OggClock.Page(granule: granule, samples: total, isBehindHole: isHole)
        isHole = false
        try release(next: next, into: &outlet, sink)
        // A page that is shorter than the others is what was left when the recorder stopped; with one packet to a page they are all alike.
        ended = page.isLast || (!page.isOpen && (total < usual || audio.count == 1))
        usual = max(usual, total)
        held = Held(bytes: bytes, packets: audio, clock: next, isBehindDamage: isDamaged, isLast: page.isLast)
        isDamaged = false
    }

    /// Begins a stream, the first or the next in a chain.
    private mutating func start(_ page: OggPages.Page, _ outlet: Outlet) throws(AudioError) {
        closeStream()
        let head: OpusHead
        do {
            head = try OpusHead(page.head)
        } catch {
            // A broken link in a chain ends the recording; what came before it counts.
            guard firstHead != nil else { throw error }
            issues.damage(parts: 1, atMs: outlet.durationMs)
            serial = nil
            ended = true
            return
        }
        if firstHead == nil { firstHead = head }
        voice = try OpusVoice(head)
        serial = page.serial
        pages.follow(page.serial)
        clock = OggClock()
        pageNumber = nil
        headersLeft = 2
        (ended, hadAudio, isHole, isDamaged, usual) = (false, false, false, false, 0)
    }

    /// Decodes the page that waits; `next` is the one behind it in its stream.
    private mutating func release(
        next: OggClock.Page?,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        guard let page = held.take() else { return }
        let verdict = clock.judge(page.clock, next: next, isLast: page.isLast)
        if page.isBehindDamage || verdict.isUnknown {
            issues.damage(parts: 1, atMs: outlet.durationMs)
            pages.work.damage()
        }
        if verdict.missing > 0 { try fill(verdict.missing, into: &outlet, sink) }
        // The last packets give way first.
        var keep = page.clock.samples - verdict.trim
        guard var voice = voice.take() else { return }
        for (range, samples) in page.packets where samples > 0 {
            let kept = min(samples, max(0, keep))
            keep -= samples
            packet.removeAll(keepingCapacity: true)
            packet += page.bytes[range]
            try voice.decode(packet.span, samples: samples, trimEnd: samples - kept, into: &outlet, sink)
        }
        self.voice = consume voice
    }

    private mutating func fill(_ missing: Int, into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        let start = outlet.durationMs
        guard missing <= longestGap else {
            issues.add(.clockJump(atMs: start))
            return
        }
        try outlet.writeSilence(missing / 3, to: sink)
        issues.add(.gapFilled(startMs: start, endMs: outlet.durationMs))
    }

    private mutating func closeStream() {
        guard let damaged = voice?.damaged, let place = voice?.firstDamageMs else { return }
        issues.damage(parts: damaged, atMs: place)
        if let mixer = voice?.mixer {
            for issue in MixIssues.list(mixer) where !mixIssues.contains(issue) { mixIssues.append(issue) }
            identical = identical && mixer.identical
        }
    }

    private consuming func finish(_ outlet: Outlet) throws(AudioError) -> Findings {
        closeStream()
        guard let head = firstHead else {
            throw AudioError(.malformed, "The Ogg file has no readable Opus header. Record again.")
        }
        if pages.endsInJunk {
            if pages.work.isSpent || !ended {
                issues.add(.truncated(atMs: outlet.durationMs))
            }
            issues.damage(parts: 1, atMs: outlet.durationMs)
        } else if pages.endsInPage || !ended {
            issues.add(.truncated(atMs: outlet.durationMs))
        }
        return Findings(
            container: .ogg,
            codec: "opus",
            sampleRate: head.rate,
            channels: head.channels,
            issues: mixIssues + issues.list,
            identicalChannels: identical && head.channels > 1
        )
    }
}

/// What an Ogg file holds, from the first page of each of its streams.
enum OggHeads {
    /// A codec Ogg carries.
    enum Codec: String, Sendable, CaseIterable {
        case opus = "Opus"
        case vorbis = "Vorbis"
        case flac = "FLAC"
        case speex = "Speex"
        case theora = "Theora video"
        case skeleton = "Skeleton"
        case unknown = "an unknown codec"

        /// The codec an identification packet belongs to.
        init(packet: some Collection<UInt8>) {
            func starts(_ magic: String) -> Bool { packet.starts(with: magic.utf8) }
            func starts(_ byte: UInt8, _ magic: String) -> Bool {
                packet.first == byte && packet.dropFirst().starts(with: magic.utf8)
            }
            self =
                if starts("OpusHead") { .opus } else if starts(1, "vorbis") { .vorbis } else if starts(0x7F, "FLAC") {
                    .flac
                } else if starts("Speex   ") { .speex } else if starts(0x80, "theora") {
                    .theora
                } else if starts("fishead") { .skeleton } else { .unknown }
        }
    }

    /// The codecs named by the run of first pages at the start of a file, in order, and whether the run ends within these bytes.
    static func codecs(_ start: [UInt8]) -> (codecs: [Codec], isWhole: Bool) {
        var codecs: [Codec] = []
        var at = 0
        while at + 27 <= start.count, codecs.count < 32 {
            let isFirst = start[at..<(at + 4)].elementsEqual("OggS".utf8) && start[at + 5] & 0x02 != 0
            guard isFirst else { return (codecs, true) }
            let segments = Int(start[at + 26])
            let body = at + 27 + segments
            guard body <= start.count else { break }
            let length = start[(at + 27)..<body].reduce(0) { $0 + Int($1) }
            codecs.append(Codec(packet: start[body..<min(start.count, body + length)]))
            at = body + length
        }
        return (codecs, codecs.count == 32)
    }
}
