// SealedRecords: what a person decides of the records that devices gave back after a restore and
// that could not be joined.
//
// To accept one joins it as if a device that may had given it back: nothing that the territory
// holds without the giver's knowledge is replaced. It stays, with what was decided of it.

package import Shared

/// How a sealed record is named: `sealed:DEVICE:NUMBER`.
package struct SealedAddress: Hashable, Sendable {
    package let replica: Replica
    package let number: UInt64

    /// Reads an address; `nil` for anything else, such as that of a refused transaction.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "sealed", let replica = Replica(parts[1]),
            let number = UInt64(parts[2])
        else { return nil }
        self.replica = replica
        self.number = number
    }
}

/// The sealed records of a territory.
package struct SealedRecords: Sendable {
    private let storage: any TerritoryStorage
    private let ports: Ports
    private let schema: Schema
    private let administrator: Administrator

    /// - Parameter administrator: who decides; a coordinator of what their organisation's devices
    ///   gave back.
    package init(
        storage: any TerritoryStorage, ports: Ports, schema: Schema,
        by administrator: Administrator = .operator
    ) {
        self.storage = storage
        self.ports = ports
        self.schema = schema
        self.administrator = administrator
    }

    /// Those that wait for a decision, each once, however many devices gave it back.
    package func waiting() throws -> [SealedRecord] {
        try storage.read { reader in
            try reader.sealedRecords().filter {
                try $0.decision == nil && reaches($0, reader)
            }
        }
    }

    /// Joins a sealed record.
    ///
    /// - Throws: `RelaisError` when it waits no longer, when it is not theirs to join, or when it
    ///   can be joined by nobody.
    package func accept(_ address: SealedAddress) throws {
        try storage.write { writer in
            let sealed = try waiting(address, writer)
            try administrator.confirm(joining: sealed, writer, schema)
            guard let device = try writer.device(sealed.replica),
                let user = try writer.user(device.user)
            else { throw AdministrationErrors.unknownSealed(address) }
            var rejoiner = try Rejoiner(
                writer, AuthenticatedDevice(device: device, user: user), schema: schema,
                ports: ports, lineage: Lineage())
            if let problem = try rejoiner.accept(sealed) {
                throw AdministrationErrors.notJoinable(problem)
            }
            try decide(sealed, .accepted, writer)
        }
    }

    /// Leaves a sealed record out; it is kept.
    package func dismiss(_ address: SealedAddress) throws {
        try storage.write { writer in
            try decide(try waiting(address, writer), .dismissed, writer)
        }
    }

    /// What a sealed record holds is taken or left, as it is.
    package static let notCorrectable = RelaisError(
        code: "not_correctable",
        message: Phrase(
            fr: "Une fiche scellée se reprend ou s'écarte entière ; elle ne se corrige pas.",
            en: "A sealed record is accepted or dismissed whole; it cannot be corrected."),
        remedy: Phrase(
            fr: "Acceptez-la, puis corrigez la fiche ; ou écartez-la.",
            en: "Accept it, and correct the record then; or dismiss it."))

    private func reaches(_ sealed: SealedRecord, _ reader: any StorageReading) throws -> Bool {
        try ([sealed.replica] + sealed.copies).contains {
            try administrator.reaches(author: $0, reader)
        }
    }

    private func waiting(
        _ address: SealedAddress, _ reader: any StorageReading
    ) throws -> SealedRecord {
        try administrator.confirm(reader)
        let sealed = try reader.sealedRecords().first {
            $0.number == address.number && $0.replica == address.replica
        }
        guard let sealed, sealed.decision == nil, try reaches(sealed, reader) else {
            throw AdministrationErrors.unknownSealed(address)
        }
        return sealed
    }

    private func decide(
        _ sealed: SealedRecord, _ decision: Decision.Kind, _ writer: any StorageWriting
    ) throws {
        try writer.decide(sealed: sealed.number, decision)
        try writer.audit(
            AuditEvent(
                at: ports.now(), administrator.actor,
                decision == .dismissed ? .dismissed : .accepted, on: AuditSubject.sealed(sealed)))
    }
}

extension AdministrationErrors {
    static func unknownSealed(_ address: SealedAddress) -> RelaisError {
        let id = "sealed:\(address.replica):\(address.number)"
        return RelaisError(
            code: "unknown_sealed",
            message: Phrase(
                fr: "Aucune fiche scellée « \(id) » n'attend de décision.",
                en: "No sealed record \"\(id)\" waits for a decision."),
            remedy: Phrase(
                fr: "`relais-server quarantine list` montre celles qui attendent.",
                en: "`relais-server quarantine list` shows those that wait."))
    }

    /// Nobody may decide it: the record is gone, damaged, or says what cannot be.
    static func notJoinable(_ problem: Admission.Problem) -> RelaisError {
        RelaisError(
            code: problem.code, message: problem.message,
            remedy: Phrase(
                fr: "Écartez-la (`quarantine dismiss`) : elle est gardée. Rien n'a été "
                    + "enregistré.",
                en: "Dismiss it (`quarantine dismiss`): it is kept. Nothing was saved."))
    }
}
