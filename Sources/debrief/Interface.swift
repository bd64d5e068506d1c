import Accounts
import Administration
import Answers
package import HTTPKit
import Rescoring
import Sharing
import Webhooks

/// The HTTP interface of all features together.
package enum Interface {
    /// What clients can ask for.
    package static var document: APIDocument {
        APIDocument(
            operations: Operations.answers + Operations.results + Operations.uploads + Operations.reports
                + Operations.rescores + Operations.webhooks + Operations.accounts + Operations.shares + Operations.administration
                + Operations.service,
            schemas: [Schemas.ofAnswers, Schemas.ofRescores, Schemas.ofWebhooks, Schemas.ofAccounts, Schemas.ofShares, Schemas.ofService]
                .flatMap { list in list.map { (name: $0.key, schema: $0.value) } }
        )
    }
}
