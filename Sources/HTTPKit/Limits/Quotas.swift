/// Requests a minute of each client, class by class.
package struct Quotas: Sendable, Hashable {
    private let perMinute: [CostClass: GCRA]
    /// Whether they hold while no keys are needed, too: then all clients are this machine's.
    package let holdWithoutKeys: Bool

    /// Quotas; a class that is missing or has none is not limited.
    package init(_ perMinute: [CostClass: Int], holdWithoutKeys: Bool = false) {
        self.perMinute = perMinute.filter { $0.value > 0 }.mapValues { GCRA(quota: $0) }
        self.holdWithoutKeys = holdWithoutKeys
    }

    /// The rule of a class.
    package subscript(_ cost: CostClass) -> GCRA? { perMinute[cost] }
}
