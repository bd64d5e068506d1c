import Model
import Report

/// What captions are written as.
enum CaptionFormat: String, CaseIterable {
    case vtt
    case srt

    /// The media type. SubRip has none that is registered; this is the one programs know.
    var type: String {
        switch self {
        case .vtt: "text/vtt; charset=utf-8"
        case .srt: "application/x-subrip; charset=utf-8"
        }
    }

    /// The captions of an answer; nil when its words have no times.
    func text(_ transcript: Transcript, _ delivery: Delivery?) -> String? {
        switch self {
        case .vtt: TranscriptVTT.text(for: transcript, delivery: delivery)
        case .srt: TranscriptSRT.text(for: transcript)
        }
    }
}
