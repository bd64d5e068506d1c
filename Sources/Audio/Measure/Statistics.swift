/// Order statistics and spread of short lists.
enum Statistics {
    /// The middle value; 0 of an empty list.
    static func median(_ values: [Float]) -> Float { quantile(values, 0.5) }

    /// The value below which a share 0–1 of the list lies; 0 of an empty list.
    static func quantile(_ values: [Float], _ share: Float) -> Float {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let index = Int((share * Float(sorted.count - 1)).rounded())
        return sorted[min(sorted.count - 1, max(0, index))]
    }

    /// Population standard deviation around the mean; 0 for fewer than two values.
    static func deviation(_ values: [Float]) -> Float {
        guard values.count > 1 else { return 0 }
        let mean = values.reduce(0, +) / Float(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot()
    }
}
