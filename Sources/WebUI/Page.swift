import Catalogue

/// What stands around the content of every page: title, navigation, who is signed in.
package struct PageFrame: Sendable {
    /// The places the navigation leads to, in its order.
    package enum Place: String, Sendable, CaseIterable {
        /// `/`: one question and the recorder.
        case practise
        /// `/practice`: the library of questions.
        case questions
        /// `/interviews`: several questions in a row.
        case interviews
        /// `/answers`: what was answered before.
        case answers
        /// `/progress`: how the measures change.
        case progress
        /// `/resumes`: a résumé held against a job.
        case resumes
        /// `/knowledge`: documents that questions and judgements draw on.
        case knowledge
        /// `/account`: the person who is signed in.
        case account

        /// The places that have pages in this build.
        package static let built: [Place] = [
            .practise, .questions, .interviews, .answers, .progress, .resumes, .knowledge,
        ]

        /// Where it is.
        package var address: String {
            switch self {
            case .practise: "/"
            case .questions: "/practice"
            case .interviews: "/interviews"
            case .answers: "/answers"
            case .progress: "/progress"
            case .resumes: "/resumes"
            case .knowledge: "/knowledge"
            case .account: "/account"
            }
        }

        /// What the navigation calls it.
        var name: String {
            Texts["place.\(rawValue)"]
        }

        /// Whether a phone has it at the foot of the screen, where five fit beside the menu that has the others.
        fileprivate var isAtFoot: Bool { self != .resumes && self != .knowledge && self != .account }

        /// The path of its picture, on 24 by 24.
        private var picture: String {
            switch self {
            case .practise: "M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3"
            case .questions: "M5 4h14v16H5zM9 8h6M9 12h6M9 16h3"
            case .interviews: "M4 5h11v8H9l-3 3v-3H4zM18 9h2v8h-2v3l-3-3h-4"
            case .answers: "M4 6h16M4 12h16M4 18h10"
            case .progress: "M4 19h16M5 15l4-5 4 3 6-8"
            case .resumes: "M6 3h8l4 4v14H6zM9 12h6M9 16h6"
            case .knowledge: "M5 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H5zM19 4h-4a2 2 0 0 0-2 2"
            case .account: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21a8 8 0 0 1 16 0"
            }
        }

        func values(isHere: Bool) -> [String: TemplateValue] {
            [
                "address": .text(address), "name": .text(name), "isHere": .flag(isHere), "picture": .text(picture),
                "side": .text(isAtFoot ? "" : "aside"),
            ]
        }
    }

    /// The path and the query of the page that is being made, for the links that choose a language.
    @TaskLocal package static var here = "/"

    /// The title of the page without the name of the program; it tells pages of one kind apart.
    package var title: String
    /// Where the page belongs; nil for errors and the docs.
    package var place: Place?
    /// The name of the person who is signed in; nil without accounts.
    package var viewer: String?
    /// The modules of the page, such as `js/home.js`.
    package var scripts: [String]
    /// One more class of `body`.
    package var kind: String
    /// Whether the page is for people who need no account: the navigation would lead them to where they cannot go.
    package var isApart = false

    /// A frame.
    package init(title: String, place: Place? = nil, viewer: String? = nil, scripts: [String] = [], kind: String = "") {
        self.title = title
        self.place = place
        self.viewer = viewer
        self.scripts = scripts
        self.kind = kind
    }

    /// The whole document.
    ///
    /// - Parameter content: what stands in `main`.
    package func document(_ content: HTML) throws(TemplateError) -> String {
        // First, so that it is there before any other module asks for something.
        let signed = PageViewer.current == nil ? [] : ["js/signed.js"]
        let places = isApart ? [] : Place.built
        let words = "js/words-\(Language.current.code).js"
        let scripts = try ([words] + signed + scripts).map { name throws(TemplateError) -> [String: TemplateValue] in
            guard let asset = Asset.named(name) else { throw TemplateError(description: "there is no \(name)") }
            return ["address": .text(asset.address)]
        }
        return try Templates.fill(
            "layout",
            [
                "title": .text(title), "kind": .text(kind), "content": .html(content), "scripts": .list(scripts),
                "viewer": .optional(viewer ?? PageViewer.current?.name),
                "token": .optional(PageViewer.current?.token),
                "managesPeople": .flag(PageViewer.current?.managesPeople == true),
                // Who manages people finds the reviews among them.
                "reviews": .flag(PageViewer.current.map { $0.reviews && !$0.managesPeople } ?? false),
                "hasPlaces": .flag(!places.isEmpty), "places": .list(places.map { $0.values(isHere: $0 == place) }),
                "rest": .list(places.filter { !$0.isAtFoot }.map { $0.values(isHere: $0 == place) }),
                "language": .text(Language.current.code), "languages": .list(Language.allCases.map(Self.choice)),
            ]
        ).text
    }

    /// A language as the foot of the page offers it.
    private static func choice(_ language: Language) -> [String: TemplateValue] {
        [
            "code": .text(language.code), "ownName": .text(language.ownName),
            "isChosen": .flag(language == .current),
            "choose": .text("\(here)\(here.contains("?") ? "&" : "?")lang=\(language.code)"),
        ]
    }
}

/// The templates under `Assets/templates`, read once.
enum Templates {
    private static let sources = Dictionary(
        EmbeddedAssets.all.filter { $0.name.hasSuffix(".html") }.map { ($0.name, $0.text.description) },
        uniquingKeysWith: { first, _ in first }
    )
    private static let read = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { language in
            (
                language,
                sources.mapValues { source in
                    Result { () throws(TemplateError) in try Template(text(source, in: language)) }
                }
            )
        }
    )

    /// A template with its texts: `{{@key}}` stands for one of the catalogue, which may have values of the template in it.
    static func text(_ source: String, in language: Language) throws(TemplateError) -> String {
        var (whole, rest) = ("", source[...])
        let texts = Texts.of(language)
        while let open = rest.firstRange(of: "{{@") {
            whole += rest[..<open.lowerBound]
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { throw TemplateError(description: "a {{@ has no }}") }
            let key = String(rest[..<close.lowerBound])
            guard let text = texts.find(key) else {
                throw TemplateError(description: "no text \(key) in \(language.code)")
            }
            whole += text
            rest = rest[close.upperBound...]
        }
        return whole + rest
    }

    /// Every template's name.
    static var names: [String] { sources.keys.sorted() }

    /// Fills one in.
    ///
    /// - Parameter name: the name under `templates`, without `.html`.
    static func fill(_ name: String, _ values: [String: TemplateValue]) throws(TemplateError) -> HTML {
        guard let template = read[.current]?["templates/\(name).html"] else {
            throw TemplateError(description: "there is no template \(name)")
        }
        do { return try template.get().render(values) } catch {
            throw TemplateError(description: "\(name): \(error.description)")
        }
    }
}
