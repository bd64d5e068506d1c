/// Builds WAV files byte by byte.
struct WaveBuilder {
    var tag = 1
    var channels = 1
    var rate = 16_000
    var bits = 16
    var samples: [Double] = []
    /// Written instead of the true size of the data.
    var declaredData: UInt32?
    var riff = "RIFF"
    var extensible = false
    /// Chunks before `fmt `.
    var leading: [(String, [UInt8])] = []

    var frame: Int { channels * ((bits + 7) / 8) }

    func bytes() -> [UInt8] {
        var data: [UInt8] = []
        for x in samples { for _ in 0..<channels { data += encode(x) } }
        var format = little(extensible ? 0xFFFE : tag, 2) + little(channels, 2) + little(rate, 4)
        format += little(rate * frame, 4) + little(frame, 2) + little(bits, 2)
        if extensible {
            format += little(22, 2) + little(bits, 2) + little(0, 4) + little(tag, 2)
            format += [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
        }
        var body: [UInt8] = []
        if riff == "RF64" {
            body += chunk("ds64", little(0, 8) + little(data.count, 8) + little(samples.count, 8) + little(0, 4))
        }
        for (id, content) in leading { body += chunk(id, content) }
        body += chunk("fmt ", format)
        body += Array("data".utf8) + little(Int(declaredData ?? UInt32(data.count)), 4) + data
        return Array(riff.utf8) + little(riff == "RF64" ? 0xFFFF_FFFF : body.count + 4, 4) + Array("WAVE".utf8) + body
    }

    private func chunk(_ id: String, _ content: [UInt8]) -> [UInt8] {
        Array(id.utf8) + little(content.count, 4) + content + (content.count % 2 == 1 ? [0] : [])
    }

    private func encode(_ x: Double) -> [UInt8] {
        switch (tag, bits) {
        case (1, 8): [UInt8(clamping: Int((x * 128).rounded()) + 128)]
        case (1, _): little(Int((x * Double(1 << (bits - 1))).rounded()), bits / 8)
        case (3, 32): little(Int(Float(x).bitPattern), 4)
        default: little(Int(truncatingIfNeeded: x.bitPattern), 8)
        }
    }

    func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
