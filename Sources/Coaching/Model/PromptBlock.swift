/// User text as delimited data. Nothing inside can close the block: the bracket that marks its borders is replaced wherever it
/// occurs, every line is indented by a bar, and the tag depends on all the material.
struct PromptBlock {
    /// The block's name.
    var name: String
    /// The text, as users gave it.
    var text: String

    /// The block, or an empty text when there is nothing to show.
    func rendered(tag: String) -> String {
        let lines = Self.safe(text).split(separator: "\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { return "" }
        let body = lines.map { "| \($0)" }.joined(separator: "\n")
        return "⟦\(name) \(tag)⟧\n\(body)\n⟦end \(name) \(tag)⟧\n"
    }

    /// The text with line breaks of every kind as one, without control, formatting and private characters, without look-alikes of the
    /// border brackets.
    static func safe(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}": safe.append("\n")
            case "⟦", "〚", "⦋", "⁅", "⟬", "⦗": safe.append("[")
            case "⟧", "〛", "⦌", "⁆", "⟭", "⦘": safe.append("]")
            case "\t": safe.append(" ")
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .privateUse, .unassigned, .surrogate: break
                default: safe.append(scalar)
                }
            }
        }
        return String(safe)
    }
}
