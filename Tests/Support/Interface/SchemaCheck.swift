import Foundation

/// Holds values against the JSON Schemas of a document: the keywords our document uses, and stricter than the standard in one
/// way: a name the schema does not list is a fault, because clients would not learn of it.
package struct SchemaCheck {
    private let document: InterfaceDocument

    /// A check within one document, whose references it follows.
    package init(_ document: InterfaceDocument) { self.document = document }

    /// What is wrong with a value.
    package func faults(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        let schema = document.resolved(schema)
        switch schema["type"] as? String {
        case "object": return object(value, schema, place)
        case "array":
            guard let elements = value as? [Any] else { return ["\(place) is no list"] }
            let inner = schema["items"] as? [String: Any] ?? [:]
            return bounds(Double(elements.count), schema, "Items", place)
                + elements.enumerated().flatMap { faults($0.element, inner, "\(place)[\($0.offset)]") }
        case "string":
            guard let text = value as? String else { return ["\(place) is no text"] }
            return string(text, schema, place)
        case "integer":
            guard let number = number(value), number == number.rounded() else { return ["\(place) is no whole number"] }
            return bounds(number, schema, "imum", place)
        case "number":
            guard let number = number(value) else { return ["\(place) is no number"] }
            return bounds(number, schema, "imum", place)
        case "boolean": return isFlag(value) ? [] : ["\(place) is neither true nor false"]
        default: return []
        }
    }

    private func object(_ value: Any, _ schema: [String: Any], _ place: String) -> [String] {
        guard let object = value as? [String: Any] else { return ["\(place) is no object"] }
        let properties = schema["properties"] as? [String: Any] ?? [:]
        let needed = schema["required"] as? [String] ?? []
        var faults = needed.filter { object[$0] == nil }.map { "\(place) lacks \($0)" }
        for (name, inner) in object {
            if let described = properties[name] as? [String: Any] {
                faults += self.faults(inner, described, "\(place).\(name)")
            } else if let others = schema["additionalProperties"] as? [String: Any] {
                faults += self.faults(inner, others, "\(place).\(name)")
            } else {
                faults.append("\(place) has \(name), which is not documented")
            }
        }
        return faults
    }

    private func string(_ text: String, _ schema: [String: Any], _ place: String) -> [String] {
        var faults = bounds(Double(text.unicodeScalars.count), schema, "Length", place)
        if let words = schema["enum"] as? [String], !words.contains(text) {
            faults.append("\(place) is \"\(text)\", not one of \(words.prefix(8))")
        }
        if let pattern = schema["pattern"] as? String, let regex = try? Regex(pattern),
            text.firstMatch(of: regex) == nil
        {
            faults.append("\(place) is \"\(text)\", which does not fit \(pattern)")
        }
        if schema["format"] as? String == "date-time", (try? Date(text, strategy: .iso8601)) == nil {
            faults.append("\(place) is \"\(text)\", which is no time")
        }
        return faults
    }

    private func bounds(_ number: Double, _ schema: [String: Any], _ suffix: String, _ place: String) -> [String] {
        if let least = schema["min" + suffix] as? NSNumber, number < least.doubleValue {
            return ["\(place) is \(number), below \(least)"]
        }
        if let most = schema["max" + suffix] as? NSNumber, number > most.doubleValue {
            return ["\(place) is \(number), above \(most)"]
        }
        return []
    }

    /// To Foundation, JSON's true and 1 are both numbers; only how they are stored tells them apart.
    private func isFlag(_ value: Any) -> Bool {
        guard let number = value as? NSNumber else { return false }
        return unsafe String(cString: number.objCType) == "c"
    }

    private func number(_ value: Any) -> Double? {
        isFlag(value) ? nil : (value as? NSNumber)?.doubleValue
    }
}
