/// Vectors of one document, each number as a signed 16-bit fraction of 32,767: half the size of floats and, for vectors of length 1,
/// sixteen times finer than half-precision floats near one.
///
/// The search is exact: it looks at every vector. A dot product adds products of 16-bit numbers in 32 bits, which the compiler turns into
/// one instruction for eight of them on any x86-64 and arm64; by Cauchy and Schwarz no partial sum of two vectors of length 1 can
/// exceed 2³⁰.
package struct VectorBlock: Sendable {
    /// Numbers of a vector.
    package let dimensions: Int
    /// How many vectors there are.
    package var count: Int { dimensions == 0 ? 0 : numbers.count / dimensions }
    /// Bytes it takes.
    package var bytes: Int { numbers.count * 2 }

    private static let scale: Float = 32_767
    private var numbers: [Int16] = []

    /// An empty block.
    package init(dimensions: Int) { self.dimensions = max(1, dimensions) }

    /// A vector as fractions; brought to length 1 first. Zeros for one without length.
    package static func packed(_ vector: [Float]) -> [Int16] {
        let length = vector.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        guard length.isFinite, length > 0 else { return [Int16](repeating: 0, count: vector.count) }
        return vector.map { Int16(max(-scale, min(scale, ($0 / length * scale).rounded()))) }
    }

    /// The mean of vectors of one size, number by number; empty for none.
    package static func mean(_ vectors: [[Float]]) -> [Float] {
        guard let first = vectors.first else { return [] }
        let sum = vectors.dropFirst().reduce(first) { sum, vector in zip(sum, vector).map { $0 + $1 } }
        return sum.map { $0 / Float(vectors.count) }
    }

    /// Adds a vector; one of another size is left out.
    ///
    /// - Returns: whether it was taken.
    @discardableResult
    package mutating func append(_ vector: [Int16]) -> Bool {
        guard vector.count == dimensions else { return false }
        numbers += vector
        return true
    }

    /// One vector as it is kept.
    package func vector(_ row: Int) -> [Int16] { Array(numbers[row * dimensions..<(row + 1) * dimensions]) }

    /// Adds the vectors of another block of the same size.
    package mutating func append(_ other: VectorBlock) {
        if other.dimensions == dimensions { numbers += other.numbers }
    }

    /// The cosines of a query with every vector, in their order.
    package func cosines(_ query: [Int16]) -> [Float] {
        guard query.count == dimensions else { return [] }
        var found = [Float](repeating: 0, count: count)
        let all = numbers.span
        let wanted = query.span
        for row in 0..<count {
            var sum: Int32 = 0
            let base = row &* dimensions
            for column in 0..<dimensions {
                unsafe sum &+= Int32(all[unchecked: base &+ column]) &* Int32(wanted[unchecked: column])
            }
            found[row] = Float(sum) / (Self.scale * Self.scale)
        }
        return found
    }

    /// The vectors nearest to a query, best first; equal ones in their order.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - threshold: least cosine.
    package func nearest(to query: [Int16], count most: Int, threshold: Float) -> [(row: Int, cosine: Float)] {
        var best: [(row: Int, cosine: Float)] = []
        for (row, cosine) in cosines(query).enumerated() where cosine >= threshold {
            if best.count == most, let last = best.last, cosine <= last.cosine { continue }
            let place = best.firstIndex { $0.cosine < cosine } ?? best.count
            best.insert((row, cosine), at: place)
            if best.count > most { best.removeLast() }
        }
        return best
    }

    /// A vector as text: base64 of its numbers, low byte first.
    package static func text(_ vector: [Int16]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(vector.count * 2)
        for number in vector {
            bytes.append(UInt8(truncatingIfNeeded: number))
            bytes.append(UInt8(truncatingIfNeeded: number >> 8))
        }
        return Base64.text(bytes)
    }

    /// The vector in a text; nil when it is none.
    package static func vector(_ text: String) -> [Int16]? {
        guard let bytes = Base64.bytes(text), bytes.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: bytes.count, by: 2).map {
            Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
        }
    }
}

/// Base64 (RFC 4648 §4), without Foundation's detour over `Data`.
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()

    static func text(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        for at in stride(from: 0, to: bytes.count, by: 3) {
            let (a, b, c) = (
                bytes[at], at + 1 < bytes.count ? bytes[at + 1] : 0, at + 2 < bytes.count ? bytes[at + 2] : 0
            )
            out.append(letters[Int(a >> 2)])
            out.append(letters[Int((a & 3) << 4 | b >> 4)])
            out.append(at + 1 < bytes.count ? letters[Int((b & 15) << 2 | c >> 6)] : UInt8(ascii: "="))
            out.append(at + 2 < bytes.count ? letters[Int(c & 63)] : UInt8(ascii: "="))
        }
        return String(decoding: out, as: UTF8.self)
    }

    static func bytes(_ text: String) -> [UInt8]? {
        let input = Array(text.utf8)
        guard input.count.isMultiple(of: 4) else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(input.count / 4 * 3)
        for at in stride(from: 0, to: input.count, by: 4) {
            let isLast = at + 4 == input.count
            let padding = isLast ? (input[at + 3] == 0x3D ? (input[at + 2] == 0x3D ? 2 : 1) : 0) : 0
            let four = (0..<4).map { $0 >= 4 - padding ? 0 : values[Int(input[at + $0])] }
            guard !four.contains(255) else { return nil }
            out.append(four[0] << 2 | four[1] >> 4)
            if padding < 2 { out.append(four[1] << 4 | four[2] >> 2) }
            if padding < 1 { out.append(four[2] << 6 | four[3]) }
        }
        return out
    }
}
