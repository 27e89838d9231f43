// devices, status: what an operator wants to know.

import Console
import Server
import Shared

struct DevicesCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func list() throws {
        let data = try invocation.data()
        let days = try silence()
        var rows: [JSON] = []
        for (code, storage) in try data.chosenTerritories(invocation) {
            let devices = try data.translate {
                try data.oversight(storage).devices(silentFor: days)
            }
            for device in devices {
                rows.append(AdministrationDocuments.device(device, territory: code))
                show(device, code)
            }
        }
        output.document(.members([("devices", .array(rows))]))
    }

    private func silence() throws -> UInt64? {
        guard let text = invocation.option("silent") else { return nil }
        guard let days = UInt64(text), days > 0 else {
            throw RelaisError.usage(
                Phrase(
                    fr: "--silent attend un nombre de jours, et non « \(text) ».",
                    en: "--silent needs a number of days, not \"\(text)\"."),
                remedy: Phrase(
                    fr: "Écrivez par exemple `--silent 14`.",
                    en: "Write for example `--silent 14`."))
        }
        return days
    }

    func revoke() throws {
        let data = try invocation.data()
        let text = invocation.positionals[0]
        let administration = try invocation.administration(data)
        guard let replica = Replica(text) else {
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(text) » n'est pas un numéro d'appareil.",
                    en: "\"\(text)\" is not a device number."),
                remedy: Phrase(
                    fr: "`relais-server devices list` les donne.",
                    en: "`relais-server devices list` gives them."))
        }
        let device = try data.translate {
            try administration.revoke(replica, isLost: invocation.flag("lost"))
        }
        output.line(
            Phrase(fr: "appareil \(replica) : accès retiré", en: "device \(replica): revoked"))
        let devices = try data.translate {
            try data.oversight(administration.storage).devices()
        }
        let overseen = devices.first { $0.device.replica == device.replica }
        output.note(
            stillActive: devices.filter {
                $0.device.user == device.user && $0.device.state == .active
            }.map { "\($0.device.replica)" }, of: overseen?.user.name ?? device.user)
        let territory = try invocation.required("territory")
        output.document(
            .members([
                (
                    "devices",
                    .array(
                        [overseen].compactMap(\.self).map {
                            AdministrationDocuments.device($0, territory: territory)
                        })
                )
            ]))
    }

    private func show(_ overseen: OverseenDevice, _ territory: String) {
        let device = overseen.device
        let seen =
            device.lastSeen.map { Instant(milliseconds: Int64(clamping: $0)).description } ?? "—"
        output.line(
            "\(territory) \(device.replica)  \(overseen.user.name)  "
                + "\(device.state.rawValue)  \(seen)"
        )
    }
}

struct StatusCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func run() throws {
        let data = try invocation.data()
        var rows: [JSON] = []
        for (code, storage) in try data.territories() {
            let (info, counts) = try data.translate {
                try storage.read { (try $0.info(), try $0.counts()) }
            }
            let quarantines = Quarantines(
                storage: storage, ports: data.ports, schema: JobSearch.schema)
            let waiting = try data.translate { try quarantines.waiting().count }
            let sealed = try data.translate {
                try SealedRecords(storage: storage, ports: data.ports, schema: JobSearch.schema)
                    .waiting().count
            }
            let overview = try data.translate { try data.oversight(storage).overview() }
            let remains = try data.translate { try storage.read { try ErasureRemains.all($0) } }
            let backup = info.backups.last { $0.kind == .complete }
            rows.append(
                .members(
                    [
                        ("territory", .string(code)), ("name", .string(info.name)),
                        ("epoch", .string(info.epoch.description)),
                        ("head", .integer(Int64(clamping: info.head))),
                        ("waiting", .integer(Int64(waiting))),
                        ("sealed", .integer(Int64(sealed))),
                        ("unreadable", .integer(Int64(remains.count))),
                        ("silentDevices", .integer(Int64(overview.silent.count))),
                        ("pendingPurges", .integer(Int64(overview.pendingPurges.count))),
                        ("expiredInvitations", .integer(Int64(overview.expired.count))),
                        ("lastBackup", backup.map { json($0, now: data.ports.now()) } ?? .null),
                    ] + counts.map { ($0.name, .integer(Int64($0.count))) }))
            output.line("\(code)  \(info.name)  \(info.epoch):\(info.head)")
            for count in counts { output.line("  \(count.name): \(count.count)") }
            output.line(
                Phrase(
                    fr: "  en quarantaine : \(waiting) ; fiches scellées : \(sealed)",
                    en: "  waiting in quarantine: \(waiting); sealed records: \(sealed)"))
            show(overview)
            output.note(remains: remains, of: code)
            show(backup, now: data.ports.now())
        }
        output.document(.members([("territories", .array(rows))]))
    }

    private func show(_ overview: Overview) {
        let (silent, purges) = (overview.silent.count, overview.pendingPurges.count)
        let days = Oversight.usualDays
        output.line(
            Phrase(
                fr: "  appareils muets depuis \(days) jours : \(silent) ; à purger encore : "
                    + "\(purges) ; codes expirés : \(overview.expired.count)",
                en: "  devices silent for \(days) days: \(silent); still to purge: \(purges); "
                    + "expired codes: \(overview.expired.count)"))
    }

    private func json(_ backup: BackupMark, now: UInt64) -> JSON {
        .members([
            ("at", .string(time(backup.madeAt))),
            ("through", .integer(Int64(clamping: backup.position.sequence))),
            ("ageDays", .integer(days(since: backup, now))),
        ])
    }

    private func show(_ backup: BackupMark?, now: UInt64) {
        guard let backup else {
            output.line(
                Phrase(
                    fr: "  jamais sauvegardé : `relais-server backup`",
                    en: "  never backed up: `relais-server backup`"))
            return
        }
        let (at, through) = (time(backup.madeAt), backup.position.sequence)
        let age = days(since: backup, now)
        output.line(
            Phrase(
                fr: "  dernière sauvegarde : \(at), jusqu'à \(through), il y a \(age) jour(s)",
                en: "  last backup: \(at), through \(through), \(age) day(s) ago"))
    }

    private func days(since backup: BackupMark, _ now: UInt64) -> Int64 {
        Int64((now - min(now, backup.madeAt)) / (24 * 3600 * 1000))
    }

    private func time(_ milliseconds: UInt64) -> String {
        Instant(milliseconds: Int64(clamping: milliseconds)).description
    }
}

extension ServerData {
    /// What the operator sees of a territory.
    func oversight(_ storage: SQLiteTerritoryStorage) -> Oversight {
        Oversight(storage: storage, ports: ports)
    }

    /// The territory that a command names, or all of them.
    func chosenTerritories(
        _ invocation: Invocation
    ) throws -> [(code: String, storage: SQLiteTerritoryStorage)] {
        guard let code = invocation.option("territory") else { return try territories() }
        return [(code, try existingTerritory(code))]
    }
}
