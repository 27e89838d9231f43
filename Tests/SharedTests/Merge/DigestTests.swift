// Digests: a sum of what records hold that no order changes and every difference does.

import Shared
import Testing

@Suite("Digests")
struct DigestTests {
    private func digests(_ count: Int) -> [Digest] {
        var random = SeededGenerator(seed: 11)
        return (0..<count).map { _ in
            Digest(
                RecordKey(
                    collection: "thing", id: RecordID(high: random.next(), low: random.next())),
                state: (0..<8).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        }
    }

    private func sum(_ digests: some Sequence<Digest>) -> Digest {
        var sum = Digest.zero
        for digest in digests { sum.add(digest) }
        return sum
    }

    @Test("the order of the records makes no difference, nor how they are grouped")
    func orderMakesNoDifference() {
        var random = SeededGenerator(seed: 12)
        let all = digests(200)
        let expected = sum(all)
        for _ in 0..<20 {
            let shuffled = all.shuffled(using: &random)
            #expect(sum(shuffled) == expected)
            let cut = Int.random(in: 0...200, using: &random)
            #expect(sum([sum(shuffled[..<cut]), sum(shuffled[cut...])]) == expected)
        }
        #expect(sum(all.dropLast()) != expected)
        #expect(sum(all + [all[0]]) != expected)
        #expect(sum([]) == .zero)
    }

    @Test("the sum carries from the low half to the high one, and wraps at the end")
    func carry() {
        var digest = Digest(high: 0, low: .max)
        digest.add(Digest(high: 0, low: 1))
        #expect(digest == Digest(high: 1, low: 0))
        var full = Digest(high: .max, low: .max)
        full.add(Digest(high: 0, low: 1))
        #expect(full == .zero)
    }

    @Test("each byte of the state, the identity and the collection's name counts")
    func everythingCounts() {
        let id = RecordID(high: 1, low: 2)
        let base = Digest(RecordKey(collection: "ab", id: id), state: [1, 2, 3])
        let others = [
            Digest(RecordKey(collection: "ac", id: id), state: [1, 2, 3]),
            Digest(RecordKey(collection: "a", id: id), state: [1, 2, 3]),
            Digest(RecordKey(collection: "ab", id: RecordID(high: 1, low: 3)), state: [1, 2, 3]),
            Digest(RecordKey(collection: "ab", id: id), state: [1, 2, 4]),
            Digest(RecordKey(collection: "ab", id: id), state: [1, 2]),
        ]
        #expect(!others.contains(base))
        #expect(Set(others).count == others.count)
    }

    @Test("buckets part records evenly by the end of their identity")
    func buckets() {
        var random = SeededGenerator(seed: 13)
        var counts = Array(repeating: 0, count: Digest.bucketCount)
        for moment in 0..<25_600 {
            let id = RecordID.make(milliseconds: UInt64(moment), random: &random)
            counts[Digest.bucket(of: id)] += 1
        }
        #expect(counts.allSatisfy { (40...180).contains($0) })
    }
}
