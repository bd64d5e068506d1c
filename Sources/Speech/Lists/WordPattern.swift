/// One word of a form: letters, each once or, with a `+` behind it, once or more. A plain word also fits when the speaker drew it out and
/// the engine wrote that down with three or more of one letter ("sooo", "liiike").
struct WordPattern: Sendable {
    private struct Run {
        var scalar: Unicode.Scalar
        var least: Int
        var isOpen: Bool
    }

    private let runs: [Run]

    /// Reads a form such as `u+m+`.
    init(_ form: String) {
        var runs: [Run] = []
        for scalar in form.unicodeScalars {
            if scalar == "+" {
                if !runs.isEmpty { runs[runs.count - 1].isOpen = true }
            } else if let last = runs.last, last.scalar == scalar {
                runs[runs.count - 1].least += 1
            } else {
                runs.append(Run(scalar: scalar, least: 1, isOpen: false))
            }
        }
        self.runs = runs
    }

    /// The letter it begins with.
    var first: Unicode.Scalar? { runs.first?.scalar }

    /// Whether a folded word fits.
    func matches(_ word: String) -> Bool {
        var run = 0
        var length = 0
        for scalar in word.unicodeScalars {
            if run < runs.count, runs[run].scalar == scalar {
                length += 1
                continue
            }
            guard run < runs.count, fits(length, runs[run]) else { return false }
            run += 1
            length = 1
            guard run < runs.count, runs[run].scalar == scalar else { return false }
        }
        return run == runs.count - 1 && fits(length, runs[run])
    }

    private func fits(_ length: Int, _ run: Run) -> Bool {
        length == run.least || (run.isOpen && length >= run.least) || (length >= 3 && length > run.least)
    }
}
