/// Light English stemming: enough to see that "deployed", "deploys" and "deploying" are one word, careful never to join words of
/// different meaning. A small part of Porter's steps 1a and 1b (Program 14(3), 1980).
enum Stem {
    /// The stem of a folded word.
    static func of(_ word: String) -> String {
        guard word.utf8.count > 3, word.utf8.allSatisfy({ (0x61...0x7a).contains($0) }) else { return word }
        var stem = Substring(word)
        if stem.hasSuffix("ies"), stem.count > 4 {
            stem = stem.dropLast(3) + "y"
        } else if stem.hasSuffix("sses") {
            stem = stem.dropLast(2)
        } else if stem.hasSuffix("s"), !stem.hasSuffix("ss"), !stem.hasSuffix("us"), !stem.hasSuffix("is") {
            stem = stem.dropLast()
        }
        for suffix in ["ing", "ed"] where stem.hasSuffix(suffix) && stem.count >= suffix.count + 3 {
            stem = stem.dropLast(suffix.count)
            if let last = stem.last, stem.dropLast().last == last, !"lsz".contains(last) { stem = stem.dropLast() }
            break
        }
        if stem.hasSuffix("ied") { stem = stem.dropLast(3) + "y" }
        if stem.hasSuffix("e"), stem.count > 3 { stem = stem.dropLast() }
        if stem.hasSuffix("y"), stem.count > 3 { stem = stem.dropLast() + "i" }
        return String(stem)
    }
}
