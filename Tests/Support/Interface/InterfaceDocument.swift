package import Foundation

/// An OpenAPI document as tests read it.
package struct InterfaceDocument {
    /// The whole of it.
    package let root: [String: Any]

    /// Why a document could not be read.
    package struct Unreadable: Error {}

    /// Reads a document.
    package init(_ data: Data) throws {
        guard let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] else { throw Unreadable() }
        self.root = root
    }

    /// A document that is in memory already.
    package init(root: [String: Any]) { self.root = root }

    /// `GET /path` and so on, with what the document says of each.
    package var operations: [String: [String: Any]] {
        var found: [String: [String: Any]] = [:]
        for (path, item) in root["paths"] as? [String: Any] ?? [:] {
            for (method, operation) in item as? [String: Any] ?? [:] {
                guard var operation = operation as? [String: Any] else { continue }
                // Refusals are components.
                if let responses = operation["responses"] as? [String: [String: Any]] {
                    operation["responses"] = responses.mapValues { resolved($0) }
                }
                if let parameters = operation["parameters"] as? [[String: Any]] {
                    operation["parameters"] = parameters.map { resolved($0) }
                }
                found["\(method.uppercased()) \(path)"] = operation
            }
        }
        return found
    }

    /// What a reference stands for; anything else is returned as it is.
    package func resolved(_ node: [String: Any]) -> [String: Any] {
        guard let reference = node["$ref"] as? String, reference.hasPrefix("#/") else { return node }
        var place: Any = root
        for name in reference.dropFirst(2).split(separator: "/") {
            place = (place as? [String: Any])?[String(name)] ?? [:]
        }
        return resolved(place as? [String: Any] ?? [:])
    }

    /// The operation a request of this method and path is, with its template.
    package func operation(_ method: String, _ path: String) -> (template: String, operation: [String: Any])? {
        let wanted = path.split(separator: "?")[0].split(separator: "/")
        let fits = operations.filter { name, _ in
            let parts = name.split(separator: " ")
            guard parts[0] == method else { return false }
            let pieces = parts[1].split(separator: "/")
            return pieces.count == wanted.count
                && zip(pieces, wanted).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        // The one with the fewest placeholders is meant.
        return fits.min { $0.key.filter { $0 == "{" }.count < $1.key.filter { $0 == "{" }.count }.map {
            ($0.key, $0.value)
        }
    }

    /// What is wrong with a reply; nothing when the document allows it.
    package func faults(
        of method: String,
        _ path: String,
        status: Int,
        headers: [String: String],
        body: [UInt8]
    ) -> [String] {
        guard let (name, operation) = operation(method, path) else { return ["\(method) \(path) is not documented"] }
        let responses = operation["responses"] as? [String: Any] ?? [:]
        let usual = status >= 400 ? responses["default"] : nil
        guard let response = (responses[String(status)] ?? usual) as? [String: Any] else {
            return [
                "\(name) answered \(status), which is not documented: \(String(decoding: body.prefix(300), as: UTF8.self))"
            ]
        }
        var faults: [String] = []
        for (header, node) in response["headers"] as? [String: Any] ?? [:] {
            let header = header.lowercased()
            let described = resolved(node as? [String: Any] ?? [:])
            if let value = headers[header] {
                faults += SchemaCheck(self).faults(
                    value,
                    described["schema"] as? [String: Any] ?? [:],
                    "\(name) \(header)"
                )
            } else if described["required"] as? Bool == true {
                faults.append("\(name) \(status) lacks the header \(header)")
            }
        }
        let contents = response["content"] as? [String: Any] ?? [:]
        let type = headers["content-type"]?.split(separator: ";").first.map(String.init) ?? ""
        guard !contents.isEmpty else {
            return body.isEmpty ? faults : faults + ["\(name) \(status) has a body, and none is documented"]
        }
        let family = type.split(separator: "/").first.map { "\($0)/*" } ?? ""
        guard let content = (contents[type] ?? contents[family]) as? [String: Any] else {
            return faults + ["\(name) \(status) is \(type), which is not documented"]
        }
        if type == "application/json" || type == "application/problem+json" {
            guard let value = try? JSONSerialization.jsonObject(with: Data(body)) else {
                return faults + ["\(name) \(status) is no JSON"]
            }
            faults += SchemaCheck(self).faults(value, content["schema"] as? [String: Any] ?? [:], "\(name) \(status)")
        }
        return faults
    }
}
