import Database

extension Fingerprint {
    /// The fingerprint of a decode stage's result.
    ///
    /// - Parameters:
    ///   - sha256: the recording's hash.
    ///   - hearVersion: ``Engines/hearVersion``.
    static func ofDecoding(_ sha256: String, hearVersion: String) -> String {
        of([Artifact.Kind.decode.rawValue] + [sha256, hearVersion])
    }
}
