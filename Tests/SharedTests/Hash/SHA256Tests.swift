// That SHA-256 is SHA-256: published hashes, the system's own program, and any way of cutting.

import Shared
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    /// The examples of NIST for FIPS 180-4.
    @Test(
        "gives the published hashes",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func published(text: String, hash: String) {
        #expect(Hex.encode(SHA256.hash(text.utf8)) == hash)
        #expect(Hex.encode(SHA256.hash(Array(text.utf8))) == hash)
    }

    @Test("hashes one million letters")
    func million() {
        let hash = SHA256.hash([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        #expect(
            Hex.encode(hash) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("an empty literal is a byte string")
    func emptyLiteral() {
        #expect(SHA256.hash([]) == SHA256().finalize())
    }

    @Test(
        "agrees with sha256sum on every length to 300",
        .enabled(if: SystemProgram("sha256sum") != nil))
    func systemProgram() throws {
        let program = try #require(SystemProgram("sha256sum"))
        var generator = SeededGenerator(seed: 1)
        var files: [String: [UInt8]] = [:]
        for length in 0...300 {
            files["\(length)"] = (0..<length).map { _ in .random(in: 0...255, using: &generator) }
        }
        let output = try program.run((0...300).map(String.init), files: files)
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 301)
        for line in lines {
            let words = line.split(separator: " ")
            let name = String(try #require(words.last))
            let bytes = try #require(files[name])
            #expect(Hex.encode(SHA256.hash(bytes)) == words[0], "length \(name)")
            var portable = PortableSHA256()
            bytes.withUnsafeBytes { portable.update($0) }
            #expect(Hex.encode(portable.finalize()) == words[0], "length \(name), in Swift alone")
        }
    }

    @Test("however the bytes are cut and handed in, the hash is the same", arguments: 0..<200)
    func pieces(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...400, using: &generator)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var hash = SHA256()
        var portable = PortableSHA256()
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = Int.random(in: 0...min(rest.count, 130), using: &generator)
            let piece = rest.prefix(length)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: hash.update(Array(piece))
            case 1: hash.update(piece)
            case 2: piece.withUnsafeBytes { hash.update($0) }
            default: hash.update(sequence(state: piece.makeIterator()) { $0.next() })
            }
            piece.withUnsafeBytes { portable.update($0) }
            rest = rest.dropFirst(length)
        }
        #expect(hash.finalize() == SHA256.hash(bytes))
        #expect(portable.finalize() == SHA256.hash(bytes))
    }

    @Test("a hash that was read can go on")
    func finalizeDisturbsNothing() {
        var hash = SHA256()
        hash.update(Array("ab".utf8))
        #expect(hash.finalize() == SHA256.hash("ab".utf8))
        #expect(hash.finalize() == SHA256.hash("ab".utf8))
        hash.update(Array("c".utf8))
        #expect(hash.finalize() == SHA256.hash("abc".utf8))
    }
}
