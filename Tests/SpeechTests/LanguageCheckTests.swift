import FoundationEssentials
import Testing

@testable import Model
@testable import Speech

@Suite(.timeLimit(.minutes(1))) struct LanguageCheckTests {
    private static let texts = [
        "en":
            "In my last role I led the move of our billing system to a new platform, and it was hard to keep every invoice correct.",
        "de":
            "In meiner letzten Stelle habe ich den Umzug der Abrechnung auf ein neues System geleitet, und das war nicht einfach für uns.",
        "fr":
            "Dans mon dernier poste j'ai dirigé le passage de notre facturation à une nouvelle plateforme, et ce n'était pas simple pour nous.",
        "es":
            "En mi último trabajo dirigí el cambio de nuestro sistema de facturas a una plataforma nueva, y no fue fácil para el equipo.",
        "it":
            "Nel mio ultimo lavoro ho guidato il passaggio della nostra fatturazione a una nuova piattaforma, e non è stato semplice per noi.",
        "pt":
            "No meu último trabalho eu liderei a mudança do nosso sistema de faturas para uma plataforma nova, e não foi fácil para a equipe.",
        "nl":
            "In mijn vorige baan heb ik de overgang van ons facturatiesysteem naar een nieuw platform geleid, en dat was niet makkelijk voor ons.",
        "pl":
            "W mojej ostatniej pracy prowadziłem przejście naszego systemu na nową platformę i to nie było dla nas łatwe, ale się udało.",
        "sv":
            "I mitt förra jobb ledde jag flytten av vårt system till en ny plattform, och det var inte lätt för oss, men vi klarade det.",
        "hi": "मेरी पिछली नौकरी में मैंने अपने बिल की व्यवस्था को एक नए मंच पर ले जाने का काम किया और यह आसान नहीं था",
        "ru":
            "На прошлой работе я руководил переходом нашей системы на новую платформу, и это было не просто, но мы всё сделали.",
    ]

    private func finding(_ text: String, as declared: String) throws -> String? {
        LanguageCheck(try Places.lists().profiles).finding(Spoken.plain(text, language: declared))?.value
    }

    @Test(arguments: texts.keys.sorted())
    func `a language is known when another was declared, and fits when it was`(language: String) throws {
        let text = try #require(Self.texts[language])
        #expect(try finding(text, as: language) == nil)
        for declared in ["en-US", "de-DE", "es"] where !declared.hasPrefix(language) {
            #expect(try finding(text, as: declared) == language, "\(language) as \(declared)")
        }
    }

    @Test(arguments: [
        "Um, yes.",
        "I used Kubernetes, Terraform, PostgreSQL, Kafka and gRPC with Helm charts on Azure and GCP clusters.",
        "We said c'est la vie and moved on, because the release was on Friday and nobody wanted to wait for it.",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
    ])
    func `names, numbers and borrowed phrases change no language`(text: String) throws {
        #expect(try finding(text, as: "en") == nil)
    }

    @Test(.enabled(if: Places.cases != nil)) func `a German answer sent as English has no fillers and is told`() throws
    {
        let transcript = try TranscriptFile.read(
            try Places.bytes(ofCase: "fillers/de_no_lang.txt"),
            named: nil,
            language: "en-US"
        )
        let delivery = DeliveryAnalyzer(lists: try Places.lists())
            .analyze(transcript, Spoken.hearing([0...12_000], durationMs: 12_500)).delivery
        #expect(delivery.fillers.total == 0 && delivery.hedges.isEmpty)
        #expect(delivery.notes.first?.contains("German") == true)
        #expect(delivery.fillers.reliabilityNote.contains("German"))
    }

    @Test func `the shipped list covers at least eight languages`() throws {
        #expect(try #require(try Places.lists().profiles).words.count >= 8)
        #expect(throws: SpeechError.self) { try LanguageProfiles.parse(#"{"languages": {"en": ["the"]}}"#, name: "x") }
    }

    @Test func `profiles are written in one order, whatever the order of the sets they hold`() throws {
        let words = (0..<50).map { "word\($0)" }
        let texts = try (0..<20).map { turn in
            var set = Set<String>(minimumCapacity: 64 << (turn % 4))
            for word in words.shuffled() { set.insert(word) }
            let profiles = LanguageProfiles(words: ["en": set])
            return String(decoding: try JSONEncoder().encode(profiles), as: UTF8.self)
        }
        #expect(Set(texts).count == 1)
    }
}
