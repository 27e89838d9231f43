// PrivacyWorld: a territory of the job-search schema, a person with a name that stands nowhere
// else, and a search for that name in every byte that anybody keeps.

import ClientCore
import FoundationEssentials
import Server
import Shared

/// A suite about what is left of a person.
protocol PrivacyWorld {
    var world: World { get }
}

extension PrivacyWorld {
    /// Words that are written about the person, and about nobody else.
    static var words: [String] { ["Qzvyrix", "Wkbnolt", "Xjhmdrupt", "Ygfskale"] }

    /// A person with a file: a note, a visit, an outcome and a registration.
    func person(_ device: TestDevice) throws -> RecordID {
        let person = try device.create(
            "person",
            [
                "given_name": .assign(.text("Qzvyrix")),
                "family_name": .assign(.text("Wkbnolt")),
                "needs": .edit(add: ["mobilite"], remove: []),
            ])
        let reference = FieldEdit.assign(.text(person.description))
        try device.store.write { transaction in
            transaction.create(
                "note",
                ["person": reference, "text": .assign(.text("Parle de Xjhmdrupt."))])
            transaction.create(
                "visit",
                [
                    "person": reference, "needs": .edit(add: ["langue"], remove: []),
                    "summary": .assign(.text("Ygfskale")), "anonymous": .assign(.bool(false)),
                ])
        }
        _ = try device.create(
            "outcome", ["person": reference, "kind": .assign(.text("formation"))])
        _ = try device.create(
            "registration",
            [
                "person": reference, "display_name": .assign(.text("Qzvyrix Wkbnolt")),
                "attendance": .assign(.text("present")),
            ])
        return person
    }

    /// The files in which a word stands, with or without capitals, whole.
    func files(holding words: [String]) throws -> [String] {
        var found: [String] = []
        let paths = try FileManager.default.subpathsOfDirectory(atPath: world.folder)
        for path in paths.sorted() {
            guard let bytes = FileManager.default.contents(atPath: world.folder + "/" + path)
            else { continue }
            let lowered = bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
            for word in words {
                // A full-text index keeps words without what they share with the one before.
                let needle = Array(word.lowercased().utf8.dropFirst())
                if contains(lowered, needle) { found.append("\(path): \(word)") }
            }
        }
        return found
    }

    private func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        for index in 0...(bytes.count - needle.count)
        where bytes[index] == first && bytes[index..<(index + needle.count)].elementsEqual(needle) {
            return true
        }
        return false
    }

    func isErased(_ collection: String, _ id: RecordID) throws -> Bool {
        try world.serverState(collection, id)?.erasure != nil
    }

    func records(_ device: TestDevice, _ collection: String) throws -> [Record] {
        try device.store.records(collection)
    }

    func acts() throws -> [ErasureAct] { try world.administration.storage.erasures() }

    /// How far the last erasure has come, by device.
    func progress() throws -> [Replica: ErasureProgress] {
        guard let act = try acts().last else { return [:] }
        return try world.administration.storage.read { reader in
            Dictionary(
                try act.progress(reader).map { ($0.device.replica, $0.progress) },
                uniquingKeysWith: { $1 })
        }
    }

    func replica(_ device: TestDevice) throws -> Replica {
        try device.store.enrolment()?.replica ?? 0
    }
}
