/// Every code a client can meet, in one table. `Errors.md` in the docs is this table; a test holds them together.
package enum ErrorTable {
    /// The row of a code; an unknown code is our fault.
    package static func row(_ code: String) -> ErrorRow {
        index[code] ?? ErrorRow(code, 500, .never, "An error nobody described.")
    }

    private static let index = Dictionary(uniqueKeysWithValues: rows.map { ($0.code, $0) })

    /// All rows, grouped by area.
    package static let rows: [ErrorRow] = [
        ErrorRow("upload.empty", 400, .never, "The request carries no audio bytes."),
        ErrorRow("upload.missing_audio", 400, .never, "The form has no part named audio."),
        ErrorRow("upload.malformed_form", 400, .never, "The multipart body breaks its own rules or ends early."),
        ErrorRow("upload.unknown_field", 400, .never, "The form has a field this version does not know."),
        ErrorRow("upload.invalid_field", 400, .never, "A field's value is out of its range or not of its type."),
        ErrorRow("upload.too_large", 413, .never, "The recording is larger than upload.maxBytes."),
        ErrorRow("upload.interrupted", 400, .never, "The connection ended before the body did."),
        ErrorRow("upload.storage_full", 507, .backoff, "The data folder has no room for the recording."),
        ErrorRow("decode.unsupported_container", 415, .never, "The bytes are not WAV, WebM, Ogg, FLAC or MP3."),
        ErrorRow("decode.unsupported_codec", 415, .never, "The container is known, the codec inside is not."),
        ErrorRow("decode.no_audio_track", 415, .never, "The file has no audio track."),
        ErrorRow("decode.encrypted", 415, .never, "The audio is encrypted."),
        ErrorRow("decode.malformed", 422, .never, "The file's structure is broken before any audio."),
        ErrorRow("decode.unsupported_layout", 422, .never, "Channel count or sample rate is out of range."),
        ErrorRow("decode.too_long", 413, .never, "The decoded audio is longer than audio.maxDurationMs."),
        ErrorRow("decode.too_short", 422, .never, "There is less than a twentieth of a second of audio."),
        ErrorRow("decode.empty", 422, .never, "The file holds no audio at all."),
        ErrorRow("decode.unreadable", 500, .backoff, "The stored recording cannot be read back."),
        ErrorRow("decode.unwritable", 500, .backoff, "The decoded audio cannot be written."),
        ErrorRow("transcribe.rejected", 502, .never, "The speech-to-text service refused the audio or the request."),
        ErrorRow("transcribe.auth", 502, .never, "The speech-to-text service refused our credentials."),
        ErrorRow("transcribe.quota", 503, .later, "The speech-to-text quota is used up."),
        ErrorRow("transcribe.throttled", 503, .later, "The speech-to-text service asked us to slow down."),
        ErrorRow("transcribe.unavailable", 503, .backoff, "The speech-to-text service cannot be reached or fails."),
        ErrorRow("transcribe.malformed", 502, .backoff, "The speech-to-text service answered something unreadable."),
        ErrorRow("transcribe.timeout", 504, .backoff, "Speech-to-text took longer than its deadline."),
        ErrorRow("transcribe.engine_missing", 500, .never, "The offline recognizer or its model is not installed."),
        ErrorRow("transcribe.engine_failed", 500, .backoff, "The offline recognizer died."),
        ErrorRow("transcribe.invalid_transcript", 400, .never, "The supplied transcript cannot be read."),
        ErrorRow("analyze.invalid_list", 500, .never, "A filler list in config/fillers is broken."),
        ErrorRow("evaluate.rejected", 502, .never, "The model refused the request."),
        ErrorRow("evaluate.auth", 502, .never, "The model service refused our credentials."),
        ErrorRow("evaluate.quota", 503, .later, "The model quota is used up."),
        ErrorRow("evaluate.throttled", 503, .later, "The model service asked us to slow down."),
        ErrorRow("evaluate.unavailable", 503, .backoff, "The model service cannot be reached or fails."),
        ErrorRow("evaluate.blocked", 502, .never, "The model blocked the prompt or its answer."),
        ErrorRow("evaluate.truncated", 502, .backoff, "The model's answer was cut off."),
        ErrorRow("evaluate.malformed", 502, .backoff, "The model's answer does not fit the schema."),
        ErrorRow("evaluate.timeout", 504, .backoff, "The model took longer than its deadline."),
        ErrorRow("evaluate.invalid_rubric", 400, .never, "The rubric file is broken; the message names the place."),
        ErrorRow("report.failed", 500, .never, "The PDF could not be drawn."),
        ErrorRow("report.unwritable", 500, .never, "A result file cannot be written where the command was told to."),
        ErrorRow("storage.unavailable", 503, .backoff, "The database cannot be reached or is busy."),
        ErrorRow("storage.full", 507, .backoff, "The disk is full."),
        ErrorRow("storage.corrupt", 500, .never, "A stored row or file does not have the content it should."),
        ErrorRow("storage.newer_schema", 500, .never, "The database was written by a newer version."),
        ErrorRow("job.deadline", 504, .backoff, "A stage took longer than its deadline."),
        ErrorRow("job.attempts", 500, .never, "The answer failed on every attempt."),
        ErrorRow("request.not_found", 404, .never, "There is no such resource."),
        ErrorRow("request.not_ready", 409, .never, "The answer has no such result yet."),
        ErrorRow("request.method_not_allowed", 405, .never, "The resource does not know this method."),
        ErrorRow("request.invalid", 400, .never, "A header or parameter has no valid value."),
        ErrorRow("request.unsupported_media_type", 415, .never, "The body is of a media type we do not take."),
        ErrorRow("request.range", 416, .never, "The range lies outside the resource."),
        ErrorRow("request.overloaded", 503, .later, "Too many requests are under way."),
        ErrorRow("internal", 500, .never, "Our fault; the request id finds it in the log."),
    ]
}
