/// The headers of one part that matter to us (RFC 7578): the field's name, and whether it is a file. The file's name is read
/// only to be ignored: names on disk are ours.
package struct PartHeaders: Sendable, Hashable {
    /// The form field's name.
    package var name: String
    /// The file name the client gave; nil for a plain field.
    package var filename: String?
    /// The part's media type as sent.
    package var contentType: String?

    /// Headers of one part.
    package init(name: String, filename: String? = nil, contentType: String? = nil) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
    }

    /// Reads the header block of a part, without the empty line that ends it; nil when there is no form-data name.
    package init?(block: ArraySlice<UInt8>) {
        var name: String?
        var filename: String?
        var contentType: String?
        for line in String(decoding: block, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: true) {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...]
            switch line[..<colon].lowercased() {
            case "content-disposition":
                let parameters = HeaderParameters(value)
                guard parameters.value == "form-data" else { return nil }
                name = parameters["name"]
                filename = parameters["filename"]
            case "content-type":
                contentType = HeaderParameters(value).value
            default: continue
            }
        }
        guard let name, !name.isEmpty else { return nil }
        self.init(name: name, filename: filename, contentType: contentType)
    }
}
