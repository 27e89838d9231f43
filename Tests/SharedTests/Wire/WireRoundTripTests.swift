// Every message is read back as it was written, and stays what it says when others add to it.

import Shared
import Testing

@Suite("Wire round trips")
struct WireRoundTripTests {
    @Test(
        "a message is read back from its bytes", arguments: AnyMessage.Kind.allCases,
        WireForm.allCases)
    func roundTrip(kind: AnyMessage.Kind, form: WireForm) throws {
        var random = SeededGenerator(seed: 61)
        for _ in 0..<150 {
            let message = random.message(kind)
            let bytes = message.bytes(form.codec)
            let copy = try kind.read(bytes, form.codec)
            #expect(copy == message)
            #expect(copy.bytes(form.codec) == bytes)
        }
    }

    @Test("white space and escapes make no difference", arguments: AnyMessage.Kind.allCases)
    func looseForms(kind: AnyMessage.Kind) throws {
        var random = SeededGenerator(seed: 62)
        for _ in 0..<25 {
            let message = random.message(kind)
            guard let tree = try tree(message) else { continue }
            #expect(try kind.read(random.looseDocument(tree)) == message)
        }
    }

    @Test(
        "keys of a newer protocol are passed over in every object that has named keys",
        arguments: AnyMessage.Kind.allCases)
    func unknownKeys(kind: AnyMessage.Kind) throws {
        var random = SeededGenerator(seed: 63)
        for _ in 0..<25 {
            let message = random.message(kind)
            guard let tree = try tree(message) else { continue }
            #expect(try kind.read(random.extended(tree).bytes) == message)
        }
    }

    /// The message as a tree; `nil` when it has a number that trees round.
    private func tree(_ message: AnyMessage) throws -> JSON? {
        let tree = try JSON.parse(message.bytes)
        return tree.bytes == message.bytes ? tree : nil
    }

    @Test(
        "states that histories lead to cross the line unchanged, to the byte",
        arguments: WireForm.allCases)
    func historiesCross(form: WireForm) throws {
        let codec = form.codec
        for seed in 1...UInt64(60) {
            var history = RandomHistory(seed: seed &+ 6 << 40)
            for _ in 0..<20 { _ = history.step() }
            let world = history.world
            let floors: [Position?] = [nil] + world.replicas.map(\.floor)
            for floor in floors {
                let state = world.server.delta(since: floor, world.lineage)
                let sent = RecordsResponse(
                    epoch: world.epoch,
                    records: [
                        RecordDelta(
                            collection: "thing", id: MergeWorld.record, scope: "all",
                            sequence: world.head, isWhole: floor == nil, state: state)
                    ], absent: [])
                let received = try codec.recordsResponse(codec.encode(sent))
                #expect(received.records.first?.state.bytes == state.bytes, "seed \(seed)")
            }
            let request = SyncRequest(
                schema: 1, epoch: world.epoch, after: 0, chain: .start,
                transactions: world.history.events.map(\.transaction), scopes: [])
            let received = try codec.syncRequest(codec.encode(request))
            #expect(
                received.transactions.map(\.hash) == request.transactions.map(\.hash),
                "the chain is over the same bytes on both sides")
        }
    }
}

extension SeededGenerator {
    /// The tree with an unknown member in each object whose keys are words of the protocol; the
    /// objects of fields are left alone, because there every key is a field's name.
    fileprivate mutating func extended(_ tree: JSON, isFields: Bool = false) -> JSON {
        switch tree {
        case .array(let elements): return .array(elements.map { extended($0) })
        case .object(let object):
            var members = object.members.map { member in
                let holdsFields = member.key == "write" || member.key == "fields"
                return JSONObject.Member(
                    key: member.key, value: extended(member.value, isFields: holdsFields))
            }
            if !isFields {
                let place = below(members.count + 1)
                members.insert(.init(key: "newer", value: json(depth: 2)), at: place)
            }
            return .object(JSONObject(members: members))
        default: return tree
        }
    }
}
