// SkewWorld: a server and one device for each version of the schema, which share a gardener.

import ClientCore
import Server
import Shared
import Testing

/// A server of one version, and devices of all three.
struct SkewWorld {
    let world: World
    let first: TestDevice
    let second: TestDevice
    let third: TestDevice

    /// - Parameter server: the version that the server runs.
    init(server: Schema = SkewSchema.third) async throws {
        world = try World(schema: server)
        first = try await world.device(schema: SkewSchema.first)
        second = try await world.device(schema: SkewSchema.second)
        third = try await world.device(schema: SkewSchema.third)
    }

    var devices: [TestDevice] { [first, second, third] }

    /// A gardener that everybody holds, written by the oldest program.
    func gardener(_ fields: [String: String]) async throws -> RecordID {
        let id = try first.create("member", fields.mapValues { .assign(.text($0)) })
        try await settle()
        return id
    }

    /// Everybody sends and receives until nothing moves.
    func settle() async throws {
        for device in devices + devices { try await device.sync() }
    }

    /// Every device holds the same bytes as the server, and nothing was refused.
    func checkEverybodyHoldsTheSame(sourceLocation: SourceLocation = #_sourceLocation) async throws
    {
        for device in devices {
            let proof = try await device.engine.verify()
            #expect(proof.differences.isEmpty, sourceLocation: sourceLocation)
            #expect(try device.store.status().quarantined == 0, sourceLocation: sourceLocation)
            #expect(try device.store.status().pending == 0, sourceLocation: sourceLocation)
        }
    }

    /// The bytes of a device's transactions by number, in the server's order or its quarantine.
    func kept(of device: TestDevice) throws -> [UInt64: [UInt8]] {
        let replica = try #require(try device.store.enrolment()).replica
        var kept: [UInt64: [UInt8]] = [:]
        try world.administration.storage.read { reader in
            for sequence in 0..<(try reader.info().head) {
                let entry = try #require(try reader.journal(sequence + 1))
                guard entry.replica == replica else { continue }
                #expect(kept.updateValue(entry.body, forKey: entry.number) == nil)
            }
            for refusal in try reader.quarantine() where refusal.replica == replica {
                #expect(kept.updateValue(refusal.body, forKey: refusal.number) == nil)
            }
        }
        return kept
    }

    func serverState(_ id: RecordID) throws -> RecordState {
        try #require(try world.serverState("member", id))
    }
}

extension TestDevice {
    /// Changes fields of a gardener; an empty text clears.
    func note(_ id: RecordID, _ fields: [String: String]) throws {
        let edits = fields.mapValues { FieldEdit.assign($0.isEmpty ? .null : .text($0)) }
        try store.write { $0.edit("member", id, edits) }
    }

    /// What a field of a gardener shows; empty for nothing.
    func reads(_ id: RecordID, _ field: String) throws -> String {
        guard case .single(.text(let text))? = try store.record("member", id)?.fields[field] else {
            return ""
        }
        return text
    }

    /// The fields that wait to be settled, by the names that this program gives them.
    func disputed() throws -> [String?] { try store.conflicts().map(\.field) }
}
