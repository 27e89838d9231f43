// TrustOptions: the options that say how a server is trusted, and what they come to.

import ClientCore
import Console
import Glibc
import Shared

enum TrustOptions {
    static let all: [OptionSpecification] = [
        .value(
            "ca", "FILE",
            help: Phrase(
                fr: "La seule autorité dont le certificat du serveur peut venir (PEM) ; sinon "
                    + "celles du système.",
                en: "The only authority that the server's certificate may come from (PEM); "
                    + "otherwise those of the system.")),
        .value(
            "pin", "PIN",
            help: Phrase(
                fr: "La clé publique que le serveur doit avoir : `sha256//…`, plusieurs avec `;`.",
                en: "The public key that the server must have: `sha256//…`, several with `;`.")),
        .flag(
            "allow-plain-http",
            help: Phrase(
                fr: "Permet d'envoyer le secret de l'appareil sans chiffrement, sur un réseau "
                    + "protégé autrement.",
                en: "Allows the device's secret to be sent unencrypted, on a network that is "
                    + "protected otherwise.")),
    ]

    /// What a command's options ask for.
    static func trust(_ context: Context) throws(RelaisError) -> ServerTrust {
        var authority: String?
        if let path = context.invocation.option("ca") { authority = try text(of: path) }
        return try ServerTrust(
            authority: authority, pin: context.invocation.option("pin"),
            allowsPlainHTTP: context.invocation.flag("allow-plain-http"))
    }

    private static func text(of path: String) throws(RelaisError) -> String {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw unreadable(path, errno) }
        defer { close(number) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= ServerTrust.maximumAuthorityBytes {
            let count = read(number, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, errno) }
            if count == 0 { break }
            bytes += buffer.prefix(count)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TrustErrors.badAuthority
        }
        return text
    }

    private static func unreadable(_ path: String, _ code: Int32) -> RelaisError {
        RelaisError(
            code: "file_unreadable",
            message: Phrase(
                fr: "Le fichier « \(path) » n'a pas pu être lu.",
                en: "The file \"\(path)\" could not be read."),
            remedy: Phrase(
                fr: "Vérifiez le chemin et que ce compte peut lire le fichier.",
                en: "Check the path, and that this account may read the file."),
            detail: "errno \(code)")
    }
}
