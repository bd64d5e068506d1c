import ArgumentParser
import HTTPKit

/// `debrief openapi`: the description of the HTTP interface.
struct OpenAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the OpenAPI document of the HTTP interface."
    )

    func run() throws {
        Console.print(Interface.document.node(version: Version.text).json)
    }
}
