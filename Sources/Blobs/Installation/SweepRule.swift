package import Model

/// What lies in one place, counted by answers.
package struct Census: Sendable, Hashable {
    /// Answers that have files there.
    package var total = 0
    /// Those of them that the database knows.
    package var known = 0
    /// Those it does not know, and that are old enough not to be on their way in.
    package var orphans: [AnswerID] = []

    /// Nothing counted yet.
    package init() {}
}

/// Whether a sweep may take away what the database does not know. Pure: an orphan is suspected, never proven, so everything about
/// its place must fit before it goes.
package struct SweepRule: Sendable, Hashable {
    /// Why a sweep takes nothing.
    package enum Refusal: Sendable, Hashable {
        /// There are files, but no mark, and the database does not know most of them.
        case unmarked
        /// The place carries the mark of other installations.
        case foreign([String])
        /// The database is older than the mark: it was restored.
        case restored
        /// The database knows nothing of what lies there.
        case unknown
        /// More would go than a sweep takes.
        case tooMany(Int)

        /// One sentence for a log line and the doctor.
        package var sentence: String {
            switch self {
            case .unmarked:
                "It carries no mark (\(InstallationMark.name)), and the database does not know most of its files."
            case .foreign(let ids):
                "Other installations keep files there too: \(ids.joined(separator: ", ")). "
                    + "Give each one a place of its own, or remove the mark of one that is gone."
            case .restored:
                "The database is older than the mark: it was restored from a backup. When nothing is missed, remove "
                    + "\(InstallationMark.name) there, and it is written anew."
            case .unknown: "The database knows none of the files there; is it the right one?"
            case .tooMany(let count):
                "\(count) answers' files would go, which is more than a sweep takes; is the database the right one?"
            }
        }
    }

    /// Share of all answers up to which a sweep takes any number.
    package var maxShare = 0.05
    /// Number up to which a sweep takes any share.
    package var maxCount = 20

    /// The usual rule.
    package init() {}

    /// Whether a place without an owner's mark becomes that of an installation: it has no files, or the database knows three
    /// quarters of what lies there, as after an update from a version that wrote no marks.
    package func adopts(_ marks: Marks, _ own: Installation, _ census: Census) -> Bool {
        marks.owner == nil && marks.others.allSatisfy { $0 == own.id } && census.known * 4 >= census.total * 3
    }

    /// Why nothing may go; nil when it may.
    package func refusal(_ marks: Marks, _ own: Installation, _ census: Census) -> Refusal? {
        let strangers = ([marks.owner?.installation].compactMap(\.self) + marks.others).filter { $0 != own.id }
        if !strangers.isEmpty { return .foreign(strangers) }
        guard let owner = marks.owner else { return .unmarked }
        if owner.generation > own.generation { return .restored }
        let count = census.orphans.count
        if count > 0, census.known == 0 { return .unknown }
        if count > maxCount, Double(count) > Double(census.total) * maxShare { return .tooMany(count) }
        return nil
    }
}
