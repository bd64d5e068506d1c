import HTTPTypes

/// HTTP methods by their names.
enum Methods {
    static func named(_ name: String) -> HTTPRequest.Method? { HTTPRequest.Method(name) }
}
