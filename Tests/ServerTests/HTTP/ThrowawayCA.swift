// A certificate authority of the tests' own, and what it signs: made with openssl for each run and
// good for nothing else.

import FoundationEssentials
import Glibc
import Shared

@testable import Server

/// The files of an authority, in a folder that goes away with it.
final class ThrowawayCA: Sendable {
    let folder: String
    private let issued = Locked(0)
    var authority: String { folder + "/ca.pem" }

    /// Made once: it takes a tenth of a second.
    static let shared = Result { try ThrowawayCA() }

    init() throws {
        folder = temporaryPath()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", folder + "/ca.key", "-out", authority, "-days", "2", "-subj", "/CN=Test CA",
        ])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The files of a server's certificate; the key is closed to others.
    struct Pair: Sendable {
        let certificate: String
        let key: String
        /// As curl wants it.
        let pin: String
    }

    /// Signs a certificate.
    ///
    /// - Parameters:
    ///   - names: its subject alternative names, as openssl writes them.
    ///   - isExpired: valid in 2020 only, instead of from now on.
    func issue(
        names: String = "IP:127.0.0.1,DNS:localhost", isExpired: Bool = false
    ) throws -> Pair {
        let base = "\(folder)/\(issued.withLock { count in count += 1; return count })"
        try Data("subjectAltName=\(names)\n".utf8).write(to: URL(fileURLWithPath: base + ".ext"))
        try run([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            base + ".key", "-out", base + ".csr", "-subj", "/CN=test",
        ])
        let configuration = """
            [ca]
            default_ca = test
            [test]
            database = \(base).index
            new_certs_dir = \(folder)
            serial = \(base).serial
            default_md = sha256
            policy = any
            [any]
            commonName = supplied

            """
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: base + ".conf"))
        try Data().write(to: URL(fileURLWithPath: base + ".index"))
        try Data("01\n".utf8).write(to: URL(fileURLWithPath: base + ".serial"))
        let validity =
            isExpired
            ? ["-startdate", "20200101000000Z", "-enddate", "20210101000000Z"] : ["-days", "2"]
        try run(
            [
                "ca", "-batch", "-notext", "-config", base + ".conf", "-cert",
                authority, "-keyfile", folder + "/ca.key", "-in", base + ".csr", "-out",
                base + ".pem", "-extfile", base + ".ext",
            ] + validity)
        chmod(base + ".key", 0o600)
        try run([
            "pkey", "-in", base + ".key", "-pubout", "-outform", "DER", "-out", base + ".der",
        ])
        try run(["dgst", "-sha256", "-binary", "-out", base + ".sha", base + ".der"])
        let digest = try Data(contentsOf: URL(fileURLWithPath: base + ".sha"))
        return Pair(
            certificate: base + ".pem", key: base + ".key",
            pin: "sha256//" + digest.base64EncodedString())
    }

    struct Failed: Error {
        let arguments: [String]
    }

    private func run(_ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [Int32(0), 1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var words = (["openssl"] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var pid: pid_t = 0
        guard posix_spawnp(&pid, "openssl", &actions, nil, &words, environ) == 0 else {
            throw Failed(arguments: arguments)
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        guard status == 0 else { throw Failed(arguments: arguments) }
    }
}
