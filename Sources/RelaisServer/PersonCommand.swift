// person access, erase, erasures list: the data of one person, on the server.

import Console
import Server
import Shared

struct PersonCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    // MARK: Access and erasure

    func access() throws {
        let data = try invocation.data()
        let (_, storage) = try data.oneTerritory(invocation)
        let id = try personID()
        let administration = Administration(
            storage: storage, ports: data.ports, schema: JobSearch.schema)
        let report = try data.translate { try administration.accessReport(on: key(id)) }
        try ReportOutput(invocation, output).write(report)
    }

    func erase() throws {
        let data = try invocation.data()
        let (code, storage) = try data.oneTerritory(invocation)
        let id = try personID()
        try Confirmation.require(
            id, invocation, Environment.current(), output,
            Phrase(
                fr: "Tout ce qui concerne cette personne va être effacé, sur le serveur puis sur "
                    + "tous les appareils. Rien ne pourra le rendre.",
                en: "Everything about this person is about to be erased, on the server and then "
                    + "on every device. Nothing can bring it back."))
        let administration = Administration(
            storage: storage, ports: data.ports, schema: JobSearch.schema)
        let summary = try data.translate { try administration.eraseFile(key(id)) }
        output.line(
            Phrase(
                fr: "\(id) : \(summary.erased) fiche(s) effacée(s), \(summary.anonymous) "
                    + "comptée(s) sans personne.",
                en: "\(id): \(summary.erased) record(s) erased, \(summary.anonymous) counted of "
                    + "nobody."))
        let remains = try data.translate { try storage.read { try ErasureRemains.all($0) } }
        output.note(remains: remains, of: code)
        output.document(
            .members([
                ("territory", .string(code)), ("id", .string(id.description)),
                ("erased", .integer(Int64(summary.erased))),
                ("anonymous", .integer(Int64(summary.anonymous))),
                ("forgotten", .integer(Int64(summary.forgotten))),
                ("unreadable", .array(remains.map(JSON.string))),
            ]))
    }

    private func personID() throws -> RecordID {
        guard let id = RecordID(invocation.positionals[0]) else {
            throw PrivacyErrors.badID(invocation.positionals[0])
        }
        return id
    }

    private func key(_ id: RecordID) -> RecordKey {
        RecordKey(collection: Person.header.collectionName, id: id)
    }

    // MARK: Register

    func erasures() throws {
        let data = try invocation.data()
        var rows: [JSON] = []
        var unreadable: [JSON] = []
        var isMissing = false
        for (code, storage) in try data.chosenTerritories(invocation) {
            let acts = try data.translate { try storage.erasures() }
            for act in acts {
                let reached = try data.translate { () throws -> [Reached] in
                    try storage.read { reader throws -> [Reached] in try devices(act, reader) }
                }
                rows.append(json(act, code, reached))
                show(act, code, reached)
            }
            let remains = try data.translate { try storage.read { try ErasureRemains.all($0) } }
            unreadable += remains.map { .string("\(code):\($0)") }
            output.note(remains: remains, of: code)
            let hasErased = try storage.read { reader throws -> Bool in
                try reader.info().erased != nil
            }
            if acts.isEmpty && hasErased {
                isMissing = true
                output.note(
                    Phrase(
                        fr: "\(code) : le registre des effacements manque, alors que des fiches "
                            + "ont été effacées. Remettez la copie du dossier `ledger`.",
                        en: "\(code): the register of erasures is missing, though records were "
                            + "erased. Put the copy of the folder `ledger` back."))
            }
        }
        if rows.isEmpty && !isMissing {
            output.line(Phrase(fr: "Rien n'a été effacé.", en: "Nothing was erased."))
        }
        output.document(
            .members([
                ("erasures", .array(rows)), ("unreadable", .array(unreadable)),
                ("register", .string(isMissing ? "missing" : "present")),
            ]))
    }

    private struct Reached {
        let device: Device
        let name: String
        let progress: ErasureProgress

        var isDone: Bool { progress == .confirmed || progress == .purged }
    }

    private func devices(_ act: ErasureAct, _ reader: any StorageReading) throws -> [Reached] {
        try act.progress(reader).map { device, progress in
            Reached(
                device: device, name: try reader.user(device.user)?.name ?? "",
                progress: progress)
        }
    }

    private func json(_ act: ErasureAct, _ code: String, _ devices: [Reached]) -> JSON {
        .members([
            ("territory", .string(code)), ("collection", .string(act.key.collection)),
            ("id", .string(act.key.id.description)), ("at", .string(time(act.at))),
            ("by", .string(act.who)), ("records", .integer(Int64(act.records))),
            ("confirmed", .array(devices.filter(\.isDone).map(json))),
            ("waiting", .array(devices.filter { !$0.isDone }.map(json))),
        ])
    }

    private func json(_ reached: Reached) -> JSON {
        .members([
            ("replica", .integer(Int64(reached.device.replica))),
            ("user", .string(reached.device.user)), ("userName", .string(reached.name)),
            ("lastSeen", reached.device.lastSeen.map { .string(time($0)) } ?? .null),
            ("state", .string(reached.progress.rawValue)),
        ])
    }

    private func show(_ act: ErasureAct, _ code: String, _ devices: [Reached]) {
        output.line(
            "\(code) \(act.key.collection):\(act.key.id)  \(time(act.at))  \(act.who)  "
                + "×\(act.records)")
        for reached in devices {
            let word: Phrase =
                switch reached.progress {
                case .confirmed: Phrase(fr: "confirmé", en: "confirmed")
                case .purged: Phrase(fr: "ne garde plus rien", en: "holds nothing any more")
                case .waiting: Phrase(fr: "en attente", en: "waiting")
                case .lost: Phrase(fr: "perdu", en: "lost")
                }
            output.line(
                "  \(reached.device.replica)  \(reached.name)  \(word.text(output.language))")
        }
    }

    private func time(_ milliseconds: UInt64) -> String {
        Instant(milliseconds: Int64(clamping: milliseconds)).description
    }
}
