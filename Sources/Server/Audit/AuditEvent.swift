// AuditEvent: who did what, on what, and what came of it. Nothing in it is about a person whom the
// data is about: identities are opaque, and words come from closed lists.

package import Shared

/// Who did something.
package enum AuditActor: Hashable, Sendable {
    /// Somebody at the command line, on the server's data.
    case `operator`
    /// The server by itself.
    case server
    /// A user, by one of their devices.
    case device(user: String, Replica)
    /// Somebody who proved nothing, by the source that they spoke from.
    case source(String)

    /// As it is written down, without the device.
    var text: String {
        switch self {
        case .operator: "operator"
        case .server: "server"
        case .device(let user, _): "user:\(user)"
        case .source(let source): "source:\(source)"
        }
    }

    /// The device, when there is one.
    var replica: Replica? {
        if case .device(_, let replica) = self { replica } else { nil }
    }
}

/// Everything that is written down. The raw values stand in files and never change.
package enum AuditKind: String, CaseIterable, Sendable {
    case territoryCreated = "territory-created"
    case organisationCreated = "organisation-created"
    case invited
    case enrolled
    case enrolmentRefused = "enrolment-refused"
    case requestRefused = "request-refused"
    case tokenRotated = "token-rotated"
    case forked = "device-forked"
    case revoked = "device-revoked"
    case lost = "device-lost"
    case signedOut = "device-signed-out"
    case roleChanged = "role-changed"
    case left = "user-left"
    case portfolioCreated = "portfolio-created"
    case handedOver = "portfolio-handed-over"
    case accessOpened = "access-opened"
    case accessEnded = "access-ended"
    case accepted = "quarantine-accepted"
    case corrected = "quarantine-corrected"
    case dismissed = "quarantine-dismissed"
    case personRead = "person-read"
    /// What was taken out of a device, as the device told it.
    case exported
    case printed
    case reported
    /// What a newer program took out of a device; its name is the outcome.
    case otherAct = "device-act"
    case erased = "record-erased"
    case retained = "retention-run"
    case retentionSet = "retention-set"
    case imported
    case backedUp = "backed-up"
    case restored

    /// How an operator reads it.
    package var label: Phrase {
        switch self {
        case .territoryCreated: Phrase(fr: "territoire créé", en: "territory created")
        case .organisationCreated: Phrase(fr: "structure créée", en: "organisation created")
        case .invited: Phrase(fr: "code d'inscription donné", en: "enrolment code given")
        case .enrolled: Phrase(fr: "appareil inscrit", en: "device enrolled")
        case .enrolmentRefused: Phrase(fr: "inscription refusée", en: "enrolment refused")
        case .requestRefused: Phrase(fr: "requête refusée", en: "request refused")
        case .tokenRotated: Phrase(fr: "jeton renouvelé", en: "token rotated")
        case .forked: Phrase(fr: "dossier copié séparé", en: "copied store separated")
        case .revoked: Phrase(fr: "accès retiré", en: "access withdrawn")
        case .lost: Phrase(fr: "appareil perdu", en: "device lost")
        case .signedOut: Phrase(fr: "appareil rendu", en: "device signed out")
        case .roleChanged: Phrase(fr: "rôle changé", en: "role changed")
        case .left: Phrase(fr: "départ", en: "departure")
        case .portfolioCreated: Phrase(fr: "portefeuille créé", en: "portfolio created")
        case .handedOver: Phrase(fr: "portefeuille transmis", en: "portfolio handed over")
        case .accessOpened: Phrase(fr: "dossier ouvert par exception", en: "file opened")
        case .accessEnded: Phrase(fr: "accès par exception retiré", en: "opened file closed")
        case .accepted: Phrase(fr: "saisie refusée reprise", en: "refused change released")
        case .corrected:
            Phrase(fr: "saisie refusée corrigée", en: "refused change corrected")
        case .dismissed: Phrase(fr: "saisie refusée écartée", en: "refused change dismissed")
        case .personRead: Phrase(fr: "dossier remis en entier", en: "whole file handed out")
        case .exported: Phrase(fr: "fiches exportées", en: "records exported")
        case .printed: Phrase(fr: "page imprimée", en: "page printed")
        case .reported: Phrase(fr: "rapport établi", en: "report made")
        case .otherAct: Phrase(fr: "sorti d'un appareil", en: "taken out of a device")
        case .erased: Phrase(fr: "fiche effacée", en: "record erased")
        case .retained: Phrase(fr: "durée de conservation", en: "retention")
        case .retentionSet:
            Phrase(fr: "durée de conservation changée", en: "retention changed")
        case .imported: Phrase(fr: "fiches importées", en: "records imported")
        case .backedUp: Phrase(fr: "sauvegarde", en: "backup")
        case .restored: Phrase(fr: "restauration", en: "restore")
        }
    }
}

/// What was done, before it has a place in the chain.
package struct AuditEvent: Hashable, Sendable {
    /// Unix milliseconds.
    package var at: UInt64
    package var who: AuditActor
    package var what: AuditKind
    /// On what, by opaque identities: see `AuditSubject`.
    package var subject: String
    /// `done`, the code of a refusal, or what came of it in one word.
    package var outcome: String
    /// How many times, for what is summed up; how many records, for an import.
    package var count: UInt64

    package init(
        at: UInt64, _ who: AuditActor, _ what: AuditKind, on subject: String = AuditSubject.none,
        outcome: String = "done", count: UInt64 = 1
    ) {
        self.at = at
        self.who = who
        self.what = what
        self.subject = subject
        self.outcome = outcome
        self.count = count
    }
}

/// What a refusal shows that its code does not tell whoever was refused.
package struct RefusalFinding: Hashable, Sendable {
    /// What it is, in one word of a closed list.
    package let outcome: String
    /// On what.
    package let subject: String

    /// A number that was sent before comes with another content. A copied store does that, and so
    /// does whoever alters what was written.
    static func altered(_ replica: Replica, _ number: UInt64) -> RefusalFinding {
        RefusalFinding(
            outcome: "transaction_altered", subject: AuditSubject.transaction(replica, number))
    }

    /// The last act that was taken is now another one: the store was copied, or put back.
    static func alteredAct(_ replica: Replica, _ number: UInt64) -> RefusalFinding {
        RefusalFinding(outcome: "act_altered", subject: "act:\(replica):\(number)")
    }

    /// What is said to stand through a number is not what was sent.
    static func otherHistory(_ replica: Replica, through number: UInt64) -> RefusalFinding {
        RefusalFinding(
            outcome: "history_altered", subject: AuditSubject.transaction(replica, number))
    }

    /// The device says that it has never made a number that was sent.
    static func shorterHistory(_ replica: Replica, than number: UInt64) -> RefusalFinding {
        RefusalFinding(
            outcome: "history_shortened", subject: AuditSubject.transaction(replica, number))
    }
}

/// What something was done on, as it is written down.
package enum AuditSubject {
    package static let none = "-"

    package static func user(_ id: String) -> String { "user:\(id)" }
    package static func device(_ replica: Replica) -> String { "device:\(replica)" }
    package static func portfolio(_ id: RecordID, to holder: String?) -> String {
        "portfolio:\(id)" + (holder.map { ":user:\($0)" } ?? "")
    }
    /// A file that was opened, in the portfolio that was.
    package static func file(_ key: RecordKey, in portfolio: RecordID, _ schema: Schema) -> String {
        "portfolio:\(portfolio):\(record(key, schema))"
    }
    package static func organisation(_ id: RecordID) -> String { "organisation:\(id)" }
    package static func territory(_ code: String) -> String { "territory:\(code)" }

    /// A record, by its collection when the program knows it: the name of another one is whatever
    /// somebody wrote.
    package static func record(_ key: RecordKey, _ schema: Schema) -> String {
        let isKnown = schema.collection(key.collection) != nil
        return "record:\(isKnown ? key.collection : "unknown"):\(key.id)"
    }

    package static func transaction(_ replica: Replica, _ number: UInt64) -> String {
        "transaction:\(replica):\(number)"
    }

    /// A record that was sealed, by the device that gave it back first.
    package static func sealed(_ record: SealedRecord) -> String {
        "sealed:\(record.replica):\(record.number)"
    }

    package static func position(_ position: Position) -> String {
        "position:\(position.epoch):\(position.sequence)"
    }

    /// An end of the chain.
    package static func audit(_ head: AuditHead) -> String {
        "audit:\(head.count):\(Hex.encode(head.hash))"
    }
}
