import Hummingbird

extension Request {
    /// The fields of the query, in their order.
    ///
    /// - Throws: `request.invalid` for a name that stands twice, as a form's would be: it is unclear which value is meant.
    package func queryFields() throws(WebError) -> [(name: String, value: String)] {
        var seen: Set<String> = []
        var fields: [(name: String, value: String)] = []
        for (name, value) in uri.queryParameters {
            guard seen.insert(String(name)).inserted else {
                throw WebError(.invalid, "The query has the field \"\(name.prefix(64))\" twice.")
            }
            fields.append((String(name), String(value)))
        }
        return fields
    }
}
