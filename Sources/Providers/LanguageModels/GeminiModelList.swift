/// A page of the models a Gemini service offers (`ListModels`).
struct GeminiModelList: Hashable {
    /// The models that answer prompts, by the names that requests use.
    let names: [String]
    /// What asks for the next page; nil on the last.
    let next: String?

    /// Reads an answer; an answer without models is a page without models.
    init(_ json: JSONValue) {
        names = (json["models"]?.items ?? []).compactMap { item in
            let methods = item["supportedGenerationMethods"]?.items.compactMap(\.text) ?? []
            guard methods.contains("generateContent"), let name = item["name"]?.text else { return nil }
            return name.hasPrefix("models/") ? String(name.dropFirst(7)) : name
        }
        next = json["nextPageToken"]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }
}
