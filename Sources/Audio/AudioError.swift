package import Core

/// Why a recording cannot be used, or why it could not be read or written.
package typealias AudioError = ModuleError<AudioErrorCode>

/// The codes of ``AudioError``; each is a row of ``ErrorTable``.
package enum AudioErrorCode: String, ErrorCode {
    /// Not WAV, WebM, Ogg, MP4, FLAC or MP3.
    case unsupportedContainer = "decode.unsupported_container"
    /// The container is known, the codec inside is not.
    case unsupportedCodec = "decode.unsupported_codec"
    /// There is no audio track.
    case noAudioTrack = "decode.no_audio_track"
    /// The audio is encrypted.
    case encrypted = "decode.encrypted"
    /// The structure is broken before any audio.
    case malformed = "decode.malformed"
    /// Channel count or sample rate is out of range.
    case unsupportedLayout = "decode.unsupported_layout"
    /// The decoded audio is longer than allowed.
    case tooLong = "decode.too_long"
    /// There is less than ``AudioSettings/minDurationMs`` of audio.
    case tooShort = "decode.too_short"
    /// There is no audio at all.
    case empty = "decode.empty"
    /// The stored recording cannot be read.
    case unreadable = "decode.unreadable"
    /// The decoded audio cannot be written.
    case unwritable = "decode.unwritable"
}

extension AudioError {
    /// Whether the error is of what a part of a file holds, so that the parts in front of it can still be heard.
    var isOfContent: Bool {
        switch kind {
        case .unsupportedContainer, .unsupportedCodec, .noAudioTrack, .encrypted, .malformed, .unsupportedLayout: true
        case .tooLong, .tooShort, .empty, .unreadable, .unwritable: false
        }
    }

    /// What a refusal ends with.
    static var advice: String { "Send WebM, Ogg or MP4 with Opus (what browsers record), WAV, FLAC or MP3." }
}
