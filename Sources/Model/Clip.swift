/// A short stretch of an answer to listen to: a filler or a long pause, with what is said around it.
package struct Clip: Sendable, Hashable, Codable {
    /// What it shows.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case filler, pause
    }

    /// Its file name, e.g. `filler-02-um.wav`: in order of time, and safe anywhere.
    package var name: String
    /// What it shows.
    package var kind: Kind
    /// The filler; nil for a pause.
    package var text: String?
    /// Where the filler or the pause is.
    package var span: TimeSpan
    /// What the clip holds: the span with some of what surrounds it.
    package var heard: TimeSpan

    /// A clip.
    package init(name: String, kind: Kind, text: String? = nil, span: TimeSpan, heard: TimeSpan) {
        self.name = name
        self.kind = kind
        self.text = text
        self.span = span
        self.heard = heard
    }
}
