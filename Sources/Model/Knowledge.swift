/// A passage of a knowledge document, with where it stands and how near it is to what was asked.
package struct KnowledgePassage: Sendable, Hashable, Codable {
    /// The letter that texts cite it by, `A`, `B`, ….
    package var letter: String
    /// The knowledge document's identifier, `kdc_…`.
    package var document: String
    /// The document's title.
    package var title: String
    /// The headings above it; empty for none.
    package var heading: String
    /// The page where it begins, from 1.
    package var page: Int
    /// The cosine with the question, −1…1; nil when it was found by words alone.
    package var similarity: Double?
    /// Its words.
    package var text: String
    /// Whether what was made of it cites it; nil before anything was made.
    package var isCited: Bool?

    /// A passage.
    package init(
        letter: String,
        document: String,
        title: String,
        heading: String,
        page: Int,
        similarity: Double?,
        text: String,
        isCited: Bool? = nil
    ) {
        self.letter = letter
        self.document = document
        self.title = title
        self.heading = heading
        self.page = page
        self.similarity = similarity
        self.text = text
        self.isCited = isCited
    }

    /// How it is named for a reader: `Handbook, page 4, similarity 0.61`.
    package var source: String {
        let near = similarity.map { ", similarity \(Double(Int(($0 * 100).rounded())) / 100)" } ?? ""
        return "\(title), page \(page)\(near)"
    }
}

/// What knowledge documents gave for one question.
package struct KnowledgeUse: Sendable, Hashable, Codable {
    /// Passages, the nearest first; empty when none is near enough.
    package var passages: [KnowledgePassage]
    /// Why there are none, or fewer than a full search would give: no documents, no embedding service, a failure. Nil when all went well.
    package var notice: String?

    /// What was found.
    package init(passages: [KnowledgePassage], notice: String? = nil) {
        self.passages = passages
        self.notice = notice
    }

    /// The same with the passages marked that some texts cite as `[A]` or `[A, C]`.
    package func citing(_ texts: [String]) -> KnowledgeUse {
        var use = self
        let cited = Set(texts.flatMap(Self.letters))
        for index in use.passages.indices { use.passages[index].isCited = cited.contains(use.passages[index].letter) }
        return use
    }

    /// The letters in brackets of a text: `[B]`, `[A, C]`.
    package static func letters(in text: String) -> [String] {
        var (found, rest) = ([String](), text[...])
        while let open = rest.firstIndex(of: "[") {
            rest = rest[open...].dropFirst()
            guard let close = rest.prefix(24).firstIndex(of: "]") else { continue }
            let parts = rest[..<close].split { $0 == "," || $0 == ";" || $0 == " " }
            if !parts.isEmpty,
                parts.allSatisfy({ $0.count == 1 && $0.first?.isUppercase == true && $0.first?.isASCII == true })
            {
                found += parts.map(String.init)
            }
            rest = rest[close...].dropFirst()
        }
        return found
    }
}

/// Where questions and judges find what knowledge documents say.
package struct KnowledgeSource: Sendable {
    /// Whose documents are asked.
    package enum Asker: Sendable, Hashable {
        /// An owner's.
        case owner(String)
        /// Those of the owner of an answer.
        case answer(AnswerID)
    }

    /// Changes when other passages may be found for the same question: documents, model, version.
    package var configuration: String
    /// What the documents say about a question. Never throws: what failed is a notice in the result.
    package var find: @Sendable (_ asker: Asker, _ question: String) async -> KnowledgeUse

    /// A source.
    package init(
        configuration: String,
        find: @escaping @Sendable (_ asker: Asker, _ question: String) async -> KnowledgeUse
    ) {
        self.configuration = configuration
        self.find = find
    }
}
