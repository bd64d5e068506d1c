/// Numbers for sentences, with no more digits than they deserve.
enum Figures {
    /// One decimal, with a point.
    static func tenths(_ value: Double) -> String {
        let tenths = Int((min(1e9, max(-1e9, value)) * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }
}
