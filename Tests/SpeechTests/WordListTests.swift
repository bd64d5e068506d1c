import Core
import FoundationEssentials
import Testing

@testable import Model
@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct WordListTests {
    @Test func `the lists that ship follow their schema`() throws {
        let lists = try Places.lists()
        #expect(Set(lists.languages.keys).isSuperset(of: ["en", "de", "es", "fr", "hi"]))
        #expect(lists.list(for: "en-US") == lists.list(for: "EN_gb"))
        #expect(lists.list(for: "pt-BR") == nil)
    }

    @Test func `lists survive being written and read`() throws {
        let lists = try Places.lists()
        #expect(try JSONDecoder().decode(WordLists.self, from: try JSONEncoder().encode(lists)) == lists)
    }

    @Test(arguments: [
        ("{", "line 1", "JSON"),
        (#"{"language": "en", "language": "en"}"#, "line 1", "twice"),
        (#"{"lexical": ["like"]}"#, "language", "missing"),
        (#"{"language": "english", "lexical": ["like"]}"#, "language", "lower-case"),
        ("{\"language\": \"en\",\n\"lexcal\": [\"like\"]}", "line 2", "unknown name \"lexcal\""),
        (#"{"language": "en", "lexical": [3]}"#, "lexical[0]", "a number"),
        (#"{"language": "en", "lexical": ["you  know"]}"#, "lexical[0]", "single spaces"),
        (#"{"language": "en", "lexical": ["like", {"text": "Like"}]}"#, "lexical[1].text", "twice"),
        (#"{"language": "en", "lexical": [{"text": "so", "rules": [{"counts": true}]}]}"#, "rules[0]", "always apply"),
        (
            #"{"language": "en", "lexical": [{"text": "so", "rules": [{"after": ["x"]}]}]}"#, "rules[0].counts",
            "missing"
        ),
        (
            #"{"language": "en", "lexical": [{"text": "so", "rules": [{"after": ["@x"], "counts": true}]}]}"#,
            "after[0]", "class @x"
        ),
        (#"{"language": "en", "classes": {"x": "y"}, "lexical": ["so"]}"#, "classes.x", "array"),
        (#"{"language": "en"}"#, "filledPauses and lexical", "empty"),
    ])
    func `a broken list is refused with its place`(text: String, place: String, reason: String) throws {
        let error = try #require(throws: SpeechError.self) { try WordLists.parse(text, name: "xx.json") }
        #expect(error.code == "analyze.invalid_list")
        #expect(error.message.hasPrefix("xx.json"))
        #expect(error.message.contains(place), "\(error.message)")
        #expect(error.message.contains(reason), "\(error.message)")
    }

    @Test func `a folder without lists is refused`() throws {
        let error = try #require(throws: SpeechError.self) {
            try WordLists.load(folder: Places.package.appendingPathComponent("no such folder"))
        }
        #expect(error.kind == .invalidList)
    }

    @Test(arguments: [
        ("en", "um umm uuum uhm uh uhhh er err erm errm hmm hmmm mm", 13),
        ("en", "uh-huh um-hum so-called right-hand Uma umbrella era hum her", 0),
        ("en", "uh huh", 0), ("en", "um hmm", 0), ("en", "uh oh", 0), ("en", "to err is human", 0),
        ("en", "I work in the ER with a 5 mm scope", 0), ("en", "UM I DO NOT KNOW", 1),
        ("de", "er ging um die Ecke", 0), ("de", "ähm äh öh hm ähhh", 5),
        ("fr", "euh heu hum euuuh", 4), ("es", "eh em mmm eeeh", 4), ("hi", "उम अं हम्म um", 4),
    ])
    func `filled pauses are told by their spelling`(language: String, text: String, count: Int) throws {
        let list = try #require(try Places.lists().list(for: language))
        let finds = FillerFinder(list).fillers(in: SpokenText(Spoken.plain(text, language: language)))
        #expect(finds.count { $0.kind == .filledPause } == count, "\(finds.map(\.text))")
    }

    @Test(arguments: [
        ("de", "Also, wir haben halt quasi alles neu gebaut, weißt du?", ["also", "halt", "quasi", "weißt du"]),
        ("de", "Wir haben es also um die Ecke gebaut und er war zufrieden.", []),
        ("es", "Bueno, pues, o sea, fue difícil, ¿no?", ["bueno", "pues", "o sea", "no"]),
        ("es", "Este proyecto fue muy bueno y no tuvo errores.", []),
        ("fr", "Du coup, en fait, on a tout refait, quoi.", ["du coup", "en fait", "quoi"]),
        ("fr", "Quoi de plus beau qu'un bon projet avec lequel on en a fait un autre ?", []),
        ("hi", "तो, मैंने मतलब बहुत काम किया।", ["तो", "मतलब"]),
        ("hi", "इसका मतलब है कि अगर आप आए तो मैं जाऊँगा।", []),
    ])
    func `other languages have their own filler words`(language: String, text: String, expected: [String]) throws {
        let list = try #require(try Places.lists().list(for: language))
        let finds = FillerFinder(list).fillers(in: SpokenText(Spoken.plain(text, language: language)))
        #expect(finds.map(\.text) == expected)
    }
}
