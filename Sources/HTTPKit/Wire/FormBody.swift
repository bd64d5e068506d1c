import Core
import FoundationEssentials
package import Hummingbird
import NIOCore

/// The fields of a form that a page sent as `application/x-www-form-urlencoded`.
package struct FormBody: Sendable, Hashable {
    /// Largest form taken, in bytes.
    package static let maxBytes = 64 << 10

    private let fields: [(name: String, value: String)]

    /// Reads a form's bytes. A name that stands twice and an invalid escape make it unreadable.
    package init?(_ bytes: some Sequence<UInt8>) {
        var fields: [(name: String, value: String)] = []
        var seen: Set<String> = []
        for pair in Array(bytes).split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.plain(parts[0]), let value = Self.plain(parts.count > 1 ? parts[1] : []),
                !name.contains("\0"), !value.contains("\0"), seen.insert(name).inserted
            else { return nil }
            fields.append((name, value))
        }
        self.fields = fields
    }

    /// A field's text; nil when the form has none of this name.
    package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Whether a request says that its body is such a form.
    package static func isForm(_ request: Request) -> Bool {
        request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true
    }

    /// The form of a request.
    ///
    /// - Throws: `request.invalid`, `request.too_large`.
    package static func read(_ request: Request) async throws -> FormBody {
        guard isForm(request), let form = FormBody(try await request.wholeBody(upTo: maxBytes)) else {
            throw WebError(.invalid, "The body wants the fields of a form, each once.")
        }
        return form
    }

    package static func == (a: FormBody, b: FormBody) -> Bool {
        a.fields.elementsEqual(b.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    package func hash(into hasher: inout Hasher) {
        for field in fields {
            hasher.combine(field.name)
            hasher.combine(field.value)
        }
    }

    /// A name or value as it was before it was written into a form: `+` is a space, `%41` is `A`. Nil for an invalid escape and for
    /// bytes that are no UTF-8.
    static func plain(_ units: some Sequence<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(units)[...]
        while let unit = rest.popFirst() {
            switch unit {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let byte = String(decoding: [high, low], as: UTF8.self).lowercased().hexadecimalBytes?.first
                else { return nil }
                bytes.append(byte)
            default: bytes.append(unit)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
