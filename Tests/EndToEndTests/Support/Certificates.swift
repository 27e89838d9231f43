// Certificates: an authority of one test, and a server's certificate, made with openssl.

import FoundationEssentials
import Glibc
import Shared

final class Certificates {
    let folder: Folder
    var authority: String { folder.path + "/ca.pem" }
    var certificate: String { folder.path + "/server.pem" }
    var key: String { folder.path + "/server.key" }

    /// - Parameter names: the subject alternative names of the server, as openssl writes them.
    init(names: String = "IP:127.0.0.1") throws {
        folder = try Folder()
        let path = folder.path
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try openssl(
            ["req", "-x509"] + curve
                + ["-keyout", path + "/ca.key", "-out", authority, "-subj", "/CN=Test CA"])
        try openssl(
            ["req"] + curve + ["-keyout", key, "-out", path + "/server.csr", "-subj", "/CN=test"])
        let extensions = path + "/extensions"
        try Data("subjectAltName=\(names)\n".utf8).write(to: URL(fileURLWithPath: extensions))
        try openssl([
            "x509", "-req", "-in", path + "/server.csr", "-CA", authority, "-CAkey",
            path + "/ca.key", "-CAcreateserial", "-out", certificate, "-extfile", extensions,
        ])
        chmod(key, 0o600)
    }

    /// The pin of the server's key, as `docs/OPERATIONS.md` says to make it.
    func pin() throws -> String {
        let path = folder.path
        try openssl(["pkey", "-in", key, "-pubout", "-outform", "DER", "-out", path + "/public"])
        try openssl(["dgst", "-sha256", "-binary", "-out", path + "/digest", path + "/public"])
        let digest = try Data(contentsOf: URL(fileURLWithPath: path + "/digest"))
        return "sha256//" + digest.base64EncodedString()
    }

    private func openssl(_ arguments: [String]) throws {
        let outcome = try Program("/usr/bin/openssl", arguments).finish()
        guard outcome.status == 0 else { throw Failure(outcome.summary) }
    }
}
