import Foundation

/// `embed-assets FOLDER OUTPUT`: writes the files of a folder as one Swift file of string literals. Text stands as it is, other files in
/// base64: a literal compiles about sixteen times as fast as an array of bytes.
@main
enum EmbedAssetsTool {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { throw AssetError("usage: embed-assets FOLDER OUTPUT") }
        do {
            var folder = try AssetFolder(at: URL(filePath: arguments[1]))
            try Data(source(of: try folder.files()).utf8).write(to: URL(filePath: arguments[2]), options: .atomic)
        } catch let error as AssetError {
            FileHandle.standardError.write(Data("error: \(error.description)\n".utf8))
            exit(1)
        }
    }

    private static func source(of files: [AssetFolder.File]) -> String {
        let entries = files.map { file in
            let text =
                file.isText ? String(decoding: file.bytes, as: UTF8.self) : Data(file.bytes).base64EncodedString()
            return """
                    EmbeddedAsset(
                        name: "\(file.name)", hash: "\(file.hash)", isBase64: \(!file.isText),
                        text: \(literal(text))
                    ),
                """
        }
        return """
            // Made by embed-assets. Change the files under Assets instead.

            /// The files under Assets, by name.
            enum EmbeddedAssets {
                static let all: [EmbeddedAsset] = [
            \(entries.joined(separator: "\n"))
                ]
            }

            """
    }

    /// A raw literal over as many lines as the text has, with enough number signs that nothing in it ends the literal.
    private static func literal(_ text: String) -> String {
        var signs = "#"
        while text.contains("\"\(signs)") || text.contains("\\\(signs)") { signs += "#" }
        return "\(signs)\"\"\"\n\(text)\n\"\"\"\(signs)"
    }
}
