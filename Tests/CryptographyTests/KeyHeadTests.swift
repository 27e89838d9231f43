// KeyHead: the format stays what it is, the passphrase opens it and nothing else does, and a
// change of passphrase that is cut anywhere leaves one of the two.

import Cryptography
import Shared
import Testing

@Suite struct KeyHeadTests {
    private let sealing = LibcryptoSealing()
    private let cheap: ScryptCost
    private let key = Array(UInt8(1)...32)
    private let ports: Ports

    init() throws {
        cheap = try #require(ScryptCost(log2N: 10, r: 8, p: 1))
        let random = Locked(SeededGenerator(seed: 3))
        ports = Ports(
            now: { 0 }, random: { random.withLock { $0.next() } }, sleep: { _ in })
    }

    private func head(_ passphrase: String) throws -> [UInt8] {
        try KeyHead.make(
            key: key, passphrase: Array(passphrase.utf8), sealing, ports: ports, cost: cheap)
    }

    private func open(_ head: [UInt8], _ passphrase: String) throws(KeyHead.Failure) -> [UInt8] {
        try KeyHead(head).key(Array(passphrase.utf8), sealing)
    }

    /// A head that another implementation made (Python's hashlib and cryptography). It must open
    /// for ever.
    @Test func theFormatStaysWhatItIs() throws {
        let slot = try #require(Hex.decode(KeyHeadTests.golden))
        let head = slot + [UInt8](repeating: 0, count: KeyHead.length - slot.count)
        #expect(try open(head, "correct horse battery staple") == key)
    }

    static let golden =
        "52454c4149532d5345414c45440d0a1a010e080100000000000000016465666768696a6b6c6d"
        + "6e6f707172737475767778797a7b7c7d7e7f80818283c8c9cacbcccdcecfd0d1d2d3111ce5cc"
        + "2251dd78347717de15fb6d49b8ec928001bc056ad82b183a9d2ee817e1811142d16c631fc1f9"
        + "a65b58b1c18d053aa2e671336d3b98bda9247b89947c9ab48142ac3301ab534b8cc4dae3d3b5"

    /// Tests may guess cheaply; what is written without saying so may not be.
    @Test func aGuessCostsWhatItDidUnlessOneSaysSo() throws {
        let standard = try #require(ScryptCost(log2N: 16, r: 8, p: 1))
        #expect(ScryptCost.standard == standard)
        let head = try KeyHead.make(
            key: key, passphrase: Array("un mot de passe".utf8), sealing, ports: ports)
        #expect(Array(head[17...19]) == [16, 8, 1])
        #expect(try open(head, "un mot de passe") == key)
    }

    /// One table of guesses is of no use for two files.
    @Test func everyHeadHasASaltOfItsOwn() throws {
        let salts = try (0..<4).map { _ in Array(try head("un mot de passe")[28..<60]) }
        #expect(Set(salts).count == 4)
    }

    @Test func nothingIsLeftOfWhatTheOldPassphraseOpened() throws {
        let before = try head("ancien")
        var current = before
        let writes = try KeyHead(current).replacement(
            key: key, passphrase: Array("nouveau".utf8), sealing, ports: ports, cost: cheap)
        for (offset, bytes) in writes {
            current.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        #expect(try open(current, "nouveau") == key)
        #expect(current[..<152].allSatisfy { $0 == 0 })
        #expect(current.firstRange(of: before[60..<120]) == nil)
    }

    @Test func anotherPassphraseIsToldFromDamage() throws {
        let head = try head("un mot de passe")
        #expect(try open(head, "un mot de passe") == key)
        for other in ["", "un mot de pass", "un mot de passe ", "Un mot de passe"] {
            #expect(throws: KeyHead.Failure.wrongPassphrase) { try open(head, other) }
        }
        #expect(throws: KeyHead.Failure.notSealed) { try KeyHead([]) }
        #expect(throws: KeyHead.Failure.notSealed) { try KeyHead(Array(head.dropLast())) }
        #expect(throws: KeyHead.Failure.notSealed) {
            try KeyHead([UInt8](repeating: 0, count: KeyHead.length))
        }
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func noByteOfASlotCanChange(seed: UInt64) throws {
        let head = try head("un mot de passe")
        var generator = SeededGenerator(seed: seed)
        for index in Array(0..<152)
            + (0..<50).map({ _ in
                Int.random(in: 152..<KeyHead.length / 2, using: &generator)
            })
        {
            var altered = head
            altered[index] ^= UInt8.random(in: 1...255, using: &generator)
            #expect(throws: KeyHead.Failure.self) { try open(altered, "un mot de passe") }
        }
    }

    /// With a right hash, as somebody would make it who wants to choose the cost or the number.
    @Test(arguments: [16, 17, 18, 19, 27, 30, 59, 60, 80, 119])
    func noByteOfASlotCanBeForged(index: Int) throws {
        let head = try head("un mot de passe")
        for value in [0, 1, 14, 200, 255] as [UInt8] where value != head[index] {
            var forged = head
            forged[index] = value
            forged.replaceSubrange(120..<152, with: SHA256.hash(forged[..<120]))
            #expect(throws: KeyHead.Failure.self) { try open(forged, "un mot de passe") }
        }
    }

    @Test func aChangeThatIsCutLeavesOneOfTheTwo() throws {
        var current = try head("ancien")
        for round in 0..<3 {
            let steps = try KeyHead(current).replacement(
                key: key, passphrase: Array("nouveau \(round)".utf8), sealing, ports: ports,
                cost: cheap)
            let before = round == 0 ? "ancien" : "nouveau \(round - 1)"
            for (offset, bytes) in steps {
                for cut in [1, 20, 100, 151, 152] {
                    var torn = current
                    torn.replaceSubrange(offset..<offset + cut, with: bytes[..<cut])
                    let wrong = try? open(torn, before)
                    let right = try? open(torn, "nouveau \(round)")
                    #expect(wrong == key || right == key, "\(round) \(offset) \(cut)")
                    #expect((right == key) != (wrong == key))
                }
                current.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            }
            #expect(try open(current, "nouveau \(round)") == key)
            #expect(throws: KeyHead.Failure.wrongPassphrase) { try open(current, before) }
        }
    }

    @Test func aLaterFormatIsSaid() throws {
        var later = try head("un mot de passe")
        later[16] = 2
        later.replaceSubrange(120..<152, with: SHA256.hash(later[..<120]))
        #expect(throws: KeyHead.Failure.newer) { try KeyHead(later) }
    }
}
