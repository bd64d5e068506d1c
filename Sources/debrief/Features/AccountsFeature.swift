import Accounts
import Administration
import Answers
import Core
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Sharing

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
        services: { premises in
            // Its links are in the mails already.
            let accounts = try premises.accounts(base: LinkBase(""))
            return [OutboxService(accounts: accounts, mailer: try premises.mailer(), log: premises.wiring.logger)]
        }
    )

    /// Links to answers for people without an account.
    static let sharing = FeatureEntry(
        part: InterfacePart(Operations.shares, schemas: Schemas.ofShares),
        routes: { composition in
            let premises = composition.premises
            let accounts = composition.accounts
            let web = premises.accountWeb(accounts)
            let service = ShareService(
                premises.database,
                answers: try await composition.answers(),
                hasher: accounts.passwords,
                now: { Date() }
            )
            let shares = ShareRoutes(
                service: service,
                base: accounts.linkBase,
                cookies: web.gate.cookies,
                isOwn: { web.gate.isOwn($0.headers, host: $0.head.authority) },
                visitor: { web.visitor($0, $1) }
            )
            return { shares.add(to: $0) }
        }
    )

    /// Looking after people, reviewing, and taking everything along.
    static let administration = FeatureEntry(
        part: InterfacePart(Operations.administration),
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
            return { routes in
                PeopleRoutes(web: premises.accountWeb(accounts)).add(to: routes)
                AdminRoutes(service: accounts, reviews: reviews).add(to: routes)
                export.add(to: routes)
            }
        }
    )
}
