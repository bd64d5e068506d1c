import Core

/// DEFLATE (RFC 1951) with a bound on what comes out. Written for documents of strangers: every index is checked, every loop ends
/// with its input or its bound.
enum Inflate {
    private struct Bits {
        let bytes: ArraySlice<UInt8>
        var at: Int
        var buffer: UInt32 = 0
        var count = 0

        init(_ bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            at = bytes.startIndex
        }

        mutating func take(_ wanted: Int) throws(DocumentError) -> Int {
            while count < wanted {
                guard at < bytes.endIndex else { throw Inflate.broken }
                buffer |= UInt32(bytes[at]) << UInt32(count)
                at += 1
                count += 8
            }
            let value = buffer & ((1 << UInt32(wanted)) - 1)
            buffer >>= UInt32(wanted)
            count -= wanted
            return Int(value)
        }
    }

    /// A canonical Huffman code: how many symbols each length has, and the symbols in order.
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int]

        init(_ lengths: ArraySlice<Int>) throws(DocumentError) {
            symbols = [Int](repeating: 0, count: lengths.count)
            for length in lengths { counts[length] += 1 }
            var left = 1
            for length in 1..<16 {
                left = left * 2 - counts[length]
                guard left >= 0 else { throw Inflate.broken }
            }
            var offsets = [Int](repeating: 0, count: 16)
            for length in 1..<15 { offsets[length + 1] = offsets[length] + counts[length] }
            for (symbol, length) in zip(0..., lengths) where length != 0 {
                symbols[offsets[length]] = symbol
                offsets[length] += 1
            }
            counts[0] = 0
        }

        func next(_ bits: inout Bits) throws(DocumentError) -> Int {
            var (code, first, index) = (0, 0, 0)
            for length in 1..<16 {
                code |= try bits.take(1)
                let count = counts[length]
                if code - count < first { return symbols[index + code - first] }
                index += count
                first = (first + count) << 1
                code <<= 1
            }
            throw Inflate.broken
        }
    }

    private static let broken = DocumentError(.broken, "The document's compressed data is broken.")
    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// What a stream of blocks stands for.
    ///
    /// - Parameter limit: the most bytes that may come out.
    /// - Throws: `document.broken`; `document.hostile` beyond the limit.
    static func bytes(of packed: ArraySlice<UInt8>, limit: Int) throws(DocumentError) -> [UInt8] {
        var bits = Bits(packed)
        var out: [UInt8] = []
        var isLast = false
        while !isLast {
            isLast = try bits.take(1) == 1
            switch try bits.take(2) {
            case 0: try copyStored(&bits, into: &out, limit)
            case 1:
                let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
                try expand(&bits, try Code(lengths[...]), try Code([Int](repeating: 5, count: 30)[...]), &out, limit)
            case 2:
                let (literals, distances) = try readCodes(&bits)
                try expand(&bits, literals, distances, &out, limit)
            default: throw broken
            }
        }
        return out
    }

    private static func copyStored(_ bits: inout Bits, into out: inout [UInt8], _ limit: Int) throws(DocumentError) {
        bits.buffer = 0
        bits.count = 0
        guard bits.bytes.endIndex - bits.at >= 4 else { throw broken }
        let length = Int(bits.bytes[bits.at]) | Int(bits.bytes[bits.at + 1]) << 8
        let check = Int(bits.bytes[bits.at + 2]) | Int(bits.bytes[bits.at + 3]) << 8
        bits.at += 4
        guard length == ~check & 0xFFFF, bits.bytes.endIndex - bits.at >= length else { throw broken }
        guard out.count + length <= limit else { throw tooMuch }
        out += bits.bytes[bits.at..<bits.at + length]
        bits.at += length
    }

    private static func readCodes(_ bits: inout Bits) throws(DocumentError) -> (Code, Code) {
        let (literals, distances) = (try bits.take(5) + 257, try bits.take(5) + 1)
        let count = try bits.take(4) + 4
        guard literals <= 286, distances <= 30 else { throw broken }
        var lengths = [Int](repeating: 0, count: 19)
        for index in 0..<count { lengths[order[index]] = try bits.take(3) }
        let code = try Code(lengths[...])
        var all: [Int] = []
        while all.count < literals + distances {
            let symbol = try code.next(&bits)
            switch symbol {
            case 0..<16: all.append(symbol)
            case 16:
                guard let last = all.last else { throw broken }
                all += [Int](repeating: last, count: 3 + (try bits.take(2)))
            case 17: all += [Int](repeating: 0, count: 3 + (try bits.take(3)))
            default: all += [Int](repeating: 0, count: 11 + (try bits.take(7)))
            }
        }
        guard all.count == literals + distances, all[256] != 0 else { throw broken }
        return (try Code(all[..<literals]), try Code(Array(all[literals...])[...]))
    }

    private static func expand(
        _ bits: inout Bits,
        _ literals: Code,
        _ distances: Code,
        _ out: inout [UInt8],
        _ limit: Int
    ) throws(DocumentError) {
        while true {
            let symbol = try literals.next(&bits)
            if symbol == 256 { return }
            if symbol < 256 {
                guard out.count < limit else { throw tooMuch }
                out.append(UInt8(symbol))
                continue
            }
            guard symbol - 257 < lengthBase.count else { throw broken }
            let length = lengthBase[symbol - 257] + (try bits.take(lengthBits[symbol - 257]))
            let place = try distances.next(&bits)
            guard place < distanceBase.count else { throw broken }
            let distance = distanceBase[place] + (try bits.take(distanceBits[place]))
            guard distance <= out.count else { throw broken }
            guard out.count + length <= limit else { throw tooMuch }
            for _ in 0..<length { out.append(out[out.count - distance]) }
        }
    }

    private static let tooMuch = DocumentError(
        .hostile,
        "The document unpacks to far more than an honest one; save it again as PDF and send that."
    )
}
