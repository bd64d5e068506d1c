import FoundationEssentials

/// What an `Authorization` header carries.
package enum Credentials: Sendable, Hashable {
    /// There is none.
    case none
    /// A key: as `Bearer KEY`, or as the password of `Basic`, under any name, so that a browser can ask a person for it.
    case key(String)
    /// Something else.
    case unreadable

    /// Reads a header's value.
    package init(_ header: String?) {
        guard let header else {
            self = .none
            return
        }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        let value = parts.count == 2 ? parts[1].trimming(" ") : ""
        switch parts.first?.lowercased() {
        case "bearer" where !value.isEmpty:
            self = .key(value)
        case "basic":
            guard let data = Data(base64Encoded: value), data.count <= 1024,
                let colon = data.firstIndex(of: UInt8(ascii: ":"))
            else {
                self = .unreadable
                return
            }
            self = .key(String(decoding: data[data.index(after: colon)...], as: UTF8.self))
        default:
            self = .unreadable
        }
    }
}

extension Substring {
    /// Without a character at both ends.
    fileprivate func trimming(_ character: Character) -> String {
        var text = self
        while text.first == character { text = text.dropFirst() }
        while text.last == character { text = text.dropLast() }
        return String(text)
    }
}
