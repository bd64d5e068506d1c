extension RecognizerSettings {
    /// Looks for every file the offline recognizer needs.
    ///
    /// - Throws: `transcribe.engine_missing`, with a sentence that says how to get them.
    package func checkModel() throws(RecognizerError) { try ModelFolder(path: modelFolder).check() }
}
