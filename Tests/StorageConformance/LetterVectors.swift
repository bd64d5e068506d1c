package import Model

/// Vectors by the letters of a text: near for like words, the same each time, of length 1.
package enum LetterVectors {
    /// Places texts by their letters.
    package static let embedder = Embedder(
        space: Embedder.Space(engine: "test", model: "letters", dimensions: 26)
    ) { texts, _ in texts.map { vector(of: $0.text) } }

    /// The vector of a text, 26 numbers.
    package static func vector(of text: String) -> [Float] {
        var vector = [Float](repeating: 0.01, count: 26)
        for scalar in text.lowercased().unicodeScalars where (97...122).contains(scalar.value) {
            vector[Int(scalar.value) - 97] += 1
        }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }
}
