package import Core

/// What this room refuses: a broken word list, or a transcript file it cannot read.
package typealias SpeechError = ModuleError<SpeechErrorCode>

/// The codes of ``SpeechError``; each is a row of ``ErrorTable``.
package enum SpeechErrorCode: String, ErrorCode {
    /// A filler list does not follow its schema.
    case invalidList = "analyze.invalid_list"
    /// A supplied transcript cannot be read.
    case invalidTranscript = "transcribe.invalid_transcript"
}
