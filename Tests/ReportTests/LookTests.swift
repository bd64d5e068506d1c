import Foundation
import Testing

@testable import Report

@Suite(.timeLimit(.minutes(3)))
struct LookTests {
    let renderer = ReportRenderer(fontFolders: [PDFTests.fonts])

    private func rendered(_ kind: SampleContent.Kind) throws -> [UInt8] {
        try renderer.render(try #require(SampleContent.content(kind)))
    }

    @Test(arguments: SampleContent.Kind.allCases)
    func `words of a line do not overlap`(kind: SampleContent.Kind) throws {
        let overlaps = try Tool.overlaps(try rendered(kind))
        #expect(overlaps.isEmpty, "\(overlaps.prefix(5))")
    }

    @Test(arguments: [
        "Быстрая проверка подписи ещё идёт, и мы ждём ответа от сервера",
        "Ναι, ο κώδικας έτρεχε καλά μέχρι την Παρασκευή το βράδυ",
        "Příliš žluťoučký kůň úpěl ďábelské ódy, żółć gęślą jaźń", "我修复了服务器的问题 サーバーを直しました",
    ])
    func `words in embedded fonts do not overlap`(text: String) throws {
        let content = try #require(SampleContent.full(candidate: String(text.prefix(20)), text: text + " ok " + text))
        let overlaps = try Tool.overlaps(try renderer.render(content))
        #expect(overlaps.isEmpty, "\(overlaps.prefix(5))")
    }

    @Test func `no word stands outside the margins`() throws {
        for kind in SampleContent.Kind.allCases {
            let outside = try Tool.outside(try rendered(kind))
            #expect(outside.isEmpty, "\(kind): \(outside.prefix(3))")
        }
    }

    @Test func `every page keeps its contrast in grey`() throws {
        for kind in SampleContent.Kind.allCases {
            let pdf = try rendered(kind)
            let pages = try Tool.greys(pdf)
            #expect(try pages.count == Tool.pages(pdf))
            for (number, page) in pages.enumerated() {
                let dark = page.count { $0 < 128 }
                #expect(page.max() == 255 && dark > 40, "\(kind), page \(number + 1) is blank or pale")
                #expect(dark * 4 < page.count, "\(kind), page \(number + 1) is mostly ink")
            }
        }
    }

    @Test func `text has contrast on every ground it stands on`() {
        for (text, ground) in [
            (Ink.dark, Ink.white), (.grey, .white), (.blue, .white), (.orange, .white), (.dark, .panel),
            (.grey, .panel),
            (.blue, .panel), (.dark, .rule), (.dark, .steel), (.white, .blue), (.white, .dark),
        ] {
            let lights = [Self.light(text), Self.light(ground)].sorted()
            #expect((lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5)
        }
    }

    /// Relative luminance after WCAG 2.2.
    private static func light(_ ink: Ink) -> Double {
        let linear = [ink.red, ink.green, ink.blue].map { part in
            let part = Double(part)
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    @Test(arguments: ["لقد أصلحت الخادم", "תיקנתי את השרת"])
    func `right-to-left text is there letter by letter, or as codes`(text: String) throws {
        let content = try #require(SampleContent.full(text: "before " + text + " after"))
        let pdf = try Tool.text(try renderer.render(content))
        let letters = { (text: String) in text.unicodeScalars.filter(\.properties.isAlphabetic) }
        let inside = pdf.unicodeScalars.filter { (0x0590...0x06FF).contains($0.value) }.map(\.value)
        if inside.isEmpty {
            #expect(pdf.contains("U+0"))
        } else {
            var rest = inside
            for scalar in letters(text) {
                let place = try #require(rest.firstIndex(of: scalar.value), "\(scalar) is missing")
                rest.remove(at: place)
            }
            #expect(!pdf.contains("the HTML page does it"))
        }
        #expect(HTMLReport.text(for: content).contains(text))
    }
}
