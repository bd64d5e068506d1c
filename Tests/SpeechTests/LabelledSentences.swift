/// The sentences of one half of the labelled set: text, and the stretches that are fillers.
struct LabelledSentence: Sendable {
    /// The sentence without its brackets.
    var text: String
    /// The fillers in it, by UTF-16 offset.
    var fillers: [Range<Int>]

    /// Reads a line in which fillers stand in brackets.
    init(_ line: String) {
        var text = ""
        var fillers: [Range<Int>] = []
        var open = 0
        for character in line {
            switch character {
            case "[": open = text.utf16.count
            case "]": fillers.append(open..<text.utf16.count)
            default: text.append(character)
            }
        }
        self.text = text
        self.fillers = fillers
    }

    /// The sentences of one half.
    static func read(_ half: String) -> [LabelledSentence] {
        half.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { LabelledSentence(String($0)) }
    }
}
