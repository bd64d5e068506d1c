import Model

/// Reads Google's recognition results, v1 and v2, which differ in the names of times.
enum GoogleSpeechReply {
    /// All results, not the first alone: each pause starts a new one. `{}` is silence.
    static func transcript(
        _ json: JSONValue,
        _ request: Transcriber.Request,
        engine: String,
        model: String
    ) -> Transcript {
        let best = (json["results"]?.items ?? []).compactMap { $0["alternatives"]?[0] }
        let text = best.reduce(into: "") { text, alternative in
            let next = alternative["transcript"]?.text ?? ""
            if !text.isEmpty, !next.isEmpty, text.last?.isWhitespace != true, next.first?.isWhitespace != true {
                text += " "
            }
            text += next
        }
        let items = best.flatMap { $0["words"]?.items ?? [] }
        let isV2 = items.contains { $0["endOffset"] != nil }
        return TimedWords.transcript(
            TimedWords.read(
                items,
                names: ["word"],
                start: isV2 ? "startOffset" : "startTime",
                end: isV2 ? "endOffset" : "endTime",
                within: request.durationMs
            ),
            text: text,
            request: request,
            engine: engine,
            model: model,
            keepsFillers: false
        )
    }

    /// Seconds of audio billed; nil when the service does not say.
    static func billedSeconds(_ json: JSONValue) -> Double? {
        (json["totalBilledTime"] ?? json["metadata"]?["totalBilledDuration"])?.text.flatMap { text in
            text.hasSuffix("s") ? Double(text.dropLast()) : nil
        }
    }
}
