/// Forms of a BCP 47 tag the services want.
enum LanguageTag {
    /// The language alone: `en` for `en-US`.
    static func language(_ tag: String) -> String {
        tag.split { $0 == "-" || $0 == "_" }.first.map { $0.lowercased() } ?? "en"
    }

    /// AssemblyAI's form, `en_us`; only English has regions there.
    static func underscored(_ tag: String) -> String {
        let parts = tag.split { $0 == "-" || $0 == "_" }.map { $0.lowercased() }
        guard parts.first == "en", let region = parts.dropFirst().first else { return language(tag) }
        return switch region {
        case "us", "au": "en_\(region)"
        case "gb", "uk": "en_uk"
        default: "en"
        }
    }
}
