import Model

/// The issues found along a file, held to a number a person can read.
struct IssueList {
    /// What was found, in order.
    private(set) var entries: [Quality.Issue] = []
    private var damagedParts = 0
    private var firstDamageMs = 0

    private static let most = 50

    /// Notes an issue; beyond 50, nothing. A gap that starts where the last one ends makes that one longer.
    mutating func add(_ issue: Quality.Issue) {
        if issue.code == "gap_filled", let last = entries.last, last.code == issue.code, last.endMs == issue.startMs {
            entries[entries.count - 1] = .gapFilled(startMs: last.startMs ?? 0, endMs: issue.endMs ?? 0)
            return
        }
        if entries.count < Self.most { entries.append(issue) }
    }

    /// Notes damaged parts; all together become one issue.
    mutating func damage(parts: Int, atMs place: Int) {
        guard parts > 0 else { return }
        if damagedParts == 0 { firstDamageMs = place }
        damagedParts += parts
    }

    /// All issues, the damage included.
    var list: [Quality.Issue] {
        damagedParts > 0 ? entries + [.damaged(parts: damagedParts, firstMs: firstDamageMs)] : entries
    }
}
