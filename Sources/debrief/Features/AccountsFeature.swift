import Accounts
import Administration
import Answers
import Core
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Interviews
import Jobs
import Model
import Rescoring
import Sharing
import WebUI

extension FeatureEntry {
    /// People and their accounts, API keys, and the link that makes the first key.
    static let accounts = FeatureEntry(
        part: InterfacePart(Operations.accounts, schemas: Schemas.ofAccounts),
        routes: { composition in
            let (setup, premises) = (composition.setup, composition.premises)
            let accounts = composition.accounts
            let web = premises.accountWeb(accounts)
            let answers = try await composition.answers()
            let erasure = try premises.erasure(accounts, answers)
            let erase: @Sendable (Principal, Account) async throws -> String = { principal, account in
                try await erasure.erase(as: principal, account)
            }
            return { routes in
                if let setup { SetupRoutes(desk: setup).add(to: routes) }
                SignInRoutes(web: web).add(to: routes)
                AccountRoutes(web: web, erase: erase).add(to: routes)
                AccountPageRoutes(web: web, erase: erase).add(to: routes)
            }
        },
        upkeep: { composition in
            let (premises, accounts) = (composition.premises, composition.accounts)
            let erasure = try premises.erasure(accounts, try await composition.answers())
            return [
                ErasedAgain(
                    database: premises.database,
                    accounts: accounts,
                    erasure: erasure,
                    log: premises.wiring.logger
                )
            ]
        },
        jobs: { premises, registry in
            // Its links are in the mails already.
            let accounts = try premises.accounts(base: LinkBase(""))
            for handler in OutboxSender(accounts: accounts, mailer: try premises.mailer()).handlers {
                registry.register(handler)
            }
        }
    )

    /// Links to answers and interviews for people without an account.
    static let sharing = FeatureEntry(
        part: InterfacePart(Operations.shares, schemas: Schemas.ofShares),
        observers: [ShareRows.observer],
        routes: { composition in
            let premises = composition.premises
            let accounts = composition.accounts
            let web = premises.accountWeb(accounts)
            let service = composition.premises.shares(accounts)
            let shares = ShareRoutes(
                service: service,
                answers: try await composition.answers(),
                base: accounts.linkBase,
                cookies: web.gate.cookies,
                isOwn: { web.gate.isOwn($0.headers, host: $0.head.authority) },
                visitor: { web.visitor($0, $1) }
            )
            let links = OwnLinksRoutes(service: service, base: accounts.linkBase)
            return { routes in
                shares.add(to: routes)
                links.add(to: routes)
            }
        }
    )

    /// Looking after people, reviewing, and taking everything along.
    static let administration = FeatureEntry(
        part: InterfacePart(Operations.administration),
        observers: [ReviewService.observer],
        routes: { composition in
            let premises = composition.premises
            let accounts = composition.accounts
            let answers = try await composition.answers()
            let reviews = ReviewService(
                premises.database,
                accounts: accounts,
                answers: answers,
                allowed: premises.wiring.settings.flag("accounts.reviews")
            )
            let export = try premises.export(accounts, answers)
            let queue = QueueRoutes(premises.database, accounts: accounts, rescorings: premises.rescoringCards)
            let held = try premises.interviewService()
            let looks = ReviewPageRoutes(reviews: reviews) { try await Premises.lines(of: $0, held) }
            return { routes in
                queue.add(to: routes)
                looks.add(to: routes)
                PeopleRoutes(web: premises.accountWeb(accounts)).add(to: routes)
                AdminRoutes(service: accounts, reviews: reviews).add(to: routes)
                export.add(to: routes)
            }
        }
    )
}

extension Premises {
    /// The links of this database.
    func shares(_ accounts: AccountService) -> ShareService {
        ShareService(database, hasher: accounts.passwords, now: { Date() })
    }

    /// The newest re-scorings as the page of the queue shows them: counts and mean changes, no answer.
    var rescoringCards: @Sendable () async throws -> [QueuePage.Rescoring] {
        let (store, reader) = (rescores, DriftReader(database))
        return {
            var cards: [QueuePage.Rescoring] = []
            for rescore in try await store.list(as: .system, limit: 10) {
                // A table reads every outcome: the newest has one.
                let drift = cards.isEmpty ? try await reader.table(as: .system, of: rescore) : nil
                let rows = (drift?.rows ?? []).map { row in
                    (
                        title: row.title, count: row.count, before: row.meanBefore, after: row.meanAfter,
                        change: row.meanChange
                    )
                }
                cards.append(
                    QueuePage.Rescoring(
                        id: rescore.id.rawValue,
                        state: rescore.state.rawValue,
                        results: rescore.standing.rawValue,
                        made: rescore.created.date,
                        done: rescore.done,
                        total: rescore.total,
                        failed: rescore.failed,
                        rows: rows
                    )
                )
            }
            return cards
        }
    }

    /// The interviews of a person, newest first, as reviewers see them.
    static func lines(of person: Principal, _ service: InterviewService) async throws -> [ReviewPages.Line] {
        try await service.list(as: person, mode: nil, open: nil, limit: 50, after: nil).interviews.map { interview in
            ReviewPages.Line(
                interview: interview.title,
                answered: interview.answered,
                of: interview.questions,
                at: interview.finishedAt ?? interview.createdAt
            )
        }
    }
}
