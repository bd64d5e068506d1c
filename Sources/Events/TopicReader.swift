package import Database

/// Finds out where the topics of one kind stand, for the hub that looks after those with listeners.
package struct TopicReader: Sendable {
    /// What the topics of this kind begin with, e.g. `ans_`.
    let prefix: String
    /// Where some of them stand, in no order; those that are missing are gone.
    let read: @Sendable ([String]) async throws -> [Event]

    /// A reader of the topics whose names begin with `prefix`.
    package init(prefix: String, read: @escaping @Sendable ([String]) async throws -> [Event]) {
        self.prefix = prefix
        self.read = read
    }
}
