package import Model

/// Chooses what of an answer is worth hearing again: each filler whose time is known, and each long pause.
package enum ClipPlan {
    /// What is heard before and after a filler or a pause, in milliseconds: enough words to know the place.
    static let marginMs = 700
    /// The longest clip, in milliseconds; of a longer pause its beginning is heard.
    static let longestMs = 12_000
    /// Most clips of one answer.
    static let most = 500

    /// The clips of a delivery in order of time, in a recording that lasts `durationMs`.
    package static func clips(of delivery: Delivery, durationMs: Int) -> [Clip] {
        var found: [Clip] = delivery.fillers.items.compactMap { item in
            guard let start = item.startMs, let end = item.endMs else { return nil }
            return clip(.filler, item.text, TimeSpan(startMs: start, endMs: end), durationMs)
        }
        found += delivery.pauses.items.compactMap { pause in
            guard pause.place != .initial, pause.durationMs >= PauseFinder.longMs else { return nil }
            return clip(.pause, nil, TimeSpan(startMs: pause.startMs, endMs: pause.endMs), durationMs)
        }
        found.sort { ($0.span.startMs, $0.span.endMs) < ($1.span.startMs, $1.span.endMs) }
        var counts: [Clip.Kind: Int] = [:]
        return found.prefix(most).map { clip in
            var named = clip
            counts[clip.kind, default: 0] += 1
            named.name = name(of: clip, number: counts[clip.kind, default: 0])
            return named
        }
    }

    private static func clip(_ kind: Clip.Kind, _ text: String?, _ span: TimeSpan, _ durationMs: Int) -> Clip? {
        let start = max(0, span.startMs - marginMs)
        let end = min(durationMs, span.endMs + marginMs, start + longestMs)
        guard end > start else { return nil }
        return Clip(name: "", kind: kind, text: text, span: span, heard: TimeSpan(startMs: start, endMs: end))
    }

    /// `filler-02-you-know.wav`: only letters and digits that every file system takes.
    private static func name(of clip: Clip, number: Int) -> String {
        let count = number < 10 ? "0\(number)" : "\(number)"
        let words = (clip.text ?? "").lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let slug = words.joined(separator: "-").prefix(40)
        return "\(clip.kind.rawValue)-\(count)\(slug.isEmpty ? "" : "-\(slug)").wav"
    }
}
