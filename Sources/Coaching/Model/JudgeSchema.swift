/// The JSON Schema of a model's judgement: strict (every property required, none added) and made only of keywords that every
/// provider keeps. What the schema cannot say, ``JudgeReply`` checks.
enum JudgeSchema {
    /// The schema's text.
    static let text = #"""
        {"type":"object","properties":{"items":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"met":{"type":"string","enum":["yes","partly","no","unknown"]},"level":{"type":"integer"},"quotes":{"type":"array","items":{"type":"string"}},"comment":{"type":"string"}},"required":["id","met","level","quotes","comment"],"additionalProperties":false}},"strengths":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},"quotes":{"type":"array","items":{"type":"string"}}},"required":["text","quotes"],"additionalProperties":false}},"improvements":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},"quotes":{"type":"array","items":{"type":"string"}}},"required":["text","quotes"],"additionalProperties":false}},"exampleAnswer":{"type":"string"},"hiringPercent":{"type":"integer"}},"required":["items","strengths","improvements","exampleAnswer","hiringPercent"],"additionalProperties":false}
        """#
}
