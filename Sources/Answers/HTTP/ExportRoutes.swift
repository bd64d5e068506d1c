import Core
package import HTTPKit
import HTTPTypes
import Hummingbird
import Model

/// `/v1/exports` and `/v1/answers/{id}/export.zip`: answers to take away.
package struct ExportRoutes: Sendable {
    private let desk: ExportDesk

    /// The routes beside a desk for answers.
    package init(desk: AnswerService) { self.desk = ExportDesk(desk) }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.results
        routes.add(operations["exportAnswersCSV"]) { request, context in
            let body = try await desk.table(as: try context.signedIn, try AnswerQuery(request).filter)
            return Self.file(body, "text/csv; charset=utf-8", "debrief-answers.csv")
        }
        routes.add(operations["exportAnswersZIP"]) { request, context in
            let body = try await desk.archive(as: try context.signedIn, try AnswerQuery(request).filter)
            return Self.file(body, "application/zip", "debrief-answers.zip")
        }
        routes.add(operations["getExport"]) { _, context in
            guard let id = context.parameters.get("id").flatMap(AnswerID.init) else {
                throw WebError(.notFound, "There is no answer with this id.")
            }
            let body = try await desk.archive(as: try context.signedIn, of: id)
            return Self.file(body, "application/zip", "debrief-\(id.rawValue.suffix(12)).zip")
        }
    }

    private static func file(_ body: ResponseBody, _ type: String, _ name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: body
        )
    }
}
