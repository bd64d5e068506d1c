import Catalogue
import Model

/// What to keep and what to change, numbered, with the words each is about.
struct Remarks: Sendable {
    /// One remark.
    struct Remark: Sendable {
        /// `keep` or `change`.
        var kind: String
        /// From 1, over both kinds.
        var number: Int
        /// What to say to the speaker.
        var text: String
        /// The words it is about.
        var evidence: [Evaluation.Evidence]

        /// What the number is called where it stands alone.
        var label: String {
            Texts["remark.label", ["kind": Texts["answer.\(kind)"], "n": String(number), "text": text]]
        }
    }

    /// All of them, those to keep first.
    let all: [Remark]

    /// The remarks of an answer. A quotation that is praised is not criticised as well: the remark stands, without those words.
    init(of evaluation: Evaluation?) {
        var all: [Remark] = []
        let praised = Set((evaluation?.strengths ?? []).flatMap(\.evidence).map(\.quote))
        for (kind, remarks) in [("keep", evaluation?.strengths ?? []), ("change", evaluation?.improvements ?? [])] {
            for remark in remarks {
                let evidence = kind == "keep" ? remark.evidence : remark.evidence.filter { !praised.contains($0.quote) }
                all.append(Remark(kind: kind, number: all.count + 1, text: remark.text, evidence: evidence))
            }
        }
        self.all = all
    }

    /// The values of one kind for the template.
    func values(_ kind: String) -> [[String: TemplateValue]] {
        all.filter { $0.kind == kind }.map { remark in
            [
                "number": .text(String(remark.number)), "kind": .text(kind), "text": .text(remark.text),
                "quotes": .list(Self.quotes(remark.evidence)),
            ]
        }
    }

    /// Quotations with the moment each was said.
    static func quotes(_ evidence: [Evaluation.Evidence]) -> [[String: TemplateValue]] {
        evidence.map { one in
            [
                "quote": .text(one.quote), "ms": .optional(one.startMs.map(String.init)),
                "clock": .text(one.startMs.map(Figures.clock) ?? ""),
            ]
        }
    }
}
