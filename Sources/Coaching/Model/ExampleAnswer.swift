/// The label an example answer carries wherever it goes.
enum ExampleAnswer {
    /// Stands before every example.
    static let label = "Example, not your words: "

    /// The example with its label.
    static func labelled(_ text: String) -> String { label + text }
}
