import HTTPTypes

/// The header names of tus 1.0; each is a valid token, so none of them can fail.
extension HTTPField.Name {
    static let tusResumable = named("Tus-Resumable")
    static let tusVersion = named("Tus-Version")
    static let tusMaxSize = named("Tus-Max-Size")
    static let tusExtension = named("Tus-Extension")
    static let tusChecksumAlgorithm = named("Tus-Checksum-Algorithm")
    static let uploadLength = named("Upload-Length")
    static let uploadDeferLength = named("Upload-Defer-Length")
    static let uploadOffset = named("Upload-Offset")
    static let uploadMetadata = named("Upload-Metadata")
    static let uploadExpires = named("Upload-Expires")
    static let uploadChecksum = named("Upload-Checksum")
    static let methodOverride = named("X-HTTP-Method-Override")

    static let vary = named("Vary")

    /// A name that is a literal of ours; a broken one falls back to a header nobody reads.
    static func named(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .from }
}
