// Ancestry of epochs against the truth: the very transactions that each line of the order holds.

import Shared
import Testing

/// A family of lines, each of which inherits the beginning of another's order.
private struct Family {
    struct Line {
        let epoch: Epoch
        /// The transactions in order, the inherited ones first.
        var order: [Int]
        let inherited: Int
    }

    private(set) var lines: [Line] = []
    private(set) var lineage = Lineage()
    private var next = 0

    init(_ random: inout SeededGenerator) {
        lines = [Line(epoch: Epoch(random.next()), order: [], inherited: 0)]
        for _ in 0..<Int.random(in: 3...30, using: &random) {
            let index = Int.random(in: lines.indices, using: &random)
            if Int.random(in: 0..<4, using: &random) > 0 {
                for _ in 0..<Int.random(in: 1...4, using: &random) { append(to: index) }
            } else {
                fork(index, &random)
            }
        }
    }

    private mutating func append(to index: Int) {
        lines[index].order.append(next)
        next += 1
    }

    /// A backup of a line is restored: what came after it stays behind on the old line, which may
    /// go on all the same.
    private mutating func fork(_ index: Int, _ random: inout SeededGenerator) {
        let parent = lines[index]
        let kept = Int.random(in: parent.inherited...parent.order.count, using: &random)
        let epoch = Epoch(random.next())
        lines.append(
            Line(epoch: epoch, order: Array(parent.order.prefix(kept)), inherited: kept))
        lineage.merge(
            Lineage(forks: [
                .init(epoch: epoch, parent: parent.epoch, sequence: UInt64(kept))
            ]))
    }
}

@Suite("Lineage")
struct LineageTests {
    @Test("a position covers exactly the transactions that its line holds up to there")
    func coversTheTruth() {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<150 {
            let family = Family(&random)
            for holder in family.lines {
                for length in holder.inherited...holder.order.count {
                    let known = Position(epoch: holder.epoch, sequence: UInt64(length))
                    let held = Set(holder.order.prefix(length))
                    for line in family.lines {
                        for index in line.inherited..<line.order.count {
                            let position = Position(
                                epoch: line.epoch, sequence: UInt64(index + 1))
                            let isCovered = family.lineage.covers(known, position)
                            guard isCovered == held.contains(line.order[index]) else {
                                Issue.record("\(known) covers \(position): \(isCovered)")
                                return
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("two lines meet where their orders part, and every sequence has the epoch that gave it")
    func meetingIsTheTruth() {
        var random = SeededGenerator(seed: 23)
        for _ in 0..<100 {
            let family = Family(&random)
            let lineage = family.lineage
            for line in family.lines {
                let given = line.order.indices.map { index in
                    family.lines.first {
                        index >= $0.inherited && index < $0.order.count
                            && $0.order[index] == line.order[index]
                    }?.epoch
                }
                for index in line.order.indices {
                    let position = lineage.position(of: UInt64(index + 1), onLineOf: line.epoch)
                    #expect(position.epoch == given[index])
                    #expect(position.sequence == UInt64(index + 1))
                }
                for holder in family.lines {
                    for length in holder.inherited...holder.order.count {
                        let held = Set(holder.order.prefix(length))
                        let common = line.order.prefix { held.contains($0) }.count
                        let position = Position(epoch: holder.epoch, sequence: UInt64(length))
                        let meeting = lineage.meeting(position, with: line.epoch)
                        #expect(meeting?.sequence == UInt64(common))
                        let end = Position(epoch: line.epoch, sequence: .max)
                        #expect(meeting.map { lineage.covers(end, $0) } == true)
                    }
                }
            }
            #expect(lineage.meeting(Position(epoch: Epoch(5), sequence: 1), with: Epoch(6)) == nil)
        }
    }

    @Test("what an abandoned line wrote after the fork is covered by nobody else")
    func abandonedLine() {
        let (old, new) = (Epoch(1), Epoch(2))
        let lineage = Lineage(forks: [.init(epoch: new, parent: old, sequence: 10)])
        let restored = Position(epoch: new, sequence: 500)
        #expect(lineage.covers(restored, Position(epoch: old, sequence: 10)))
        #expect(!lineage.covers(restored, Position(epoch: old, sequence: 11)))
        #expect(!lineage.covers(Position(epoch: old, sequence: 500), restored))
        #expect(!lineage.covers(nil, Position(epoch: old, sequence: 0)))
        #expect(!lineage.covers(restored, Position(epoch: Epoch(3), sequence: 1)))
    }

    @Test("a lineage forged as a ring, or with itself as parent, comes to an end")
    func forgedRings() {
        for length in [1, 2, 3, 50] {
            let forks = (0..<length).map { index in
                Lineage.Fork(
                    epoch: Epoch(UInt64(index)), parent: Epoch(UInt64((index + 1) % length)),
                    sequence: 5)
            }
            let lineage = Lineage(forks: forks)
            let known = Position(epoch: Epoch(0), sequence: 9)
            #expect(!lineage.covers(known, Position(epoch: Epoch(999), sequence: 1)))
            #expect(lineage.covers(known, Position(epoch: Epoch(0), sequence: 9)))
        }
    }

    @Test("two parties that tell each other what they know end with the same, in any order")
    func mergeAgrees() {
        var random = SeededGenerator(seed: 22)
        for _ in 0..<100 {
            let forks = Family(&random).lineage.forks
            let some = Lineage(forks: forks.filter { _ in Bool.random(using: &random) })
            let rest = Lineage(forks: forks.filter { !some.forks.contains($0) })
            var left = some
            left.merge(rest)
            var right = rest
            right.merge(some)
            right.merge(some)
            #expect(left == right)
            #expect(left.forks == forks.sorted { $0.epoch < $1.epoch })
        }
    }

    @Test("an epoch's parent never changes: the first answer stands")
    func firstAnswerStands() {
        var lineage = Lineage(forks: [.init(epoch: Epoch(2), parent: Epoch(1), sequence: 10)])
        lineage.merge(Lineage(forks: [.init(epoch: Epoch(2), parent: Epoch(9), sequence: 99)]))
        #expect(lineage.forks == [.init(epoch: Epoch(2), parent: Epoch(1), sequence: 10)])
    }

    @Test("an epoch is written in sixteen digits and read back")
    func epochText() {
        for value in [0, 1, 0xABC, UInt64.max] {
            #expect(Epoch(value).description.utf8.count == 16)
            #expect(Epoch(Epoch(value).description) == Epoch(value))
        }
        for text in ["", "+1", "-0", "g", "00000000000000000", "0x1", " 1"] {
            #expect(Epoch(text) == nil, "\(text)")
        }
    }
}
