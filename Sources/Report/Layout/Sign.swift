/// A sign drawn before text. Signs differ in shape, not in colour alone.
enum Sign: Hashable, Sendable {
    /// A tick on a disc.
    case yes
    /// A half disc.
    case partly
    /// A dash in a ring.
    case no
    /// An arrow up on a disc: something to raise.
    case change
}

extension Flow {
    /// Draws a sign around a point.
    func draw(_ sign: Sign, x: Double, y: Double) {
        let radius = 4.2
        switch sign {
        case .yes:
            canvas.disc(x: x, y: y, radius: radius, fill: .blue)
            canvas.path([(x - 2.1, y + 0.1), (x - 0.6, y + 1.7), (x + 2.2, y - 1.6)], ink: .white, thickness: 1.1)
        case .partly:
            canvas.disc(x: x, y: y, radius: radius - 0.45, stroke: .blue)
            canvas.polygons(
                [Self.leftHalf.map { (x + $0.x * (radius - 0.45), y + $0.y * (radius - 0.45)) }],
                ink: .blue
            )
        case .no:
            canvas.disc(x: x, y: y, radius: radius - 0.45, stroke: .orange)
            canvas.line(from: (x - 2, y), to: (x + 2, y), ink: .orange, thickness: 1.1)
        case .change:
            canvas.disc(x: x, y: y, radius: radius, fill: .orange)
            canvas.line(from: (x, y + 2.4), to: (x, y - 1.8), ink: .white, thickness: 1.1)
            canvas.path([(x - 1.9, y - 0.2), (x, y - 2.2), (x + 1.9, y - 0.2)], ink: .white, thickness: 1.1)
        }
    }

    /// The left half of the unit circle in steps of 15 degrees.
    private static let leftHalf: [(x: Double, y: Double)] = {
        let sines = [0, 0.2588, 0.5, 0.7071, 0.8660, 0.9659, 1]
        let quarter = sines.indices.map { (x: -sines[$0], y: -sines[sines.count - 1 - $0]) }
        return quarter + quarter.reversed().map { (x: $0.x, y: -$0.y) }
    }()
}
