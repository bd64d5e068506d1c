/// A second, simple reading of Ogg, to hold the decoder's against: every packet of the first stream.
struct OggPackets {
    var packets: [[UInt8]] = []

    init(_ bytes: [UInt8]) {
        var at = 0
        var open: [UInt8] = []
        while at + 27 <= bytes.count, bytes[at] == 0x4F {
            let segments = Int(bytes[at + 26])
            var body = at + 27 + segments
            for size in bytes[(at + 27)..<(at + 27 + segments)] {
                open += bytes[body..<(body + Int(size))]
                body += Int(size)
                if size < 255 {
                    packets.append(open)
                    open = []
                }
            }
            at = body
        }
    }

    /// The identification header.
    var head: [UInt8] { packets.first ?? [] }
    /// The audio packets.
    var audio: [[UInt8]] { Array(packets.dropFirst(2)) }
}
