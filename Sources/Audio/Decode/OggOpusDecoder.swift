import Model

/// Decodes Opus in Ogg (RFC 7845) with libogg and libopus: pre-skip, an end exact to the sample, chained streams, and
/// pages lost on the way, whose length the next page's granule position tells.
struct OggOpusDecoder: ~Copyable {
    private var pages: OggPages
    private var serial: Int32?
    private var voice: OpusVoice?
    private var firstHead: OpusHead?
    /// Granule position of the end of what was decoded; nil before the first audio page of a stream.
    private var position: Int?
    private var headersLeft = 0
    private var ended = true
    private var gapBefore = false
    private var issues = IssueList()
    private var mixIssues: [Quality.Issue] = []
    private var identical = true
    private let longestGap: Int
    private var bytes: [UInt8] = []
    private var packet: [UInt8] = []

    /// The smallest granule jump without a missing page that is taken for lost audio: 100 ms.
    private static let smallestJump = 4800

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
        }
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
        if page.isFirst, OggHeads.Codec(packet: page.head) == .opus, ended || position != nil {
            try start(page)
        }
        guard page.serial == serial, !ended || page.isFirst else { return }
        let (ranges, hole) = pages.packets(into: &bytes)
        if hole { gapBefore = true }
        var audio: [(range: Range<Int>, samples: Int)] = []
        for range in ranges {
            if headersLeft > 0 {
                headersLeft -= 1
                // Tags may be lost; audio never starts like them.
                if headersLeft == 1 || bytes[range].starts(with: "OpusTags".utf8) { continue }
            }
            let samples = OpusVoice.samples(in: bytes[range].span)
            if samples == nil { issues.damage(parts: 1, atMs: outlet.durationMs) }
            audio.append((range, samples ?? 0))
        }
        if !audio.isEmpty { try decode(audio, page, into: &outlet, sink) }
        if page.isLast { ended = true }
    }

    /// Begins a stream, the first or the next in a chain.
    private mutating func start(_ page: OggPages.Page) throws(AudioError) {
        closeStream()
        let head: OpusHead
        do {
            head = try OpusHead(page.head)
        } catch {
            // A broken link in a chain ends the recording; what came before it counts.
            guard firstHead != nil else { throw error }
            issues.damage(parts: 1, atMs: 0)
            serial = nil
            ended = true
            return
        }
        if firstHead == nil { firstHead = head }
        voice = try OpusVoice(head)
        serial = page.serial
        pages.follow(page.serial)
        position = nil
        headersLeft = 2
        ended = false
        gapBefore = false
    }

    private mutating func decode(
        _ audio: [(range: Range<Int>, samples: Int)],
        _ page: OggPages.Page,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        let total = audio.reduce(0) { $0 + $1.samples }
        var trim = 0
        if page.granule >= 0, page.granule < 1 << 60 {
            let end: Int
            if let position {
                end = position + total
            } else {
                // A stream may start at any time; one that ends on its first page starts at zero.
                end = page.isLast ? total : max(total, page.granule)
            }
            let missing = page.granule - end
            if missing > 0, position != nil, gapBefore || missing >= Self.smallestJump {
                try fill(missing, into: &outlet, sink)
            }
            if missing < 0, page.isLast { trim = min(total, -missing) }
            position = page.granule
        } else if page.granule >= 0 {
            issues.add(.clockJump(atMs: outlet.durationMs))
            position = nil
        } else {
            position = position.map { $0 + total }
        }
        gapBefore = false
        // The last packets give way first.
        var keep = total - trim
        guard var voice = voice.take() else { return }
        for (range, samples) in audio where samples > 0 {
            let kept = min(samples, max(0, keep))
            keep -= samples
            packet.removeAll(keepingCapacity: true)
            packet += bytes[range]
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
        issues.damage(parts: pages.damaged, atMs: 0)
        // A stream closes with a page that says so; a file without it, or ending inside a page, was cut.
        if pages.endsInPage || !ended { issues.add(.truncated(atMs: outlet.durationMs)) }
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
