/// The bytes of a JSON text with each `\u` escape that can stand as itself written as UTF-8, and how many bytes its strings say:
/// a limit on text must not depend on how a client's library writes it. Escapes of quotes, backslashes, control characters and
/// halves of a pair stay as they are.
struct EscapeFolder: Sendable {
    private enum State {
        case plain
        case escape
        case digits(UInt32, left: Int)
    }

    /// What came, folded.
    private(set) var bytes: [UInt8] = []
    /// Bytes of the text were all of its escapes written out.
    private(set) var said = 0
    private var state = State.plain

    /// The next bytes.
    mutating func push(_ more: some Sequence<UInt8>) { for byte in more { push(byte) } }

    private mutating func push(_ byte: UInt8) {
        bytes.append(byte)
        switch state {
        case .plain:
            if byte == UInt8(ascii: "\\") { state = .escape } else { said += 1 }
        case .escape:
            state = byte == UInt8(ascii: "u") ? .digits(0, left: 4) : .plain
            if byte != UInt8(ascii: "u") { said += 1 }
        case .digits(let value, let left):
            guard let digit = UInt32(String(UnicodeScalar(byte)), radix: 16) else {
                // Not JSON: the parser says so.
                state = .plain
                return
            }
            state = left == 1 ? .plain : .digits(value << 4 | digit, left: left - 1)
            if left == 1 { fold(value << 4 | digit) }
        }
    }

    private mutating func fold(_ value: UInt32) {
        guard let scalar = UnicodeScalar(value) else {
            // Half of a pair, which is four bytes together.
            said += 2
            return
        }
        let text = UTF8.encode(scalar).map(Array.init) ?? []
        said += text.count
        guard value >= 0x20, scalar != "\"", scalar != "\\" else { return }
        bytes.removeLast(6)
        bytes += text
    }
}
