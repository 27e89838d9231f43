// ServeOptions: how `serve` protects its connections: TLS, trusted proxies and limits.

import Console
import Server
import Shared

struct ServeOptions {
    /// What the server proves itself with; `nil` without TLS.
    let identity: TLSIdentity?
    /// Whose word counts for who a client is.
    let proxies: TrustedProxies
    /// The connections of one client; 0 is no limit.
    let connectionsPerAddress: Int
    /// The requests of one device; `nil` for the usual.
    let requestsPerSecond: UInt64?

    static let specifications: [OptionSpecification] = [
        .value(
            "tls-cert", "FILE",
            help: Phrase(
                fr: "La chaîne de certificats (PEM) ; avec --tls-key, le serveur parle TLS 1.2 et "
                    + "1.3 seulement.",
                en: "The chain of certificates (PEM); with --tls-key the server speaks TLS 1.2 and "
                    + "1.3 only.")),
        .value(
            "tls-key", "FILE",
            help: Phrase(
                fr: "La clé privée (PEM, sans mot de passe, fermée aux autres comptes).",
                en: "The private key (PEM, without a password, closed to other accounts).")),
        .value(
            "trusted-proxy", "ADDRESS", isRepeatable: true,
            help: Phrase(
                fr: "L'adresse IP d'un serveur mandataire dont X-Forwarded-For et "
                    + "X-Forwarded-Proto sont crus.",
                en: "The IP address of a reverse proxy whose X-Forwarded-For and "
                    + "X-Forwarded-Proto are believed.")),
        .value(
            "connections-per-address", "N",
            help: Phrase(
                fr: "Les connexions d'une même adresse, hors suivi en direct (256 ; sans limite en "
                    + "boucle locale et pour les mandataires ; 0 pour aucune limite).",
                en: "The connections of one address, live ones aside (256; no limit on loopback "
                    + "and for proxies; 0 for no limit).")),
        .value(
            "requests-per-second", "N",
            help: Phrase(
                fr: "Les demandes d'un même appareil dans la durée (10) ; 60 fois plus d'un coup.",
                en: "The requests of one device in the long run (10); 60 times as many at once.")),
    ]

    init(_ invocation: Invocation, isLoopback: Bool) throws {
        switch (invocation.option("tls-cert"), invocation.option("tls-key")) {
        case (nil, nil): identity = nil
        case (let certificate?, let key?):
            identity = try TLSIdentity(
                certificateFile: certificate, keyFile: key, now: Ports.system.now())
        default:
            throw RelaisError.usage(
                Phrase(
                    fr: "--tls-cert et --tls-key vont ensemble.",
                    en: "--tls-cert and --tls-key go together."),
                remedy: Phrase(
                    fr: "Donnez les deux, ou aucun des deux.", en: "Give both, or neither."))
        }
        let addresses = invocation.options("trusted-proxy")
        guard let proxies = TrustedProxies(addresses) else {
            throw RelaisError.usage(
                Phrase(
                    fr: "--trusted-proxy attend une adresse IP.",
                    en: "--trusted-proxy needs an IP address."),
                remedy: Phrase(
                    fr: "Par exemple `--trusted-proxy 127.0.0.1`.",
                    en: "For example `--trusted-proxy 127.0.0.1`."))
        }
        self.proxies = proxies
        // On loopback every client of a reverse proxy has one address; elsewhere a whole office may
        // have one, with a few requests at once for each of its forty tablets.
        connectionsPerAddress =
            try Self.number(invocation, "connections-per-address", 0...1_000_000)
            ?? (isLoopback ? 0 : 256)
        requestsPerSecond =
            try Self.number(invocation, "requests-per-second", 1...1_000_000).map(UInt64.init)
    }

    private static func number(
        _ invocation: Invocation, _ name: String, _ range: ClosedRange<Int>
    ) throws -> Int? {
        guard let text = invocation.option(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw RelaisError.usage(
                Phrase(
                    fr: "--\(name) attend un nombre entier de \(range.lowerBound) à "
                        + "\(range.upperBound), et non « \(text) ».",
                    en: "--\(name) needs a whole number from \(range.lowerBound) to "
                        + "\(range.upperBound), not \"\(text)\"."),
                remedy: Phrase(
                    fr: "Voyez `relais-server serve --help`.",
                    en: "See `relais-server serve --help`."))
        }
        return number
    }
}
