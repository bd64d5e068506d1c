package import HTTPTypes

/// What a request costs the house, by its method and path: each class has a quota of its own.
package enum CostClass: String, Sendable, Hashable, CaseIterable {
    /// Looking something up.
    case reads
    /// Changing something that is there.
    case writes
    /// Drawing a report or an export, or cutting a clip.
    case reports
    /// A piece of a resumable upload.
    case pieces
    /// A new answer, other words for one, or a re-scoring: decoding, recognition, a judge.
    case answers
    /// A key that opens nothing.
    case failures

    /// The class of a request; nil for what is never limited: health, metrics, and the page with its parts.
    package static func of(_ method: HTTPRequest.Method, _ path: String) -> CostClass? {
        let parts = path.split(separator: "/")
        guard parts.first == "v1" else { return nil }
        let area = parts.dropFirst().first
        if [.get, .head, .options].contains(method) {
            let isDrawn = [".pdf", ".html", ".zip", ".csv"].contains { parts.last?.hasSuffix($0) == true }
            return isDrawn || parts.contains("clips") && parts.count > 4 || area == "exports" ? .reports : .reads
        }
        if area == "uploads" { return method == .delete ? .writes : .pieces }
        if method == .post, parts.count == 2, area == "answers" || area == "rescores" { return .answers }
        if method == .post, parts.count == 3, area == "answers" {
            return ["form", "raw", "typed", "from-upload"].contains(parts[2]) ? .answers : .writes
        }
        // What is worked on again costs as what is new.
        if method == .post, parts.count == 4, area == "answers", parts[3] == "retry" { return .writes }
        // Other words cost a judgement as those before them did.
        if method == .patch, parts.count == 3, area == "answers" { return .answers }
        return .writes
    }

    /// Whether the body may be as long as a recording, so that a deadline would punish slow lines.
    package var takesRecordings: Bool { self == .answers || self == .pieces }
}
