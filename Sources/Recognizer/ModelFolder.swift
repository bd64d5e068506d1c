import Core

#if canImport(Glibc)
    import Glibc
#endif

/// The files of a model on disk.
struct ModelFolder: Sendable, Hashable {
    /// Where they are.
    let path: String

    /// Looks for every file the engine needs, because the engine itself only says that something is wrong.
    func check() throws(RecognizerError) {
        for name in ["en-us/mdef", "en-us.lm.bin", "cmudict-en-us.dict"] {
            guard unsafe "\(path)/\(name)".withCString({ unsafe access($0, R_OK) }) == 0 else {
                throw missing("no \(name)")
            }
        }
    }

    /// The error for a model that is not there or not whole.
    func missing(_ reason: String) -> RecognizerError {
        RecognizerError(
            .engineMissing,
            """
            The offline recognizer is not installed here. On Debian its model is the package pocketsphinx-en-us; a \
            speech-to-text service, or a transcript sent along, serves as well.
            """,
            context: ["reason": reason, "folder": path]
        )
    }
}
