// quarantine list, accept, correct, dismiss: what the server refused, and what somebody decides.

import Console
import Server
import Shared

struct QuarantineCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    // MARK: Listing

    func list() throws {
        let data = try invocation.data()
        var (transactions, sealed): ([JSON], [JSON]) = ([], [])
        for (code, storage) in try data.chosenTerritories(invocation) {
            let quarantines = quarantines(data, storage)
            for refused in try data.translate({ try quarantines.waiting() }) {
                let author = try author(refused.replica, storage)
                let changes = RefusedContents(refused, JobSearch.schema)
                transactions.append(
                    AdministrationDocuments.refused(
                        refused, by: author, territory: code,
                        message: .string(refused.message.text(output.language)), changes))
                show(refused, code, author, changes)
            }
            for record in try data.translate({ try sealedRecords(data, storage).waiting() }) {
                let author = try author(record.replica, storage)
                sealed.append(
                    AdministrationDocuments.sealed(
                        record, by: author, territory: code,
                        message: .string(record.message.text(output.language))))
                show(record, code, author)
            }
        }
        if transactions.isEmpty && sealed.isEmpty {
            output.line(Phrase(fr: "Rien n'attend de décision.", en: "Nothing waits."))
        }
        output.document(
            .members([("transactions", .array(transactions)), ("sealed", .array(sealed))]))
    }

    private func show(
        _ refused: QuarantinedTransaction, _ code: String, _ author: User?,
        _ changes: RefusedContents
    ) {
        let name = author?.name ?? "—"
        output.line(
            "\(code) \(refused.replica):\(refused.number)  \(name)  \(time(refused.receivedAt))")
        output.line("  " + refused.message.text(output.language))
        for line in changes.lines(output.language) { output.line("    " + line) }
    }

    private func show(_ record: SealedRecord, _ code: String, _ author: User?) {
        let place = "\(record.key.collection):\(record.key.id)"
        output.line(
            "\(code) \(AuditSubject.sealed(record))  \(author?.name ?? "—")  "
                + time(record.receivedAt))
        output.line("  " + record.message.text(output.language))
        let others = record.copies.count
        output.line(
            Phrase(
                fr: "    \(place), rendue après une restauration ; autres appareils qui ont rendu "
                    + "la même : \(others)",
                en: "    \(place), given back after a restore; other devices that gave back the "
                    + "same: \(others)"))
    }

    // MARK: Deciding

    func accept() throws {
        if let address = SealedAddress(invocation.positionals[0]) {
            return try decide(address, "accepted") { try $0.accept(address) }
        }
        try decide("accepted") { quarantines, address in try quarantines.accept(address) }
    }

    func dismiss() throws {
        if let address = SealedAddress(invocation.positionals[0]) {
            return try decide(address, "dismissed") { try $0.dismiss(address) }
        }
        try decide("dismissed") { quarantines, address in
            try quarantines.dismiss(address)
            return 0
        }
    }

    func correct() throws {
        if SealedAddress(invocation.positionals[0]) != nil {
            throw SealedRecords.notCorrectable
        }
        let corrections = try invocation.positionals.dropFirst().map { argument in
            guard let correction = Correction(argument) else { throw malformed(argument) }
            return correction
        }
        let record = try invocation.option("record").map(recordKey)
        try decide("corrected") { quarantines, address in
            try quarantines.correct(address, record: record, corrections)
        }
    }

    private func decide(
        _ decision: String, _ body: (Quarantines, DeliveryAddress) throws -> Int
    ) throws {
        let address = try address(invocation.positionals[0])
        let data = try invocation.data()
        let (code, storage) = try data.oneTerritory(invocation)
        let released = try data.translate { try body(quarantines(data, storage), address) }
        let id = "\(address.replica):\(address.number)"
        switch decision {
        case "dismissed":
            output.line(
                Phrase(
                    fr: "\(id) : écartée ; elle est gardée.", en: "\(id): dismissed; it is kept."))
        default:
            output.line(
                Phrase(
                    fr: "\(id) : \(released) saisie(s) reprise(s).",
                    en: "\(id): \(released) change(s) released."))
        }
        output.document(
            .members([
                ("id", .string(id)), ("territory", .string(code)),
                ("decision", .string(decision)), ("released", .integer(Int64(released))),
            ]))
    }

    private func decide(
        _ address: SealedAddress, _ decision: String, _ body: (SealedRecords) throws -> Void
    ) throws {
        let data = try invocation.data()
        let (code, storage) = try data.oneTerritory(invocation)
        try data.translate { try body(sealedRecords(data, storage)) }
        let id = invocation.positionals[0]
        output.line(
            decision == "dismissed"
                ? Phrase(
                    fr: "\(id) : écartée ; elle est gardée.", en: "\(id): dismissed; it is kept.")
                : Phrase(
                    fr: "\(id) : fiche reprise ; les appareils la recevront.",
                    en: "\(id): record joined; devices will receive it."))
        output.document(
            .members([
                ("id", .string(id)), ("territory", .string(code)),
                ("decision", .string(decision)),
                ("released", .integer(decision == "dismissed" ? 0 : 1)),
            ]))
    }

    private func sealedRecords(
        _ data: ServerData, _ storage: SQLiteTerritoryStorage
    ) -> SealedRecords {
        SealedRecords(storage: storage, ports: data.ports, schema: JobSearch.schema)
    }

    private func quarantines(_ data: ServerData, _ storage: SQLiteTerritoryStorage) -> Quarantines {
        Quarantines(storage: storage, ports: data.ports, schema: JobSearch.schema)
    }

    private func author(_ replica: Replica, _ storage: SQLiteTerritoryStorage) throws -> User? {
        try storage.read { reader in
            try reader.device(replica).flatMap { try reader.user($0.user) }
        }
    }

    private func time(_ milliseconds: UInt64) -> String {
        Instant(milliseconds: Int64(clamping: milliseconds)).description
    }

    // MARK: Reading arguments

    private func address(_ text: String) throws -> DeliveryAddress {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let replica = Replica(parts[0]), let number = UInt64(parts[1])
        else {
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(text) » n'est pas de la forme APPAREIL:NUMÉRO ou "
                        + "sealed:APPAREIL:NUMÉRO.",
                    en: "\"\(text)\" is not of the form DEVICE:NUMBER or sealed:DEVICE:NUMBER."),
                remedy: Phrase(
                    fr: "`relais-server quarantine list` les donne.",
                    en: "`relais-server quarantine list` gives them."))
        }
        return DeliveryAddress(replica: replica, number: number)
    }

    private func recordKey(_ text: String) throws -> RecordKey {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = RecordID(String(parts[1])) else {
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(text) » n'est pas de la forme COLLECTION:ID.",
                    en: "\"\(text)\" is not of the form COLLECTION:ID."),
                remedy: Phrase(
                    fr: "`relais-server quarantine list` les donne.",
                    en: "`relais-server quarantine list` gives them."))
        }
        return RecordKey(collection: String(parts[0]), id: id)
    }

    private func malformed(_ argument: String) -> RelaisError {
        .usage(
            Phrase(
                fr: "« \(argument) » n'est pas de la forme `champ=valeur`.",
                en: "\"\(argument)\" is not of the form `field=value`."),
            remedy: Phrase(
                fr: "Écrivez `champ=valeur`, entre apostrophes s'il y a des espaces.",
                en: "Write `field=value`, within quotes if there are spaces."))
    }
}
