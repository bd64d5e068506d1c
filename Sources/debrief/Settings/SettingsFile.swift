import FoundationEssentials

/// The JSON settings file: nested objects of plain values. Names that begin with `//` are comments; any other name that
/// ``SettingsTable`` does not have stops the start, so that a typing error is not lost in silence.
enum SettingsFile {
    private static let maxBytes = 1 << 20

    private enum Node: Decodable {
        case object([String: Node])
        case plain(String)

        init(from decoder: any Decoder) throws {
            if let object = try? decoder.container(keyedBy: Name.self) {
                var nodes: [String: Node] = [:]
                for key in object.allKeys where !key.stringValue.hasPrefix("//") {
                    nodes[key.stringValue] = try object.decode(Node.self, forKey: key)
                }
                self = .object(nodes)
                return
            }
            let value = try decoder.singleValueContainer()
            if let flag = try? value.decode(Bool.self) {
                self = .plain(String(flag))
            } else if let number = try? value.decode(Int.self) {
                self = .plain(String(number))
            } else {
                self = .plain(try value.decode(String.self))
            }
        }

        private struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }

    /// Reads a file into values by dotted key.
    static func read(path: String, mayBeMissing: Bool) throws(SettingsError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else {
            if mayBeMissing { return [:] }
            throw SettingsError("The settings file \(path) does not exist.")
        }
        guard let data = FileManager.default.contents(atPath: path), data.count <= maxBytes else {
            throw SettingsError("The settings file \(path) cannot be read, or is larger than 1 MB.")
        }
        let root: Node
        do {
            root = try JSONDecoder().decode(Node.self, from: data)
        } catch {
            throw SettingsError(
                "The settings file \(path) is not JSON of nested objects with text, whole numbers and flags."
            )
        }
        var values: [String: String] = [:]
        flatten(root, prefix: "", into: &values)
        if let unknown = values.keys.sorted().first(where: { SettingsTable.key($0) == nil }) {
            throw SettingsError("The settings file \(path) has an unknown key: \(unknown).")
        }
        return values
    }

    private static func flatten(_ node: Node, prefix: String, into values: inout [String: String]) {
        switch node {
        case .plain(let text): values[prefix] = text
        case .object(let nodes):
            for (name, child) in nodes {
                flatten(child, prefix: prefix.isEmpty ? name : "\(prefix).\(name)", into: &values)
            }
        }
    }
}
