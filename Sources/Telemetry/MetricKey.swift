/// One time series: a name and its labels, both in Prometheus' spelling.
struct MetricKey: Hashable, Comparable {
    /// The metric's name.
    let name: String
    /// Its labels, sorted by name.
    let labels: [Label]

    /// One label.
    struct Label: Hashable {
        let name: String
        let value: String
    }

    init(_ name: String, _ dimensions: [(String, String)]) {
        self.name = Self.name(name)
        labels = dimensions.map { Label(name: Self.name($0.0), value: $0.1) }.sorted { $0.name < $1.name }
    }

    private init(name: String, labels: [Label]) {
        self.name = name
        self.labels = labels
    }

    /// The series that stands for all that are too many: the same label names, every value `other`.
    var overflow: MetricKey {
        MetricKey(name: name, labels: labels.map { Label(name: $0.name, value: "other") })
    }

    /// `{a="b",c="d"}`, or nothing.
    func text(adding extra: Label? = nil) -> String {
        let all = labels + (extra.map { [$0] } ?? [])
        guard !all.isEmpty else { return "" }
        return "{" + all.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    static func < (a: MetricKey, b: MetricKey) -> Bool { (a.name, a.text()) < (b.name, b.text()) }

    /// Letters, digits and underscores, not beginning with a digit.
    private static func name(_ text: String) -> String {
        let mapped = text.map { character -> Character in
            character.isASCII && (character.isLetter || character.isNumber) || character == "_" ? character : "_"
        }
        let name = String(mapped)
        return name.first.map { $0.isNumber } ?? true ? "_" + name : name
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
