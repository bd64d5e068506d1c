import Core

/// Why the companion did not do what was asked. Equal by code.
package struct CompanionError: CodedError, Hashable {
    /// The duty that failed; codes start with its area.
    package enum Area: String, Sendable, CaseIterable {
        case transcribe, embed, decode
    }

    /// What went wrong, whatever the duty.
    package enum Kind: String, Sendable, CaseIterable {
        /// The companion or a model is not installed, or a model file is not the one it should be.
        case missing
        /// The process died or broke the protocol, also on further tries.
        case failed
        /// The process did not answer within the deadline and was killed.
        case timeout
        /// The companion cannot do what was asked.
        case rejected
        /// Too many requests wait, or the companion failed just now and rests.
        case unavailable
    }

    package let code: String
    package let message: String
    package let context: [String: String]

    /// An error with a sentence for the person who sent the request and facts for the log.
    package init(_ area: Area, _ kind: Kind, _ message: String, context: [String: String] = [:]) {
        self.init(code: Self.code(area, kind), message, context: context)
    }

    /// An error with a code of the table.
    init(code: String, _ message: String, context: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.context = context
    }

    /// The code of the error table for a kind of failure in an area.
    static func code(_ area: Area, _ kind: Kind) -> String {
        switch (area, kind) {
        case (.transcribe, .missing): "transcribe.engine_missing"
        case (.transcribe, .failed): "transcribe.engine_failed"
        case (.embed, .missing), (.embed, .failed): "embed.unavailable"
        case (.decode, .missing): "decode.unsupported_container"
        case (.decode, .failed), (.decode, .timeout): "decode.malformed"
        case (.decode, .rejected): "decode.unsupported_codec"
        case (.decode, .unavailable): "decode.unreadable"
        default: "\(area.rawValue).\(kind.rawValue)"
        }
    }

    /// The error for a fault that the process reports.
    static func reported(_ fault: CompanionReply.Fault, _ area: Area) -> CompanionError {
        let facts = ["fault": fault.code, "reason": fault.message]
        switch fault.code {
        case "model_missing":
            return CompanionError(
                area,
                .missing,
                "A model of the companion is not installed. Run scripts/companion.",
                context: facts
            )
        case "model_damaged":
            return CompanionError(
                area,
                .missing,
                "A model file of the companion is damaged. Run scripts/companion to fetch it again.",
                context: facts
            )
        case "language":
            return CompanionError(area, .rejected, "The model knows only English.", context: facts)
        case "bad_request":
            return CompanionError(area, .rejected, "The companion refused the request.", context: facts)
        default:
            return CompanionError(area, .failed, "The companion failed.", context: facts)
        }
    }

    /// The error for a fault that a decoding process reports.
    static func undecodable(_ fault: CompanionReply.Fault) -> CompanionError {
        let facts = ["fault": fault.code, "reason": fault.message]
        let (code, message) =
            switch fault.code {
            case "unsupported_container": ("decode.unsupported_container", "The file is of no kind that can be read.")
            case "unsupported_codec":
                ("decode.unsupported_codec", "The audio in the file is of no kind that can be read.")
            case "unsupported_layout":
                ("decode.unsupported_layout", "The channel count or sample rate is out of range.")
            case "no_audio": ("decode.no_audio_track", "The file has no audio track.")
            case "too_long": ("decode.too_long", "The recording is longer than is allowed.")
            case "empty": ("decode.empty", "The file holds no audio at all.")
            case "unreadable": ("decode.unreadable", "The recording cannot be read back.")
            default: ("decode.malformed", "The recording is broken and cannot be read.")
            }
        return CompanionError(code: code, message, context: facts)
    }

    package static func == (a: CompanionError, b: CompanionError) -> Bool { a.code == b.code }

    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
