// That the example data and the schema speak of the same fields.

import FoundationEssentials
import Shared
import Testing

@Suite("Columns of the example data")
struct ExampleColumnsTests {
    @Test("every column is a field of its collection")
    func columns() throws {
        let data = Self.root + "/Examples/data/"
        let files = try FileManager.default.subpathsOfDirectory(atPath: data)
            .filter { $0.hasSuffix(".csv") }.sorted()
        #expect(files.count > 10)
        for file in files {
            let bytes = try #require(FileManager.default.contents(atPath: data + file))
            let header = String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
            let name = String(file.split(separator: "/").last?.dropLast(4) ?? "")
            // The bad files are not all named after what they hold.
            let collection = JobSearch.schema.collection(name)
            if collection == nil, file.hasPrefix("bad/") { continue }
            let declared = try #require(collection, "\(file)")
            for column in header.split(separator: ";") {
                #expect(declared.field(String(column)) != nil, "\(file): \(column)")
            }
        }
    }

    private static var root: String {
        var url = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url.path
    }
}
