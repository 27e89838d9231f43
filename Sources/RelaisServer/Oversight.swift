// devices, quarantine, status: what an operator wants to know.

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
        var rows: [JSON] = []
        for (code, storage) in try data.chosenTerritories(invocation) {
            for device in try data.translate({ try storage.read { try $0.devices() } })
            where device.state != .server {
                let name = try storage.read { try $0.user(device.user)?.name } ?? ""
                rows.append(json(device, code, name))
                show(device, code, name)
            }
        }
        output.document(.members([("devices", .array(rows))]))
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
        let device = try data.translate { try administration.revoke(replica) }
        output.line(
            Phrase(fr: "appareil \(replica) : accès retiré", en: "device \(replica): revoked"))
        let name = try administration.storage.read { try $0.user(device.user)?.name } ?? ""
        output.document(
            .members([
                ("devices", .array([json(device, try invocation.required("territory"), name)]))
            ]))
    }

    private func json(_ device: Device, _ territory: String, _ name: String) -> JSON {
        .members([
            ("replica", .integer(Int64(device.replica))), ("user", .string(device.user)),
            ("userName", .string(name)), ("territory", .string(territory)),
            ("lastSeen", device.lastSeen.map { .string(time($0)) } ?? .null),
            ("received", .integer(Int64(clamping: device.lastNumber))),
            // Nothing of a device's is purged before permissions move; see docs/ARCHITECTURE.md.
            ("pendingPurge", .bool(false)), ("state", .string(device.state.rawValue)),
        ])
    }

    private func show(_ device: Device, _ territory: String, _ name: String) {
        let seen = device.lastSeen.map(time) ?? "—"
        output.line("\(territory) \(device.replica)  \(name)  \(device.state.rawValue)  \(seen)")
    }

    private func time(_ milliseconds: UInt64) -> String {
        Instant(milliseconds: Int64(clamping: milliseconds)).description
    }
}

struct QuarantineCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func list() throws {
        let data = try invocation.data()
        var rows: [JSON] = []
        for (code, storage) in try data.chosenTerritories(invocation) {
            for refused in try data.translate({ try storage.read { try $0.quarantine() } }) {
                let id = "\(refused.replica):\(refused.number)"
                let message = refused.message.text(output.language)
                let time = Instant(milliseconds: Int64(clamping: refused.receivedAt)).description
                rows.append(
                    .members([
                        ("id", .string(id)), ("territory", .string(code)),
                        ("reason", .string(refused.code)), ("message", .string(message)),
                        ("receivedAt", .string(time)),
                    ]))
                output.line("\(code) \(id)  \(time)  \(message)")
            }
        }
        output.document(.members([("transactions", .array(rows))]))
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
            rows.append(
                .members(
                    [
                        ("territory", .string(code)), ("name", .string(info.name)),
                        ("epoch", .string(info.epoch.description)),
                        ("head", .integer(Int64(clamping: info.head))),
                    ] + counts.map { ($0.name, .integer(Int64($0.count))) }))
            output.line("\(code)  \(info.name)")
            for count in counts { output.line("  \(count.name): \(count.count)") }
        }
        output.document(.members([("territories", .array(rows))]))
    }
}

extension ServerData {
    /// The territory that a command names, or all of them.
    func chosenTerritories(
        _ invocation: Invocation
    ) throws -> [(code: String, storage: SQLiteTerritoryStorage)] {
        guard let code = invocation.option("territory") else { return try territories() }
        return [(code, try existingTerritory(code))]
    }
}
