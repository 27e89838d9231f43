// What is wrong with a server's certificate files is told in words before anything listens.

import FoundationEssentials
import Glibc
import Shared
import Testing

@testable import Server

struct TLSIdentityTests {
    private let now = Ports.system.now()

    private func refusal(_ certificate: String, _ key: String, now: UInt64? = nil) -> String? {
        do throws(RelaisError) {
            _ = try TLSIdentity(
                certificateFile: certificate, keyFile: key, now: now ?? self.now)
            return nil
        } catch {
            #expect(error.message.french.hasSuffix(".") && error.message.english.hasSuffix("."))
            #expect(!error.remedy.french.isEmpty && !error.remedy.english.isEmpty)
            return error.code
        }
    }

    @Test func filesThatFitAreTakenAndOthersNamed() throws {
        let ca = try ThrowawayCA()
        let good = try ca.issue()
        let other = try ca.issue(names: "DNS:other")
        #expect(refusal(good.certificate, good.key) == nil)
        #expect(refusal("/nowhere", good.key) == "tls_file_unreadable")
        #expect(refusal(good.certificate, "/nowhere") == "tls_file_unreadable")
        #expect(refusal(ca.folder, good.key) == "tls_file_unreadable")
        #expect(refusal(good.key, good.key) == "tls_certificate_invalid")
        #expect(refusal(good.certificate, good.certificate) == "tls_key_exposed")
        #expect(refusal(good.certificate, other.key) == "tls_mismatch")
        let old = try ca.issue(isExpired: true)
        #expect(refusal(old.certificate, old.key) == "tls_certificate_expired")
    }

    @Test func keyThatOthersMayReadIsRefused() throws {
        let ca = try ThrowawayCA()
        let pair = try ca.issue()
        for (mode, code) in [
            (0o600, nil), (0o640, nil), (0o400, nil), (0o644, "tls_key_exposed"),
            (0o602, "tls_key_exposed"), (0o601, "tls_key_exposed"),
        ] as [(mode_t, String?)] {
            chmod(pair.key, mode)
            #expect(refusal(pair.certificate, pair.key) == code, "\(String(mode, radix: 8))")
        }
    }

    @Test func certificateIsJudgedByTheDate() throws {
        let ca = try ThrowawayCA()
        let pair = try ca.issue()
        let day: UInt64 = 24 * 3600 * 1000
        #expect(
            refusal(pair.certificate, pair.key, now: now + 3 * day) == "tls_certificate_expired")
        #expect(
            refusal(pair.certificate, pair.key, now: now - day) == "tls_certificate_not_yet_valid")
    }

    @Test func garbageIsRefusedWhateverItIs() throws {
        let ca = try ThrowawayCA()
        let good = try ca.issue()
        let certificate = [UInt8](try Data(contentsOf: URL(fileURLWithPath: good.certificate)))
        var generator = SeededGenerator(seed: 9)
        let path = ca.folder + "/garbage"
        var cases: [[UInt8]] = [
            [], [0], certificate + [0], Array("-----BEGIN CERTIFICATE-----\n".utf8),
            [UInt8](repeating: 0x41, count: 300 << 10),
        ]
        for _ in 0..<50 {
            cases.append(generator.bytes(Int.random(in: 0...2000, using: &generator)))
            cases.append(Array(certificate.prefix(Int.random(in: 0..<400, using: &generator))))
        }
        for bytes in cases {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            chmod(path, 0o600)
            #expect(refusal(path, good.key) == "tls_certificate_invalid")
            #expect(refusal(good.certificate, path) == "tls_key_invalid")
        }
    }
}
