import Hummingbird

extension Request {
    /// The fields of the query, in their order, read as a form's: `+` and `%20` are both a space (URL Standard,
    /// application/x-www-form-urlencoded), since clients write either.
    ///
    /// - Throws: `request.invalid` for a name that stands twice, as a form's would be: it is unclear which value is meant.
    package func queryFields() throws(WebError) -> [(name: String, value: String)] {
        var seen: Set<String> = []
        var fields: [(name: String, value: String)] = []
        for pair in (uri.query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormBody.plain(parts[0]),
                let value = FormBody.plain(parts.count > 1 ? Array(parts[1]) : [])
            else {
                throw WebError(.invalid, "The query has an invalid percent-escape; write a percent sign as %25.")
            }
            guard seen.insert(name).inserted else {
                throw WebError(.invalid, "The query has the field \"\(name.prefix(64))\" twice.")
            }
            fields.append((name, value))
        }
        return fields
    }

    /// One field of the query; nil when it has none of this name.
    ///
    /// - Throws: `request.invalid`, as ``queryFields()`` does.
    package func queryField(_ name: String) throws(WebError) -> String? {
        try queryFields().first { $0.name == name }?.value
    }
}
