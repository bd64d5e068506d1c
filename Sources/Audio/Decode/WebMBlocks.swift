extension WebMDemuxer {
    /// Reads a BlockGroup: its block and its DiscardPadding.
    mutating func group(_ element: EBML.Element) throws(AudioError) -> Packet? {
        let end = element.content + (element.size ?? 0)
        source.seek(to: element.content)
        var found: EBML.Element?
        var discard = 0
        var children = 0
        while source.position < end, children < 64 {
            children += 1
            guard let child = try EBML.element(&source), let size = child.size, size <= end - child.content else {
                break
            }
            if child.id == WebMID.block { found = child }
            if child.id == WebMID.discardPadding, size <= 8 {
                var bytes: [UInt8] = []
                let count = try source.read(size, into: &bytes)
                discard = EBML.signed(bytes[0..<count])
            }
            source.seek(to: child.content + size)
        }
        guard let found else {
            source.seek(to: end)
            return nil
        }
        return try block(found, discard: discard, outerEnd: end)
    }

    /// Reads a block when it belongs to the track, and leaves the position behind the element around it. A block whose
    /// end is no place where an element starts was cut in two by a lost piece: it is dropped, and reading goes on inside it,
    /// since it has swallowed the start of what came after.
    mutating func block(_ element: EBML.Element, discard: Int, outerEnd: Int) throws(AudioError) -> Packet? {
        let size = element.size ?? 0
        source.seek(to: element.content)
        guard let first = try source.next() else { return nil }
        // Track numbers beyond 127 are refused with the track list, so one byte tells a block of ours.
        guard let number = track?.number, first == UInt8(truncatingIfNeeded: number | 0x80) else {
            source.seek(to: outerEnd)
            return nil
        }
        guard size <= Self.longestBlock, try follower(at: outerEnd) else {
            damage()
            let found = work.isSpent ? false : try resync(from: element.content)
            if !found {
                source.seek(to: source.size)
                truncated = true
            }
            return nil
        }
        source.seek(to: element.content)
        var bytes: [UInt8] = []
        swap(&bytes, &spare)
        let count = try source.read(size, into: &bytes)
        source.seek(to: outerEnd)
        guard count == size, let lacing = BlockLacing(bytes, count: count) else {
            damage()
            spare = bytes
            return nil
        }
        let ticks = clusterTicks.addingReportingOverflow(lacing.ticks)
        let time = ticks.partialValue.multipliedReportingOverflow(by: scale)
        return Packet(
            time: ticks.overflow || time.overflow ? nil : time.partialValue,
            bytes: bytes,
            frames: lacing.frames,
            discard: discard,
            part: part
        )
    }

    /// Moves to the next Cluster, or block of the track with a known element behind it, from a place on; false when there is
    /// none. Every call goes on behind what the last one found, so a file is searched once at most.
    mutating func resync(from place: Int) throws(AudioError) -> Bool {
        var at = place
        source.seek(to: at)
        while !work.isSpent, let byte = try source.next() {
            if byte == 0x1F || byte == 0xA3 || byte == 0xA0 || byte == 0x1A {
                source.seek(to: at)
                work.step()
                work.reach(byte: at)
                if let element = try EBML.element(&source), try isAnchor(element) {
                    source.seek(to: at)
                    return true
                }
                source.seek(to: at + 1)
            }
            at += 1
        }
        return false
    }

    private mutating func isAnchor(_ element: EBML.Element) throws(AudioError) -> Bool {
        switch element.id {
        case WebMID.cluster:
            return try follower(at: element.content)
        case WebMID.ebml:
            // The head of another recording, and its Segment behind it.
            guard let size = element.size, size <= 4096, source.reaches(size + 4, behind: element.content) else {
                return false
            }
            source.seek(to: element.content + size)
            return try EBML.element(&source)?.id == WebMID.segment
        case WebMID.simpleBlock, WebMID.blockGroup:
            guard looks < Self.mostLooks, let size = element.size, size >= 4, size <= Self.longestUnknown,
                source.reaches(size, behind: element.content), let number = track?.number
            else { return false }
            let first = try source.next()
            let expected = element.id == WebMID.simpleBlock ? UInt8(truncatingIfNeeded: number | 0x80) : 0xA1
            guard first == expected else { return false }
            looks += 1
            guard source.reaches(size + 1, behind: element.content) else { return false }
            return try follower(at: element.content + size)
        default:
            return false
        }
    }
}
