// What the server's order has, by the simulator's account: read from its journal after everything
// that may have added to it.

import ClientCore
import Server
import Shared

extension World {
    /// Takes in what the server has put into its order since the last look.
    ///
    /// - Returns: the records that were joined with what a device gave back, or that learned where
    ///   a write had stood.
    @discardableResult
    func readOrder() throws -> [RecordKey] {
        // The fault is not for who looks on: it is read when the disk is whole again.
        if isOnFailingDisk { return [] }
        let (info, entries) = try server.news()
        var joined: [RecordKey] = []
        for entry in entries {
            let transaction = try Transaction(bytes: entry.body)
            let keys = transaction.records.map {
                RecordKey(collection: $0.collection, id: $0.id)
            }
            switch entry.kind {
            case .join:
                joined += keys
                continue
            case .move:
                for key in keys { try noteScope(key) }
                continue
            case .compaction:
                server.compacted.formUnion(keys)
                continue
            case .transaction: break
            }
            let number = try oracle.number(transaction.id) ?? noteServersOwn(transaction, entry)
            for (change, key) in zip(transaction.records, keys) {
                server.merged[key, default: FactSet()].insert(number)
                if change.action == .erase { noteErased(key) }
                try noteScope(key)
            }
        }
        if info.head != server.head { throw SimulationFailure("order", "\(info.head)") }
        return joined
    }

    /// Where a record is now; where it was last, when nothing but its identity is left.
    func noteScope(_ key: RecordKey) throws {
        let record = try server.storage.read { try $0.record(key) }
        if let record { server.scopes[key] = record.audiences }
    }

    /// A transaction of the server itself has seen all that it holds.
    private func noteServersOwn(_ transaction: Transaction, _ entry: JournalEntry) throws -> Int {
        let device = try server.storage.read { try $0.device(entry.replica) }
        guard device?.state == .server || device?.user == "server" else {
            throw SimulationFailure("order", "nobody committed \(transaction.id)")
        }
        var changes: [RecordKey: RecordChange.Action] = [:]
        var known: [RecordKey: FactSet] = [:]
        for change in transaction.records {
            let key = RecordKey(collection: change.collection, id: change.id)
            changes[key] = change.action
            known[key] = server.merged[key] ?? FactSet()
        }
        return oracle.note(
            Fact(
                id: transaction.id, author: "server", organisation: nil, changes: changes,
                known: known))
    }

    /// Notes what a device had been shown of what is sealed, if it is.
    func noteSealed(_ record: ReturnedRecord, _ facts: FactSet) {
        let returned = ReturnedState(key: record.key, state: record.state.bytes)
        server.sealed[returned, default: FactSet()].formUnion(facts)
    }

    /// Takes into account what a request did to the server, whatever it was answered.
    func takeUncertain(
        _ request: TransportRequest, _ delivered: [RecordKey: FactSet]
    ) throws {
        let joined = try readOrder()
        guard request.path == "/v1/return" else { return }
        let message = try WireForm(of: request.body).codec.returnRequest(request.body)
        for record in message.records {
            noteSealed(record, delivered[record.key] ?? FactSet())
        }
        for key in joined {
            server.merged[key, default: FactSet()].formUnion(delivered[key] ?? FactSet())
            let record = try server.storage.read { try $0.record(key) }
            if let record, try RecordState(bytes: record.state).erasure != nil {
                noteErased(key, isNoted: !server.accesses.erased.contains(key))
            }
        }
    }
}
