/// A colour. The palette is small: dark and grey for text, blue for structure, orange for what to look at. Blue and orange
/// stay apart for every common kind of colour blindness and differ in lightness, and nothing is told by colour alone.
struct Ink: Hashable, Sendable {
    /// Red, 0–1.
    var red: Float
    /// Green, 0–1.
    var green: Float
    /// Blue, 0–1.
    var blue: Float

    private init(_ red: Float, _ green: Float, _ blue: Float) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Text.
    static let dark = Ink(0.10, 0.12, 0.15)
    /// Labels and asides; 5.6:1 against white.
    static let grey = Ink(0.36, 0.40, 0.45)
    /// Hairlines.
    static let rule = Ink(0.80, 0.83, 0.86)
    /// The ground of cards.
    static let panel = Ink(0.955, 0.962, 0.970)
    /// Headings' rules, scores, curves.
    static let blue = Ink(0.04, 0.29, 0.52)
    /// A band behind a curve.
    static let paleBlue = Ink(0.87, 0.92, 0.96)
    /// Fillers and what to change.
    static let orange = Ink(0.76, 0.33, 0.00)
    /// Bars of the waveform.
    static let steel = Ink(0.49, 0.57, 0.65)
    /// Bands of silence.
    static let silence = Ink(0.90, 0.905, 0.91)
    /// Paper.
    static let white = Ink(1, 1, 1)
}
