import Foundation
import Testing

@testable import Answers
@testable import WebUI

/// The page's modules fit together and to the page. What they do is tried in Tests/BrowserTests.
@Suite(.timeLimit(.minutes(1)))
struct PageTests {
    private let modules = Dictionary(uniqueKeysWithValues: PageScript.modules.map { ($0.name, $0.text) })

    @Test func `every import is an export of a module that is served`() throws {
        for (name, text) in modules {
            for match in text.matches(of: /import \{([^}]+)\} from "\.\/(\w+)\.js"/) {
                let from = try #require(modules[String(match.2)], "\(name).js imports \(match.2).js")
                for word in match.1.split(separator: ",") {
                    let wanted = word.trimmingCharacters(in: .whitespaces)
                    let isThere = ["function \(wanted)(", "const \(wanted) =", "class \(wanted) "].contains {
                        from.contains($0)
                    }
                    #expect(isThere, "\(name).js wants \(wanted) of \(match.2).js")
                }
            }
        }
    }

    @Test func `every module is reached from main`() {
        var (reached, next): (Set<String>, [String]) = ([], ["main"])
        while let name = next.popLast() {
            guard reached.insert(name).inserted else { continue }
            next += (modules[name] ?? "").matches(of: /from "\.\/(\w+)\.js"/).map { String($0.1) }
        }
        #expect(reached == Set(modules.keys))
    }

    @Test func `every element that is asked for is on the page once`() {
        for (name, text) in modules {
            for match in text.matches(of: /\$\("([\w-]+)"\)/) {
                let count = PageHTML.text.ranges(of: "id=\"\(match.1)\"").count
                #expect(count == 1, "\(name).js wants #\(match.1)")
            }
        }
    }

    @Test func `every field the page sends is one the service takes`() throws {
        let take = try #require(modules["take"])
        let list = try #require(take.firstMatch(of: /export const fields = \[([^\]]+)\]/))
        let sent = list.1.matches(of: /"(\w+)"/).map { String($0.1) } + ["narrative", "transcript"]
        #expect(Set(sent).isSubset(of: UploadFields.names))
    }

    @Test func `nothing of the page is inline or from elsewhere`() {
        #expect(PageHTML.text.firstMatch(of: /<script(?! type="module" src="\/)|<style|\son\w+=|style=/) == nil)
        for (name, text) in modules {
            #expect(!text.contains("innerHTML") && !text.contains("eval("), "\(name).js")
            let addresses = text.matches(of: /https?:\/\/[^"]+/).map { String($0.0) }
            #expect(addresses.allSatisfy { $0 == "http://www.w3.org/2000/svg" }, "\(name).js: \(addresses)")
        }
    }
}
