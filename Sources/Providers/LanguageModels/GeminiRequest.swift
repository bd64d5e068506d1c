import Core
import Model

/// The body of a `generateContent` call.
enum GeminiRequest {
    /// Interview answers about security or conflict trip the stricter thresholds.
    private static let categories = ["HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT"]

    /// Writes it by hand so that the schema keeps the order of its properties: the model answers in that order.
    static func json(_ request: LanguageModel.Request, thinking: GeminiSettings.Thinking?)
        -> String
    {
        let safety = categories.map { #"{"category":"HARM_CATEGORY_\#($0)","threshold":"BLOCK_ONLY_HIGH"}"# }
        let level = thinking.map { #","thinkingConfig":{"thinkingLevel":"\#($0.rawValue)"}"# } ?? ""
        return """
            {"systemInstruction":{"parts":[{"text":\(request.system.jsonLiteral)}]},\
            "contents":[{"role":"user","parts":[{"text":\(request.prompt.jsonLiteral)}]}],\
            "safetySettings":[\(safety.joined(separator: ","))],\
            "generationConfig":{"responseMimeType":"application/json","responseJsonSchema":\(request.schema),\
            "maxOutputTokens":\(request.maxOutputTokens)\(level)}}
            """
    }
}
