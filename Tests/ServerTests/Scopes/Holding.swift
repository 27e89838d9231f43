// Holding: who is given a portfolio, and whether anything of a record is left on a device.

import ClientCore
import FoundationEssentials
import Server
import Shared

extension World {
    /// A portfolio of a device's user.
    func portfolio(of device: TestDevice) throws -> RecordID {
        let enrolment = try device.store.enrolment()
        return try administration.createPortfolio(
            organisation: RecordID(enrolment?.organisation ?? "") ?? organisation, name: "List",
            holder: enrolment?.user
        ).id
    }

    func handOver(_ list: RecordID, to device: TestDevice) throws {
        _ = try administration.handOver(list, to: try device.store.enrolment()?.user ?? "")
    }
}

extension TestDevice {
    func assign(
        _ collection: String, _ id: RecordID, _ field: String, to portfolio: RecordID?
    ) throws {
        let value: FieldValue = portfolio.map { .text($0.description) } ?? .null
        try store.write { $0.edit(collection, id, [field: .assign(value)]) }
    }

    /// Whether the words are found by a search.
    func traces(of words: String) throws -> Bool {
        try !store.search(SearchRequest(text: words)).isEmpty
    }

    /// Whether the words are anywhere in the bytes of the device's files.
    func hasBytes(of words: String) throws -> Bool {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        return files.contains { file in
            let data = FileManager.default.contents(atPath: folder + "/" + file) ?? Data()
            return data.firstRange(of: Data(words.utf8)) != nil
        }
    }
}
