/// What stands around the content of every page: title, navigation, who is signed in.
package struct PageFrame: Sendable {
    /// The places the navigation leads to.
    package enum Place: String, Sendable, CaseIterable {
        /// `/`: one question and the recorder.
        case practise
        /// `/answers`: what was answered before.
        case answers
    }

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
        let scripts = try (signed + scripts).map { name throws(TemplateError) -> [String: TemplateValue] in
            guard let asset = Asset.named(name) else { throw TemplateError(description: "there is no \(name)") }
            return ["address": .text(asset.address)]
        }
        return try Templates.fill(
            "layout",
            [
                "title": .text(title), "kind": .text(kind), "content": .html(content), "scripts": .list(scripts),
                "viewer": .optional(viewer ?? PageViewer.current?.name),
                "token": .optional(PageViewer.current?.token),
                "managesPeople": .flag(PageViewer.current?.managesPeople == true), "atPractise": .flag(place == .practise),
                "atAnswers": .flag(place == .answers),
            ]
        ).text
    }
}

/// The templates under `Assets/templates`, read once.
enum Templates {
    private static let sources = Dictionary(
        EmbeddedAssets.all.filter { $0.name.hasSuffix(".html") }.map { ($0.name, $0.text.description) },
        uniquingKeysWith: { first, _ in first }
    )
    private static let read: [String: Result<Template, TemplateError>] = sources.mapValues { source in
        Result { () throws(TemplateError) in try Template(source) }
    }

    /// Every template's name.
    static var names: [String] { sources.keys.sorted() }

    /// Fills one in.
    ///
    /// - Parameter name: the name under `templates`, without `.html`.
    static func fill(_ name: String, _ values: [String: TemplateValue]) throws(TemplateError) -> HTML {
        guard let template = read["templates/\(name).html"] else {
            throw TemplateError(description: "there is no template \(name)")
        }
        do { return try template.get().render(values) } catch {
            throw TemplateError(description: "\(name): \(error.description)")
        }
    }
}
