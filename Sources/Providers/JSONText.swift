import FoundationEssentials

/// Pieces of JSON to write.
enum JSONText {
    /// The document with the bare words `NaN`, `Infinity` and `-Infinity` outside strings turned into `null`: some servers
    /// write numbers that JSON does not have.
    static func withoutBareNumbers(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = 0
        var isInString = false
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                out.append(byte)
                if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                    index += 1
                    out.append(bytes[index])
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                index += 1
                continue
            }
            if let word = bareWords.first(where: { bytes[index...].starts(with: $0) }) {
                out += Array("null".utf8)
                index += word.count
                continue
            }
            isInString = byte == UInt8(ascii: "\"")
            out.append(byte)
            index += 1
        }
        return out
    }

    private static let bareWords = ["-Infinity", "Infinity", "NaN", "-NaN"].map { Array($0.utf8) }
}
