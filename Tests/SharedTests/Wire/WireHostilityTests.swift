// Messages from anybody: damaged, cut, endless, ambiguous. Each is refused with a typed error, or
// read as what it says and nothing else.

import Shared
import Testing

@Suite("Hostile messages")
struct WireHostilityTests {
    @Test("every strict prefix is refused, and so is more", arguments: AnyMessage.Kind.allCases)
    func prefixes(kind: AnyMessage.Kind) {
        var random = SeededGenerator(seed: 71)
        for _ in 0..<2 {
            let bytes = random.message(kind).bytes
            for length in 0..<bytes.count {
                #expect(kind.isRefused(Array(bytes.prefix(length))))
            }
            #expect(kind.isRefused(bytes + Array("1".utf8)))
            #expect(kind.isRefused(bytes + bytes))
        }
    }

    @Test(
        "what is still read after damage is written and read again as the same",
        arguments: AnyMessage.Kind.allCases)
    func mutations(kind: AnyMessage.Kind) throws {
        var random = SeededGenerator(seed: 72)
        var read = 0
        for _ in 0..<60 {
            let bytes = random.message(kind).bytes
            for _ in 0..<12 {
                guard let message = try? kind.read(random.mutated(bytes)) else { continue }
                read += 1
                #expect(try kind.read(message.bytes) == message)
            }
        }
        #expect(read > 10, "the damage is subtle enough to be read at times")
    }

    @Test("one message is not taken for another", arguments: AnyMessage.Kind.allCases)
    func otherMessages(kind: AnyMessage.Kind) {
        for other in AnyMessage.Kind.allCases where other != kind {
            // With something of everything: two that are empty may be alike, their paths are not.
            let bytes = GoldenMessages.message(other).bytes
            // Keys in common may be enough to read something, but never the same thing.
            guard let message = try? kind.read(bytes) else { continue }
            #expect(message.bytes != bytes, "\(other.rawValue) passes for \(kind.rawValue)")
        }
    }

    @Test("a key that stands twice is refused", arguments: AnyMessage.Kind.allCases)
    func duplicateKeys(kind: AnyMessage.Kind) throws {
        var random = SeededGenerator(seed: 74)
        let tree = try JSON.parse(random.message(kind).bytes)
        guard case .object(let object) = tree else {
            Issue.record("a message is an object")
            return
        }
        for member in object.members {
            let doubled = JSON.object(JSONObject(members: object.members + [member]))
            #expect(kind.isRefused(doubled.bytes), "\(member.key)")
        }
        let unknown = JSONObject.Member(key: "newer", value: .null)
        let twice = JSON.object(JSONObject(members: object.members + [unknown, unknown]))
        #expect(kind.isRefused(twice.bytes))
    }

    @Test("a message without one of the keys it must carry is refused, or has it empty")
    func missingKeys() throws {
        var random = SeededGenerator(seed: 75)
        let optional: Set<String> = [
            "transactions", "scopes", "records", "entries", "absent", "digests", "forks",
            "acknowledgements", "replicas", "buckets", "bucket", "before", "next", "remedy",
            "detail", "former", "last", "oldest", "undecided", "backed_up", "decisions",
            "gone", "refused", "mended", "chains", "held", "missing", "receipt_key", "acts",
        ]
        for kind in AnyMessage.Kind.allCases {
            for _ in 0..<20 {
                let message = random.message(kind)
                guard case .object(let object) = try JSON.parse(message.bytes) else { continue }
                for member in object.members where !optional.contains(member.key) {
                    let rest = object.members.filter { $0.key != member.key }
                    let bytes = JSON.object(JSONObject(members: rest)).bytes
                    // A request of a device that knows no epoch yet has none.
                    if kind == .syncRequest && member.key == "epoch" { continue }
                    // A response says it only when it asks for numbers again.
                    if kind == .syncResponse && member.key == "chain" { continue }
                    #expect(kind.isRefused(bytes), "\(kind.rawValue) without \(member.key)")
                }
            }
        }
    }
}
