import Answers
package import HTTPKit
import Interviews
import Rescoring
import Webhooks

/// The HTTP interface of all features together.
package enum Interface {
    /// What clients can ask for.
    package static var document: APIDocument {
        APIDocument(
            operations: Operations.answers + Operations.results + Operations.uploads + Operations.reports
                + Operations.questions + Operations.interviews + Operations.progress + Operations.rescores
                + Operations.webhooks + Operations.service,
            schemas: [
                Schemas.ofAnswers, Schemas.ofQuestions, Schemas.ofInterviews, Schemas.ofProgress, Schemas.ofRescores,
                Schemas.ofWebhooks, Schemas.ofService,
            ]
            .flatMap { list in list.map { (name: $0.key, schema: $0.value) } }
        )
    }
}
